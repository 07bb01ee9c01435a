// The requests that a plan becomes: as few as do exactly that, in the order that frees seats first.
import {describe, expect, test} from 'vitest';
import {draftOf} from '../../source/core/plan/draft.ts';
import type {EntraId, Ledger, MemberId} from '../../source/core/ports.ts';
import {defaultSyncSettings, type SyncSettings} from '../../source/core/settings.ts';
import {firstCut, makeSteps} from '../../source/core/steps.ts';
import {createMemoryOrganisation, type StoredMember} from '../helpers/memory-organisation.ts';
import {entra, ledgerOf, type Person, rosterOf, type Team} from '../helpers/roster.ts';

const mail = (id: string): string => `${id}@fabrikam.example`;
const numbered = (count: number, prefix = 'p'): string[] =>
	Array.from({length: count}, (_, n) => `${prefix}${String(n).padStart(5, '0')}`);

const stepsOf = async (one: {
	readonly people: readonly Person[];
	readonly members?: readonly (Partial<StoredMember> & {email: string})[];
	readonly teams?: readonly Team[];
	readonly groups?: readonly {name: string; externalId?: string; members?: readonly number[]}[];
	readonly gone?: Record<string, 'deleted'>;
	readonly settings?: Partial<SyncSettings>;
	readonly ledger?: Partial<Ledger>;
	readonly batch?: number;
}) => {
	const organisation = createMemoryOrganisation();
	const ids = (one.members ?? []).map(member => organisation.add(member).id);
	for (const {members, ...group} of one.groups ?? [])
		organisation.addGroup({...group, members: (members ?? []).map(n => ids[n] ?? (`stray-${n}` as MemberId))});
	const call = {signal: new AbortController().signal, waiting: () => {}};
	const groups = await organisation.port.groups(call);
	const draft = draftOf({
		profile: 'fabrikam',
		roster: rosterOf(one.people, one.teams ?? [], {gone: one.gone ?? {}}),
		organisation: {
			abilities: await organisation.port.abilities(call),
			members: await organisation.port.members(call),
			groups,
			groupMembers: new Map(groups.map(({id}) => [id, [...organisation.groups.get(id)!.members]])),
		},
		ledger: ledgerOf(one.ledger),
		settings: {...defaultSyncSettings, ...one.settings},
		now: new Date('2026-11-02T08:00:00.000Z'),
	});
	return makeSteps(draft, one.batch === undefined ? firstCut : {...firstCut, batch: one.batch});
};
const brief = async (one: Parameters<typeof stepsOf>[0]): Promise<string[]> =>
	(await stepsOf(one)).map(({step}) => {
		if (step.kind !== 'import') return step.kind;
		const deleted = step.members.filter(member => member.deleted).length;
		return `import ${step.members.length - deleted} people, ${deleted} deleted, ${step.groups.length} groups`;
	});

describe('people', () => {
	test('are offboarded, adopted, restored and invited, in this order', async () => {
		const members = [
			{email: mail('leaver'), externalId: 'leaver'},
			{email: mail('hand')},
			{email: mail('anew'), externalId: 'old'},
			{email: mail('back'), externalId: 'back', status: 'revoked' as const},
		];
		const people = [{id: 'new'}, {id: 'back'}, {id: 'hand'}, {id: 'anew'}, {id: 'leaver', verdict: 'out' as const}];
		const back = {email: mail('back'), by: 'revoked-by-usher' as const, at: '2026-11-01T00:00:00.000Z'};
		const steps = await stepsOf({
			people,
			members,
			gone: {old: 'deleted'},
			ledger: {people: new Map([[entra('back'), back]])},
		});
		expect(steps.map(({step}) => step)).toEqual([
			{kind: 'revoke', member: 'member-1'},
			{kind: 'relink', member: 'member-3', externalId: 'anew'},
			{kind: 'restore', member: 'member-4'},
			// What goes by import goes as one.
			{
				kind: 'import',
				members: [
					{email: mail('hand'), externalId: 'hand', deleted: false},
					{email: mail('new'), externalId: 'new', deleted: false},
				],
				groups: [],
				invite: 'mail',
			},
		]);
	});

	test('somebody to restore may need a seat that removals free: their import does not wait', async () => {
		const out = numbered(2).map(id => ({id, verdict: 'out' as const}));
		const members = [
			...out.map(({id}) => ({email: mail(id), externalId: id})),
			{email: mail('back'), externalId: 'back', status: 'revoked' as const},
		];
		const back = {email: mail('back'), by: 'revoked-by-usher' as const, at: '2026-11-01T00:00:00.000Z'};
		const one = {
			people: [...out, {id: 'back'}, {id: 'new'}],
			members,
			ledger: {people: new Map([[entra('back'), back]])},
			teams: [{id: 't', name: 'T', members: ['new']}],
			settings: {offboard: 'remove'} as const,
		};
		expect(await brief(one)).toEqual([
			'import 0 people, 2 deleted, 0 groups',
			'restore',
			'import 1 people, 0 deleted, 1 groups',
		]);
		expect(await brief({...one, people: [...out, {id: 'new'}], members: members.slice(0, 2)})).toEqual([
			'import 1 people, 2 deleted, 1 groups',
		]);
	});

	test('many removals are tombstones in imports, one is a request of its own', async () => {
		const out = numbered(3).map(id => ({id, verdict: 'out' as const}));
		const members = out.map(({id}) => ({email: mail(id), externalId: id}));
		const settings = {offboard: 'remove'} as const;
		expect(await brief({people: out, members, settings})).toEqual(['import 0 people, 3 deleted, 0 groups']);
		expect(await brief({people: out.slice(0, 1), members: members.slice(0, 1), settings})).toEqual(['remove']);
		// While imports are blocked, one by one.
		const twice = [...members, {email: 'a@x.example', externalId: 'z'}, {email: 'b@x.example', externalId: 'z'}];
		expect(await brief({people: [...out, {id: 'z'}], members: twice, settings})).toEqual([
			'remove',
			'remove',
			'remove',
		]);
	});

	test('batches are of 500 at most, or as told, and never over 2,000', async () => {
		const people = numbered(2100).map(id => ({id}));
		const sizes = async (batch?: number): Promise<number[]> =>
			(await stepsOf(batch === undefined ? {people} : {people, batch})).map(({step}) =>
				step.kind === 'import' ? step.members.length : 0,
			);
		expect(await sizes()).toEqual([500, 500, 500, 500, 100]);
		expect(await sizes(1500)).toEqual([1500, 600]);
		expect(await sizes(9999)).toEqual([2000, 100]);
		expect(await sizes(0)).toHaveLength(2100);
	});
});

describe('groups', () => {
	const people = numbered(3).map(id => ({id}));
	const members = people.map(({id}) => ({email: mail(id), externalId: id}));
	const all = people.map(({id}) => id);

	test('many go in one import, with everyone who is to be in them', async () => {
		const steps = await stepsOf({
			people,
			members,
			teams: [
				{id: 't', name: 'T', members: all},
				{id: 'u', name: 'U', members: all.slice(0, 1)},
				{id: 'v', name: 'V'},
			],
			groups: [
				{name: 'T', externalId: 't', members: [0]},
				{name: 'Old', externalId: 'u', members: [0, 1]},
				{name: 'V', externalId: 'v', members: [2]},
			],
		});
		expect(steps.map(({step}) => step)).toEqual([
			{
				kind: 'import',
				members: [],
				groups: [
					{name: 'T', externalId: 't', memberExternalIds: all},
					{name: 'U', externalId: 'u', memberExternalIds: all.slice(0, 1)},
					{name: 'V', externalId: 'v', memberExternalIds: []},
				],
				invite: 'mail',
			},
		]);
		expect(steps[0]?.keys).toEqual([
			'set-group-members:t',
			'rename-group:u',
			'set-group-members:u',
			'set-group-members:v',
		]);
		expect(steps[0]?.groups.map(group => group.ended)).toEqual([0, 1, 1]);
	});

	test('go with the people who join, where all of it fits one import', async () => {
		const one = {
			people: [...people, {id: 'new'}],
			members,
			teams: [
				{id: 't', name: 'T', members: [...all, 'new']},
				{id: 'u', name: 'U', members: all},
				{id: 'v', name: 'V', members: ['new']},
			],
			groups: [
				{name: 'T', externalId: 't', members: [0, 1, 2]},
				{name: 'U', externalId: 'u', members: [0, 1, 2]},
			],
		};
		const steps = await stepsOf(one);
		expect(steps.map(({step}) => step)).toEqual([
			{
				kind: 'import',
				members: [{email: mail('new'), externalId: 'new', deleted: false}],
				groups: [
					{name: 'T', externalId: 't', memberExternalIds: [...all, 'new']},
					{name: 'V', externalId: 'v', memberExternalIds: ['new']},
				],
				invite: 'mail',
			},
		]);
		expect(steps[0]?.keys).toEqual(['invite:new', 'set-group-members:t', 'create-group:v', 'set-group-members:v']);
		// Whether they came is not known yet, so the ledger does not name them.
		expect(steps[0]?.groups.map(group => group.record?.members)).toEqual([['member-1', 'member-2', 'member-3'], []]);
		expect(await brief({...one, batch: 1})).toEqual([
			'import 1 people, 0 deleted, 0 groups',
			'import 0 people, 0 deleted, 1 groups',
			'import 0 people, 0 deleted, 1 groups',
		]);
	});

	test('do not go with them above the memberships of one import', async () => {
		const many = numbered(50_000);
		const one = {
			people: [...many.map(id => ({id})), {id: 'new'}],
			members: many.map(id => ({email: mail(id), externalId: id})),
			teams: [{id: 't', name: 'T', members: [...many, 'new']}],
		};
		expect(await brief(one)).toEqual(['import 1 people, 0 deleted, 0 groups', 'import 0 people, 0 deleted, 1 groups']);
	});

	test('one alone is set by member id', async () => {
		const one = {people, members, teams: [{id: 't', name: 'T', members: all}], groups: [{name: 'T', externalId: 't'}]};
		expect((await stepsOf(one)).map(({step}) => step)).toEqual([
			{kind: 'set-group-members', group: 'group-4', members: ['member-1', 'member-2', 'member-3']},
		]);
		// But not one that is made or renamed.
		expect(await brief({...one, groups: []})).toEqual(['import 0 people, 0 deleted, 1 groups']);
		expect(await brief({...one, groups: [{name: 'Old', externalId: 't'}]})).toEqual([
			'import 0 people, 0 deleted, 1 groups',
		]);
	});

	test('one is not renamed while the server does not know someone in it by their id: an import would drop them', async () => {
		const one = {people, teams: [{id: 't', name: 'T', members: all}]};
		const groups = [{name: 'Old', externalId: 't', members: [0, 1, 2]}];
		expect(await brief({...one, members, groups})).toEqual(['import 0 people, 0 deleted, 1 groups']);
		const unlinked = [...members.slice(0, 2), {email: members[2]!.email}];
		expect(await brief({...one, members: unlinked, groups})).toEqual(['import 1 people, 0 deleted, 0 groups']);
	});

	test('whoever has no external id and stays is not dropped by an import', async () => {
		const steps = await stepsOf({
			people,
			members: [...members, {email: 'vendor@other.example'}],
			teams: [
				{id: 't', name: 'T', members: all},
				{id: 'u', name: 'U', members: all},
				{id: 'v', name: 'V', members: all},
			],
			groups: [
				{name: 'T', externalId: 't', members: [0, 3]},
				{name: 'U', externalId: 'u', members: [0]},
				{name: 'V', externalId: 'v', members: [1]},
			],
			settings: {handAdded: 'keep'},
		});
		expect(steps.map(({step}) => step.kind)).toEqual(['import', 'set-group-members']);
		expect(steps[1]?.step).toEqual({
			kind: 'set-group-members',
			group: 'group-5',
			members: ['member-1', 'member-4', 'member-2', 'member-3'],
		});
		// The ledger marks who was put there by hand.
		expect(steps[1]?.groups[0]?.record?.members).toEqual(['member-1', '+member-4', 'member-2', 'member-3']);
	});

	test('a member newer than the list of members is not dropped', async () => {
		const steps = await stepsOf({
			people,
			members,
			teams: [
				{id: 't', name: 'T', members: all},
				{id: 'u', name: 'U', members: all},
			],
			groups: [
				{name: 'T', externalId: 't', members: [0, 77]},
				{name: 'U', externalId: 'u', members: [0]},
			],
		});
		expect(
			steps.map(({step}) => step).find(step => step.kind === 'set-group-members' && step.group === 'group-4'),
		).toEqual({
			kind: 'set-group-members',
			group: 'group-4',
			members: ['member-1', 'member-2', 'member-3', 'stray-77'],
		});
	});

	test('are emptied by import, deleted one by one, last', async () => {
		const gone = {t: 'deleted', u: 'deleted'} as const;
		const groups = [
			{name: 'T', externalId: 't', members: [0, 1]},
			{name: 'U', externalId: 'u', members: [2]},
		];
		expect(await brief({people, members, groups, gone})).toEqual(['import 0 people, 0 deleted, 2 groups']);
		const steps = await stepsOf({people, members, groups, gone, settings: {deletedGroups: 'delete'}});
		expect(steps.map(({step}) => step.kind)).toEqual(['delete-group', 'delete-group']);
		expect(steps.map(({groups: [group]}) => [group?.ended, group?.emptied, group?.record])).toEqual([
			[2, true, undefined],
			[1, true, undefined],
		]);
	});

	test('an import carries at most 50,000 memberships, unless one group alone has more', async () => {
		const many = numbered(30_000);
		const everyone = {
			people: many.map(id => ({id})),
			members: many.map(id => ({email: mail(id), externalId: id})),
			teams: ['t', 'u', 'v'].map(id => ({id, name: id, members: many})),
		};
		expect(await brief(everyone)).toEqual(Array(3).fill('import 0 people, 0 deleted, 1 groups'));
		const half = everyone.teams.map(team => ({...team, members: many.slice(0, 20_000)}));
		expect(await brief({...everyone, teams: half})).toEqual([
			'import 0 people, 0 deleted, 2 groups',
			'import 0 people, 0 deleted, 1 groups',
		]);
	});

	test('made by hand are taken over before anything is sent about them', async () => {
		const steps = await stepsOf({
			people,
			members,
			teams: [
				{id: 't', name: 'T', members: all},
				{id: 'u', name: 'U', members: all},
			],
			groups: [{name: 'T', members: [0]}],
			settings: {adoptGroups: ['T']},
		});
		expect(steps.map(({step}) => step.kind)).toEqual(['adopt-group', 'import']);
		expect(steps[0]?.step).toEqual({kind: 'adopt-group', group: 'group-4', externalId: 't' as EntraId});
	});
});
