import {array, assert, constantFrom, oneof, property, string} from 'fast-check';
import {describe, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import type {Span} from '../../../source/core/filter/language.ts';
import {parseGroupFilter, parseUserFilter} from '../../../source/core/filter/parse.ts';
import {runs} from '../../helpers/runs.ts';

const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
const other = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

const shape = (filter: ReturnType<typeof parseUserFilter> | ReturnType<typeof parseGroupFilter>) =>
	filter.clauses.map(clause => [clause.keyword, ...clause.values.map(value => `${value.kind} ${value.text}`)]);

const failure = (parse: () => unknown): UsherError => {
	try {
		parse();
	} catch (error) {
		if (error instanceof UsherError) return error;
		throw error;
	}
	throw new Error('the filter was read');
};

/** The character over the caret. */
const pointed = (error: UsherError): string => {
	const [, text = '', caret = ''] = error.message.split('\n');
	return text.slice(caret.indexOf('^'));
};

describe('what Bitwarden Directory Connector takes is taken', () => {
	test.each([
		['include:a@x.com', [['include', 'address a@x.com']]],
		['exclude:a@x.com,B@X.com', [['exclude', 'address a@x.com', 'address b@x.com']]],
		[`includeGroup:${id}`, [['includeGroup', `group-id ${id}`]]],
		[`excludeGroup:${id.toUpperCase()},${other}`, [['excludeGroup', `group-id ${id}`, `group-id ${other}`]]],
		[
			`includeGroup:${id}|excludeGroup:${other}|exclude:a@x.com`,
			[
				['includeGroup', `group-id ${id}`],
				['excludeGroup', `group-id ${other}`],
				['exclude', 'address a@x.com'],
			],
		],
		['  INCLUDE : a@x.com ,\n b@x.com ', [['include', 'address a@x.com', 'address b@x.com']]],
	])('user filter %j', (text, clauses) => {
		expect(shape(parseUserFilter(text))).toEqual(clauses);
	});

	test.each([
		['include:Sales,Team Blue', [['include', 'group-name Sales', 'group-name Team Blue']]],
		['exclude:Sales', [['exclude', 'group-name Sales']]],
		[`includeadministrativeunit:${id}`, [['includeadministrativeunit', `unit ${id}`]]],
		[`ExcludeAdministrativeUnit:${id},${other}`, [['excludeadministrativeunit', `unit ${id}`, `unit ${other}`]]],
	])('group filter %j', (text, clauses) => {
		expect(shape(parseGroupFilter(text))).toEqual(clauses);
	});
});

describe('and more', () => {
	test('stars, ids and names in either place, quotes', () => {
		expect(shape(parseUserFilter('include:*@x.com|includeGroup:Sales,"R&D, Berlin | West",Team-*'))).toEqual([
			['include', 'address-pattern *@x.com'],
			['includeGroup', 'group-name Sales', 'group-name R&D, Berlin | West', 'group-pattern Team-*'],
		]);
		expect(shape(parseGroupFilter(`include:${id},Team-*,"say ""hi"": now"`))).toEqual([
			['include', `group-id ${id}`, 'group-pattern Team-*', 'group-name say "hi": now'],
		]);
	});

	test('a quote inside a name stands for itself', () => {
		expect(shape(parseGroupFilter('include:The "A" Team'))).toEqual([['include', 'group-name The "A" Team']]);
	});

	test('a clause that comes twice counts twice', () => {
		expect(parseUserFilter('include:a@x.com|include:b@x.com').clauses).toHaveLength(2);
	});

	test('blank text is no filter', () => {
		expect(parseUserFilter('').clauses).toEqual([]);
		expect(parseGroupFilter(' \n\t ').clauses).toEqual([]);
	});

	test('every value and clause knows where it stands', () => {
		const text = ' include: a@x.com , b@x.com | excludeGroup:"R&D"';
		const {clauses} = parseUserFilter(text);
		const cut = ({at, length}: {at: number; length: number}) => text.slice(at, at + length);
		expect(clauses.map(cut)).toEqual(['include: a@x.com , b@x.com', 'excludeGroup:"R&D"']);
		expect(clauses.flatMap(clause => clause.values.map(cut))).toEqual(['a@x.com', 'b@x.com', '"R&D"']);
	});
});

describe('anything else is an error that points at its place', () => {
	test.each([
		['a@x.com', '@x.com', 'expected a colon after "a"'],
		['include a@x.com', 'a@x.com', 'expected a colon after "include"'],
		['include', '', 'expected a colon'],
		['inclde:a@x.com', 'inclde:a@x.com', 'expected include, exclude, includeGroup or excludeGroup'],
		['include:', '', 'expected an address, a name or an id'],
		['include:a@x.com,', '', 'expected an address, a name or an id'],
		['include:a@x.com,,b@x.com', ',b@x.com', 'expected an address, a name or an id'],
		['include:a@x.com|', '', 'expected a clause'],
		['|include:a@x.com', '|include:a@x.com', 'expected a clause'],
		['include:a@x.com||exclude:b@x.com', '|exclude:b@x.com', 'expected a clause'],
		['include:a@x.com exclude:b@x.com', ':b@x.com', 'expected a comma, or |'],
		['include:Sales', 'Sales', 'expected an e-mail address'],
		['include:a b@x.com', 'a b@x.com', 'expected an e-mail address'],
		['include:a@b@x.com', 'a@b@x.com', 'expected an e-mail address'],
		['include:a *', 'a *', 'expected an e-mail address'],
		[`include:${id}`, id, 'expected an e-mail address'],
		['includeGroup:"Sales', '"Sales', 'expected a second quote'],
		['includeGroup:"Sales" x', 'x', 'expected a comma, or |'],
		['includeGroup:" "', '" "', 'expected a name inside the quotes'],
		['includeGroup:“Sales”', '“Sales”', 'expected a straight quote'],
		['include:a@x.com;b@x.com', 'a@x.com;b@x.com', 'expected an e-mail address'],
		[`includeadministrativeunit:${id}`, `includeadministrativeunit:${id}`, 'expected include, exclude'],
	])('user filter %j', (text, at, expected) => {
		const error = failure(() => parseUserFilter(text));
		expect(pointed(error)).toBe(at);
		expect(error.message).toContain(expected);
		expect(error).toMatchObject({code: 'filter-invalid', exitCode: 10});
		expect(error.advice).not.toBe('');
	});

	test.each([
		['includeGroup:Sales', 'includeGroup:Sales', 'includeadministrativeunit or excludeadministrativeunit'],
		['includeadministrativeunit:Berlin', 'Berlin', 'expected the id of an administrative unit'],
		['include:Team: Blue', ': Blue', 'expected a comma, or |'],
	])('group filter %j', (text, at, expected) => {
		const error = failure(() => parseGroupFilter(text));
		expect(pointed(error)).toBe(at);
		expect(error.message).toContain(expected);
	});

	test('the advice is about what is wrong', () => {
		expect(failure(() => parseUserFilter('include')).advice).toContain('nothing runs until then');
		expect(failure(() => parseGroupFilter('include:Team: Blue')).advice).toContain('"Team: Blue"');
		expect(failure(() => parseGroupFilter('include:“Team”')).advice).toContain('straight');
	});

	test('an id where an address belongs is told where ids go', () => {
		expect(failure(() => parseUserFilter(`exclude:${id}`)).advice).toContain('includeGroup');
	});

	test('no text makes the parser throw anything else, or take it without keeping every value in its place', async () => {
		const piece = oneof(
			constantFrom(
				'include',
				'exclude',
				'includeGroup',
				':',
				',',
				'|',
				'"',
				'""',
				'*',
				' ',
				'\n',
				'a@x.com',
				id,
				'“',
				'\u0000',
				'\ud800',
			),
			string({unit: 'binary', maxLength: 4}),
		);
		await assert(
			property(
				oneof(
					array(piece, {maxLength: 12}).map(pieces => pieces.join('')),
					string({unit: 'binary'}),
				),
				text => {
					for (const parse of [parseUserFilter, parseGroupFilter]) {
						try {
							const {clauses} = parse(text);
							expect(clauses.length > 0).toBe(text.trim() !== '');
							let end = 0;
							for (const value of clauses.flatMap((clause): readonly Span[] => clause.values)) {
								expect(value.at).toBeGreaterThanOrEqual(end);
								expect(value.length).toBeGreaterThan(0);
								end = value.at + value.length;
							}
							expect(end).toBeLessThanOrEqual(text.length);
						} catch (error) {
							if (!(error instanceof UsherError)) throw error;
							expect(error.code).toBe('filter-invalid');
							expect(error.message.split('\n')).toHaveLength(3);
							expect(error.message).toMatch(/\n {2}[^\n]*\n {2} *\^$/);
						}
					}
				},
			),
			runs(2000),
		);
	});
});
