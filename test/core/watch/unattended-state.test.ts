import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ExitCode} from '../../../source/core/exit-codes.ts';
import type {Outcome, RunReport} from '../../../source/core/run.ts';
import {passingPatience} from '../../../source/core/watch/schedule.ts';
import {isOverdue, type UnattendedState, unattendedAfter} from '../../../source/core/watch/unattended-state.ts';
import {runs} from '../../helpers/runs.ts';

const minute = 60_000;
const start = Date.parse('2026-11-22T08:00:00Z');

const report = (exitCode: ExitCode, code = 'x', outcome: Outcome = 'failed'): RunReport => ({
	run: 'r',
	outcome,
	exitCode,
	refusals: [],
	applied: outcome === 'failed' ? {} : {invite: 2},
	problems: [],
	requests: {graph: 3, bitwarden: 1},
	durationMs: 1000,
	...(outcome === 'failed' ? {error: {code, message: `No ${code}.`, advice: ''}} : {}),
});
const ok = report(0, '', 'applied');
const refused = report(13, '', 'refused');

/** Plays runs of a scheduler, each so many minutes after the one before; gives how it goes after each. */
const play = (given: readonly (readonly [RunReport, number])[], intervalMinutes = 60): UnattendedState[] => {
	let unattended: UnattendedState | undefined;
	let at = start;
	return given.map(([one, minutes]) => {
		at += minutes * minute;
		const startedAt = new Date(at);
		unattended = unattendedAfter(unattended, {
			by: 'schedule',
			report: one,
			startedAt,
			endedAt: new Date(at + one.durationMs),
			intervalMinutes,
		});
		return unattended;
	});
};
const hourly = (...reports: readonly RunReport[]) => play(reports.map(one => [one, 60] as const));

describe('failures in a row', () => {
	test('the same one is counted and dated from its first; another one begins its own row, not the trouble', () => {
		const states = hourly(report(11, 'a'), report(11, 'a'), report(12, 'b'), report(12, 'b'), report(12, 'b'), ok);
		expect(states.map(({failing, failures, mode}) => [failing, failures, mode])).toEqual([
			['a', 1, 'backing-off'],
			['a', 2, 'backing-off'],
			['b', 1, 'backing-off'],
			['b', 2, 'backing-off'],
			['b', 3, 'quarantine'],
			[undefined, 0, 'steady'],
		]);
		expect(states[4]?.failingSince).toBe(states[0]?.last.endedAt);
		expect(states[4]?.sameSince).toBe(states[2]?.last.endedAt);
		expect(states[5]).not.toHaveProperty('failingSince');
		expect(states[4]).not.toHaveProperty('lastSuccessAt');
		expect(states[5]?.lastSuccessAt).toBe(states[5]?.last.endedAt);
	});

	test('faults that pass are one row whatever they are called, and a plan that waits is no quarantine', () => {
		const away = hourly(report(16, 'timeout'), report(17, 'locked'), report(16, 'reset'));
		expect(away.map(({failures, passing}) => [failures, passing])).toEqual([
			[1, true],
			[2, true],
			[3, true],
		]);
		expect(hourly(...Array.from({length: 9}, () => refused)).at(-1)).toMatchObject({
			mode: 'waiting-for-person',
			failures: 9,
		});
		// A fault that passes is not the end of one that does not.
		expect(hourly(report(11, 'a'), report(16, 'away'))[1]).toMatchObject({failures: 1, mode: 'backing-off'});
	});

	test('a fault that may pass stays from the second run on that is as late as watch would have tried', () => {
		fc.assert(
			fc.property(
				fc.integer({min: 1, max: 10_080}),
				fc.array(fc.integer({min: 1, max: 3000}), {minLength: 1, maxLength: 40}),
				(intervalMinutes, gaps) => {
					const states = play(
						gaps.map(gap => [report(16), gap] as const),
						intervalMinutes,
					);
					const first = Date.parse(states[0]?.last.endedAt ?? '');
					states.forEach(({mode, last}, index) => {
						const late = Date.parse(last.endedAt) - first >= passingPatience(intervalMinutes);
						expect(mode).toBe(index > 0 && late ? 'quarantine' : 'backing-off');
					});
				},
			),
			runs(100),
		);
	});
});

describe('when the next is due', () => {
	test('keeps the setting, or the longer rhythm of a scheduler that was set up by hand', () => {
		const gaps = (...minutes: readonly number[]) => play(minutes.map(one => [ok, one] as const)).at(-1);
		const dueIn = (unattended: UnattendedState | undefined) =>
			(Date.parse(unattended?.nextAt ?? '') - Date.parse(unattended?.last.startedAt ?? '')) / minute;
		expect(dueIn(gaps(60))).toBe(60);
		expect(dueIn(gaps(60, 60, 60))).toBe(60);
		// Once a day, whatever the setting says.
		expect(dueIn(gaps(60, 1440, 1440))).toBe(1440);
		// An outage of a day is no rhythm, nor is a run that somebody started in between.
		expect(dueIn(gaps(60, 60, 1440))).toBe(60);
		expect(dueIn(gaps(60, 1440, 5))).toBe(60);
	});

	test('one is missing after twice that, unless watch was stopped as asked', () => {
		const [unattended] = hourly(ok);
		if (unattended === undefined) throw new Error('no unattended');
		const later = (minutes: number): Date => new Date(Date.parse(unattended.last.startedAt) + minutes * minute);
		expect(isOverdue(unattended, later(119))).toBe(false);
		expect(isOverdue(unattended, later(121))).toBe(true);
		expect(isOverdue({...unattended, stopped: true}, later(10_000))).toBe(false);
	});

	test('whoever runs on time is never called late, whatever the run takes and however it ends', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(ok, refused, report(16), report(11)), {minLength: 1, maxLength: 20}),
				fc.integer({min: 1, max: 1440}),
				fc.integer({min: 1, max: 4000}),
				fc.double({min: 0, max: 0.99, noNaN: true}),
				(reports, intervalMinutes, every, share) => {
					const states = play(
						reports.map(one => [one, every] as const),
						intervalMinutes,
					);
					states.forEach((unattended, index) => {
						// The rhythm is known from the second run on; before that there is only the setting.
						if (index === 0 && every > intervalMinutes) return;
						const at = Date.parse(unattended.last.startedAt) + 2 * every * share * minute;
						if (at >= Date.parse(unattended.last.endedAt)) expect(isOverdue(unattended, new Date(at))).toBe(false);
					});
				},
			),
			runs(100),
		);
	});
});

test('a run that failed or was cut short has not looked for problems: those of the one before stay', () => {
	const twins = {code: 'twins', message: 'Two.', subject: ['a'], severity: 'needs-person'} as const;
	const cut = report(130, 'cut-short', 'interrupted');
	const states = hourly({...ok, problems: [twins]}, report(16), cut, ok);
	expect(states.map(({problems}) => problems)).toEqual([1, 1, 1, 0]);
});

test('totals add up over any runs, and a clock that was put back leaves no time to come', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.constantFrom(ok, refused, report(11)), fc.integer({min: -5000, max: 5000})), {
				maxLength: 30,
			}),
			given => {
				const last = play(given).at(-1);
				if (last === undefined) return;
				const count = (outcome: Outcome) => given.filter(([one]) => one.outcome === outcome).length;
				expect(last.totals.requests).toEqual({graph: 3 * given.length, bitwarden: given.length});
				expect(last.totals.runs.applied ?? 0).toBe(count('applied'));
				expect(last.totals.changes.invite ?? 0).toBe(2 * given.filter(([{outcome}]) => outcome !== 'failed').length);
				for (const since of [last.sameSince, last.failingSince])
					if (since !== undefined) expect(since <= last.last.endedAt).toBe(true);
			},
		),
		runs(100),
	);
});
