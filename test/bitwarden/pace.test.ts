import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createPace, type Lane} from '../../source/bitwarden/pace.ts';
import type {Waiting} from '../../source/core/ports.ts';
import {bench} from '../helpers/organisation.ts';

const fake = (kind: 'cloud' | 'self-hosted') => {
	const state = {now: 0, waited: 0, said: [] as Waiting[]};
	const pace = createPace({
		kind,
		now: () => new Date(state.now),
		pause: async milliseconds => {
			state.now += milliseconds;
			state.waited += milliseconds;
		},
	});
	const call = {signal: new AbortController().signal, waiting: (event: Waiting) => state.said.push(event)};
	return {state, pace, take: (lane: Lane) => pace.take(lane, call)};
};

const half: Record<Lane, readonly (readonly [number, number])[]> = {
	GET: [[60_000, 100]],
	POST: [
		[60_000, 30],
		[1000, 2],
	],
	PUT: [
		[60_000, 30],
		[1000, 2],
	],
	DELETE: [
		[60_000, 30],
		[1000, 2],
	],
	'sign-in': [[60_000, 5]],
};

test('in no window of the cloud go more than half of its limits, whatever is asked when', async () => {
	const lanes: Lane[] = ['GET', 'POST', 'PUT', 'DELETE', 'sign-in'];
	const asks = fc.array(fc.tuple(fc.constantFrom(...lanes), fc.oneof(fc.constant(0), fc.nat(3000))), {
		minLength: 50,
		maxLength: 400,
	});
	await fc.assert(
		fc.asyncProperty(asks, async list => {
			const {state, take} = fake('cloud');
			const times = new Map<Lane, number[]>();
			for (const [lane, idle] of list) {
				state.now += idle;
				await take(lane);
				times.set(lane, [...(times.get(lane) ?? []), state.now]);
			}
			for (const [lane, sent] of times)
				for (const [length, most] of half[lane])
					for (let at = most; at < sent.length; at++)
						expect((sent[at] ?? 0) - (sent[at - most] ?? 0)).toBeGreaterThanOrEqual(length);
		}),
		{numRuns: 60},
	);
});

test('nothing waits while the limits are far', async () => {
	const {state, take} = fake('cloud');
	for (let at = 0; at < 100; at++) await take('GET');
	await take('POST');
	await take('PUT');
	expect(state.waited).toBe(0);
	await take('GET');
	expect(state.waited).toBe(60_000);
	expect(state.said).toEqual([{kind: 'waiting', service: 'bitwarden', seconds: 60, because: 'paced'}]);
});

test('a self-hosted server is only waited for when it says so', async () => {
	const {state, take, pace} = fake('self-hosted');
	for (let at = 0; at < 1000; at++) await take('POST');
	expect(state.waited).toBe(0);
	expect(pace.width()).toBe(8);
	pace.hold(5000);
	expect(pace.width()).toBe(4);
	pace.hold(3000);
	expect(pace.width()).toBe(4);
	await take('GET');
	expect(state.waited).toBe(5000);
	pace.hold(1000);
	expect(pace.width()).toBe(2);
	for (let at = 0; at < 1000; at++) pace.went();
	expect(pace.width()).toBe(8);
});

test('aborted, it waits no longer', async () => {
	const stop = new AbortController();
	const pace = createPace({
		kind: 'cloud',
		now: () => new Date(0),
		pause: async (_, signal) => {
			stop.abort(new Error('stopped'));
			signal.throwIfAborted();
		},
	});
	const call = {signal: stop.signal, waiting: () => {}};
	await pace.take('POST', call);
	await pace.take('POST', call);
	await expect(pace.take('POST', call)).rejects.toThrow('stopped');
});

test("with the cloud's limits on, 400 groups are read and 70 steps done without one refusal", async () => {
	let now = Date.now();
	const groups = Array.from({length: 400}, (_, at) => ({name: `G${at}`}));
	const pace = createPace({
		kind: 'cloud',
		now: () => new Date(now),
		pause: async milliseconds => {
			now += milliseconds;
		},
	});
	const {organisation, call, bitwarden} = await bench({groups, now: () => now, knobs: {rateLimits: true}}, {pace});
	const ids = (await organisation.groups(call)).map(group => group.id);
	let read = 0;
	for await (const _ of organisation.groupMembers(ids, call)) read++;
	for (const group of ids.slice(0, 70)) await organisation.execute({kind: 'delete-group', group}, call);
	expect(read).toBe(400);
	expect(bitwarden.store.groups.size).toBe(330);
	expect(organisation.meter().throttled).toBe(0);
});

test('where the pace is too fast for the server, its 429 are obeyed and everything is read', async () => {
	const groups = Array.from({length: 450}, (_, at) => ({name: `G${at}`}));
	const {organisation, call, bitwarden, waits} = await bench({groups, knobs: {rateLimits: true}});
	const ids = (await organisation.groups(call)).map(group => group.id);
	const read = new Set<string>();
	for await (const [group] of organisation.groupMembers(ids, call)) read.add(group);
	expect(read.size).toBe(450);
	expect(waits.length).toBeGreaterThan(0);
	const refused = bitwarden.audit.filter(({status}) => status === 429).length;
	expect(refused).toBeGreaterThan(0);
	expect(refused).toBeLessThan(20);
});
