// Undoing a run: what comes back, what does not, and that the next runs leave it alone.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {EntraId} from '../../../source/core/ports.ts';
import {undo} from '../../../source/core/run/undo.ts';
import type {Approver, RunReport, SyncEvent} from '../../../source/core/run.ts';
import {defaultSyncSettings, type SyncSettings} from '../../../source/core/settings.ts';
import {createMemoryOrganisation, vaultwarden} from '../../helpers/memory-organisation.ts';
import {companyOf, type Department, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';
import {runs} from '../../helpers/runs.ts';

const dayMs = 86_400_000;
const yes: Approver = async plan => ({approve: plan.fingerprint});
const mail = (id: string): string => `${id}@fabrikam.example`;

const worldWith = (
	people: readonly string[],
	groups: readonly Department[] = [],
	abilities?: Parameters<typeof createMemoryOrganisation>[0],
): World => {
	const organisation = createMemoryOrganisation(abilities);
	if (abilities === undefined) organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	return worldOf(companyOf(people, groups), organisation);
};

const undoOnce = async (
	world: World,
	told: readonly SyncEvent[],
	options: {
		approve?: Approver;
		settings?: Partial<SyncSettings>;
		signal?: AbortSignal;
		seen?: (event: SyncEvent) => void;
	} = {},
): Promise<RunReport> => {
	const meter = () => ({requests: 0, bytes: 0, waits: 0, waitedMs: 0, resourceUnits: 0, throttled: 0});
	const going = undo(
		{
			run: 'undo-1',
			mode: 'undo',
			profile: 'fabrikam',
			by: 'command',
			of: 'run-1',
			told,
			holdDays: 7,
			allow: {},
			fullReadHours: 24,
			settings: {...defaultSyncSettings, people: 'all', ...options.settings},
		},
		{
			directory: {
				// biome-ignore lint/correctness/useYield: it must not be read
				read: async function* () {
					throw new Error('An undo asks nothing of the directory.');
				},
				meter,
			},
			organisation: world.organisation.port,
			state: world.state.port,
			approve: options.approve ?? yes,
			now: () => new Date(world.time),
			pause: async milliseconds => {
				world.time += milliseconds;
			},
		},
		options.signal ?? new AbortController().signal,
	);
	for (;;) {
		const next = await going.next();
		if (next.done) return next.value;
		options.seen?.(next.value);
	}
};

const settled = {settings: {people: 'all'}} as const;
/** Into the organisation, then something happens in Entra, and a run follows it. */
const followed = async (world: World, happens: () => void, settings: Partial<SyncSettings> = {}) => {
	await runOnce(world, {settings: {people: 'all', ...settings}});
	happens();
	world.time += 60_000;
	const {events, report} = await runOnce(world, {settings: {people: 'all', ...settings}});
	expect(report.error).toBeUndefined();
	world.time += 60_000;
	return events;
};
const changesOf = async (world: World, settings: Partial<SyncSettings> = {}) => {
	world.time += 3_600_000;
	const {report} = await runOnce(world, {settings: {people: 'all', ...settings}});
	return (report.plan?.changes ?? []).map(change => change.kind);
};

describe('an undo', () => {
	test('restores whom the run revoked, with their groups, and the next runs leave them alone until the time is over', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'di'], [{id: 't', members: ['ada', 'bob']}]);
		const told = await followed(world, () => world.company.leave('bob'));
		expect(world.organisation.byExternalId('bob')?.status).toBe('revoked');
		expect(world.organisation.held('t')).toEqual(['ada']);

		const report = await undoOnce(world, told);
		expect(report).toMatchObject({outcome: 'applied', exitCode: 0, applied: {restore: 1, 'set-group-members': 1}});
		expect(world.organisation.byExternalId('bob')?.status).not.toBe('revoked');
		expect(world.organisation.held('t').sort()).toEqual(['ada', 'bob']);
		expect(world.state.held.get('bob' as EntraId)).toBe(new Date(world.time + 7 * dayMs).toISOString());

		expect(await changesOf(world)).toEqual([]);
		world.time += 7 * dayMs;
		expect(await changesOf(world)).toEqual(['revoke', 'set-group-members']);
	});

	test('puts back who only lost a membership, and holds it', async () => {
		const world = worldWith(['ada', 'bob'], [{id: 't', members: ['ada', 'bob']}]);
		const told = await followed(world, () => {
			world.company.groups.get('t')!.members = ['ada'];
		});
		expect(world.organisation.held('t')).toEqual(['ada']);
		const report = await undoOnce(world, told);
		expect(report.applied).toEqual({'set-group-members': 1});
		expect(world.organisation.held('t').sort()).toEqual(['ada', 'bob']);
		expect(await changesOf(world)).toEqual([]);
	});

	test.each(['empty', 'delete'] as const)(
		'refills a group that was emptied, and with %s the next run leaves it',
		async later => {
			const world = worldWith(['ada', 'bob'], [{id: 't', members: ['ada', 'bob']}]);
			const told = await followed(world, () => world.company.dissolve('t'));
			expect(world.organisation.held('t')).toEqual([]);
			await undoOnce(world, told);
			expect(world.organisation.held('t').sort()).toEqual(['ada', 'bob']);
			expect(await changesOf(world, {deletedGroups: later})).toEqual([]);
		},
	);

	test('puts back someone made by hand, who has no external id, and holds them by their own', async () => {
		const world = worldWith(['ada'], [{id: 't', members: ['ada']}]);
		const hand = world.organisation.add({email: 'auditor@elsewhere.example'});
		await runOnce(world, settled);
		world.organisation.groupOf('t')!.members.add(hand.id);
		world.time += 2 * dayMs;
		const {events} = await runOnce(world, settled);
		expect(world.organisation.held('t')).toEqual(['ada']);
		await undoOnce(world, events);
		expect(world.organisation.held('t').sort()).toEqual(['ada', 'auditor@elsewhere.example']);
		world.time += dayMs;
		expect(await changesOf(world)).toEqual([]);
	});

	test('says beforehand what it cannot: removed people, deleted groups, and what the run gave', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'di'], [{id: 't', members: ['ada', 'bob']}]);
		const told = await followed(
			world,
			() => {
				world.company.leave('bob');
				world.company.dissolve('t');
				world.company.people.set('eve', {id: 'eve'});
			},
			{offboard: 'remove', deletedGroups: 'delete'},
		);
		const report = await undoOnce(world, told);
		expect(report.outcome).toBe('nothing-to-do');
		expect(report.exitCode).toBe(0);
		const said = Object.fromEntries(report.problems.map(problem => [problem.code, problem.message]));
		expect(said['undo-gone']).toContain(mail('bob'));
		expect(said['undo-groups-deleted']).toContain('t');
		expect(said['undo-stays']).toContain('1 invitation');
		expect(world.state.held.size).toBe(0);
	});

	test('says who was removed by an import that was refused after that', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'di', 'eve'], [{id: 't', members: ['ada', 'bob']}]);
		const settings = {people: 'all', offboard: 'remove'} as const;
		await runOnce(world, {settings});
		world.company.leave('bob');
		world.company.leave('cy');
		world.company.people.set('new', {id: 'new'});
		world.company.groups.get('t')!.members.push('new');
		world.organisation.withoutGroups = true;
		const {events} = await runOnce(world, {settings});
		expect([...world.organisation.members.values()].map(({externalId}) => externalId)).not.toContain('bob');
		const report = await undoOnce(world, events);
		expect(report.problems.find(({code}) => code === 'undo-gone')?.message).toMatch(/bob.*cy/);
		// Of whom it names, none was touched.
		const named = events.map(event =>
			event.kind === 'step-ended' && event.outcome.kind === 'refused'
				? {...event, outcome: {...event.outcome, fields: {'Members[0].Email': ['No.']}}}
				: event,
		);
		expect((await undoOnce(world, named)).problems.map(({code}) => code)).not.toContain('undo-gone');
	});

	test('leaves whom an administrator has revoked since', async () => {
		const world = worldWith(['ada', 'bob', 'cy'], [{id: 't', members: ['ada', 'bob']}]);
		const told = await followed(world, () => world.company.leave('bob'));
		// Restored by hand and seen so, and revoked by hand after that.
		const bob = world.organisation.byExternalId('bob')!;
		world.state.people.set('bob' as EntraId, {email: mail('bob'), by: 'seen', at: new Date(world.time).toISOString()});
		const report = await undoOnce(world, told);
		expect(bob.status).toBe('revoked');
		expect(world.organisation.held('t')).toEqual(['ada']);
		expect(report.problems.map(problem => problem.code)).toContain('undo-revoked-by-others');
	});

	test('does nothing that was not agreed to', async () => {
		const world = worldWith(['ada', 'bob', 'cy'], [{id: 't', members: ['ada', 'bob']}]);
		const told = await followed(world, () => world.company.leave('bob'));
		const before = world.organisation.steps.length;
		const report = await undoOnce(world, told, {approve: async () => 'decline'});
		expect(report).toMatchObject({outcome: 'declined', applied: {}});
		expect(world.organisation.steps.length).toBe(before);
		expect(world.state.held.size).toBe(0);
		// The organisation changes while the question stands: that was another question.
		const changed = await undoOnce(world, told, {
			approve: async plan => {
				world.organisation.byExternalId('bob')!.status = 'confirmed';
				return {approve: plan.fingerprint};
			},
		});
		expect(changed.outcome).toBe('declined');
		expect(world.organisation.steps.length).toBe(before);
	});

	test('cannot buy a seat without the word', async () => {
		const world = worldWith(['ada', 'bob', 'cy'], [], {seats: {bought: 4}, server: 'cloud'} as never);
		world.organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
		const told = await followed(world, () => world.company.leave('bob'));
		world.organisation.add({email: 'new@fabrikam.example'});
		const seen: SyncEvent[] = [];
		const report = await undoOnce(world, told, {
			approve: async (plan, refusals) =>
				refusals.length > 0 ? 'decline' : yes(plan, refusals, new AbortController().signal),
			seen: event => seen.push(event),
		});
		expect(report).toMatchObject({outcome: 'refused', exitCode: 13});
		expect(report.refusals).toMatchObject([{limit: 'seats', flag: '--allow-seats 1'}]);
	});

	test('works where the server reads nothing back', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'di'], [{id: 't', members: ['ada', 'bob']}], vaultwarden);
		const told = await followed(world, () => world.company.leave('bob'));
		const there = () => [...world.organisation.members.values()].find(member => member.email === mail('bob'));
		expect(there()?.status).toBe('revoked');
		const report = await undoOnce(world, told);
		expect(report.applied).toEqual({restore: 1, 'set-group-members': 1});
		expect(there()?.status).not.toBe('revoked');
		expect(world.organisation.held('t').sort()).toEqual(['ada', 'bob']);
		expect(await changesOf(world)).toEqual([]);
	});

	test.each(['lost-done', 'lost-not-done'] as const)(
		'%s where the server reads nothing back, it can be asked again',
		async fault => {
			const world = worldWith(['ada', 'bob', 'cy', 'di'], [{id: 't', members: ['ada', 'bob']}], vaultwarden);
			const told = await followed(world, () => world.company.leave('bob'));
			const there = () => [...world.organisation.members.values()].find(member => member.email === mail('bob'));
			for (const step of [0, 1]) {
				let nth = 0;
				world.organisation.fault = () => (nth++ === step ? fault : undefined);
				expect((await undoOnce(world, told)).exitCode).toBe(16);
				world.organisation.fault = () => undefined;
				// Held: neither revoked nor taken out of the group by the next run.
				expect(await changesOf(world)).toEqual([]);
			}
			expect((await undoOnce(world, told)).applied).toEqual({'set-group-members': 1});
			expect(there()?.status).not.toBe('revoked');
			expect(world.organisation.held('t').sort()).toEqual(['ada', 'bob']);
			expect(await changesOf(world)).toEqual([]);
		},
	);

	test('killed at any event, it can be done again and ends the same', async () => {
		const people = ['ada', 'bob', 'cy', 'di', 'eve'];
		for (let at = 1; at < 25; at++) {
			const world = worldWith(people, [{id: 't', members: ['ada', 'bob', 'cy']}]);
			const told = await followed(world, () => {
				world.company.leave('bob');
				world.company.groups.get('t')!.members = ['ada'];
			});
			let seen = 0;
			const stop = new AbortController();
			await undoOnce(world, told, {
				signal: stop.signal,
				seen: () => {
					if (++seen === at) stop.abort();
				},
			});
			// What it has restored is held already.
			expect(await changesOf(world), `stopped at ${at}`).toEqual([]);
			await undoOnce(world, told);
			expect(world.organisation.held('t').sort(), `stopped at ${at}`).toEqual(['ada', 'bob', 'cy']);
			expect(await changesOf(world), `stopped at ${at}`).toEqual([]);
		}
	});

	test('of any run takes nothing from anyone, and the next run finds nothing to do', async () => {
		const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		const subset = fc.subarray(ids);
		await fc.assert(
			fc.asyncProperty(subset, subset, subset, subset, fc.boolean(), async (t0, u0, t1, left, dissolve) => {
				const world = worldWith(ids, [
					{id: 't', members: t0},
					{id: 'u', members: u0},
				]);
				const access = () =>
					[...world.organisation.members.values()]
						.filter(member => member.status !== 'revoked')
						.map(member => member.email);
				const memberships = () =>
					['t', 'u'].flatMap(group => world.organisation.held(group).map(one => `${group} ${one}`));
				await runOnce(world, settled);
				const before = [...access(), ...memberships()];
				const told = await followed(world, () => {
					world.company.groups.get('t')!.members = t1;
					for (const id of left.slice(0, 5)) world.company.leave(id);
					if (dissolve) world.company.dissolve('u');
				});
				const between = [...access(), ...memberships()];
				if (told.some(event => event.kind === 'step-started')) await undoOnce(world, told);
				expect([...access(), ...memberships()]).toEqual(expect.arrayContaining([...before, ...between]));
				expect(await changesOf(world)).toEqual([]);
			}),
			runs(60),
		);
	});
});
