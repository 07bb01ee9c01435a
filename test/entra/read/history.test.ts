// A delta read must give exactly what a full read gives, whatever happened in between.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {DirectoryState, FullReadReason, ReadEvent} from '../../../source/core/ports.ts';
import {createDirectory} from '../../../source/entra/directory.ts';
import {createGraph} from '../../../source/entra/graph/client.ts';
import {canonical} from '../canonical.ts';
import {calling, fakeClock, fakeHttp, fakeSignIn} from '../fake-answers.ts';
import {createFakeTenant, type FakeTenant} from '../fake-tenant.ts';

const open = (tenant: FakeTenant, clock = fakeClock()) => {
	const http = fakeHttp(tenant.respond);
	const graph = createGraph({
		cloud: {graph: 'https://graph.microsoft.com'},
		signIn: fakeSignIn(),
		http,
		...clock,
		random: () => 0.5,
	});
	const directory = createDirectory({graph, now: clock.now});
	const read = async (previous?: DirectoryState, full?: FullReadReason) => {
		const reading = directory.read(previous, {units: [], ...(full !== undefined && {full})}, calling().signal);
		const events: ReadEvent[] = [];
		for (;;) {
			const step = await reading.next();
			if (step.done === true) return {state: step.value, events};
			events.push(step.value);
		}
	};
	return {read, http};
};

const pick = (ids: readonly string[], at: number): string => ids[at % Math.max(1, ids.length)] ?? '';

const deeds = [
	'hire',
	'change',
	'disable',
	'demote',
	'leave',
	'restore',
	'purge',
	'create',
	'rename',
	'end',
	'join',
	'join',
	'join',
	'nest',
	'part',
	'device',
] as const;
const deed = fc.record({what: fc.constantFrom(...deeds), a: fc.nat(1000), b: fc.nat(1000)});

const act = (tenant: FakeTenant, {what, a, b}: {what: (typeof deeds)[number]; a: number; b: number}): void => {
	const {company} = tenant;
	const people = [...tenant.people.keys()];
	const teams = [...tenant.teams.keys()];
	const person = pick(people, a);
	const team = pick(teams, b);
	const ended = [...tenant.people.values(), ...tenant.teams.values()].filter(one => one.state === 'deleted');
	const doing: Record<(typeof deeds)[number], () => unknown> = {
		hire: () => company.hire(`new${a}`),
		change: () =>
			company.change(person, a % 3 === 0 ? {mail: null} : {displayName: `name ${b}`, mail: `m${b}@contoso.com`}),
		disable: () => company.change(person, {accountEnabled: b % 2 === 0}),
		demote: () => company.change(person, {userType: b % 2 === 0 ? 'Guest' : 'Member', displayName: ''}),
		leave: () => company.leave(person),
		restore: () =>
			company.restore(
				pick(
					ended.map(one => one.id),
					a,
				),
			),
		purge: () => company.purge(pick([...ended.map(one => one.id), ...people, ...teams], a)),
		create: () => company.createGroup(`team ${a}`, a % 7 === 0 ? 'HiddenMembership' : null),
		rename: () => company.rename(team, `renamed ${a}`),
		end: () => company.deleteGroup(team),
		join: () => company.join(team, person),
		nest: () => company.join(team, pick(teams, a)),
		part: () => company.part(team, pick([...(tenant.teams.get(team)?.members ?? [])], a)),
		device: () => company.join(team, company.device()),
	};
	doing[what]();
};

/** When the company was founded; nobody knows of some since when they are there (user resource type). */
const longAgo = '2019-03-04T08:00:00Z';

const found = (
	size: {people: number; teams: number},
	random?: () => number,
	now: () => Date = fakeClock().now,
): FakeTenant => {
	const tenant = createFakeTenant({page: 5, deltaPage: 3, now, ...(random !== undefined && {random})});
	for (let at = 0; at < size.people; at++) tenant.company.hire(`p${at}`);
	for (let at = 0; at < size.teams; at++) {
		const team = tenant.company.createGroup(`t${at}`);
		for (let member = 0; member < 4; member++)
			tenant.company.join(team, pick([...tenant.people.keys()], at * 3 + member));
	}
	for (const one of [...tenant.people.values(), ...tenant.teams.values()]) one.createdDateTime = longAgo;
	return tenant;
};

const seeded = (seed: number) => () => {
	// Mulberry32, by Tommy Ettinger, in the public domain.
	seed = (seed + 0x6d2b79f5) | 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

test('a delta read gives exactly the snapshot of a full read, over random histories with restores, also of whom no read ever saw, purges and replays', async () => {
	const how = {delta: 0, full: 0, back: 0};
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(deed, {maxLength: 8, size: 'max'}), {minLength: 1, maxLength: 4, size: 'max'}),
			fc.array(deed, {maxLength: 8}),
			fc.integer(),
			fc.array(fc.constantFrom(1, 20, 600), {minLength: 4, maxLength: 4}),
			async (rounds, past, seed, minutes) => {
				const clock = fakeClock();
				const tenant = found({people: 6, teams: 3}, seeded(seed), clock.now);
				// What happened before anybody looked; the dates of some are lost.
				for (const one of past) act(tenant, one);
				for (const one of [...tenant.people.values(), ...tenant.teams.values()]) one.createdDateTime = longAgo;
				const undated = tenant.people.get(pick([...tenant.people.keys()], Math.abs(seed)));
				if (undated !== undefined && seed % 2 === 0) undated.createdDateTime = null;
				if (![...tenant.people.values()].some(person => person.state === 'live')) tenant.company.hire('first');
				const {read} = open(tenant, clock);
				let {state} = await read();
				for (const [at, round] of rounds.entries()) {
					const seen = new Set([...state.snapshot.users, ...state.snapshot.groups].map(one => one.id as string));
					for (const id of state.snapshot.gone.keys()) seen.add(id);
					const unseen = [...tenant.people.values(), ...tenant.teams.values()].filter(one => !seen.has(one.id));
					await clock.pause((minutes[at] ?? 1) * 60_000, new AbortController().signal);
					for (const one of round) act(tenant, one);
					// A tenant of nobody is a failed read; see another test.
					if (![...tenant.people.values()].some(person => person.state === 'live')) tenant.company.hire('last');
					const next = await read(state);
					const modes = next.events.flatMap(event => (event.kind === 'read-started' ? [event.mode] : []));
					how[modes.at(-1) ?? 'full']++;
					if (unseen.some(one => one.state === 'live')) how.back++;
					const whole = await open(tenant).read();
					expect(canonical(next.state.snapshot)).toEqual(canonical(whole.state.snapshot));
					for (const {id} of state.snapshot.users) {
						const there = next.state.snapshot.users.some(user => user.id === id);
						expect(next.state.snapshot.gone.has(id)).toBe(!there);
					}
					({state} = next);
				}
			},
		),
		{numRuns: 2000},
	);
	// Most of them really went through the delta.
	expect(how.delta).toBeGreaterThan(2000);
	expect(how.full).toBeGreaterThan(100);
	expect(how.back).toBeGreaterThan(50);
});

test('when nothing has changed, two requests are made and the arrays are the same ones', async () => {
	const tenant = found({people: 40, teams: 30});
	const {read, http} = open(tenant);
	const {state} = await read();
	const before = http.asked.length;
	const next = await read(state);
	expect(http.asked.length - before).toBe(2);
	expect(next.state.snapshot.users).toBe(state.snapshot.users);
	expect(next.state.snapshot.groups).toBe(state.snapshot.groups);
	expect(next.events).toEqual([{kind: 'read-started', mode: 'delta'}]);
});
