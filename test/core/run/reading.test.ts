// What a run reads, and what it does not believe.
import {describe, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import type {DirectoryPort, EntraId, LedgerGroup, OrgGroup, OrgGroupId} from '../../../source/core/ports.ts';
import {whyFull} from '../../../source/core/run/read-directory.ts';
import {groupsDue} from '../../../source/core/run/sample.ts';
import {createMemoryOrganisation} from '../../helpers/memory-organisation.ts';
import {companyOf, runOnce, stateOf, type World, worldOf} from '../../helpers/memory-run.ts';
import {ledgerOf} from '../../helpers/roster.ts';

const all = {people: 'all'} as const;
const minute = 60_000;
const hour = 60 * minute;
const mail = (id: string): string => `${id}@fabrikam.example`;

describe('the directory is read in full', () => {
	const then = new Date('2026-11-02T08:00:00.000Z');
	const plus = (milliseconds: number): Date => new Date(then.getTime() + milliseconds);
	const first = stateOf(companyOf(['ada']), then);
	const confirmed = stateOf(companyOf(['ada']), then, first);
	const usual = {fullReadHours: 24};
	test('at first, and again a quarter of an hour later', () => {
		expect(whyFull(undefined, ledgerOf(), usual, then)).toBe('first');
		expect(whyFull(first, ledgerOf(), usual, plus(14 * minute))).toBeUndefined();
		expect(whyFull(first, ledgerOf(), usual, plus(15 * minute))).toBe('confirm');
		expect(whyFull(confirmed, ledgerOf(), usual, plus(15 * minute))).toBeUndefined();
	});
	test('when asked, after a refusal, when it has aged, and when the clock ran backwards', () => {
		expect(whyFull(confirmed, ledgerOf(), {...usual, full: true}, plus(1))).toBe('asked');
		expect(whyFull(confirmed, ledgerOf({refused: true}), usual, plus(1))).toBe('after-refusal');
		expect(whyFull(confirmed, ledgerOf(), usual, plus(24 * hour - 1))).toBeUndefined();
		expect(whyFull(confirmed, ledgerOf(), usual, plus(24 * hour))).toBe('aged');
		expect(whyFull(confirmed, ledgerOf(), usual, plus(-1))).toBe('aged');
		expect(whyFull(first, ledgerOf(), usual, plus(-1))).toBe('confirm');
	});
});

describe('groups that nothing suggests to read', () => {
	const groups = Array.from(
		{length: 96},
		(_, n): OrgGroup => ({id: `g${n}` as OrgGroupId, name: `G${n}`, externalId: `t${n}`}),
	);
	const ledgerAt = (seen: (n: number) => string | undefined) =>
		ledgerOf({
			groups: new Map(
				groups.flatMap((group, n): [EntraId, LedgerGroup][] => {
					const seenAt = seen(n);
					return seenAt === undefined ? [] : [[group.externalId as EntraId, {name: group.name, members: [], seenAt}]];
				}),
			),
		});
	const now = new Date('2026-11-02T08:00:00.000Z');
	const ago = (milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();

	test('are read so that each has its turn within a day, the longest unread first', () => {
		// Every fifteen minutes: 96 runs a day, one group each.
		expect(
			groupsDue(
				groups,
				ledgerAt(n => ago(n * 15 * minute + 15 * minute)),
				now,
			).map(group => group.id),
		).toEqual(['g95']);
		expect(
			groupsDue(
				groups,
				ledgerAt(() => ago(hour)),
				now,
			),
		).toHaveLength(4);
		expect(
			groupsDue(
				groups,
				ledgerAt(() => ago(30 * hour)),
				now,
			),
		).toHaveLength(96);
		expect(
			groupsDue(
				groups,
				ledgerAt(() => ago(0)),
				now,
			),
		).toHaveLength(0);
	});
	test('never-seen ones are not its matter; a time that makes no sense is long ago', () => {
		expect(
			groupsDue(
				groups,
				ledgerAt(() => undefined),
				now,
			),
		).toEqual([]);
		const odd = ledgerAt(n => (n === 7 ? 'yesterday' : n === 8 ? ago(-hour) : ago(0)));
		expect(groupsDue(groups, odd, now).map(group => group.id)).toEqual(['g7', 'g8']);
	});
	test('a day of runs reads every one', () => {
		let ledger = ledgerAt(() => ago(0));
		const read = new Set<string>();
		for (let run = 1; run <= 24; run++) {
			const time = new Date(now.getTime() + run * hour);
			for (const group of groupsDue(groups, ledger, time)) {
				read.add(group.id);
				const seen = ledger.groups.get(group.externalId as EntraId)!;
				ledger = {
					...ledger,
					groups: new Map(ledger.groups).set(group.externalId as EntraId, {...seen, seenAt: time.toISOString()}),
				};
			}
		}
		expect(read.size).toBe(96);
	});
});

const world = (people: readonly string[], groups: readonly {id: string; members: string[]}[]): World => {
	const organisation = createMemoryOrganisation();
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	return worldOf(companyOf(people, groups), organisation);
};

describe('members of groups', () => {
	const people = ['ada', 'bob', 'cy', 'dan'];
	const teams = Array.from({length: 30}, (_, n) => ({id: `t${n}`, members: ['ada', 'bob']}));

	test('are read for groups never seen, then only where something differs or its turn has come', async () => {
		const one = world(people, teams);
		const reads = one.organisation.reads.groupMembers;
		for (const id of people) one.organisation.add({email: mail(id), externalId: id});
		const [ada, bob] = [...one.organisation.members.values()].slice(1).map(member => member.id);
		for (const team of teams) one.organisation.addGroup({name: team.id, externalId: team.id, members: [ada!, bob!]});
		one.organisation.addGroup({name: 'By hand'});
		one.organisation.addGroup({name: 'Of others', externalId: 'x'});
		const first = await runOnce(one, {settings: all});
		expect(first.report.plan?.changes).toEqual([]);
		expect(reads.splice(0)).toHaveLength(30);
		expect(first.events.filter(event => event.kind === 'organisation-read').at(-1)).toMatchObject({
			done: 30,
			total: 30,
		});
		await runOnce(one, {settings: all});
		expect(reads.splice(0)).toEqual([]);
		one.company.groups.get('t3')!.members.push('cy');
		const changed = await runOnce(one, {settings: all});
		expect(reads.splice(0)).toEqual([one.organisation.groupOf('t3')?.id]);
		expect(changed.report.applied).toEqual({'set-group-members': 1});
		one.time += hour;
		await runOnce(one, {settings: all});
		expect(reads.splice(0)).toHaveLength(2);
	});

	test('what the adapter says about waiting while they are read is told between two answers', async () => {
		const one = world(people, teams.slice(0, 2));
		await runOnce(one, {settings: all});
		const {groupMembers} = one.organisation.port;
		const port = {
			...one.organisation.port,
			groupMembers: async function* (...[wanted, call]: Parameters<typeof groupMembers>) {
				for await (const answer of groupMembers(wanted, call)) {
					call.waiting({kind: 'waiting', service: 'bitwarden', seconds: 1, because: 'paced'});
					yield answer;
				}
			},
		};
		const paced = {...one, organisation: {...one.organisation, port}};
		const {events} = await runOnce(paced, {settings: all, verify: true});
		expect(events.filter(event => event.kind === 'waiting' || event.kind === 'organisation-read')).toMatchObject([
			{kind: 'waiting', because: 'paced'},
			{kind: 'organisation-read', done: 1, total: 2},
			{kind: 'waiting'},
			{kind: 'organisation-read', done: 2, total: 2},
		]);
	});

	test('verify reads every group, and finds what someone changed by hand', async () => {
		const one = world(people, teams.slice(0, 3));
		await runOnce(one, {settings: all});
		one.organisation.groupOf('t1')!.members.clear();
		expect((await runOnce(one, {settings: all})).report.outcome).toBe('nothing-to-do');
		const {report} = await runOnce(one, {settings: all, verify: true});
		expect(report.applied).toEqual({'set-group-members': 1});
		expect(one.organisation.held('t1')).toEqual(['ada', 'bob']);
	});

	test('a group that goes while it is read is gone', async () => {
		const one = world(people, teams.slice(0, 2));
		await runOnce(one, {settings: all});
		let deleted = false;
		one.organisation.onCall = what => {
			if (what !== 'group-members' || deleted) return;
			deleted = true;
			one.organisation.groups.delete(one.organisation.groupOf('t0')!.id);
		};
		const {report} = await runOnce(one, {settings: all, verify: true});
		expect(report.applied).toMatchObject({'create-group': 1, 'set-group-members': 1});
		expect(one.organisation.held('t0')).toEqual(['ada', 'bob']);
	});

	test('a group made anew under the same external id is read, whatever the ledger says of the old one', async () => {
		const one = world(people, teams.slice(0, 1));
		await runOnce(one, {settings: all});
		await runOnce(one, {settings: all, verify: true});
		one.organisation.groups.clear();
		one.organisation.addGroup({name: 't0', externalId: 't0'});
		const {report} = await runOnce(one, {settings: all});
		expect(report.plan?.changes).toMatchObject([{kind: 'set-group-members', added: [{name: 'ada'}, {name: 'bob'}]}]);
	});

	test('what was read is kept when the rest cannot be', async () => {
		const one = world(people, []);
		for (const team of teams) {
			one.company.groups.set(team.id, {...team, members: []});
			one.organisation.addGroup({name: team.id, externalId: team.id});
		}
		let left = 28;
		one.organisation.onCall = what => {
			if (what === 'group-members' && left-- === 0) throw new Error('cut off');
		};
		await runOnce(one, {settings: all});
		expect(one.state.groups.size).toBe(28);
		one.organisation.onCall = () => {};
		one.organisation.reads.groupMembers.length = 0;
		await runOnce(one, {settings: all});
		expect(one.organisation.reads.groupMembers).toHaveLength(2);
	});
});

describe('a list of members that cannot be', () => {
	const people = ['ada', 'bob', 'cy', 'dan'];
	test('no members where the ledger knows some is a failed read', async () => {
		const one = world(people, []);
		await runOnce(one, {settings: all});
		one.organisation.members.clear();
		const {report} = await runOnce(one, {settings: all});
		expect(report).toMatchObject({outcome: 'failed', exitCode: 15, error: {code: 'organisation-empty'}});
		expect(one.organisation.steps).toHaveLength(1);
	});
	test('another organisation is not filled with these people', async () => {
		const one = world(people, []);
		await runOnce(one, {settings: all});
		one.time += 25 * hour;
		one.organisation.members.clear();
		one.organisation.add({email: 'boss@contoso.example', role: 'owner'});
		const {report} = await runOnce(one, {settings: all, allow: {}});
		expect(report).toMatchObject({outcome: 'failed', exitCode: 15, error: {code: 'organisation-unknown'}});
		expect((await runOnce(one, {settings: all})).report.outcome).toBe('applied');
	});
	test('people who came and went do not make it another one, once new ones are there', async () => {
		const one = world(people, []);
		await runOnce(one, {settings: all});
		one.time += 25 * hour;
		for (const id of people) one.company.leave(id);
		one.company.people.set('eve', {id: 'eve'});
		await runOnce(one, {settings: all});
		// An administrator clears out who was revoked.
		for (const member of one.organisation.members.values())
			if (member.status === 'revoked') one.organisation.members.delete(member.id);
		expect((await runOnce(one, {settings: all, allow: {}})).report.outcome).toBe('nothing-to-do');
	});
	test('a first run that died before its invitations arrived is not taken for another organisation', async () => {
		const one = world(people, []);
		one.organisation.fault = () => 'lost-not-done';
		await runOnce(one, {settings: all});
		one.organisation.fault = () => undefined;
		const {report} = await runOnce(one, {settings: all, allow: {}});
		expect(report.applied).toEqual({invite: 4});
	});
});

describe('the ledger learns from what is read', () => {
	test('of people, also of those whom no snapshot remembers any more', async () => {
		const one = world(['ada', 'bob'], []);
		one.state.people.set('old' as EntraId, {
			email: mail('old'),
			by: 'revoked-by-usher',
			at: '2026-01-01T00:00:00.000Z',
		});
		one.organisation.add({email: mail('old'), externalId: 'old', role: 'owner'});
		await runOnce(one, {settings: all});
		expect(one.state.people.get('old' as EntraId)?.by).toBe('seen');
	});

	test('who is there, under which address, and that someone revoked by Usher is active again', async () => {
		const one = world(['ada', 'bob'], []);
		one.organisation.add({email: mail('ada'), externalId: 'ada'});
		one.organisation.add({email: 'zoe@other.example', externalId: 'x'});
		await runOnce(one, {settings: all});
		const at = (id: string) => one.state.people.get(id as EntraId);
		expect(at('ada')).toMatchObject({by: 'seen', email: mail('ada')});
		expect(at('bob')).toMatchObject({by: 'invited'});
		expect(at('x')).toBeUndefined();
		one.company.leave('bob');
		await runOnce(one, {settings: all});
		expect(at('bob')?.by).toBe('revoked-by-usher');
		// An administrator lets bob in again, out of scope as he is, and an undo holds him; later revokes him.
		one.organisation.byExternalId('bob')!.status = 'confirmed';
		one.organisation.byExternalId('bob')!.email = 'robert@fabrikam.example';
		one.state.held.set('bob' as EntraId, '2027-01-01T00:00:00.000Z');
		await runOnce(one, {settings: all});
		expect(at('bob')).toMatchObject({by: 'seen', email: 'robert@fabrikam.example'});
		one.organisation.byExternalId('bob')!.status = 'revoked';
		one.company.people.set('bob', {id: 'bob', email: 'robert@fabrikam.example'});
		one.state.held.clear();
		const {report} = await runOnce(one, {settings: all});
		expect(report.problems.map(problem => problem.code)).toEqual(['revoked-by-administrator', 'strangers']);
		expect(one.organisation.byExternalId('bob')?.status).toBe('revoked');
	});
});

describe('the organisation is read beside the changes of the directory', () => {
	const slow = (one: World, milliseconds: number, fails = false): DirectoryPort => ({
		read: async function* (previous) {
			await Promise.resolve();
			yield {kind: 'read-started', mode: 'delta'};
			one.time += milliseconds;
			if (fails) throw new UsherError({code: 'graph-down', exitCode: 16, message: 'Down.', advice: 'Wait.'});
			return stateOf(one.company, new Date(one.time), previous, false);
		},
		meter: () => ({requests: 0, bytes: 0, waits: 0, waitedMs: 0, resourceUnits: 0, throttled: 0}),
	});

	test('once, unless the directory took so long that it is old', async () => {
		const one = world(['ada'], []);
		await runOnce(one, {settings: all});
		one.organisation.reads.members = 0;
		await runOnce(one, {settings: all, directory: slow(one, 1000)});
		expect(one.organisation.reads.members).toBe(1);
		const late = await runOnce(one, {settings: all, directory: slow(one, 61_000)});
		expect(one.organisation.reads.members).toBe(3);
		expect(late.report.outcome).toBe('nothing-to-do');
	});

	test('what goes wrong there is told, once it is wanted', async () => {
		const one = world(['ada'], []);
		await runOnce(one, {settings: all});
		one.organisation.onCall = what => {
			if (what === 'groups') throw new UsherError({code: 'no-groups', exitCode: 15, message: 'No.', advice: 'Do.'});
		};
		const {report, events} = await runOnce(one, {settings: all, directory: slow(one, 0)});
		expect(report.error?.code).toBe('no-groups');
		expect(events.some(event => event.kind === 'phase' && event.phase === 'organisation')).toBe(true);
		const both = await runOnce(one, {settings: all, directory: slow(one, 0, true)});
		expect(both.report.error?.code).toBe('graph-down');
	});
});

test('signs in on both sides and asks what the organisation holds while the memory is still loaded', async () => {
	const world = worldOf(companyOf(['ada']), createMemoryOrganisation());
	const asked = Promise.withResolvers<void>();
	const signedIn = Promise.withResolvers<void>();
	const memory = world.state.port;
	const organisation = world.organisation.port;
	const directory: DirectoryPort = {
		signIn: async () => signedIn.resolve(),
		read: async function* () {
			yield {kind: 'read-started', mode: 'full', why: 'first'};
			return stateOf(world.company, new Date(world.time));
		},
		meter: organisation.meter,
	};
	const slow: World = {
		...world,
		state: {
			...world.state,
			port: {
				...memory,
				load: async now => {
					await Promise.all([asked.promise, signedIn.promise]);
					return memory.load(now);
				},
			},
		},
		organisation: {
			...world.organisation,
			port: {
				...organisation,
				members: call => {
					asked.resolve();
					return organisation.members(call);
				},
			},
		},
	};
	const {report} = await runOnce(slow, {settings: all, directory});
	expect(report.error).toBeUndefined();
	expect(report.applied).toEqual({invite: 1});
});

test('a memory that cannot be loaded ends the run, and what was begun beside it', async () => {
	const world = worldOf(companyOf(['ada']), createMemoryOrganisation());
	const {port} = world.state;
	const broken = new UsherError({code: 'ledger-damaged', exitCode: 10, message: 'Damaged.', advice: 'Look.'});
	const lost: World = {...world, state: {...world.state, port: {...port, load: () => Promise.reject(broken)}}};
	const {report} = await runOnce(lost, {settings: all});
	expect(report).toMatchObject({exitCode: 10, error: {code: 'ledger-damaged'}});
	expect(world.wants).toEqual([]);
});
