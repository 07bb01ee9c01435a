// Filters against plain set algebra, and hidden members against every way in which they could turn out.
import {array, assert, constantFrom, nat, property, record, subarray} from 'fast-check';
import {expect, test} from 'vitest';
import {runs} from '../../helpers/runs.ts';
import {decided, type Group} from './tenant.ts';

const people = ['ann@x.com', 'ben@x.com', 'cleo@y.com', 'dan@y.com', 'eve@z.com'];
const word = (address: string): string => address.slice(0, address.indexOf('@'));
const users = Object.fromEntries(people.map(mail => [word(mail), {mail}]));
const words = Object.keys(users);
const teams = ['g0', 'g1', 'g2', 'g3'];

type Team = {readonly users: string[]; readonly groups: string[]};
const team = record({
	users: array(
		nat(words.length - 1).map(user => words[user]!),
		{maxLength: 3},
	),
	groups: array(
		nat(teams.length - 1).map(group => teams[group]!),
		{maxLength: 2},
	),
});
const company = array(team, {minLength: teams.length, maxLength: teams.length});
const groupsOf = (company: readonly Team[], hidden: readonly string[] = []): Record<string, Group> =>
	Object.fromEntries(teams.map((name, at) => [name, {...company[at]!, hidden: hidden.includes(name)}]));

const address = constantFrom(...people, '*@x.com', '*@y.com');
const filters = record({
	include: subarray(people.concat('*@x.com', '*@y.com'), {maxLength: 2}),
	exclude: array(address, {maxLength: 1}),
	includeGroup: subarray(teams, {maxLength: 2}),
	excludeGroup: subarray(teams, {maxLength: 1}),
	groupInclude: subarray(teams, {maxLength: 3}),
	groupExclude: subarray(teams, {maxLength: 1}),
	people: constantFrom('in-groups' as const, 'all' as const),
});
type Filters = typeof filters extends {generate: (...given: never[]) => {value: infer Value}} ? Value : never;

const clause = (keyword: string, values: readonly string[]): string[] =>
	values.length === 0 ? [] : [`${keyword}:${values.join(',')}`];
const settingsOf = (given: Filters) => ({
	userFilter: [
		...clause('include', given.include),
		...clause('exclude', given.exclude),
		...clause('includeGroup', given.includeGroup),
		...clause('excludeGroup', given.excludeGroup),
	].join('|'),
	groupFilter: [...clause('include', given.groupInclude), ...clause('exclude', given.groupExclude)].join('|'),
	people: given.people,
});

const everyoneIn = (company: readonly Team[], names: readonly string[]): Set<string> => {
	const seen = new Set<string>();
	const found = new Set<string>();
	const visit = (name: string): void => {
		if (seen.has(name)) return;
		seen.add(name);
		const {users: direct, groups} = company[teams.indexOf(name)]!;
		for (const user of direct) found.add(user);
		for (const group of groups) visit(group);
	};
	for (const name of names) visit(name);
	return found;
};
const addressed = (values: readonly string[]): Set<string> =>
	new Set(
		people
			.filter(mail => values.some(value => value === mail || (value[0] === '*' && mail.endsWith(value.slice(1)))))
			.map(word),
	);

/** Who is in by the meaning of the filters, said as sets. */
const insidersOf = (company: readonly Team[], given: Filters): string[] => {
	const included =
		given.include.length + given.includeGroup.length === 0
			? new Set(words)
			: new Set([...addressed(given.include), ...everyoneIn(company, given.includeGroup)]);
	const excluded = new Set([...addressed(given.exclude), ...everyoneIn(company, given.excludeGroup)]);
	const selected = teams.filter(
		name =>
			(given.groupInclude.length === 0 || given.groupInclude.includes(name)) && !given.groupExclude.includes(name),
	);
	const filtered = given.groupInclude.length + given.groupExclude.length > 0 && given.people === 'in-groups';
	const grouped = filtered ? everyoneIn(company, selected) : new Set(words);
	return words.filter(user => included.has(user) && !excluded.has(user) && grouped.has(user));
};

test('includes unite, excludes subtract, both filters count', async () => {
	await assert(
		property(company, filters, (teamsOf, given) => {
			expect(decided({users, groups: groupsOf(teamsOf)}, settingsOf(given)).insiders()).toEqual(
				insidersOf(teamsOf, given),
			);
		}),
		runs(1000),
	);
});

test('whatever hidden members turn out to be, nobody was in or out who should not have been', async () => {
	await assert(
		property(company, company, subarray(teams, {minLength: 1}), filters, (known, others, hidden, given) => {
			const before = decided({users, groups: groupsOf(known, hidden)}, settingsOf(given));
			const truth = known.map((group, at) =>
				hidden.includes(teams[at]!)
					? {users: [...group.users, ...others[at]!.users], groups: [...group.groups, ...others[at]!.groups]}
					: group,
			);
			const insiders = insidersOf(truth, given);
			for (const user of words) {
				const {verdict} = before.user(user);
				if (verdict !== 'hold') expect([user, verdict]).toEqual([user, insiders.includes(user) ? 'in' : 'out']);
			}
			// A group that is in has exactly the members that it seems to have.
			for (const name of teams) {
				if (before.group(name).verdict !== 'in') continue;
				const position = teams.indexOf(name);
				const members = [...before.roster.members(position)].map(user => words[user]!);
				expect(new Set(members)).toEqual(everyoneIn(truth, [name]));
			}
		}),
		runs(1000),
	);
});
