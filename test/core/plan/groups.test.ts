// What each case must do, for groups.
import {describe, expect, test} from 'vitest';
import type {Change} from '../../../source/core/changes.ts';
import {makePlan} from '../../../source/core/plan.ts';
import type {Ledger, MemberId} from '../../../source/core/ports.ts';
import {defaultSyncSettings, type SyncSettings} from '../../../source/core/settings.ts';
import {createMemoryOrganisation, type StoredMember} from '../../helpers/memory-organisation.ts';
import {entra, ledgerOf, type Person, rosterOf, type Team} from '../../helpers/roster.ts';

const mail = (id: string): string => `${id}@fabrikam.example`;

type Case = {
	readonly people?: readonly Person[];
	readonly teams: readonly Team[];
	/** More members than those of `people` who are in, by id and address. */
	readonly more?: readonly (Partial<StoredMember> & {email: string})[];
	readonly absent?: readonly string[];
	readonly groups?: readonly {name: string; externalId?: string; members?: readonly string[]}[];
	readonly gone?: Record<string, 'deleted'>;
	readonly settings?: Partial<SyncSettings>;
	readonly ledger?: Partial<Ledger>;
	readonly abilities?: Parameters<typeof createMemoryOrganisation>[0];
	readonly refused?: readonly string[];
};

/** Members are called by the part of their address before the @. */
const planOf = async (one: Case) => {
	const people = one.people ?? ['ada', 'bob', 'cy'].map(id => ({id}));
	const organisation = createMemoryOrganisation(one.abilities);
	const byName = new Map<string, MemberId>();
	for (const member of [
		...people.filter(person => !one.absent?.includes(person.id)).map(({id}) => ({email: mail(id), externalId: id})),
		...(one.more ?? []),
	])
		byName.set(member.email.replace(/@.*/, ''), organisation.add(member).id);
	for (const group of one.groups ?? [])
		organisation.addGroup({
			name: group.name,
			externalId: group.externalId,
			members: (group.members ?? []).map(name => byName.get(name) ?? (name as MemberId)),
		});
	const call = {signal: new AbortController().signal, waiting: () => {}};
	const groups = await organisation.port.groups(call);
	return makePlan({
		profile: 'fabrikam',
		roster: rosterOf(people, one.teams, {gone: one.gone ?? {}}),
		organisation: {
			abilities: await organisation.port.abilities(call),
			members: await organisation.port.members(call),
			groups,
			groupMembers: new Map(groups.map(({id}) => [id, [...organisation.groups.get(id)!.members]])),
		},
		ledger: ledgerOf(one.ledger),
		settings: {...defaultSyncSettings, ...one.settings},
		now: new Date('2026-11-02T08:00:00.000Z'),
		refused: new Set(one.refused),
	});
};
const brief = (changes: readonly Change[]): string[] =>
	changes.map(change => {
		if ('person' in change) return `${change.kind} ${change.person.externalId}`;
		const name = `${change.kind} ${change.group.name}`;
		if (change.kind === 'set-group-members')
			return `${name} +${change.added.map(one => one.name).join(',')} -${change.removed.map(one => one.name).join(',')}`;
		return change.kind === 'rename-group' ? `${name} was ${change.was}` : `${name} ${change.memberships}`;
	});
const codes = (plan: {readonly problems: readonly {readonly code: string}[]}): string[] =>
	plan.problems.map(problem => problem.code);

describe('a group in scope', () => {
	test('is created, with the members of the organisation and those who come', async () => {
		const plan = await planOf({teams: [{id: 't', name: 'Team', members: ['bob', 'ada']}], absent: ['bob']});
		expect(brief(plan.changes)).toEqual(['invite bob', 'create-group Team 0', 'set-group-members Team +ada,bob -']);
	});
	test('is created even when it is empty', async () => {
		expect(brief((await planOf({teams: [{id: 't', name: 'Team'}]})).changes)).toEqual(['create-group Team 0']);
	});
	test('is renamed, and filled to the roster; who left and who was added by hand go', async () => {
		const plan = await planOf({
			teams: [{id: 't', name: 'Team', members: ['ada', 'bob']}],
			more: [{email: 'vendor@other.example'}],
			groups: [{name: 'Old', externalId: 't', members: ['bob', 'cy', 'vendor']}],
		});
		expect(brief(plan.changes)).toEqual([
			'rename-group Team was Old',
			'set-group-members Team +ada -cy,vendor@other.example',
		]);
		expect(plan.managedGroups).toBe(1);
		expect(plan.managedMemberships).toBe(3);
	});
	test('names people of one address in the order of their ids, whatever order they were read in', async () => {
		const twice = [
			{email: 'twice@other.example', externalId: 'x2'},
			{email: 'twice@other.example', externalId: 'x1'},
			{email: 'hand@other.example'},
			{email: 'hand@other.example'},
		];
		for (const more of [twice, twice.toReversed()]) {
			const people = [{id: 'ada'}];
			const organisation = createMemoryOrganisation();
			const members = [{email: mail('ada'), externalId: 'ada'}, ...more].map(one => organisation.add(one).id);
			organisation.addGroup({name: 'Team', externalId: 't', members});
			const call = {signal: new AbortController().signal, waiting: () => {}};
			const groups = await organisation.port.groups(call);
			const plan = makePlan({
				profile: 'fabrikam',
				roster: rosterOf(people, [{id: 't', name: 'Team', members: ['ada']}]),
				organisation: {
					abilities: await organisation.port.abilities(call),
					members: await organisation.port.members(call),
					groups,
					groupMembers: new Map(groups.map(({id}) => [id, members])),
				},
				ledger: ledgerOf(),
				settings: defaultSyncSettings,
				now: new Date('2026-11-02T08:00:00.000Z'),
			});
			const [change] = plan.changes;
			expect(change).toMatchObject({kind: 'set-group-members', added: []});
			const removed = change?.kind === 'set-group-members' ? change.removed : [];
			expect(removed.map(one => `${one.email} ${one.externalId}`)).toEqual([
				'hand@other.example ',
				'hand@other.example ',
				'twice@other.example x1',
				'twice@other.example x2',
			]);
		}
	});
	test('that is as it should be needs nothing', async () => {
		const plan = await planOf({
			teams: [{id: 't', name: 'Team', members: ['ada', 'bob']}],
			groups: [{name: 'Team', externalId: 't', members: ['bob', 'ada', 'ada']}],
		});
		expect(plan.changes).toEqual([]);
	});
	test('on hold, its members hidden, is left as it is', async () => {
		const team = {id: 't', name: 'Team', verdict: 'hold', code: 'hidden-members'} as const;
		const plan = await planOf({teams: [team], groups: [{name: 'Was', externalId: 't', members: ['ada']}]});
		expect(plan.changes).toEqual([]);
		expect(plan.managedMemberships).toBe(1);
		expect((await planOf({teams: [team]})).changes).toEqual([]);
	});
	test('refused by the server in this run is left alone', async () => {
		const teams = [
			{id: 't', name: 'Team', members: ['ada']},
			{id: 'u', name: 'New'},
		];
		const groups = [{name: 'Old', externalId: 't'}];
		expect((await planOf({teams, groups, refused: ['t', 'u']})).changes).toEqual([]);
	});
	test('keeps its name where the server cannot rename, and that is said', async () => {
		const plan = await planOf({
			teams: [{id: 't', name: 'Team'}],
			groups: [{name: 'Old', externalId: 't'}],
			abilities: {canRenameGroups: false},
		});
		expect(plan.changes).toEqual([]);
		expect(codes(plan)).toEqual(['cannot-rename']);
	});
});

describe('people in groups', () => {
	const team = {id: 't', name: 'Team', members: ['ada', 'bob', 'cy']};
	const full = [{name: 'Team', externalId: 't', members: ['ada', 'bob', 'cy']}];

	test('whom Usher revokes leaves, also when it was before', async () => {
		const people = [{id: 'ada', verdict: 'out'}, {id: 'bob'}, {id: 'cy'}] as const;
		const plan = await planOf({people, teams: [team], groups: full});
		expect(brief(plan.changes)).toEqual(['revoke ada', 'set-group-members Team + -ada']);
	});
	test('who is removed leaves by the server’s own doing', async () => {
		const people = [{id: 'ada', verdict: 'out'}, {id: 'bob'}, {id: 'cy'}] as const;
		const plan = await planOf({people, teams: [team], groups: full, settings: {offboard: 'remove'}});
		expect(brief(plan.changes)).toEqual(['remove ada']);
		expect(plan.managedMemberships).toBe(3);
	});
	test('who is on hold stays where they are, and is added nowhere', async () => {
		const people = [{id: 'ada', verdict: 'hold'}, {id: 'bob'}, {id: 'cy', email: 'new@fabrikam.example'}] as const;
		const plan = await planOf({
			people,
			absent: ['cy'],
			more: [{email: mail('cy'), externalId: 'cy'}],
			teams: [
				{...team, members: ['bob']},
				{id: 'u', name: 'Other', members: ['ada', 'bob', 'cy']},
			],
			groups: [...full, {name: 'Other', externalId: 'u'}],
		});
		expect(brief(plan.changes)).toEqual(['set-group-members Other +bob -']);
	});
	test('an owner who would be offboarded keeps their groups', async () => {
		const people = [{id: 'ada', verdict: 'out'}, {id: 'bob'}, {id: 'cy'}] as const;
		const plan = await planOf({
			people,
			absent: ['ada'],
			more: [{email: mail('ada'), externalId: 'ada', role: 'owner'}],
			teams: [{...team, members: ['bob', 'cy']}],
			groups: full,
		});
		expect(plan.changes).toEqual([]);
	});
	test('added by hand stay where that is set, until Usher has put them there and they leave', async () => {
		const keep = {handAdded: 'keep'} as const;
		const one: Case = {
			teams: [{...team, members: ['ada']}],
			more: [{email: 'vendor@other.example'}, {email: 'zoe@other.example', externalId: 'x'}],
			groups: [{name: 'Team', externalId: 't', members: ['ada', 'bob', 'vendor', 'zoe']}],
		};
		expect(brief((await planOf(one)).changes)).toEqual([
			'set-group-members Team + -bob,vendor@other.example,zoe@other.example',
		]);
		expect((await planOf({...one, settings: keep})).changes).toEqual([]);
		const record = {name: 'Team', members: ['member-1', 'member-2', '+member-4'], seenAt: '2026-11-01T00:00:00.000Z'};
		const ledger = {groups: new Map([[entra('t'), record]])};
		expect(brief((await planOf({...one, settings: keep, ledger})).changes)).toEqual(['set-group-members Team + -bob']);
	});
	test('a rename that would drop someone added by hand is left to a person', async () => {
		const one: Case = {
			teams: [{...team, members: ['ada']}],
			more: [{email: 'vendor@other.example'}],
			groups: [{name: 'Old', externalId: 't', members: ['ada', 'vendor']}],
			settings: {handAdded: 'keep'},
		};
		const plan = await planOf(one);
		expect(plan.changes).toEqual([]);
		expect(codes(plan)).toEqual(['rename-would-drop']);
		const without = await planOf({...one, groups: [{name: 'Old', externalId: 't', members: ['ada']}]});
		expect(brief(without.changes)).toEqual(['rename-group Team was Old']);
	});
	test('but not one who is linked by the same plan', async () => {
		const plan = await planOf({
			teams: [{...team, members: ['ada']}],
			absent: ['bob'],
			more: [{email: mail('bob')}],
			groups: [{name: 'Old', externalId: 't', members: ['ada', 'bob']}],
			settings: {handAdded: 'keep'},
		});
		expect(brief(plan.changes)).toEqual(['adopt-member bob', 'rename-group Team was Old']);
		expect(codes(plan)).toEqual([]);
	});
});

describe('a group that is deleted or out of scope', () => {
	const groups = [{name: 'Team', externalId: 't', members: ['ada', 'bob']}];
	const deleted: Case = {teams: [], groups, gone: {t: 'deleted'}};
	const out: Case = {teams: [{id: 't', name: 'New name', verdict: 'out', members: ['ada', 'bob']}], groups};

	test('is emptied, deleted or kept, as set, under the name that it has', async () => {
		for (const one of [deleted, out]) {
			expect(brief((await planOf(one)).changes)).toEqual(['empty-group Team 2']);
			expect(brief((await planOf({...one, settings: {deletedGroups: 'delete'}})).changes)).toEqual([
				'delete-group Team 2',
			]);
			expect((await planOf({...one, settings: {deletedGroups: 'keep'}})).changes).toEqual([]);
			expect((await planOf({...one, refused: ['t']})).changes).toEqual([]);
		}
	});
	test('is known from the ledger too, and when it was never in the organisation needs nothing', async () => {
		const record = {name: 'Team', members: [], seenAt: '2026-11-01T00:00:00.000Z'};
		const known = await planOf({teams: [], groups, ledger: {groups: new Map([[entra('t'), record]])}});
		expect(brief(known.changes)).toEqual(['empty-group Team 2']);
		expect((await planOf({teams: [{id: 't', verdict: 'out'}]})).changes).toEqual([]);
	});
	test('and empty already is deleted only where that is set', async () => {
		const empty = {...deleted, groups: [{name: 'Team', externalId: 't'}]};
		expect((await planOf(empty)).changes).toEqual([]);
		expect(brief((await planOf({...empty, settings: {deletedGroups: 'delete'}})).changes)).toEqual([
			'delete-group Team 0',
		]);
	});
	test('keeps those on hold', async () => {
		const plan = await planOf({...deleted, people: [{id: 'ada', verdict: 'hold'}, {id: 'bob'}]});
		expect(brief(plan.changes)).toEqual(['set-group-members Team + -bob']);
	});
	test('is emptied instead where the server cannot delete, and that is said', async () => {
		const one = {...deleted, settings: {deletedGroups: 'delete'}, abilities: {canDeleteGroups: false}} as const;
		const plan = await planOf(one);
		expect(brief(plan.changes)).toEqual(['empty-group Team 2']);
		expect(codes(plan)).toEqual(['cannot-delete-groups']);
		expect(codes(await planOf({...one, groups: [{name: 'Team', externalId: 't'}]}))).toEqual([]);
	});
});

describe('a group made by hand', () => {
	const teams = [{id: 't', name: 'Team', members: ['ada']}];
	const hand = {name: 'Team', members: ['bob']};

	test('of the same name is a problem, and Usher’s own is made beside it', async () => {
		const plan = await planOf({teams, groups: [hand]});
		expect(brief(plan.changes)).toEqual(['create-group Team 0', 'set-group-members Team +ada -']);
		expect(plan.problems).toMatchObject([{code: 'same-name-group', severity: 'needs-person'}]);
		const later = await planOf({teams, groups: [hand, {name: 'Team', externalId: 't', members: ['ada']}]});
		expect(later.changes).toEqual([]);
		expect(codes(later)).toEqual(['same-name-group']);
	});
	test('is taken over when told to, by name or id, and filled', async () => {
		for (const adopt of ['Team', 't']) {
			const plan = await planOf({teams, groups: [hand], settings: {adoptGroups: [adopt]}});
			expect(brief(plan.changes)).toEqual(['adopt-group Team 0', 'set-group-members Team +ada -bob']);
			expect(codes(plan)).toEqual([]);
		}
	});
	test('two of the name cannot be told apart: none is taken, none made', async () => {
		const plan = await planOf({teams, groups: [hand, hand], settings: {adoptGroups: ['Team']}});
		expect(plan.changes).toEqual([]);
		expect(codes(plan)).toEqual(['adopt-ambiguous']);
	});
	test('of another name is nobody’s business', async () => {
		const plan = await planOf({teams: [], groups: [{name: 'Vendors', members: ['ada']}]});
		expect(plan.changes).toEqual([]);
		expect(plan.problems).toEqual([]);
	});
});

describe('groups of others', () => {
	const groups = [
		{name: 'Two', externalId: 'x2', members: ['ada']},
		{name: 'One', externalId: 'x1', members: ['ada']},
	];
	test('are reported and left alone until they are claimed', async () => {
		const plan = await planOf({teams: [], groups});
		expect(plan.changes).toEqual([]);
		expect(plan.managedGroups).toBe(0);
		expect(plan.problems).toMatchObject([{code: 'stranger-groups', severity: 'warning', subject: ['x1', 'x2']}]);
		expect(brief((await planOf({teams: [], groups, settings: {claim: ['x1']}})).changes)).toEqual([
			'empty-group One 1',
		]);
		expect(brief((await planOf({teams: [], groups, settings: {claim: ['*']}})).changes)).toEqual([
			'empty-group One 1',
			'empty-group Two 1',
		]);
	});
	test('two with one external id are left alone, and no group is made or renamed meanwhile', async () => {
		const plan = await planOf({
			teams: [
				{id: 't', name: 'Team', members: ['ada']},
				{id: 'u', name: 'New'},
				{id: 'v', name: 'Renamed', members: ['bob']},
			],
			groups: [
				{name: 'Team', externalId: 't'},
				{name: 'Team again', externalId: 't'},
				{name: 'Old', externalId: 'v'},
			],
		});
		// Memberships go by member id, one group at a time.
		expect(brief(plan.changes)).toEqual(['set-group-members Renamed +bob -']);
		expect(codes(plan)).toEqual(['duplicate-group-id', 'imports-blocked']);
	});
});

describe('the fingerprint', () => {
	test('is another one when two people change places, or one is put in where another was taken out', async () => {
		const print = async (one: readonly string[], two: readonly string[], held: readonly string[] = []) => {
			const teams = [
				{id: 'g-1', name: 'One', members: one},
				{id: 'g-2', name: 'Two', members: two},
			];
			const groups = teams.map(({id, name}) => ({name, externalId: id, members: held}));
			return (await planOf({teams, groups})).fingerprint;
		};
		const prints = [
			await print(['ada'], ['bob']),
			await print(['bob'], ['ada']),
			await print(['ada', 'bob'], []),
			await print([], ['ada', 'bob']),
			await print(['ada'], ['cy']),
			await print(['ada'], ['bob'], ['cy']),
			await print([], ['bob'], ['ada', 'cy']),
		];
		expect(new Set(prints).size).toBe(prints.length);
		expect(await print(['ada', 'bob'], ['bob'])).toBe(await print(['bob', 'ada'], ['bob']));
	});

	const one: Case = {teams: [{id: 't', name: 'Team', members: ['ada', 'bob']}], absent: ['bob']};
	test('is the same for the same plan, and another for any other', async () => {
		const plans = await Promise.all(
			[
				one,
				{...one, teams: [{id: 't', name: 'Team', members: ['ada']}]},
				{...one, teams: [{id: 't', name: 'Other', members: ['ada', 'bob']}]},
				{...one, absent: ['bob', 'cy']},
				{...one, settings: {guests: 'in'}} as const,
			].map(planOf),
		);
		const prints = plans.map(plan => plan.fingerprint);
		expect(new Set(prints).size).toBe(prints.length);
		expect((await planOf(one)).fingerprint).toBe(prints[0]);
	});
	test('does not care for problems, nor for settings that decide nobody', async () => {
		const plain = await planOf(one);
		const noisy = await planOf({
			...one,
			more: [{email: 'z@other.example', externalId: 'x'}],
			settings: {protect: ['z@z']},
		});
		expect(noisy.problems).not.toEqual(plain.problems);
		expect(noisy.fingerprint).toBe(plain.fingerprint);
		expect(noisy.scope).toBe(plain.scope);
	});
});

test.each([
	['linked to another id', {externalId: 'theirs'}, 'email-taken'],
	['revoked by an administrator before Usher knew them', {status: 'revoked'}, 'revoked-by-administrator'],
] as const)('a member who is %s is left as they are, in their groups too', async (_, member, code) => {
	const plan = await planOf({
		people: [{id: 'ada'}, {id: 'bob'}],
		absent: ['ada'],
		more: [
			{email: mail('ada'), ...member},
			{email: 'guest@elsewhere.example', externalId: 'strange'},
		],
		teams: [{id: 'eng', members: ['ada', 'bob']}],
		groups: [{name: 'eng', externalId: 'eng', members: ['ada', 'bob', 'guest']}],
	});
	expect(codes(plan)).toContain(code);
	// Whoever is nobody of this directory was added by hand, and leaves.
	expect(plan.changes).toMatchObject([
		{kind: 'set-group-members', added: [], removed: [{email: 'guest@elsewhere.example'}]},
	]);
});
