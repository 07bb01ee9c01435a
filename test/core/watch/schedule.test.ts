import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {ExitCode} from '../../../source/core/exit-codes.ts';
import type {Outcome, RunReport} from '../../../source/core/run.ts';
import {firstWatchState, scheduleNext, type WatchState} from '../../../source/core/watch/schedule.ts';

const minute = 60_000;

const report = (exitCode: ExitCode, outcome: Outcome = 'failed', code = 'x'): RunReport => ({
	run: 'r',
	outcome,
	exitCode,
	refusals: [],
	applied: {},
	problems: [],
	requests: {graph: 0, bitwarden: 0},
	durationMs: 1,
	...(outcome === 'failed' ? {error: {code, message: '', advice: ''}} : {}),
});

/** Feeds the same report again and again; gives the mode and minutes of each wait, without jitter. */
const repeat = (times: number, one: RunReport, interval = 15): [string, number][] => {
	let state: WatchState = firstWatchState;
	return Array.from({length: times}, () => {
		const next = scheduleNext(state, one, interval, 0.5);
		state = next.state;
		return [state.mode, next.waitMs / minute];
	});
};

test('a success keeps the interval, and so does one that left problems for a person', () => {
	expect(repeat(2, report(0, 'nothing-to-do'))).toEqual([
		['steady', 15],
		['steady', 15],
	]);
	expect(repeat(1, report(14, 'applied'))).toEqual([['steady', 15]]);
});

test('a passing fault is tried again soon, then less often, and at last counts as one that stays', () => {
	expect(repeat(10, report(16))).toEqual([
		['backing-off', 1],
		['backing-off', 2],
		['backing-off', 4],
		['backing-off', 8],
		['backing-off', 15],
		['backing-off', 15],
		['backing-off', 15],
		['backing-off', 15],
		['quarantine', 60],
		['quarantine', 120],
	]);
});

test('the same failure three times in a row is put into quarantine, never longer than a day', () => {
	const waits = repeat(12, report(12));
	expect(waits.slice(0, 4)).toEqual([
		['backing-off', 15],
		['backing-off', 15],
		['quarantine', 60],
		['quarantine', 120],
	]);
	expect(waits.at(-1)).toEqual(['quarantine', 24 * 60]);
});

test('another failure starts its own count', () => {
	const first = scheduleNext({mode: 'quarantine', failing: 'x', failures: 7}, report(11, 'failed', 'y'), 15, 0.5);
	expect(first.state).toEqual({mode: 'backing-off', failing: 'y', failures: 1});
});

test('faults that may pass are one row, whatever they are called; one that stays begins another', () => {
	const next = (before: WatchState, one: RunReport): WatchState => scheduleNext(before, one, 15, 0.5).state;
	const second = next(next(firstWatchState, report(16, 'failed', 'dns')), report(17, 'failed', 'locked'));
	expect(second).toEqual({mode: 'backing-off', failing: 'locked', passing: true, failures: 2});
	expect(next(second, report(12, 'failed', 'locked'))).toEqual({mode: 'backing-off', failing: 'locked', failures: 1});
});

test('a refused plan waits for a person, looking again now and then', () => {
	expect(repeat(3, report(13, 'refused')).map(([mode, wait]) => [mode, wait])).toEqual(
		Array.from({length: 3}, () => ['waiting-for-person', 60]),
	);
});

test('one success forgets every failure', () => {
	const {state} = scheduleNext({mode: 'quarantine', failing: 'x', failures: 9}, report(0, 'applied'), 15, 0.5);
	expect(state).toEqual(firstWatchState);
});

test('a wait is always positive, at most a day and its jitter, and near what it would be without', () => {
	const codes = fc.constantFrom<ExitCode>(0, 1, 10, 11, 12, 13, 14, 15, 16, 17);
	fc.assert(
		fc.property(
			fc.array(codes, {minLength: 1, maxLength: 60}),
			fc.integer({min: 1, max: 1440}),
			fc.double({min: 0, max: 1, noNaN: true, maxExcluded: true}),
			(history, interval, random) => {
				let state = firstWatchState;
				for (const code of history) {
					const drawn = scheduleNext(state, report(code, code === 13 ? 'refused' : 'failed'), interval, random);
					const plain = scheduleNext(state, report(code, code === 13 ? 'refused' : 'failed'), interval, 0.5);
					expect(drawn.waitMs).toBeGreaterThan(0);
					expect(drawn.waitMs).toBeLessThanOrEqual(24 * 60 * minute * 1.05);
					expect(Math.abs(drawn.waitMs / plain.waitMs - 1)).toBeLessThanOrEqual(0.051);
					state = drawn.state;
				}
			},
		),
	);
});
