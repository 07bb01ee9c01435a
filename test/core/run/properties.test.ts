// Random companies, random organisations, random accidents: what must hold whatever happens.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SyncEvent} from '../../../source/core/run.ts';
import {createMemoryOrganisation, type Fault} from '../../helpers/memory-organisation.ts';
import {companyOf, type RunOptions, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';
import {runs} from '../../helpers/runs.ts';
import {build, change, invitedTwice, moves, picture, scene} from './scenes.ts';

test('applying a plan and planning again gives an empty plan', async () => {
	await fc.assert(
		fc.asyncProperty(scene, moves, async (one, later) => {
			const world = build(one);
			const first = await runOnce(world, {settings: one.settings});
			expect(first.report.error).toBeUndefined();
			const again = await runOnce(world, {settings: one.settings, verify: true});
			expect(again.report.plan?.changes).toEqual([]);
			const sent = world.organisation.steps.length;
			change(world.company, later);
			await runOnce(world, {settings: one.settings});
			const last = await runOnce(world, {settings: one.settings, verify: true});
			expect(last.report.plan?.changes).toEqual([]);
			expect(last.report.outcome).toBe('nothing-to-do');
			expect(world.organisation.steps.length).toBeGreaterThanOrEqual(sent);
		}),
		runs(300),
	);
});

test('the order in which people, groups and members come does not change a plan', async () => {
	await fc.assert(
		fc.asyncProperty(scene, fc.integer(), async (one, seed) => {
			const world = build(one);
			const plain = await runOnce(world, {settings: one.settings, mode: 'plan'});
			const other = build(one);
			const shuffle = <Item>(items: readonly Item[]): Item[] =>
				items
					.map((item, n) => ({item, rank: Math.imul(seed ^ n, 2_654_435_761) >>> 0}))
					.sort((a, b) => a.rank - b.rank)
					.map(({item}) => item);
			const entries = shuffle([...other.company.people]);
			other.company.people.clear();
			for (const [id, person] of entries) other.company.people.set(id, person);
			const groups = shuffle([...other.company.groups]);
			other.company.groups.clear();
			for (const [id, group] of groups) other.company.groups.set(id, {...group, members: shuffle(group.members)});
			const members = shuffle([...other.organisation.members]);
			other.organisation.members.clear();
			for (const [id, member] of members) other.organisation.members.set(id, member);
			for (const group of other.organisation.groups.values()) group.members = new Set(shuffle([...group.members]));
			const mixed = await runOnce(other, {settings: one.settings, mode: 'plan'});
			expect(mixed.report.plan).toEqual(plain.report.plan);
		}),
		runs(200),
	);
});

class Dead extends Error {}

/** Lets the process die at the nth thing it does; nothing is written or sent after that. */
const runUntilDead = async (world: World, at: number, options: RunOptions): Promise<boolean> => {
	let left = at;
	let dead = false;
	const tick = (): void => {
		if (dead || --left < 0) {
			dead = true;
			throw new Dead('killed');
		}
	};
	world.organisation.onCall = tick;
	world.state.onWrite = tick;
	try {
		await runOnce(world, options);
	} finally {
		world.organisation.onCall = () => {};
		world.state.onWrite = () => {};
	}
	return dead;
};

test('killed at any moment, the next run finishes the job as if nothing had happened', async () => {
	await fc.assert(
		fc.asyncProperty(scene, moves, fc.array(fc.nat(60), {minLength: 1, maxLength: 3}), async (one, later, deaths) => {
			const calm = build(one);
			const wild = build(one);
			for (const world of [calm, wild]) await runOnce(world, {settings: one.settings});
			for (const world of [calm, wild]) change(world.company, later);
			await runOnce(calm, {settings: one.settings});
			for (const at of deaths) await runUntilDead(wild, at, {settings: one.settings});
			const {report} = await runOnce(wild, {settings: one.settings});
			expect(report.error).toBeUndefined();
			expect(picture(wild.organisation)).toEqual(picture(calm.organisation));
			expect(wild.state.people.size).toBe(calm.state.people.size);
			for (const [id, person] of calm.state.people)
				if (person.by === 'revoked-by-usher') expect(wild.state.people.get(id)?.by).toBe('revoked-by-usher');
			const again = await runOnce(wild, {settings: one.settings, verify: true});
			expect(again.report.plan?.changes).toEqual([]);
		}),
		runs(400),
	);
});

test('killed at any moment of a first run, nobody is invited twice', async () => {
	await fc.assert(
		fc.asyncProperty(
			scene,
			fc.array(fc.nat(60), {minLength: 1, maxLength: 4}),
			fc.boolean(),
			async (one, deaths, late) => {
				const calm = build(one);
				const wild = build(one);
				await runOnce(calm, {settings: one.settings});
				// The request of a process that died is on its way for a while.
				if (late) wild.organisation.fault = step => (step.kind === 'import' ? {lateBy: 2} : undefined);
				for (const at of deaths) await runUntilDead(wild, at, {settings: one.settings});
				wild.organisation.fault = () => undefined;
				await runOnce(wild, {settings: one.settings});
				expect(picture(wild.organisation)).toEqual(picture(calm.organisation));
				expect(invitedTwice(wild.organisation)).toEqual([]);
			},
		),
		runs(300),
	);
});

test('answers that are lost, late or never given are neither repeated blindly nor forgotten', async () => {
	const fault = fc.oneof(
		fc.constant<Fault>('lost-done'),
		fc.constant<Fault>('lost-not-done'),
		fc.nat(2).map((lateBy): Fault => ({lateBy: lateBy + 1})),
	);
	await fc.assert(
		fc.asyncProperty(scene, fc.array(fc.option(fault), {maxLength: 4}), async (one, faults) => {
			const calm = build(one);
			const wild = build(one);
			await runOnce(calm, {settings: one.settings});
			wild.organisation.fault = (_step, nth) => faults[nth] ?? undefined;
			const {report} = await runOnce(wild, {settings: one.settings});
			expect(report.error).toBeUndefined();
			expect(picture(wild.organisation)).toEqual(picture(calm.organisation));
			expect(invitedTwice(wild.organisation)).toEqual([]);
			const before = [...build(one).organisation.members.values()].length;
			const ids = [...wild.organisation.members.values()].slice(before).flatMap(member => member.externalId ?? []);
			expect(new Set(ids).size).toBe(ids.length);
			const again = await runOnce(wild, {settings: one.settings, verify: true});
			expect(again.report.plan?.changes).toEqual([]);
		}),
		runs(400),
	);
});

test('owners, protected people, strangers and whom an administrator revoked are never touched', async () => {
	await fc.assert(
		fc.asyncProperty(scene, moves, async (one, later) => {
			const world = build(one);
			const {organisation} = world;
			const claims = (one.settings.claim ?? []).length > 0;
			const before = structuredClone([...organisation.members.values()]);
			await runOnce(world, {settings: one.settings});
			change(world.company, later);
			await runOnce(world, {settings: one.settings});
			const everHere = new Set([...one.people, ...later.map(move => move.who)]);
			for (const member of before) {
				const now = organisation.members.get(member.id);
				const protectedOne = (one.settings.protect ?? []).includes(member.email) && member.status !== 'revoked';
				const stranger = member.externalId?.startsWith('other-') && !claims;
				const untouched = member.role === 'owner' || protectedOne || stranger || member.status === 'revoked';
				if (untouched) expect(now?.status).toBe(member.status);
				const byHand = member.externalId === undefined && !everHere.has(member.email.replace(/@.*/, ''));
				if (stranger || byHand) expect(now).toEqual(member);
				expect(now?.collections ?? member.collections).toBe(member.collections);
			}
		}),
		runs(300),
	);
});

test('stopped at any event, a run says so, and what was sent is written down', async () => {
	await fc.assert(
		fc.asyncProperty(scene, fc.nat(40), async (one, at) => {
			const world = build(one);
			const stop = new AbortController();
			let seen = 0;
			const {report, events} = await runOnce(world, {
				settings: one.settings,
				signal: stop.signal,
				onEvent: () => {
					if (seen++ === at) stop.abort();
				},
			});
			const started = events.filter(event => event.kind === 'step-started').length;
			const ended = events.filter(
				(event): event is Extract<SyncEvent, {kind: 'step-ended'}> => event.kind === 'step-ended',
			);
			expect(ended.length).toBe(started);
			expect(events.at(-1)?.kind).toBe('run-ended');
			if (report.outcome === 'interrupted') expect(report.exitCode).toBe(130);
			await runOnce(world, {settings: one.settings});
			const calm = build(one);
			await runOnce(calm, {settings: one.settings});
			expect(picture(world.organisation)).toEqual(picture(calm.organisation));
		}),
		runs(200),
	);
});

test('a process that dies and starts again in a circle does not get the limit anew each time', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.nat(30)), {minLength: 4, maxLength: 12}), async rounds => {
			const staff = Array.from({length: 40}, (_, n) => `s${n}`);
			const organisation = createMemoryOrganisation();
			organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
			const world = worldOf(companyOf([...staff]), organisation);
			await runOnce(world, {settings: {people: 'all'}});
			let next = 0;
			for (const [leavers, at] of rounds) {
				for (let n = 0; n < leavers; n++) world.company.leave(staff[next++]!);
				await runUntilDead(world, at, {settings: {people: 'all'}, allow: {}});
			}
			await runOnce(world, {settings: {people: 'all'}, allow: {}});
			const revoked = [...organisation.members.values()].filter(member => member.status === 'revoked').length;
			expect(revoked).toBeLessThanOrEqual(8);
			// And nothing is counted that was not sent.
			const counted = world.state.tallies.reduce((sum, tally) => sum + tally.offboarded, 0);
			expect(counted).toBeGreaterThanOrEqual(revoked);
		}),
		runs(150),
	);
});
