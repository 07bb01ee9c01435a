import {expect, test} from 'vitest';
import {failingWords, unattendedRows, unattendedStatus} from '../../../source/commands/text/unattended.ts';
import type {RunReport} from '../../../source/core/run.ts';
import {type UnattendedState, unattendedAfter} from '../../../source/core/watch/unattended-state.ts';
import type {RunRecord} from '../../../source/platform/state/journal.ts';
import {failedReport} from '../../helpers/failed-report.ts';

const failed = failedReport;
const hour = 3_600_000;
const start = Date.parse('2026-11-22T08:00:00Z');
const after = (hours: number): Date => new Date(start + hours * hour);
const unattendedOf = (by: UnattendedState['by'], times: number): UnattendedState => {
	let unattended: UnattendedState | undefined;
	for (let run = 0; run < times; run++)
		unattended = unattendedAfter(unattended, {
			by,
			report: failed,
			startedAt: after(run),
			endedAt: after(run),
			intervalMinutes: 60,
		});
	if (unattended === undefined) throw new Error('no run');
	return unattended;
};
const sync = (endedAt: Date, more: Partial<RunRecord> = {}): RunRecord => ({
	run: 'h',
	startedAt: endedAt.toISOString(),
	endedAt: endedAt.toISOString(),
	by: 'command',
	mode: 'sync',
	outcome: 'applied',
	exitCode: 0,
	changes: 1,
	problems: 0,
	refusals: 0,
	error: undefined,
	...more,
});
const rows = (
	unattended: UnattendedState,
	now: Date,
	lastSync?: RunRecord,
	isRunning = false,
): Record<string, string> =>
	Object.fromEntries(
		unattendedRows(unattendedStatus(unattended, {now, lastSync, isRunning}), now, 'usher service uninstall'),
	);

test('since when, how often in a row, whether it passes, and why', () => {
	const said = rows(unattendedOf('schedule', 3), after(2.5));
	expect(said.unattended).toMatch(/^by a scheduler: last 30 min ago, next /);
	expect(said.failing).toMatch(/\(2 h ago\), the same 3 times in a row; it does not pass by itself: It said no\.$/);
	expect(said).not.toHaveProperty('overdue');
	expect(rows(unattendedOf('schedule', 1), after(0.5)).failing).toMatch(/\(30 min ago\); it may pass: It said no\.$/);
});

test('a sync by hand that went well since is its end; one before, a plan, or one that failed is not', () => {
	const unattended = unattendedOf('schedule', 2);
	expect(rows(unattended, after(2), sync(after(1.5)))).not.toHaveProperty('failing');
	expect(rows(unattended, after(2), sync(after(1.5), {exitCode: 14}))).not.toHaveProperty('failing');
	for (const other of [
		sync(after(0.5)),
		sync(after(1.5), {mode: 'plan', outcome: 'planned'}),
		sync(after(1.5), {outcome: 'failed', exitCode: 12}),
	])
		expect(rows(unattended, after(2), other)).toHaveProperty('failing');
});

test('what is missing is said in the words of who should have started it, and not while a run goes on', () => {
	expect(rows(unattendedOf('schedule', 1), after(72)).overdue).toMatch(
		/^no run for 3 days: .*usher service uninstall$/,
	);
	expect(rows(unattendedOf('watch', 1), after(72)).overdue).toContain('usher watch was not stopped');
	expect(rows(unattendedOf('schedule', 1), after(72), undefined, true)).not.toHaveProperty('overdue');
	const stopped = rows({...unattendedOf('watch', 1), stopped: true}, after(72));
	expect(stopped).not.toHaveProperty('overdue');
	expect(stopped.unattended).toMatch(/, stopped$/);
});

test('a line of its own says what fails; a plan that waits is no failure', () => {
	const words = (report: RunReport): string[] => {
		const now = after(1);
		const state = unattendedAfter(undefined, {
			by: 'schedule',
			report,
			startedAt: now,
			endedAt: now,
			intervalMinutes: 60,
		});
		return failingWords(unattendedStatus(state, {now, lastSync: undefined, isRunning: false}), now);
	};
	expect(words(failed)).toEqual([expect.stringMatching(/^Failing: since .*; it may pass: It said no\.$/)]);
	const {error: _, ...refused} = {...failed, outcome: 'refused', exitCode: 13} as const;
	expect(words(refused)).toEqual([]);
});
