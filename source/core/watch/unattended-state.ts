// How the runs of a profile go with nobody there, those of watch and of a scheduler alike: kept from process to process.
// Pure: a run's end goes in, what is known now comes out.
import type {ChangeKind} from '../changes.ts';
import type {ExitCode} from '../exit-codes.ts';
import type {IsoTime} from '../ports.ts';
import type {Outcome, RunMode, RunReport} from '../run.ts';
import {
	failureOf,
	isLasting,
	isPassing,
	isSameFailure,
	isSuccess,
	passingPatience,
	type Wait,
	type WatchMode,
} from './schedule.ts';

/** Who keeps the rhythm: `watch` itself, or a timer, cron or a CronJob. */
export type Rhythm = 'watch' | 'schedule';

/** Everything since the profile runs unattended, for counters that outlive a process. */
export type Totals = {
	readonly runs: Readonly<Partial<Record<Outcome, number>>>;
	readonly requests: {readonly graph: number; readonly bitwarden: number};
	readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
};

export type UnattendedState = {
	readonly by: Rhythm;
	readonly mode: WatchMode;
	/** What the last run failed with: an error's code, or `refused`. Absent after a success. */
	readonly failing?: string;
	/** It may pass by itself. */
	readonly passing?: true;
	/** The same failure, so often in a row; faults that pass count as one kind, since a bad line gives each of them. */
	readonly failures: number;
	/** Since when the same. */
	readonly sameSince?: IsoTime;
	/** Since when no run has done what it should. */
	readonly failingSince?: IsoTime;
	readonly last: {
		readonly run: string;
		readonly startedAt: IsoTime;
		readonly endedAt: IsoTime;
		readonly outcome: Outcome;
		readonly exitCode: ExitCode;
		readonly durationMs: number;
		/** The sentence it failed with. */
		readonly error?: string;
	};
	readonly lastSuccessAt?: IsoTime;
	/** When the next run is due. */
	readonly nextAt: IsoTime;
	/** Milliseconds between the starts of the last runs of a scheduler, the latest first. */
	readonly gaps: readonly number[];
	/** `watch` was stopped as asked: nothing is due. */
	readonly stopped?: true;
	/** Problems that need a person, as the last run that looked saw them. */
	readonly problems: number;
	/** Members that Usher manages, as the last plan counted them. */
	readonly managed?: number;
	readonly totals: Totals;
};

/** The end of one run with nobody there. */
export type UnattendedRun = {
	readonly by: Rhythm;
	readonly report: RunReport;
	readonly startedAt: Date;
	readonly endedAt: Date;
	/** The setting. */
	readonly intervalMinutes: number;
	/** Of `watch`: what it will do next. */
	readonly next?: Wait | undefined;
};

/** So many gaps are looked at: an outage makes one of them long, a run that somebody started makes one short. */
const mostGaps = 2;

/** A scheduler may keep a longer rhythm than the setting says: a crontab that was changed by hand. */
const rhythm = (gaps: readonly number[], intervalMinutes: number): number =>
	Math.max(intervalMinutes * 60_000, gaps.length === 0 ? 0 : Math.min(...gaps));

const iso = (milliseconds: number): IsoTime => new Date(milliseconds).toISOString();

const add = <Key extends string>(
	counts: Readonly<Partial<Record<Key, number>>>,
	more: Readonly<Partial<Record<Key, number>>>,
): Partial<Record<Key, number>> => {
	const sum: Partial<Record<Key, number>> = {...counts};
	for (const key of Object.keys(more) as Key[]) sum[key] = (sum[key] ?? 0) + (more[key] ?? 0);
	return sum;
};

const noTotals: Totals = {runs: {}, requests: {graph: 0, bitwarden: 0}, changes: {}};

const withRun = (totals: Totals, report: RunReport): Totals => ({
	runs: add<Outcome>(totals.runs, {[report.outcome]: 1}),
	requests: {
		graph: totals.requests.graph + report.requests.graph,
		bitwarden: totals.requests.bitwarden + report.requests.bitwarden,
	},
	changes: add(totals.changes, report.applied),
});

type Row = Pick<UnattendedState, 'failing' | 'passing' | 'failures' | 'sameSince' | 'failingSince'>;

/** A clock that was put back since has noted times to come. */
const earlier = (noted: IsoTime | undefined, at: IsoTime): IsoTime => (noted !== undefined && noted < at ? noted : at);

/** The failures in a row, this one included. */
const rowAfter = (before: UnattendedState | undefined, report: RunReport, at: IsoTime): Row => {
	const failing = failureOf(report);
	const passing = isPassing(report);
	const same = before !== undefined && isSameFailure(before, report);
	return {
		failing,
		...(passing ? {passing} : {}),
		failures: same ? before.failures + 1 : 1,
		sameSince: same ? earlier(before.sameSince, at) : at,
		failingSince: earlier(before?.failingSince, at),
	};
};

/**
 * Whether a fault that may pass counts as one that stays: at least the second run in a row has it, and it is there for as
 * long as `watch` would have gone on trying. So whoever syncs every hour hears of it after three, and whoever syncs once
 * a day after the second day.
 */
const stays = ({failures, sameSince}: Row, at: Date, intervalMinutes: number): boolean =>
	failures >= 2 && at.getTime() - Date.parse(sameSince ?? '') >= passingPatience(intervalMinutes);

const modeAfter = (row: Row, {endedAt, intervalMinutes, next}: UnattendedRun): WatchMode => {
	if (row.failing === 'refused') return 'waiting-for-person';
	if (next?.state.mode === 'quarantine') return 'quarantine';
	if (row.passing) return stays(row, endedAt, intervalMinutes) ? 'quarantine' : 'backing-off';
	return isLasting(row.failures) ? 'quarantine' : 'backing-off';
};

/**
 * How it goes after one more run.
 *
 * @param before what was known; undefined when nothing was
 * @param ended a run that ended by itself: one that was interrupted says nothing
 */
export const unattendedAfter = (before: UnattendedState | undefined, ended: UnattendedRun): UnattendedState => {
	const {by, report, intervalMinutes, next} = ended;
	const [startedAt, endedAt] = [ended.startedAt.toISOString(), ended.endedAt.toISOString()];
	const good = isSuccess(report);
	const row: Row = good ? {failures: 0} : rowAfter(before, report, endedAt);
	const gap =
		before?.by === 'schedule' && by === 'schedule' ? Date.parse(startedAt) - Date.parse(before.last.startedAt) : 0;
	const gaps = by === 'watch' ? [] : [...(gap > 0 ? [gap] : []), ...(before?.gaps ?? [])].slice(0, mostGaps);
	const due =
		next === undefined
			? Math.max(ended.endedAt.getTime(), ended.startedAt.getTime() + rhythm(gaps, intervalMinutes))
			: ended.endedAt.getTime() + next.waitMs;
	const lastSuccessAt = good ? endedAt : before?.lastSuccessAt;
	const managed = report.plan?.managed ?? before?.managed;
	return {
		by,
		mode: good ? 'steady' : modeAfter(row, ended),
		...row,
		last: {
			run: report.run,
			startedAt,
			endedAt,
			outcome: report.outcome,
			exitCode: report.exitCode,
			durationMs: report.durationMs,
			...(report.error === undefined ? {} : {error: report.error.message}),
		},
		...(lastSuccessAt === undefined ? {} : {lastSuccessAt}),
		nextAt: iso(due),
		gaps,
		problems:
			report.outcome === 'failed' || report.outcome === 'interrupted'
				? (before?.problems ?? 0)
				: report.problems.filter(({severity}) => severity === 'needs-person').length,
		...(managed === undefined ? {} : {managed}),
		totals: withRun(before?.totals ?? noTotals, report),
	};
};

/** Whether a run is missing: none for more than twice the time between the last one and when the next was due. */
export const isOverdue = (unattended: UnattendedState, now: Date): boolean => {
	if (unattended.stopped) return false;
	const started = Date.parse(unattended.last.startedAt);
	return now.getTime() > started + 2 * (Date.parse(unattended.nextAt) - started);
};

/** A sync, as a history has it. */
export type EndedSync = {
	readonly mode: RunMode;
	readonly endedAt: IsoTime | undefined;
	readonly exitCode: number | undefined;
};

/** Whether a sync that somebody has started since went well: what went wrong before it is over. */
export const isMended = ({failingSince, last}: UnattendedState, lastSync: EndedSync | undefined): boolean =>
	failingSince !== undefined &&
	lastSync?.mode === 'sync' &&
	lastSync.endedAt !== undefined &&
	lastSync.exitCode !== undefined &&
	lastSync.endedAt > last.endedAt &&
	isSuccess({exitCode: lastSync.exitCode});
