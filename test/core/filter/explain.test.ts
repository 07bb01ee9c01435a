import {expect, test} from 'vitest';
import {explainFilter} from '../../../source/core/filter/explain.ts';
import {clauseLabel} from '../../../source/core/filter/language.ts';
import {parseGroupFilter, parseUserFilter} from '../../../source/core/filter/parse.ts';

const id = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('a sentence for each clause of a user filter', () => {
	expect(
		explainFilter(parseUserFilter('include:a@x.com,*@y.com|includeGroup:Sales,Team-*|excludeGroup:"R&D, Berlin"')),
	).toEqual([
		'Lets in a@x.com and any address like *@y.com.',
		'Lets in the members of "Sales" and any group named like Team-*, also of groups within.',
		'Leaves out the members of "R&D, Berlin", also of groups within.',
	]);
});

test('a sentence for each clause of a group filter', () => {
	expect(
		explainFilter(parseGroupFilter(`include:Sales,Ops,${id}|exclude:Tests|includeadministrativeunit:${id}`)),
	).toEqual([
		`Lets in "Sales", "Ops" and the group with id ${id}.`,
		'Leaves out "Tests".',
		`Lets in the groups that belong to the administrative unit ${id}.`,
	]);
});

test('what is let in when nothing is said of it', () => {
	expect(explainFilter(parseUserFilter(''))).toEqual(['No filter: lets in everyone.']);
	expect(explainFilter(parseGroupFilter('exclude:Tests'))).toEqual([
		'Lets in every group, except as said below.',
		'Leaves out "Tests".',
	]);
});

test('a clause is called as one would write it', () => {
	const [clause] = parseGroupFilter('include:Sales,"R&D, Berlin","a ""b"""').clauses;
	const labels = clause?.values.map(value => clauseLabel(clause.keyword, value)) ?? [];
	expect(labels).toEqual(['include:Sales', 'include:"R&D, Berlin"', 'include:"a ""b"""']);
	expect(parseGroupFilter(labels.join('|')).clauses.flatMap(({values}) => values.map(({text}) => text))).toEqual(
		clause?.values.map(({text}) => text),
	);
});
