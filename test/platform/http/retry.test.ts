import fc from 'fast-check';
import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import type {Waiting} from '../../../source/core/ports.ts';
import {createMeter} from '../../../source/platform/http/meter.ts';
import {sameOrigin} from '../../../source/platform/http/origin.ts';
import {HttpError, type HttpErrorKind, type HttpResponse} from '../../../source/platform/http/port.ts';
import {type RetryOptions, retryAfterMs, withRetry} from '../../../source/platform/http/retry.ts';
import {clockSkew} from '../../../source/platform/http/skew.ts';

const answer = (status: number, headers: Record<string, string> = {}, text = ''): HttpResponse => ({
	status,
	headers,
	body: new TextEncoder().encode(text),
	text: () => text,
	json: () => {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			return undefined;
		}
	},
});

/** A server that gives these answers in turn, and a clock that only waiting moves. */
const bench = (turns: readonly (HttpResponse | HttpErrorKind)[], more: Partial<RetryOptions> = {}) => {
	let clock = 1_000_000;
	let at = 0;
	const waits: Waiting[] = [];
	const slept: number[] = [];
	const stop = new AbortController();
	const send = async (): Promise<HttpResponse> => {
		const turn = turns[Math.min(at++, turns.length - 1)];
		if (turn === undefined) throw new Error('no turn');
		if (typeof turn === 'string') throw new HttpError(turn, 'host', true, 'It broke.');
		return turn;
	};
	const run = withRetry(send, {
		service: 'graph',
		call: {signal: stop.signal, waiting: event => waits.push(event)},
		budgetMs: 300_000,
		pause: async milliseconds => {
			slept.push(milliseconds);
			clock += milliseconds;
		},
		now: () => new Date(clock),
		random: () => 0,
		...more,
	});
	return {run, waits, slept, sent: () => at, stop};
};
const errorOf = (run: Promise<unknown>): Promise<UsherError> =>
	run.then(
		() => {
			throw new Error('it went through');
		},
		(error: UsherError) => error,
	);

test('a network that wants a sign-in of its own first is said at once, and not taken for the service', async () => {
	for (const service of ['login', 'graph'] as const) {
		const {run, sent} = bench([answer(511, {}, '<html>')], {service, retry: () => true});
		expect(await errorOf(run)).toMatchObject({
			code: 'network-sign-in',
			exitCode: 16,
			message: expect.stringContaining('(511)'),
		});
		expect(sent()).toBe(1);
	}
});

test('a clock that is set back meanwhile does not make it wait for as long again', async () => {
	let clock = 10_000_000;
	const {run, slept} = bench([answer(503)], {
		now: () => {
			clock -= 3_600_000;
			return new Date(clock);
		},
		budgetMs: 20_000,
	});
	expect((await errorOf(run)).code).toBe('service-unavailable');
	expect(slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(20_000);
});

test('Retry-After is waited for in full, and told', async () => {
	const {run, waits, slept} = bench([answer(429, {'retry-after': '120'}), answer(200)]);
	expect((await run).status).toBe(200);
	expect(slept).toEqual([120_000]);
	expect(waits).toEqual([{kind: 'waiting', service: 'graph', seconds: 120, because: 'throttled'}]);
});

test('a server that says to come back at once, again and again, is given a moment each time, and not for ever', async () => {
	const atOnce = Array.from({length: 100}, () => answer(429, {'retry-after': '0'}));
	const {run, slept} = bench([...atOnce, answer(200)], {budgetMs: 5_000});
	expect(await errorOf(run)).toMatchObject({code: 'throttled', exitCode: 16});
	expect(slept).toEqual([500, 1000, 1000, 1000, 1000]);
});

test.each([
	[{'retry-after': '2.128'}, 2128],
	[{'retry-after': '0'}, 0],
	[{'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT'}, 30_000],
	[{'retry-after': 'soon'}, undefined],
	[{'retry-after': '-5'}, undefined],
	[{}, undefined],
])('%j is %j milliseconds', (headers, expected) => {
	expect(retryAfterMs(headers as Record<string, string>, new Date(0))).toBe(expected);
});

test('a date without the server´s own is measured against this clock', () => {
	const now = new Date('2026-10-21T07:28:00Z');
	expect(retryAfterMs({'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT'}, now)).toBe(10_000);
});

test('backoff doubles and has a ceiling', async () => {
	const {run, slept} = bench([...Array.from({length: 9}, () => answer(503)), answer(200)], {random: () => 1});
	await run;
	expect(slept).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test.each<HttpErrorKind>(['timeout', 'reset', 'refused', 'dns', 'bad-reply'])('%s passes', async kind => {
	const {run, sent} = bench([kind, kind, answer(200)]);
	expect((await run).status).toBe(200);
	expect(sent()).toBe(3);
});

test.each<HttpErrorKind>(['tls', 'too-large'])('%s does not pass, so it is not tried again', async kind => {
	const {run, sent} = bench([kind, answer(200)]);
	const error = await errorOf(run);
	expect([error.code, error.exitCode, sent()]).toEqual([`network-${kind}`, 16, 1]);
	expect(error.advice).not.toBe('');
});

test.each([200, 204, 302, 400, 401, 403, 404, 410])('%i is an answer', async status => {
	const {run, sent} = bench([answer(status)]);
	expect((await run).status).toBe(status);
	expect(sent()).toBe(1);
});

test('the budget ends it, with what the server asked for', async () => {
	const {run, sent} = bench([answer(429, {'retry-after': '900', 'request-id': 'r-1'})]);
	const error = await errorOf(run);
	expect([error.code, error.exitCode, error.requestId, sent()]).toEqual(['throttled', 16, 'r-1', 1]);
	expect(error.message).toContain('15 minutes');
});

test('a closed door is told within half a minute', async () => {
	const {run, slept} = bench(['refused']);
	expect((await errorOf(run)).code).toBe('network-refused');
	expect(slept.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(30_000);
});

test('a sign-in page of the network instead of data is asked for again, then said', async () => {
	const page = answer(200, {}, '<html>Welcome to the hotel</html>');
	const passed = bench([page, answer(200, {}, '{"a":1}')], {expect: 'json'});
	expect((await passed.run).json()).toEqual({a: 1});
	const error = await errorOf(bench([page], {expect: 'json', budgetMs: 5000}).run);
	expect([error.code, error.exitCode]).toEqual(['network-bad-reply', 16]);
	expect(error.advice).toContain('proxy');
});

test('the caller can forbid a second try', async () => {
	const {run, sent} = bench([answer(503)], {retry: () => false});
	expect((await run).status).toBe(503);
	expect(sent()).toBe(1);
});

test('stopping ends the wait with its own reason', async () => {
	const reason = new Error('stopped');
	const bed = bench([answer(503)], {
		pause: async (_milliseconds, signal) => {
			bed.stop.abort(reason);
			signal.throwIfAborted();
		},
	});
	expect(await errorOf(bed.run)).toBe(reason);
});

test('a bug is not retried', async () => {
	const bug = new TypeError('bug');
	const run = withRetry(() => Promise.reject(bug), {
		service: 'graph',
		call: {signal: new AbortController().signal, waiting: () => {}},
		budgetMs: 1000,
		pause: async () => {},
		now: () => new Date(0),
		random: () => 0,
	});
	expect(await errorOf(run)).toBe(bug);
});

test('requests, bytes and waits are counted', async () => {
	const meter = createMeter();
	await bench([answer(429, {'retry-after': '3'}), 'reset', answer(200, {}, 'four')], {meter}).run;
	meter.spent(2.5);
	meter.spent(Number.NaN);
	expect(meter.read()).toEqual({requests: 3, bytes: 4, waits: 2, waitedMs: 3500, throttled: 1, resourceUnits: 2.5});
});

test('whatever the answers, the waits stay within the budget', async () => {
	const turn = fc.oneof(
		fc.constantFrom<HttpErrorKind>('reset', 'dns', 'timeout'),
		fc
			.tuple(fc.constantFrom(429, 500, 503), fc.string())
			.map(([status, after]) => answer(status, {'retry-after': after})),
		fc.nat(400).map(seconds => answer(429, {'retry-after': String(seconds)})),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(turn, {minLength: 1, maxLength: 30}), async turns => {
			const {run, slept} = bench(turns);
			expect(await errorOf(run)).toBeInstanceOf(UsherError);
			expect(slept.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(300_000);
		}),
	);
});

test('links stay where they came from', () => {
	const of = 'https://graph.microsoft.com/v1.0/users';
	expect(sameOrigin('/v1.0/x?y=1', of).href).toBe('https://graph.microsoft.com/v1.0/x?y=1');
	expect(sameOrigin('https://graph.microsoft.com:443/v1.0/z', of).pathname).toBe('/v1.0/z');
	for (const link of [
		'https://graph.microsoft.com.evil.example/v1.0',
		'http://graph.microsoft.com/v1.0',
		'https://graph.microsoft.com:8443/v1.0',
		'//evil.example/x',
		'https://graph.microsoft.com@evil.example/',
		'https://user:pass@graph.microsoft.com/',
		'https://[',
		'javascript:alert(1)',
	]) {
		expect(() => sameOrigin(link, of), link).toThrow(expect.objectContaining({code: 'foreign-link'}));
	}
});

test('the clock is compared with the server´s', () => {
	const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
	expect(clockSkew({date}, new Date('2026-10-21T07:33:00Z'))).toBe(300);
	expect(clockSkew({}, new Date(0))).toBeUndefined();
});
