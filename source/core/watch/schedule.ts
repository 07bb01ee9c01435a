// When an unattended Usher runs next. Pure: what happened goes in, how long to wait and why comes out.
import {exitCodes} from '../exit-codes.ts';
import type {RunReport} from '../run.ts';

/**
 * `steady` keeps the interval; `backing-off` tries again sooner after a passing fault; `quarantine` slows down after the
 * same failure again and again; `waiting-for-person` has a plan that the guard refused.
 */
export type WatchMode = 'steady' | 'backing-off' | 'quarantine' | 'waiting-for-person';

export type WatchState = {
	readonly mode: WatchMode;
	/** What the last failure was: an error's code, or `refused`. Absent after a success. */
	readonly failing?: string;
	/** It may pass by itself. */
	readonly passing?: true;
	/** The same, so often in a row. */
	readonly failures: number;
};

export type Wait = {readonly state: WatchState; readonly waitMs: number};

export const firstWatchState: WatchState = {mode: 'steady', failures: 0};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A passing fault is given this many tries before it counts as one that stays. */
const passingTries = 8;
/** The same failure this often in a row is no accident any more. */
const lastingTries = 3;

/** Share of a wait that is drawn by lot, so that many Ushers do not knock at the same second. */
const jitter = 0.1;

/** A fault that may pass by itself: the network or a service is away, another run holds the lock, something cut the run short. */
export const isPassing = ({exitCode}: Pick<RunReport, 'exitCode'>): boolean =>
	exitCode === exitCodes.unavailable || exitCode === exitCodes.locked || exitCode === exitCodes.interrupted;

/** What counts as the same failure. */
export const failureOf = (report: Pick<RunReport, 'error' | 'outcome'>): string => report.error?.code ?? report.outcome;

/** Whether the run did what it should; what it left for a person is no failure. */
export const isSuccess = ({exitCode}: {readonly exitCode: number}): boolean =>
	exitCode === exitCodes.done || exitCode === exitCodes.needsPerson;

/** Whether it failed as it did before: faults that pass count as one kind, since a bad line gives each of them. */
export const isSameFailure = (before: Pick<WatchState, 'failing' | 'passing'>, report: RunReport): boolean =>
	before.failing !== undefined &&
	(isPassing(report) ? before.passing === true : before.failing === failureOf(report) && !before.passing);

const waitForPassing = (failures: number, interval: number): number => Math.min(interval, minute * 2 ** (failures - 1));

/** How long a passing fault is given before it counts as one that stays, in milliseconds: what the tries of `watch` take. */
export const passingPatience = (intervalMinutes: number): number =>
	Array.from({length: passingTries}, (_, index) => waitForPassing(index + 1, intervalMinutes * minute)).reduce(
		(sum, wait) => sum + wait,
		0,
	);

/** How often the same failure that does not pass comes in a row before it is no accident any more. */
export const isLasting = (failures: number): boolean => failures >= lastingTries;

const spread = (milliseconds: number, random: number): number =>
	Math.round(milliseconds * (1 - jitter / 2 + jitter * random));

const afterFailure = (failing: string, failures: number, passing: boolean, interval: number): [WatchMode, number] => {
	if (failing === 'refused') return ['waiting-for-person', Math.max(interval, hour)];
	if (passing && failures <= passingTries) return ['backing-off', waitForPassing(failures, interval)];
	const tries = failures - (passing ? passingTries : lastingTries - 1);
	if (tries < 1) return ['backing-off', interval];
	const slower = Math.max(hour, interval) * 2 ** Math.min(tries - 1, 10);
	return ['quarantine', Math.max(interval, Math.min(day, slower))];
};

/**
 * How long to wait after a run.
 *
 * @param before what `watch` knew before it
 * @param report the run's; exit codes 0 and 14 are successes
 * @param intervalMinutes the setting
 * @param random from 0 up to 1, for the jitter
 */
export const scheduleNext = (before: WatchState, report: RunReport, intervalMinutes: number, random: number): Wait => {
	const interval = intervalMinutes * minute;
	if (isSuccess(report)) {
		return {state: firstWatchState, waitMs: spread(interval, random)};
	}
	const failing = failureOf(report);
	const passing = isPassing(report);
	const failures = isSameFailure(before, report) ? before.failures + 1 : 1;
	const [mode, waitMs] = afterFailure(failing, failures, passing, interval);
	return {state: {mode, failing, ...(passing ? {passing} : {}), failures}, waitMs: spread(waitMs, random)};
};
