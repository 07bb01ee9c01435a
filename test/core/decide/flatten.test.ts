import {array, assert, integer, nat, property, record} from 'fast-check';
import {expect, test} from 'vitest';
import {indexDirectory} from '../../../source/core/decide/directory.ts';
import {createFlatten} from '../../../source/core/decide/flatten.ts';
import {reachFrom, wayTo} from '../../../source/core/decide/reach.ts';
import {runs} from '../../helpers/runs.ts';
import {decided, idOf, snapshotOf} from './tenant.ts';

test('members of groups within groups, each once and in order', () => {
	const {roster} = decided({
		users: {ann: {}, ben: {}, cleo: {}, dan: {}},
		groups: {
			all: {users: ['cleo'], groups: ['inner', 'other']},
			inner: {users: ['ben', 'ann'], groups: ['deep']},
			other: {users: ['ann'], groups: ['deep']},
			deep: {users: ['cleo']},
			empty: {},
		},
	});
	const members = (word: string) => [...roster.members(roster.groupAt(idOf(word)) ?? -1)];
	expect(members('all')).toEqual([0, 1, 2]);
	expect(members('other')).toEqual([0, 2]);
	expect(members('empty')).toEqual([]);
	expect(members('all')).toEqual([0, 1, 2]);
});

test('through groups that are out of scope, and whatever the verdict of the people', () => {
	const {roster} = decided(
		{
			users: {ann: {}, ben: {enabled: false}},
			groups: {all: {groups: ['inner']}, inner: {users: ['ann', 'ben']}},
		},
		{groupFilter: 'include:all'},
	);
	expect([...roster.members(0)]).toEqual([0, 1]);
	expect([...roster.groups]).toEqual([2, 0]);
});

test('groups within each other are harmless', () => {
	const {roster} = decided({
		users: {ann: {}, ben: {}},
		groups: {
			chicken: {users: ['ann'], groups: ['egg']},
			egg: {users: ['ben'], groups: ['chicken', 'egg']},
		},
	});
	expect([...roster.members(0)]).toEqual([0, 1]);
	expect([...roster.members(1)]).toEqual([0, 1]);
});

test('positions that do not exist are not members', () => {
	const snapshot = snapshotOf({users: {ann: {}}, groups: {all: {users: ['ann']}}});
	const [group] = snapshot.groups;
	const flatten = createFlatten({
		...snapshot,
		groups: [{...group!, users: Uint32Array.of(0, 7), groups: Uint32Array.of(9)}],
	});
	expect([...flatten(0)]).toEqual([0]);
	expect([...flatten(5)]).toEqual([]);
});

test('a group named twice is one root, and of two ways the shorter is told', () => {
	const snapshot = snapshotOf({
		users: {ann: {}},
		groups: {a: {groups: ['b']}, b: {groups: ['c']}, c: {users: ['ann']}, d: {groups: ['c']}},
	});
	const reach = reachFrom(indexDirectory(snapshot), [0, 3, 0]);
	expect(wayTo(reach, reach.userVia[0]!)).toEqual([3, 2]);
	expect([...reach.groupVia]).toEqual([-1, 0, 3, -1]);
	expect(reachFrom(indexDirectory(snapshot), [3]).groupVia[0]).toBe(-2);
});

const graphs = integer({min: 1, max: 7}).chain(count =>
	array(record({users: array(nat(5), {maxLength: 3}), groups: array(nat(count - 1), {maxLength: 4})}), {
		minLength: count,
		maxLength: count,
	}),
);
type Graph = readonly {readonly users: readonly number[]; readonly groups: readonly number[]}[];

const snapshotFrom = (graph: Graph) => {
	const word = (kind: string, position: number) => `${kind}${position}`;
	return snapshotOf({
		users: Object.fromEntries([0, 1, 2, 3, 4, 5].map(user => [word('u', user), {}])),
		groups: Object.fromEntries(
			graph.map(({users, groups}, position) => [
				word('g', position),
				{users: users.map(user => word('u', user)), groups: groups.map(group => word('g', group))},
			]),
		),
	});
};

/** Every group from which a way leads to what is looked for, found by following every way. */
const naive = (graph: Graph, start: number, seen: ReadonlySet<number> = new Set()): ReadonlySet<number> => {
	if (seen.has(start)) return new Set();
	const within = new Set([...seen, start]);
	const node = graph[start]!;
	return new Set([...node.users, ...node.groups.flatMap(group => [...naive(graph, group, within)])]);
};

test('agrees with following every way, on any graph, with cycles', async () => {
	await assert(
		property(graphs, graph => {
			const snapshot = snapshotFrom(graph);
			const flatten = createFlatten(snapshot);
			const directory = indexDirectory(snapshot);
			graph.forEach((_, group) => {
				const expected = [...naive(graph, group)].sort();
				expect([...flatten(group)]).toEqual(expected);
				const reach = reachFrom(directory, [group]);
				const reached = [...reach.userVia].flatMap((via, user) => (via === -1 ? [] : [user]));
				expect(reached).toEqual(expected);
				for (const user of reached) {
					const way = wayTo(reach, reach.userVia[user]!);
					expect(way[0]).toBe(group);
					for (let step = 1; step < way.length; step++) expect(graph[way[step - 1]!]!.groups).toContain(way[step]);
					expect(graph[way.at(-1)!]!.users).toContain(user);
				}
			});
		}),
		runs(500),
	);
});
