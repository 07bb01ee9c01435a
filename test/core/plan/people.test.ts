// What each case must do, for people: one test a row.
import {describe, expect, test} from 'vitest';
import type {Change} from '../../../source/core/changes.ts';
import {makePlan} from '../../../source/core/plan.ts';
import type {Ledger, LedgerPerson} from '../../../source/core/ports.ts';
import type {OrganisationState} from '../../../source/core/run.ts';
import {defaultSyncSettings, type SyncSettings} from '../../../source/core/settings.ts';
import {createMemoryOrganisation, type StoredMember} from '../../helpers/memory-organisation.ts';
import {entra, ledgerOf, type Person, rosterOf} from '../../helpers/roster.ts';

const now = new Date('2026-11-02T08:00:00.000Z');
const mail = (id: string): string => `${id}@fabrikam.example`;

type Case = {
	readonly people: readonly Person[];
	readonly members?: readonly (Partial<StoredMember> & {email: string})[];
	readonly gone?: Record<string, 'deleted' | 'purged' | 'absent'>;
	readonly ledger?: Partial<Ledger>;
	readonly settings?: Partial<SyncSettings>;
	readonly abilities?: Parameters<typeof createMemoryOrganisation>[0];
	readonly refused?: readonly string[];
};

const planOf = async (one: Case) => {
	const organisation = createMemoryOrganisation(one.abilities);
	for (const member of one.members ?? []) organisation.add(member);
	const call = {signal: new AbortController().signal, waiting: () => {}};
	const state: OrganisationState = {
		abilities: await organisation.port.abilities(call),
		members: await organisation.port.members(call),
		groups: [],
		groupMembers: new Map(),
	};
	return makePlan({
		profile: 'fabrikam',
		roster: rosterOf(one.people, [], {gone: one.gone ?? {}}),
		organisation: state,
		ledger: ledgerOf(one.ledger),
		settings: {...defaultSyncSettings, ...one.settings},
		now,
		refused: new Set(one.refused),
	});
};
const brief = (changes: readonly Change[]): string[] =>
	changes.map(change =>
		'person' in change
			? `${change.kind} ${change.person.externalId}${'how' in change ? ` ${change.how}` : ''}`
			: change.kind,
	);
const known = (by: LedgerPerson['by'], email = mail('ada')): LedgerPerson => ({email, by, at: now.toISOString()});
const byUsher = {people: new Map([[entra('ada'), known('revoked-by-usher')]])};

describe('who is in', () => {
	test('and not there is invited, with the reason', async () => {
		const plan = await planOf({people: [{id: 'ada'}]});
		expect(plan.changes).toEqual([
			{
				kind: 'invite',
				person: {externalId: 'ada', email: mail('ada'), name: 'ada'},
				because: {subject: 'ada', verdict: 'in', code: 'selected', reason: 'selected.', path: []},
			},
		]);
		expect(plan.mails).toBe(1);
		expect(plan.people).toBe(1);
		expect(plan.counts.invite).toBe(1);
	});

	test('and there with the same address needs nothing', async () => {
		const plan = await planOf({people: [{id: 'ada'}], members: [{email: mail('ada'), externalId: 'ada'}]});
		expect(plan.changes).toEqual([]);
		expect(plan.problems).toEqual([]);
		expect(plan.managed).toBe(1);
	});

	test('and revoked by Usher is restored', async () => {
		const plan = await planOf({
			people: [{id: 'ada'}],
			members: [{email: mail('ada'), externalId: 'ada', status: 'revoked'}],
			ledger: byUsher,
		});
		expect(brief(plan.changes)).toEqual(['restore ada']);
		expect(plan.managed).toBe(0);
	});

	test('and revoked by an administrator is left alone, and said', async () => {
		for (const ledger of [{}, {people: new Map([[entra('ada'), known('seen')]])}]) {
			const plan = await planOf({
				people: [{id: 'ada'}],
				members: [{email: mail('ada'), externalId: 'ada', status: 'revoked'}],
				ledger,
			});
			expect(plan.changes).toEqual([]);
			expect(plan.problems.map(problem => [problem.code, problem.severity])).toEqual([
				['revoked-by-administrator', 'needs-person'],
			]);
		}
	});

	test('and made by hand is adopted, owners too, but not when an administrator revoked them', async () => {
		const plan = await planOf({
			people: [{id: 'ada'}, {id: 'boss'}, {id: 'carl'}],
			members: [{email: mail('ada')}, {email: mail('boss'), role: 'owner'}, {email: mail('carl'), status: 'revoked'}],
		});
		expect(brief(plan.changes)).toEqual(['adopt-member ada no-external-id', 'adopt-member boss no-external-id']);
		expect(plan.problems.map(problem => problem.code)).toEqual(['revoked-by-administrator']);
	});

	test('and made anew in Entra is linked to the new id, and restored only if Usher had revoked the old one', async () => {
		const members = [{email: mail('ada'), externalId: 'old'}];
		const people = [{id: 'new', email: mail('ada')}];
		const active = await planOf({people, members, gone: {old: 'deleted'}});
		expect(active.changes).toEqual([
			{
				kind: 'adopt-member',
				person: {externalId: 'new', email: mail('ada'), name: 'new', member: 'member-1'},
				how: 'recreated',
				was: 'old',
			},
		]);
		const revoked = members.map(member => ({...member, status: 'revoked' as const}));
		const usher = await planOf({
			people,
			members: revoked,
			ledger: {people: new Map([[entra('old'), known('revoked-by-usher')]])},
		});
		expect(brief(usher.changes)).toEqual(['adopt-member new recreated', 'restore new']);
		const hand = await planOf({people, members: revoked, gone: {old: 'purged'}});
		expect(hand.changes).toEqual([]);
		expect(hand.problems.map(problem => problem.code)).toEqual(['revoked-by-administrator']);
	});

	test('under a new address is held, never invited twice, and said with what to do', async () => {
		const plan = await planOf({
			people: [{id: 'ada', email: 'ada.new@fabrikam.example'}],
			members: [{email: mail('ada'), externalId: 'ada'}],
		});
		expect(plan.changes).toEqual([]);
		expect(plan.problems).toHaveLength(1);
		expect(plan.problems[0]?.code).toBe('email-changed');
		expect(plan.problems[0]?.message).toContain('ada.new@fabrikam.example');
	});

	test('at an address that a member of somebody else holds is held, and both stay', async () => {
		const stranger = await planOf({people: [{id: 'ada'}], members: [{email: mail('ada'), externalId: 'theirs'}]});
		expect(stranger.changes).toEqual([]);
		expect(stranger.problems.map(problem => problem.code)).toEqual(['email-taken', 'strangers']);
		const disabled = await planOf({
			people: [
				{id: 'old', email: mail('ada'), verdict: 'out', code: 'disabled'},
				{id: 'new', email: mail('ada')},
			],
			members: [{email: mail('ada'), externalId: 'old'}],
		});
		expect(disabled.changes).toEqual([]);
		expect(disabled.problems.map(problem => problem.code)).toEqual(['email-taken']);
	});

	test.each(['disabled', 'filtered', 'deleted'] as const)(
		'on hold at the address of a member whose old account is %s: that member is perhaps theirs, and stays',
		async code => {
			const plan = await planOf({
				people: [
					...(code === 'deleted' ? [] : [{id: 'old', email: mail('ada'), verdict: 'out' as const, code}]),
					{id: 'new', email: mail('ada'), verdict: 'hold', code: 'hidden-members'},
				],
				members: [{email: mail('ada'), externalId: 'old'}],
				...(code === 'deleted' ? {gone: {old: 'deleted'}} : {}),
			});
			expect(plan.changes).toEqual([]);
		},
	);

	test('twice with one address, or with none, is never sent, whatever the roster says', async () => {
		const plan = await planOf({
			people: [
				{id: 'one', email: mail('ada')},
				{id: 'two', email: mail('ada')},
				{id: 'three', email: mail('ada')},
				{id: 'none', email: ''},
			],
		});
		expect(plan.changes).toEqual([]);
		expect(plan.problems.map(problem => [problem.code, problem.subject])).toEqual([['twin', ['one', 'three', 'two']]]);
	});

	test('but refused by the server in this run is left alone', async () => {
		const plan = await planOf({
			people: [{id: 'ada'}, {id: 'bob'}, {id: 'new', email: mail('cy')}, {id: 'dan'}],
			members: [
				{email: mail('bob'), externalId: 'bob', status: 'revoked'},
				{email: mail('cy'), externalId: 'old'},
				{email: mail('dan')},
			],
			gone: {old: 'deleted'},
			ledger: {people: new Map([[entra('bob'), known('revoked-by-usher')]])},
			refused: ['ada', 'bob', 'new', 'dan'],
		});
		expect(plan.changes).toEqual([]);
		expect(plan.problems).toEqual([]);
	});
});

describe('on hold', () => {
	test('is neither invited nor offboarded', async () => {
		const plan = await planOf({
			people: [
				{id: 'ada', verdict: 'hold', code: 'twin'},
				{id: 'bob', verdict: 'hold', code: 'disabled'},
			],
			members: [{email: mail('bob'), externalId: 'bob'}],
		});
		expect(plan.changes).toEqual([]);
	});

	test('nobody with the address of someone on hold is offboarded', async () => {
		const plan = await planOf({
			people: [{id: 'new', email: mail('ada'), verdict: 'hold', code: 'twin'}],
			members: [{email: mail('ada'), externalId: 'old'}],
			gone: {old: 'deleted'},
		});
		expect(plan.changes).toEqual([]);
	});
});

describe('who is out', () => {
	const leaver: Case = {
		people: [{id: 'ada', verdict: 'out', code: 'filtered'}],
		members: [{email: mail('ada'), externalId: 'ada'}],
	};

	test('and a member is revoked, or removed where that is set or nothing else is possible', async () => {
		expect(brief((await planOf(leaver)).changes)).toEqual(['revoke ada']);
		expect(brief((await planOf({...leaver, settings: {offboard: 'remove'}})).changes)).toEqual(['remove ada']);
		expect(brief((await planOf({...leaver, abilities: {canRevoke: false}})).changes)).toEqual(['remove ada']);
	});

	test('and not a member needs nothing', async () => {
		expect((await planOf({people: leaver.people})).changes).toEqual([]);
	});

	test('stays with leavers: keep, unless deleted', async () => {
		expect((await planOf({...leaver, settings: {leavers: 'keep'}})).changes).toEqual([]);
		const deleted = await planOf({
			people: [],
			members: leaver.members!,
			gone: {ada: 'absent'},
			settings: {leavers: 'keep'},
		});
		expect(brief(deleted.changes)).toEqual(['revoke ada']);
	});

	test('and deleted, purged or absent is offboarded by id, whatever the address is now', async () => {
		for (const [why, words] of [
			['deleted', 'can still be restored'],
			['purged', 'for good'],
			['absent', 'No longer'],
		] as const) {
			const plan = await planOf({
				people: [],
				members: [{email: 'other@fabrikam.example', externalId: 'ada'}],
				gone: {ada: why},
			});
			expect(brief(plan.changes)).toEqual(['revoke ada']);
			expect(plan.changes[0]).toMatchObject({because: {code: 'deleted', verdict: 'out'}});
			expect(JSON.stringify(plan.changes[0])).toContain(words);
		}
		const fromLedger = await planOf({
			people: [],
			members: leaver.members!,
			ledger: {people: new Map([[entra('ada'), known('invited')]])},
		});
		expect(brief(fromLedger.changes)).toEqual(['revoke ada']);
	});

	test('and disabled follows its own setting', async () => {
		const disabled: Case = {...leaver, people: [{id: 'ada', verdict: 'out', code: 'disabled'}]};
		expect(brief((await planOf(disabled)).changes)).toEqual(['revoke ada']);
		// Revoked even where others are removed: that can be undone.
		expect(brief((await planOf({...disabled, settings: {offboard: 'remove'}})).changes)).toEqual(['revoke ada']);
		const offboard = {...disabled, settings: {offboard: 'remove', disabled: 'offboard'}} as const;
		expect(brief((await planOf(offboard)).changes)).toEqual(['remove ada']);
		expect((await planOf({...disabled, settings: {disabled: 'keep'}})).changes).toEqual([]);
		const cannot = await planOf({...disabled, abilities: {canRevoke: false}});
		expect(cannot.changes).toEqual([]);
		expect(cannot.problems.map(problem => problem.code)).toEqual(['disabled-stays']);
		const held = {...disabled, people: [{id: 'ada', verdict: 'hold', code: 'disabled'}]} as const;
		const stays = await planOf({...held, abilities: {canRevoke: false}});
		expect(stays.problems.map(problem => problem.code)).toEqual(['disabled-stays']);
		expect((await planOf({...held, settings: {disabled: 'keep'}})).problems).toEqual([]);
		// Leavers that are kept do not keep the disabled.
		expect(brief((await planOf({...disabled, settings: {leavers: 'keep'}})).changes)).toEqual(['revoke ada']);
	});

	test('without a usable address stays, with a problem', async () => {
		for (const code of ['no-email', 'bad-email'] as const) {
			const plan = await planOf({...leaver, people: [{id: 'ada', email: '', verdict: 'out', code}]});
			expect(plan.changes).toEqual([]);
			expect(plan.problems.map(problem => problem.code)).toEqual(['member-without-email']);
		}
	});

	test('and an owner or protected is never offboarded, and that is said', async () => {
		const owner = await planOf({...leaver, members: [{email: mail('ada'), externalId: 'ada', role: 'owner'}]});
		expect(owner.changes).toEqual([]);
		expect(owner.problems.map(problem => [problem.code, problem.severity])).toEqual([['owner-stays', 'warning']]);
		const gone = await planOf({
			people: [],
			members: [{email: mail('ada'), externalId: 'ada', role: 'owner'}],
			gone: {ada: 'deleted'},
		});
		expect(gone.problems.map(problem => [problem.code, problem.severity])).toEqual([['owner-stays', 'needs-person']]);
		const listed = await planOf({...leaver, settings: {protect: [' ADA@fabrikam.example ']}});
		expect(listed.changes).toEqual([]);
		expect(listed.problems.map(problem => problem.code)).toEqual(['protected-stays']);
		// Listed under the new address, still a member under the old one.
		const moved = await planOf({
			people: [{id: 'ada', email: 'new@fabrikam.example', verdict: 'out'}],
			members: leaver.members!,
			settings: {protect: ['new@fabrikam.example']},
		});
		expect(moved.changes).toEqual([]);
	});

	test('and revoked already is left as is; removed only if Usher had revoked them and removing is set', async () => {
		const members = [{email: mail('ada'), externalId: 'ada', status: 'revoked' as const}];
		expect((await planOf({...leaver, members})).changes).toEqual([]);
		expect((await planOf({...leaver, members, settings: {offboard: 'remove'}})).changes).toEqual([]);
		expect((await planOf({...leaver, members, ledger: byUsher})).changes).toEqual([]);
		const remove = await planOf({...leaver, members, ledger: byUsher, settings: {offboard: 'remove'}});
		expect(brief(remove.changes)).toEqual(['remove ada']);
	});

	test('and restored by an undo is left alone until its time is over', async () => {
		const held = (until: string): Case => ({
			people: [],
			members: leaver.members!,
			gone: {ada: 'deleted'},
			ledger: {held: new Map([[entra('ada'), until]])},
		});
		expect((await planOf(held('2026-11-03T00:00:00.000Z'))).changes).toEqual([]);
		expect(brief((await planOf(held('2026-11-01T00:00:00.000Z'))).changes)).toEqual(['revoke ada']);
	});

	test('and refused by the server in this run is left alone', async () => {
		expect((await planOf({...leaver, refused: ['ada']})).changes).toEqual([]);
	});
});

describe('strangers', () => {
	const members = [
		{email: 'zoe@other.example', externalId: 'x1'},
		{email: 'yan@other.example', externalId: 'x2'},
	];
	test('are reported once and not touched', async () => {
		const plan = await planOf({people: [], members});
		expect(plan.changes).toEqual([]);
		expect(plan.managed).toBe(0);
		expect(plan.problems).toHaveLength(1);
		expect(plan.problems[0]).toMatchObject({code: 'strangers', severity: 'warning', subject: ['x2', 'x1']});
	});
	test('are managed when they are claimed, one or all', async () => {
		expect(brief((await planOf({people: [], members, settings: {claim: ['x1']}})).changes)).toEqual(['revoke x1']);
		expect(brief((await planOf({people: [], members, settings: {claim: ['*']}})).changes)).toEqual([
			'revoke x2',
			'revoke x1',
		]);
	});
	test('a claimed one with the address of someone who is in is linked', async () => {
		const plan = await planOf({
			people: [{id: 'zoe', email: 'zoe@other.example'}],
			members,
			settings: {claim: ['x1']},
		});
		expect(brief(plan.changes)).toEqual(['adopt-member zoe recreated']);
	});
	test('people made by hand whom nobody in the directory matches are nobody’s business', async () => {
		const plan = await planOf({people: [], members: [{email: 'vendor@other.example'}]});
		expect(plan.changes).toEqual([]);
		expect(plan.problems).toEqual([]);
	});
});

describe('two members with one external id', () => {
	test('are a problem, are left alone, and stop what only an import could do', async () => {
		const plan = await planOf({
			people: [{id: 'ada'}, {id: 'bob'}, {id: 'cy'}, {id: 'dan', verdict: 'out'}],
			members: [
				{email: mail('ada'), externalId: 'ada'},
				{email: 'ada2@fabrikam.example', externalId: 'ada'},
				{email: mail('cy')},
				{email: mail('dan'), externalId: 'dan'},
			],
		});
		// Offboarding and linking go one by one; nobody can be invited.
		expect(brief(plan.changes)).toEqual(['revoke dan', 'adopt-member cy no-external-id']);
		expect(plan.problems.map(problem => problem.code)).toEqual(['duplicate-external-id', 'imports-blocked']);
	});
});

describe('seats and mails', () => {
	const people = ['ada', 'bob', 'cy'].map(id => ({id}));
	const seats = (bought: number, mayGrowTo?: number) => ({
		seats: mayGrowTo === undefined ? {bought} : {bought, mayGrowTo},
	});
	const others = [{email: 'x@fabrikam.example'}, {email: 'y@fabrikam.example', status: 'revoked' as const}];

	test('are counted from members: revoked ones take none', async () => {
		const plan = await planOf({people, members: others, abilities: seats(3)});
		expect(plan.seats).toEqual({needed: 3, free: 2, toBuy: 1});
	});
	test('offboarding frees them first, restoring takes them', async () => {
		const plan = await planOf({
			people: [...people, {id: 'gone', verdict: 'out'}, {id: 'back'}],
			members: [
				...others,
				{email: mail('gone'), externalId: 'gone'},
				{email: mail('back'), externalId: 'back', status: 'revoked'},
			],
			ledger: {people: new Map([[entra('back'), known('revoked-by-usher', mail('back'))]])},
			abilities: seats(4),
		});
		expect(plan.seats).toEqual({needed: 4, free: 3, toBuy: 1});
	});
	test('whoever has no seat waits, by address, and is named', async () => {
		const plan = await planOf({people, members: others, abilities: seats(2, 3)});
		expect(brief(plan.changes)).toEqual(['invite ada', 'invite bob']);
		expect(plan.seats).toEqual({needed: 2, free: 1, toBuy: 1});
		expect(plan.problems).toMatchObject([{code: 'no-seat', subject: ['cy'], severity: 'needs-person'}]);
	});
	test('a self-hosted server buys none', async () => {
		const plan = await planOf({people, members: others, abilities: {server: 'self-hosted', ...seats(2)}});
		expect(plan.counts.invite).toBe(1);
		expect(plan.seats?.toBuy).toBe(0);
	});
	test('more taken than bought does not count as free, nor as to buy by itself', async () => {
		const plan = await planOf({
			people: [{id: 'ada'}],
			members: [...others, {email: 'z@x.example'}],
			abilities: seats(1),
		});
		expect(plan.seats).toEqual({needed: 1, free: 0, toBuy: 1});
	});
	test('staged people need neither seat nor mail; where the server cannot stage, that is said', async () => {
		const staged = await planOf({people, abilities: {canStage: true, ...seats(0, 0)}, settings: {invite: 'staged'}});
		expect(staged.counts.invite).toBe(3);
		expect(staged.seats).toEqual({needed: 0, free: 0, toBuy: 0});
		expect(staged.mails).toBe(0);
		const mailed = await planOf({people, settings: {invite: 'staged'}});
		expect(mailed.mails).toBe(3);
		expect(mailed.seats).toBeUndefined();
		expect(mailed.problems.map(problem => problem.code)).toEqual(['cannot-stage']);
	});
});
