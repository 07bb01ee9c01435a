import {writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {ExitCode} from '../../source/core/exit-codes.ts';
import type {Outcome, RunReport} from '../../source/core/run.ts';
import type {Wait} from '../../source/core/watch/schedule.ts';
import {type UnattendedState, unattendedAfter} from '../../source/core/watch/unattended-state.ts';
import {startHealth} from '../../source/service/health.ts';
import {createWaker, onFileChange} from '../../source/service/waker.ts';
import {watch} from '../../source/service/watch.ts';

const report = (exitCode: ExitCode, outcome: Outcome, code?: string): RunReport => ({
	run: 'r',
	outcome,
	exitCode,
	refusals: [],
	applied: {invite: 3},
	problems: [{code: 'twins', message: 'Two.', subject: ['a'], severity: 'needs-person'}],
	...(code === undefined ? {} : {error: {code, message: 'No.', advice: 'Do.'}}),
	requests: {graph: 2, bitwarden: 5},
	durationMs: 1500,
});

test('a day of watching: every run is followed by its wait, and the last one by the end', async () => {
	const stop = new AbortController();
	const reports = [
		report(0, 'applied'),
		report(16, 'failed', 'network'),
		report(13, 'refused'),
		report(0, 'nothing-to-do'),
		report(130, 'interrupted'),
	];
	const waits: number[] = [];
	let runs = 0;
	await watch(
		{
			run: () => Promise.resolve(reports[runs++]!),
			intervalMinutes: () => 30,
			ended: (_report, before, next) => {
				expect(before.failures).toBeLessThanOrEqual(1);
				expect(next.waitMs).toBeGreaterThan(0);
				return Promise.resolve();
			},
			wait: milliseconds => {
				waits.push(milliseconds / 60_000);
				return Promise.resolve();
			},
			random: () => 0.5,
		},
		stop.signal,
	);
	expect(waits).toEqual([30, 1, 60, 30]);
	expect(runs).toBe(5);
});

describe('a wait', () => {
	test('ends when somebody wakes it, when it is stopped, and at once when it was woken before', async () => {
		const waker = createWaker();
		const never = 2 ** 40;
		const woken = waker.wait(never, new AbortController().signal);
		waker.wake();
		await woken;
		const stop = new AbortController();
		const stopped = waker.wait(never, stop.signal);
		stop.abort();
		await stopped;
		waker.wake();
		await waker.wait(never, new AbortController().signal);
		await waker.wait(1, new AbortController().signal);
	});

	test('ends when the settings are written', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'usher-watch-'));
		const path = join(folder, 'settings.json');
		writeFileSync(path, '{}');
		const waker = createWaker();
		const changes = onFileChange(path, waker.wake);
		const waited = waker.wait(2 ** 31 - 1, new AbortController().signal);
		setImmediate(() => writeFileSync(path, '{"a":1}'));
		await waited;
		changes.stop();
		await rm(folder, {recursive: true});
	});
});

describe('health', () => {
	let health: Awaited<ReturnType<typeof startHealth>>;
	let now = Date.parse('2026-11-22T08:00:00Z');
	beforeAll(async () => {
		health = await startHealth({
			profile: 'fabrikam',
			address: '127.0.0.1',
			port: 0,
			credentialEnds: () => new Date('2027-01-01T00:00:00Z'),
			now: () => new Date(now),
		});
	});
	afterAll(() => health.close());

	let unattended: UnattendedState | undefined;
	const ended = (one: RunReport, next: Wait): void => {
		unattended = unattendedAfter(unattended, {
			by: 'watch',
			report: one,
			startedAt: new Date(now),
			endedAt: new Date(now),
			intervalMinutes: 15,
			next,
		});
		health.ended(unattended);
	};
	const steady = {state: {mode: 'steady', failures: 0}, waitMs: 900_000} as const;

	test('says how it is, and that it is not well in quarantine or when runs stop ending', async () => {
		expect(await (await fetch(`${health.url}/healthz`)).json()).toMatchObject({well: true, mode: 'starting'});
		ended(report(14, 'applied'), steady);
		expect((await fetch(`${health.url}/healthz`)).status).toBe(200);
		now += 2 * 900_000 + 3_600_001;
		expect((await fetch(`${health.url}/healthz`)).status).toBe(503);
		ended(report(11, 'failed', 'x'), {state: {mode: 'quarantine', failing: 'x', failures: 3}, waitMs: 1});
		const answer = await fetch(`${health.url}/healthz`);
		expect(answer.status).toBe(503);
		expect(await answer.json()).toMatchObject({well: false, mode: 'quarantine', lastRun: {exitCode: 11}});
		expect((await fetch(`${health.url}/secrets`)).status).toBe(404);
	});

	test('counts runs, requests and changes for Prometheus', async () => {
		const text = await (await fetch(`${health.url}/metrics`)).text();
		expect(text).toContain('usher_runs_total{outcome="applied",profile="fabrikam"} 1');
		expect(text).toContain('usher_requests_total{service="bitwarden",profile="fabrikam"} 10');
		expect(text).toContain('usher_changes_total{kind="invite",profile="fabrikam"} 6');
		expect(text).toContain('usher_problems{profile="fabrikam"} 1');
		expect(text).toContain('usher_credential_end_timestamp_seconds{profile="fabrikam"} 1798761600');
	});

	test('a port that is taken is said, with what to do', async () => {
		const port = Number(new URL(health.url).port);
		const taken = startHealth({
			profile: 'x',
			address: '127.0.0.1',
			port,
			credentialEnds: () => undefined,
			now: () => new Date(),
		});
		await expect(taken).rejects.toMatchObject({code: 'health-port', exitCode: 10});
	});
});
