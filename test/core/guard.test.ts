import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Allowances, Change, Decision, Plan} from '../../source/core/changes.ts';
import {guard, tollOf} from '../../source/core/guard.ts';
import type {Fingerprint, Tally} from '../../source/core/ports.ts';
import {defaultSyncSettings, type GuardSettings} from '../../source/core/settings.ts';
import {entra, ledgerOf} from '../helpers/roster.ts';
import {runs} from '../helpers/runs.ts';

const scope = 'scope-1' as Fingerprint;
const person = (n: number) => ({externalId: entra(`p${n}`), email: `p${n}@fabrikam.example`, name: `P${n}`});
const group = (n: number) => ({externalId: entra(`g${n}`), name: `G${n}`});
const because: Decision = {subject: entra('p'), verdict: 'out', code: 'filtered', reason: 'Out.', path: []};

const times = (count: number, make: (n: number) => Change): Change[] => Array.from({length: count}, (_, n) => make(n));
const revokes = (count: number): Change[] => times(count, n => ({kind: 'revoke', person: person(n), because}));
const invites = (count: number): Change[] => times(count, n => ({kind: 'invite', person: person(n), because}));
const empties = (count: number, memberships = 0): Change[] =>
	times(count, n => ({kind: n % 2 ? 'empty-group' : 'delete-group', group: group(n), because: '', memberships}));
const shrink = (count: number): Change => ({
	kind: 'set-group-members',
	group: group(99),
	added: [person(1)],
	removed: Array.from({length: count}, (_, n) => person(n)),
});

const planWith = (changes: readonly Change[], more: Partial<Plan> = {}): Plan => ({
	version: 1,
	fingerprint: 'f' as Fingerprint,
	basis: 'organisation',
	changes,
	counts: {} as Plan['counts'],
	people: 100,
	managed: 100,
	managedGroups: 100,
	managedMemberships: 1000,
	scope,
	mails: 0,
	problems: [],
	...more,
});
const judge = (
	plan: Plan,
	{
		day,
		allow,
		limits,
		approved = scope,
	}: {day?: Partial<Tally>; allow?: Allowances; limits?: Partial<GuardSettings>; approved?: Fingerprint} = {},
) =>
	guard(
		plan,
		ledgerOf({
			approvedScope: approved,
			lastDay: {offboarded: 0, invited: 0, membershipsRemoved: 0, groupsEmptied: 0, seats: 0, ...day},
		}),
		{...defaultSyncSettings, guard: {...defaultSyncSettings.guard, ...limits}},
		allow ?? {},
	);

describe('offboarding', () => {
	test('passes up to 20 %, refuses beyond, and names numbers and flag', () => {
		expect(judge(planWith(revokes(20)))).toEqual([]);
		expect(judge(planWith(revokes(21)))).toEqual([
			{
				limit: 'offboard',
				asked: 21,
				lastDay: 0,
				allowed: 20,
				flag: '--allow-removals 21',
				message:
					'This plan would offboard 21 people; the limit is 20 % of 100 managed members, from 3 on, and 100 at most. If that is right, let it pass with --allow-removals 21.',
			},
		]);
	});
	test('the percentage begins at three, the number holds in large organisations', () => {
		expect(judge(planWith(revokes(2), {managed: 5}))).toEqual([]);
		expect(judge(planWith(revokes(3), {managed: 5}))).toMatchObject([{asked: 3, allowed: 2}]);
		expect(judge(planWith(revokes(100), {managed: 10_000}))).toEqual([]);
		expect(judge(planWith(revokes(101), {managed: 10_000}))).toMatchObject([{asked: 101, allowed: 100}]);
	});
	test('of everyone is refused however few they are', () => {
		expect(judge(planWith(revokes(1), {managed: 1}))).toMatchObject([
			{limit: 'everyone-leaves', asked: 1, allowed: 0, flag: '--allow-removals 1'},
		]);
		expect(judge(planWith(revokes(1), {managed: 1}), {allow: {removals: 1}})).toEqual([]);
	});
	test('counts the last day, and the flag is about this plan', () => {
		expect(judge(planWith(revokes(5)), {day: {offboarded: 15}})).toEqual([]);
		const refused = judge(planWith(revokes(5)), {day: {offboarded: 16}});
		expect(refused).toMatchObject([{asked: 5, lastDay: 16, allowed: 20, flag: '--allow-removals 5'}]);
		expect(refused[0]?.message).toContain('after 16 in the last 24 hours');
		expect(judge(planWith(revokes(5)), {day: {offboarded: 16}, allow: {removals: 4}})).toHaveLength(1);
		expect(judge(planWith(revokes(5)), {day: {offboarded: 16}, allow: {removals: 5}})).toEqual([]);
	});
	test('a full tally does not refuse a plan that offboards nobody', () => {
		expect(judge(planWith(invites(1)), {day: {offboarded: 999, membershipsRemoved: 999, groupsEmptied: 99}})).toEqual(
			[],
		);
	});
});

describe('the other limits', () => {
	test('invitations', () => {
		expect(judge(planWith(invites(50)))).toEqual([]);
		expect(judge(planWith(invites(51)))).toMatchObject([{limit: 'invite', asked: 51, flag: '--allow-invites 51'}]);
		expect(judge(planWith(invites(1)), {day: {invited: 50}})).toHaveLength(1);
		expect(judge(planWith(invites(51)), {allow: {invites: 51}})).toEqual([]);
	});
	test('memberships, of groups that shrink and of groups that end', () => {
		expect(judge(planWith([shrink(200)]))).toEqual([]);
		expect(judge(planWith([shrink(201)]))).toMatchObject([
			{limit: 'memberships', asked: 201, allowed: 200, flag: '--allow-membership-removals 201'},
		]);
		expect(judge(planWith([shrink(151), ...empties(1, 50)]))).toMatchObject([{asked: 201}]);
		expect(judge(planWith([shrink(49)], {managedMemberships: 50}))).toEqual([]);
		expect(judge(planWith([shrink(50)], {managedMemberships: 50}))).toHaveLength(1);
		expect(judge(planWith([shrink(201)]), {allow: {membershipRemovals: 201}})).toEqual([]);
	});
	test('groups', () => {
		expect(judge(planWith(empties(20)))).toEqual([]);
		expect(judge(planWith(empties(21)))).toMatchObject([{limit: 'groups', flag: '--allow-group-removals 21'}]);
		expect(judge(planWith(empties(2), {managedGroups: 2}))).toEqual([]);
		expect(judge(planWith(empties(3), {managedGroups: 3}))).toHaveLength(1);
		expect(judge(planWith(empties(21)), {allow: {groupRemovals: 21}})).toEqual([]);
	});
	test('seats are not bought without a word', () => {
		const plan = planWith(invites(1), {seats: {needed: 3, free: 1, toBuy: 2}});
		expect(judge(plan)).toMatchObject([{limit: 'seats', asked: 2, allowed: 0, flag: '--allow-seats 2'}]);
		expect(judge(plan)[0]?.message).toContain('none is bought without a word');
		expect(judge(plan, {limits: {seats: 2}})).toEqual([]);
		expect(judge(plan, {limits: {seats: 1}})[0]?.message).toContain('the limit is 1');
		expect(judge(plan, {allow: {seats: 2}})).toEqual([]);
	});
	test('several at once are all named', () => {
		const limits = judge(planWith([...revokes(30), ...invites(60), ...empties(30), shrink(500)])).map(one => one.limit);
		expect(limits).toEqual(['offboard', 'memberships', 'groups', 'invite']);
	});
});

describe('first run, scope and empty directory', () => {
	const ledger = ledgerOf();
	test('a first run needs a word, whatever its size', () => {
		expect(guard(planWith(invites(1)), ledger, defaultSyncSettings, {})).toMatchObject([
			{limit: 'first-run', flag: '--first-run'},
		]);
		expect(guard(planWith(invites(1)), ledger, defaultSyncSettings, {firstRun: true})).toEqual([]);
		const blind = guard(planWith(invites(1), {basis: 'last-applied'}), ledger, defaultSyncSettings, {});
		expect(blind[0]?.message).toContain('the ledger was lost');
	});
	test('so does a changed scope, and not both at once', () => {
		const old = 'scope-0' as Fingerprint;
		expect(judge(planWith(invites(1)), {approved: old})).toMatchObject([
			{limit: 'scope-changed', flag: '--accept-scope'},
		]);
		expect(judge(planWith(invites(1)), {approved: old, allow: {acceptScope: true}})).toEqual([]);
		expect(judge(planWith(invites(1)), {approved: old, allow: {firstRun: true}})).toHaveLength(1);
	});
	test('nobody in, and people would go: there is no flag for that', () => {
		const all: Allowances = {
			removals: 999,
			membershipRemovals: 999,
			groupRemovals: 999,
			firstRun: true,
			acceptScope: true,
		};
		const refused = judge(planWith(revokes(1), {people: 0}), {allow: all});
		expect(refused).toMatchObject([{limit: 'empty-directory'}]);
		expect(refused[0]?.flag).toBeUndefined();
		expect(judge(planWith([shrink(1)], {people: 0}), {allow: all})).toHaveLength(1);
		expect(judge(planWith(invites(1), {people: 0}), {allow: all})).toEqual([]);
		expect(judge(planWith(revokes(1), {people: 0, managed: 0}), {allow: all})).toEqual([]);
	});
	test('a plan without changes always passes', () => {
		expect(guard(planWith([], {people: 0}), ledger, defaultSyncSettings, {})).toEqual([]);
	});
});

test('whatever the numbers: nothing over a limit passes without its flag, and with exactly its flags everything does', () => {
	fc.assert(
		fc.property(
			fc.record({
				revoke: fc.nat(60),
				invite: fc.nat(120),
				empty: fc.nat(30),
				gone: fc.nat(300),
				managed: fc.nat(200),
				groups: fc.nat(60),
				memberships: fc.nat(900),
				day: fc.nat(40),
				buy: fc.nat(3),
			}),
			one => {
				const plan = planWith(
					[...revokes(one.revoke), ...invites(one.invite), ...empties(one.empty), shrink(one.gone)],
					{
						managed: one.managed,
						managedGroups: one.groups,
						managedMemberships: one.memberships,
						seats: {needed: one.buy, free: 0, toBuy: one.buy},
					},
				);
				const day = {
					offboarded: one.day,
					invited: one.day,
					membershipsRemoved: one.day,
					groupsEmptied: one.day,
					seats: one.day,
				};
				const refusals = judge(plan, {day});
				const toll = tollOf(plan);
				const has = (limit: string): boolean => refusals.some(refusal => refusal.limit === limit);
				const over = (count: number, percent: number, of: number, least: number): boolean =>
					count > 0 && count + one.day >= least && (count + one.day) * 100 > percent * of;
				const removed = toll.offboarded;
				const everyone = removed > 0 && one.managed > 0 && removed >= one.managed;
				expect(has('everyone-leaves')).toBe(everyone);
				if (!everyone)
					expect(has('offboard')).toBe(over(removed, 20, one.managed, 3) || (removed > 0 && removed + one.day > 100));
				expect(has('groups')).toBe(over(toll.groupsEmptied, 20, one.groups, 3));
				expect(has('memberships')).toBe(over(toll.membershipsRemoved, 20, one.memberships, 50));
				expect(has('invite')).toBe(one.invite > 0 && one.invite + one.day > 50);
				expect(has('seats')).toBe(one.buy > 0);
				const flags = Object.fromEntries(refusals.map(({flag}) => flag?.split(' ') ?? [])) as Record<string, string>;
				const number = (flag: string): number | undefined =>
					flags[flag] === undefined ? undefined : Number(flags[flag]);
				const allow = Object.fromEntries(
					Object.entries({
						removals: number('--allow-removals'),
						invites: number('--allow-invites'),
						membershipRemovals: number('--allow-membership-removals'),
						groupRemovals: number('--allow-group-removals'),
						seats: number('--allow-seats'),
					}).filter(([, value]) => value !== undefined),
				) as Allowances;
				expect(judge(plan, {day, allow})).toEqual([]);
				for (const [flag, value] of Object.entries(allow))
					expect(judge(plan, {day, allow: {...allow, [flag]: (value as number) - 1}})).toHaveLength(1);
			},
		),
		runs(500),
	);
});
