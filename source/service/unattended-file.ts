// How unattended runs go, on disk: every process that runs with nobody there goes on from what the one before it noted.
import {chownSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import * as z from 'zod/mini';
import {UsherError} from '../core/errors.ts';
import type {Rhythm, UnattendedState} from '../core/watch/unattended-state.ts';
import {onDisk} from '../platform/disk/errors.ts';
import {writeWhole} from '../platform/disk/write.ts';
import type {Paths} from '../platform/settings/paths.ts';

const version = 1;

const time = z.string().check(z.refine(text => !Number.isNaN(Date.parse(text))));
/** Nothing is counted backwards: a counter of Prometheus would not bear it. */
const tally = z.number().check(z.nonnegative());
const counts = z.record(z.string(), tally);
const unattendedShape = z.object({
	by: z.enum(['watch', 'schedule']),
	mode: z.enum(['steady', 'backing-off', 'quarantine', 'waiting-for-person']),
	failing: z.optional(z.string()),
	passing: z.optional(z.literal(true)),
	failures: z.number(),
	sameSince: z.optional(time),
	failingSince: z.optional(time),
	last: z.object({
		run: z.string(),
		startedAt: time,
		endedAt: time,
		outcome: z.string(),
		exitCode: z.number(),
		durationMs: z.number(),
		error: z.optional(z.string()),
	}),
	lastSuccessAt: z.optional(time),
	nextAt: time,
	gaps: z.array(z.number()),
	stopped: z.optional(z.literal(true)),
	problems: z.number(),
	managed: z.optional(z.number()),
	totals: z.object({runs: counts, requests: z.object({graph: tally, bitwarden: tally}), changes: counts}),
});
const fileShape = z.object({
	version: z.number(),
	unattended: z.optional(unattendedShape),
	variables: z.optional(z.record(z.string(), z.string())),
	begun: z.optional(z.object({by: z.enum(['watch', 'schedule']), at: time, pid: z.number(), host: z.string()})),
});

/** A run that has begun; still there when its process ended before it did. */
export type Begun = {readonly by: Rhythm; readonly at: string; readonly pid: number; readonly host: string};

export type Noted = {
	readonly unattended?: UnattendedState;
	/** The settings that it takes to tell somebody, as variables, from when they could last be read: no secrets. */
	readonly variables?: Readonly<Record<string, string>>;
	readonly begun?: Begun;
};

const fileOf = (paths: Pick<Paths, 'stateFolder'>): string => join(paths.stateFolder, 'unattended.json');

/** What was noted; nothing when there is no such file, or none that can be read: then counting begins anew. */
export const readNoted = (paths: Pick<Paths, 'stateFolder'>): Noted => {
	try {
		const read = fileShape.parse(JSON.parse(readFileSync(fileOf(paths), 'utf8')));
		if (read.version !== version) return {};
		const {unattended, variables, begun} = read;
		return {
			// Words that mean nothing do no harm: they are shown, and the next run writes its own.
			...(unattended === undefined ? {} : {unattended: unattended as UnattendedState}),
			...(variables === undefined ? {} : {variables}),
			...(begun === undefined ? {} : {begun}),
		};
	} catch {
		return {};
	}
};

const isNewer = (path: string): boolean => {
	try {
		return Number((JSON.parse(readFileSync(path, 'utf8')) as {version?: unknown} | null)?.version) > version;
	} catch {
		return false;
	}
};

/**
 * Notes how it goes. The file of a newer Usher is left alone.
 * @throws UsherError `disk-…`
 */
export const writeNoted = (paths: Pick<Paths, 'stateFolder'>, noted: Noted): void => {
	const path = fileOf(paths);
	if (onDisk(path, () => isNewer(path))) return;
	writeWhole(path, `${JSON.stringify({version, ...noted}, undefined, '\t')}\n`);
};

/**
 * Notes that nothing starts the runs any more, as asked, so that none counts as missing. A disk that takes nothing only
 * leaves it unsaid.
 *
 * @param by only when that kept the rhythm
 * @returns whether there was something that is stopped now
 */
export const noteStopped = (paths: Pick<Paths, 'stateFolder'>, by?: Rhythm): boolean => {
	// What was going on was stopped as asked as well.
	const {begun: _, ...noted} = readNoted(paths);
	if (noted.unattended === undefined || noted.unattended.stopped || (by !== undefined && noted.unattended.by !== by))
		return false;
	try {
		writeNoted(paths, {...noted, unattended: {...noted.unattended, stopped: true}});
		// Written by root, for whoever owns the folder.
		const {uid, gid} = statSync(paths.stateFolder);
		if (process.getuid?.() === 0) chownSync(fileOf(paths), uid, gid);
		return true;
	} catch (error) {
		if (!(error instanceof UsherError)) throw error;
		return false;
	}
};
