// The order of pages, and objects that come twice, change no verdict, reason or problem.
import {array, assert, boolean, constantFrom, nat, property, record, shuffledSubarray, subarray} from 'fast-check';
import {expect, test} from 'vitest';
import {decide} from '../../../source/core/decide/decide.ts';
import type {DirectoryGroup, EntraId, Snapshot} from '../../../source/core/ports.ts';
import {defaultSyncSettings} from '../../../source/core/settings.ts';
import {runs} from '../../helpers/runs.ts';
import {noon, snapshotOf} from './tenant.ts';

const people = 6;
const teams = 5;

const tenants = record({
	users: array(
		record({
			enabled: boolean(),
			guest: boolean(),
			mail: constantFrom('a@x.com', 'b@x.com', 'c@y.com', 'd@y.com', ''),
			upn: constantFrom('e@x.com', ''),
		}),
		{minLength: people, maxLength: people},
	),
	groups: array(
		record({
			users: array(nat(people - 1), {maxLength: 4}),
			groups: array(nat(teams - 1), {maxLength: 3}),
			hidden: constantFrom(false, false, false, true),
		}),
		{minLength: teams, maxLength: teams},
	),
	settings: record({
		userFilter: constantFrom('', 'include:*@x.com', 'includeGroup:g1|excludeGroup:g2', 'excludeGroup:g*|exclude:a*'),
		groupFilter: constantFrom('', 'include:g0,g3', 'exclude:g4', 'include:g*|exclude:g1'),
		leavers: constantFrom('offboard', 'keep'),
		disabled: constantFrom('revoke', 'keep'),
	}),
});

/** The same directory, with its users and groups in the order of their old positions; a position that comes twice is an object that comes twice. */
const rearranged = (snapshot: Snapshot, users: readonly number[], groups: readonly number[]): Snapshot => {
	const move = (order: readonly number[], members: Uint32Array): Uint32Array =>
		Uint32Array.from(members, member => order.lastIndexOf(member));
	return {
		...snapshot,
		users: users.map(position => snapshot.users[position]!),
		groups: groups.map((position): DirectoryGroup => {
			const group = snapshot.groups[position]!;
			return {...group, users: move(users, group.users), groups: move(groups, group.groups)};
		}),
	};
};

const all = (count: number): number[] => Array.from({length: count}, (_, position) => position);
const shuffled = (count: number) => shuffledSubarray(all(count), {minLength: count, maxLength: count});

test('no order and no duplicate changes what is decided', async () => {
	await assert(
		property(
			tenants,
			shuffled(people),
			shuffled(teams),
			subarray(all(people)),
			subarray(all(teams)),
			(tenant, userOrder, groupOrder, usersAgain, groupsAgain) => {
				const word = (kind: string, position: number) => `${kind}${position}`;
				const snapshot = snapshotOf({
					users: Object.fromEntries(tenant.users.map((user, position) => [word('u', position), user])),
					groups: Object.fromEntries(
						tenant.groups.map(({users, groups, hidden}, position) => [
							word('g', position),
							{users: users.map(user => word('u', user)), groups: groups.map(group => word('g', group)), hidden},
						]),
					),
				});
				const told = (given: Snapshot) => {
					const {roster, bindings} = decide(
						given,
						{...defaultSyncSettings, ...tenant.settings},
						{bindings: new Map(), canRevoke: true, held: new Map(), now: noon},
					);
					const sorted = <T extends {readonly subject: EntraId}>(decisions: readonly T[]) =>
						decisions.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
					return {
						users: sorted(roster.snapshot.users.map((_, position) => roster.explainUser(position))),
						groups: sorted(roster.snapshot.groups.map((_, position) => roster.explainGroup(position))),
						members: snapshot.groups.map(({id}) =>
							[...roster.members(roster.groupAt(id) ?? -1)].map(user => roster.snapshot.users[user]?.id).sort(),
						),
						problems: roster.problems,
						bindings: new Map([...bindings].sort()),
					};
				};
				const expected = told(snapshot);
				const moved = rearranged(snapshot, [...userOrder, ...usersAgain], [...groupOrder, ...groupsAgain]);
				expect(told(moved)).toEqual(expected);
			},
		),
		runs(500),
	);
});

test('the columns say what the sentences say', async () => {
	await assert(
		property(tenants, tenant => {
			const snapshot = snapshotOf({
				users: Object.fromEntries(tenant.users.map((user, position) => [`u${position}`, user])),
				groups: Object.fromEntries(
					tenant.groups.map(({users, hidden}, position) => [
						`g${position}`,
						{users: users.map(user => `u${user}`), hidden},
					]),
				),
			});
			const {roster} = decide(
				snapshot,
				{...defaultSyncSettings, ...tenant.settings},
				{bindings: new Map(), canRevoke: false, held: new Map(), now: noon},
			);
			const words = ['out', 'hold', 'in'];
			const starts = {out: 'Out: ', hold: 'On hold: ', in: 'In: '};
			snapshot.users.forEach((user, position) => {
				const decision = roster.explainUser(position);
				expect(decision.verdict).toBe(words[roster.users[position] ?? -1]);
				expect(decision.reason.startsWith(starts[decision.verdict])).toBe(true);
				expect(decision.subject).toBe(user.id);
				if (decision.verdict === 'in') {
					expect(user.enabled).toBe(true);
					expect(roster.emails[position]).not.toBe('');
				}
			});
			// No two who are in have one e-mail.
			const emails = roster.emails.filter((_, position) => roster.users[position] === 2);
			expect(new Set(emails).size).toBe(emails.length);
			snapshot.groups.forEach((_, position) => {
				const decision = roster.explainGroup(position);
				expect(decision.verdict).toBe(words[roster.groups[position] ?? -1]);
				expect(decision.reason.startsWith(starts[decision.verdict])).toBe(true);
			});
		}),
		runs(500),
	);
});

test('of an object that came twice the later one counts, with the members of both', () => {
	const snapshot = snapshotOf({users: {ann: {}, ben: {}}, groups: {all: {users: ['ann']}}});
	const [ann, ben] = snapshot.users;
	const [group] = snapshot.groups;
	const {roster} = decide(
		{
			...snapshot,
			users: [ann!, ben!, {...ann!, enabled: false}],
			groups: [group!, {...group!, name: 'Renamed', users: Uint32Array.of(1, 2)}],
		},
		defaultSyncSettings,
		{bindings: new Map(), canRevoke: true, held: new Map(), now: noon},
	);
	expect(roster.snapshot.users).toHaveLength(2);
	expect([...roster.users]).toEqual([0, 2]);
	expect(roster.groupNames).toEqual(['Renamed']);
	expect([...roster.members(0)]).toEqual([0, 1]);
	expect(roster.snapshot.groups[0]?.users).toEqual(Uint32Array.of(0, 1));
});
