import fc from 'fast-check';
import {expect, test} from 'vitest';
import {marksFor} from '../../../source/ui/dashboard/tree/marks.ts';
import {directoryTree} from '../../../source/ui/dashboard/tree/model.ts';
import {hitsOf, type TreeFilter} from '../../../source/ui/dashboard/tree/search.ts';
import {shapeOf} from '../../../source/ui/dashboard/tree/shape.ts';
import {company, rosterOf} from '../../helpers/company.ts';
import {usualPlan} from '../../helpers/fake-profile.ts';

const roster = rosterOf(company({users: 300, groups: 40, membersEach: 3}));
const view = {roster, plan: usualPlan({roster})};
const {users, groups} = roster.snapshot;

/** Each person and each group looked at, and nothing remembered. */
const plainly = (search: string, filter: TreeFilter) => {
	const wanted = search.trim().toLowerCase();
	const marks = marksFor(view);
	const people = users.flatMap(({name, mail, upn}, user) =>
		`${name}\n${mail ?? ''}\n${upn}`.toLowerCase().includes(wanted) &&
		(filter === 'all' || (filter === 'changes' ? marks.people[user] !== 0 : marks.problemsOfPerson.has(user)))
			? [user]
			: [],
	);
	const joining = filter !== 'changes' ? [] : [...marks.added.values()].flatMap(added => [...added]);
	const shownPeople = new Set([
		...people,
		...joining.filter(user =>
			`${users[user]!.name}\n${users[user]!.mail}\n${users[user]!.upn}`.toLowerCase().includes(wanted),
		),
	]);
	const shown = new Set(
		groups.flatMap((group, position) =>
			group.name.toLowerCase().includes(wanted) &&
			(filter === 'all' || (filter === 'changes' ? marks.groups.has(position) : marks.problemsOfGroup.has(position)))
				? [position]
				: group.users.some(user => shownPeople.has(user))
					? [position]
					: [],
		),
	);
	for (let before = -1; before < shown.size; ) {
		before = shown.size;
		for (const [position, group] of groups.entries())
			if (group.groups.some(inner => shown.has(inner))) shown.add(position);
	}
	return {people: [...shownPeople].sort((a, b) => a - b), groups: [...shown].sort((a, b) => a - b)};
};

const positions = (marked: Uint8Array): number[] => [...marked.keys()].filter(position => marked[position] === 1);

test('whatever was searched before, a search finds whom it is about and the groups that lead there', () => {
	const texts = fc.constantFrom(
		'h',
		'ho',
		'hop',
		'hopper',
		'a',
		'ada l',
		'lovelace',
		'eng',
		'zür',
		'xyz',
		'@',
		'1',
		' Berlin ',
	);
	const filters = fc.constantFrom<TreeFilter>('all', 'changes', 'problems');
	fc.assert(
		fc.property(fc.array(fc.record({search: texts, filter: filters}), {minLength: 1, maxLength: 12}), queries => {
			for (const query of queries) {
				const hits = hitsOf(roster, marksFor(view), shapeOf(roster.snapshot), query);
				expect({people: positions(hits!.people), groups: positions(hits!.groups)}).toEqual(
					plainly(query.search, query.filter),
				);
			}
		}),
	);
});

test('people stand by name, few of them as all of them', () => {
	const shape = shapeOf(roster.snapshot);
	const everyone = shape.sortedPeople(users.keys());
	const some = [...everyone].filter(user => user % 7 === 0);
	expect([...shape.sortedPeople([...some].reverse())]).toEqual(some);
	const crowd = rosterOf(company({users: 2500, groups: 2, membersEach: 2}));
	const large = shapeOf(crowd.snapshot);
	const all = [...large.sortedPeople(crowd.snapshot.users.keys())];
	const half = all.filter(user => user % 2 === 0);
	expect([...large.sortedPeople([...half].reverse())]).toEqual(half);
});

test('what is made ready beforehand changes nothing of what is found', () => {
	const fresh = rosterOf(company({users: 9000, groups: 20, membersEach: 40}));
	const shape = shapeOf(fresh.snapshot);
	let steps = 1;
	while (!shape.warm()) steps++;
	expect(steps).toBeGreaterThan(1);
	const again = rosterOf(company({users: 9000, groups: 20, membersEach: 40}));
	const query = {search: 'hopper', filter: 'all'} as const;
	expect([...Array.from(directoryTree({roster: fresh}, query).roots)]).toEqual([
		...Array.from(directoryTree({roster: again}, query).roots),
	]);
});
