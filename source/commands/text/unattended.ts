import {starterWords} from '../../core/told.ts';
import {isMended, isOverdue, type UnattendedState} from '../../core/watch/unattended-state.ts';
import type {RunRecord} from '../../platform/state/journal.ts';
import {ago, duration, moment} from './words.ts';

const modes: Readonly<Partial<Record<UnattendedState['mode'], string>>> = {
	'backing-off': 'it may pass',
	'waiting-for-person': 'a plan waits for a person',
	quarantine: 'it does not pass by itself',
};

/** How the runs go that nobody starts by hand, as plain data. */
export type UnattendedStatus = {
	readonly by: UnattendedState['by'];
	readonly mode: UnattendedState['mode'];
	/** Since when no run has done what it should. */
	readonly failingSince: string | null;
	readonly failing: string | null;
	readonly failures: number;
	readonly lastRun: UnattendedState['last'];
	readonly nextRun: string | null;
	readonly overdue: boolean;
};

/** @param isRunning a run is going on: then none is missing */
export const unattendedStatus = (
	unattended: UnattendedState,
	{
		now,
		lastSync,
		isRunning,
	}: {readonly now: Date; readonly lastSync: RunRecord | undefined; readonly isRunning: boolean},
): UnattendedStatus => {
	const mended = isMended(unattended, lastSync);
	return {
		by: unattended.by,
		mode: mended ? 'steady' : unattended.mode,
		failingSince: mended ? null : (unattended.failingSince ?? null),
		failing: mended ? null : (unattended.failing ?? null),
		failures: mended ? 0 : unattended.failures,
		lastRun: unattended.last,
		nextRun: unattended.stopped ? null : unattended.nextAt,
		overdue: !isRunning && isOverdue(unattended, now),
	};
};

const failingRow = (
	{lastRun, failing, failures, failingSince, mode}: UnattendedStatus,
	now: Date,
): readonly [string, string][] => {
	if (failing === null || failingSince === null) return [];
	const times = failures > 1 ? `, the same ${failures} times in a row` : '';
	const how = modes[mode] === undefined ? '' : `; ${modes[mode]}`;
	const why = lastRun.error === undefined ? '' : `: ${lastRun.error}`;
	return [['failing', `since ${moment(failingSince)} (${ago(failingSince, now)})${times}${how}${why}`]];
};

/**
 * The rows of `usher status`: who keeps the rhythm, what fails since when, and what is missing.
 *
 * @param uninstall the command that says that nothing starts runs any more
 */
export const unattendedRows = (status: UnattendedStatus, now: Date, uninstall: string): [string, string][] => {
	const {by, lastRun, nextRun} = status;
	const next =
		nextRun === null ? 'stopped' : `next ${Date.parse(nextRun) > now.getTime() ? '' : 'was due '}${moment(nextRun)}`;
	const rows: [string, string][] = [
		['unattended', `by ${starterWords[by]}: last ${ago(lastRun.startedAt, now)}, ${next}`],
	];
	if (status.overdue) {
		const since = duration(now.getTime() - Date.parse(lastRun.startedAt));
		rows.push([
			'overdue',
			by === 'watch'
				? `no run for ${since}, and usher watch was not stopped: look whether it still runs, and at its log`
				: `no run for ${since}: look at what starts it (the timer, the crontab, the CronJob), and at its log. When nothing is to start it any more: ${uninstall}`,
		]);
	}
	return [...rows, ...failingRow(status, now)];
};

/** What fails since when, as a line of its own; nothing when nothing does, or when it only waits, which is said with the way on. */
export const failingWords = (status: UnattendedStatus, now: Date): string[] =>
	status.mode === 'waiting-for-person' ? [] : failingRow(status, now).map(([, fact]) => `Failing: ${fact}`);
