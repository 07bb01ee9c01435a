import {expect, test} from 'vitest';
import {costOf} from '../../../source/entra/graph/cost.ts';
import {createLimiter} from '../../../source/entra/graph/limiter.ts';
import {calling, fakeClock} from '../fake-answers.ts';

/** A server with the bucket that Microsoft publishes, and a client that wants more than it gives. */
const race = async (work: {requests: number; cost: number; users: number; capacity: number; percentages: boolean}) => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause});
	limiter.tenantHas(work.users);
	const call = calling();
	const start = clock.now().getTime();
	let level = work.capacity;
	let at = start;
	let spent = 0;
	let asked = 0;
	let refused = 0;
	const one = async (): Promise<void> => {
		for (;;) {
			const pass = await limiter.enter(work.cost, call);
			const now = clock.now().getTime();
			level = Math.min(work.capacity, level + ((now - at) * work.capacity) / 10_000);
			at = now;
			asked++;
			if (level < work.cost) {
				refused++;
				pass.leave({refusedMs: 2000});
				continue;
			}
			level -= work.cost;
			spent += work.cost;
			const used = 1 - level / work.capacity;
			pass.leave({units: work.cost, percentage: work.percentages && used >= 0.8 ? used : undefined});
			return;
		}
	};
	await Promise.all(Array.from({length: work.requests}, one));
	const seconds = (clock.now().getTime() - start) / 1000;
	return {asked, refused, share: spent / (work.capacity * (1 + seconds / 10)), state: limiter.state()};
};

test('a large tenant is read at more than 90 % of what it allows, with fewer than 2 % refusals', async () => {
	const {asked, refused, share} = await race({
		requests: 1000,
		cost: 40,
		users: 50_000,
		capacity: 8000,
		percentages: true,
	});
	expect(share).toBeGreaterThan(0.9);
	expect(share).toBeLessThanOrEqual(1);
	expect(refused / asked).toBeLessThan(0.02);
});

test('a tenant that allows less than published is found out without a storm', async () => {
	const {asked, refused, state} = await race({
		requests: 1000,
		cost: 40,
		users: 50_000,
		capacity: 6000,
		percentages: true,
	});
	expect(refused / asked).toBeLessThan(0.05);
	expect(state.factor).toBeLessThan(1);
});

test('the window grows while Graph is content, and is halved by a refusal', async () => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause, start: 4});
	const call = calling();
	const one = async (): Promise<void> => {
		const pass = await limiter.enter(1, call);
		await Promise.resolve();
		pass.leave({});
	};
	await Promise.all(Array.from({length: 400}, one));
	const grown = limiter.state().window;
	expect(grown).toBe(16);
	const pass = await limiter.enter(1, call);
	pass.leave({refusedMs: 1000});
	expect(limiter.state().window).toBe(8);
});

test('more load than our own spending explains makes it slower, before anything is refused', async () => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause, start: 10});
	limiter.tenantHas(10_000);
	const pass = await limiter.enter(40, calling());
	pass.leave({percentage: 0.95, units: 40});
	expect(limiter.state().window).toBe(8);
	expect(limiter.state().level).toBeLessThanOrEqual(8000 * 0.05 + 0.01);
});

test('after Retry-After nobody goes before its time, and the wait is told once', async () => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause});
	const call = calling();
	const pass = await limiter.enter(1, call);
	pass.leave({refusedMs: 30_000});
	const before = clock.now().getTime();
	await Promise.all([limiter.enter(1, call), limiter.enter(1, call)]);
	expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(30_000);
	expect(call.told).toEqual([{kind: 'waiting', service: 'graph', seconds: 30, because: 'throttled'}]);
});

test('pages of listings go before batches that wait', async () => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause, start: 1, most: 1, least: 1});
	const call = calling();
	const order: string[] = [];
	const held = await limiter.enter(1, call);
	const enter = async (name: string, background: boolean) => {
		const pass = await limiter.enter(1, call, background);
		order.push(name);
		pass.leave({});
	};
	const all = [enter('batch 1', true), enter('batch 2', true), enter('page 1', false), enter('page 2', false)];
	held.leave({});
	await Promise.all(all);
	expect(order).toEqual(['page 1', 'page 2', 'batch 1', 'batch 2']);
});

test('who is aborted while waiting leaves the queue with the reason', async () => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause, start: 1, most: 1, least: 1});
	const first = await limiter.enter(1, calling());
	const call = calling();
	const waiting = limiter.enter(1, call);
	call.stop.abort(new Error('enough'));
	await expect(waiting).rejects.toThrow('enough');
	first.leave({});
	first.leave({});
	expect(limiter.state().inFlight).toBe(0);
});

test.each([
	['/users?$select=id&$top=999', 1],
	['/users?$top=999', 2],
	['/groups?$select=id', 1],
	['/groups/abc/members?$select=id&$top=999', 2],
	['/groups/abc/members', 3],
	['/groups/abc/transitiveMembers', 5],
	['/users/delta?$deltatoken=x', 1],
	['/directoryObjects/getByIds', 5],
	['/organization', 1],
	['/users?$top=5', 1],
])('%s costs %i', (path, cost) => {
	expect(costOf(path)).toBe(cost);
});

test('what an answer says that it has cost never holds the next request for longer than a bucket takes to fill', async () => {
	const clock = fakeClock();
	const limiter = createLimiter({now: clock.now, pause: clock.pause});
	const start = clock.now().getTime();
	for (let nth = 0; nth < 3; nth++) (await limiter.enter(2, calling())).leave({units: 1e9});
	await limiter.enter(2, calling());
	// Three debts of ten seconds and a little, each of which is paid before the next request.
	expect(clock.now().getTime() - start).toBeGreaterThan(10_000);
	expect(clock.now().getTime() - start).toBeLessThan(60_000);
});
