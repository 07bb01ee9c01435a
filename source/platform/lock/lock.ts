import {readFileSync, rmSync} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import type {DatabaseSync} from 'node:sqlite';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {RunStarter} from '../../core/run.ts';
import {starterWords} from '../../core/told.ts';
import {openDatabase} from '../disk/database.ts';
import {diskError, isDamage, sqliteCode} from '../disk/errors.ts';
import {writeWhole} from '../disk/write.ts';
import type {Paths} from '../settings/paths.ts';
import {cleanText} from '../text/clean.ts';

/** Who runs: for the others to read. */
export type Holder = {
	readonly run: string;
	readonly by: RunStarter;
	readonly pid: number;
	readonly host: string;
	readonly user: string;
	/** ISO time. */
	readonly started: string;
};
export type Lock = {readonly holder: Holder; release(): void};
type LockPaths = Pick<Paths, 'lock' | 'holder'>;

/** Long enough for one who only looks whether it is free. */
const patienceMs = 250;
const mostTurns = 4;
const busy = 5;

const open = (path: string): DatabaseSync => {
	const kind = {path, version: 1, schema: 'CREATE TABLE lock (held INTEGER)'};
	try {
		return openDatabase(kind);
	} catch (error) {
		if (!isDamage(error)) throw error;
		// It holds nothing: a damaged one is made anew.
		for (const suffix of ['-wal', '-shm', '']) rmSync(path + suffix, {force: true});
		return openDatabase(kind);
	}
};

/**
 * Takes the lock that a file stands for; undefined when another process has it for longer than `waitMs`. The exclusive
 * transaction is the lock: the kernel ends it with the process, so it is never stale.
 */
export const take = (path: string, waitMs: number): DatabaseSync | undefined => {
	const database = open(path);
	try {
		database.exec(`PRAGMA busy_timeout = ${waitMs}`);
		database.exec('BEGIN EXCLUSIVE');
		return database;
	} catch (error) {
		database.close();
		if (sqliteCode(error) === busy) return undefined;
		throw diskError(error, path);
	}
};

/** Lets go what was taken. */
export const letGo = (database: DatabaseSync): void => {
	database.exec('ROLLBACK');
	database.close();
};

const described = (paths: LockPaths): Partial<Holder> => {
	try {
		const read: unknown = JSON.parse(readFileSync(paths.holder, 'utf8'));
		return typeof read === 'object' && read !== null ? read : {};
	} catch {
		return {};
	}
};

const userName = (): string => {
	try {
		return userInfo().username;
	} catch {
		// A container may run under a number without a name.
		return String(process.getuid?.() ?? '');
	}
};

/** The sentence that says who holds the lock. */
export const holderInWords = (holder: Holder): string => {
	const who = `${starterWords[holder.by] ?? 'another Usher'}, process ${holder.pid} of ${holder.user} on ${holder.host}`;
	return holder.pid === 0 ? 'another Usher' : `${who}, since ${holder.started}`;
};

/** Who holds the lock now; undefined when nobody does. */
export const lockHolder = (paths: LockPaths): Holder | undefined => {
	const free = take(paths.lock, 0);
	if (free !== undefined) {
		letGo(free);
		return undefined;
	}
	const {run, by, pid, host, user, started} = described(paths);
	return {
		run: cleanText(run, 100),
		by: by === 'screen' || by === 'watch' || by === 'schedule' ? by : 'command',
		pid: Number.isInteger(pid) ? Number(pid) : 0,
		host: cleanText(host, 100),
		user: cleanText(user, 100),
		started: cleanText(started, 40),
	};
};

const locked = (holder: Holder | undefined): UsherError =>
	new UsherError({
		code: 'locked',
		exitCode: exitCodes.locked,
		message: `Another run is under way: ${holder === undefined ? 'it has just ended' : holderInWords(holder)}.`,
		advice: 'Wait until it is done, or follow it in the dashboard. usher status shows how far it is.',
	});

/**
 * Takes the profile's lock for one run. It ends with the process, however that ends; not on NFS.
 * @throws UsherError `locked` (exit 17) saying who holds it
 */
export const takeLock = (
	paths: LockPaths,
	who: {readonly run: string; readonly by: RunStarter; readonly now: Date},
): Lock => {
	let database = take(paths.lock, patienceMs);
	// Whoever holds it may just be beginning, and not named yet, or just have ended: then it is worth another try.
	for (let turn = 1; database === undefined; turn++) {
		const holder = lockHolder(paths);
		if ((holder === undefined || holder.pid === 0) && turn < mostTurns) database = take(paths.lock, patienceMs);
		else throw locked(holder);
	}
	const holder: Holder = {
		run: who.run,
		by: who.by,
		pid: process.pid,
		host: hostname(),
		user: userName(),
		started: who.now.toISOString(),
	};
	try {
		writeWhole(paths.holder, `${JSON.stringify(holder)}\n`);
	} catch (error) {
		letGo(database);
		throw error;
	}
	let held = true;
	return {
		holder,
		release: () => {
			if (!held) return;
			held = false;
			rmSync(paths.holder, {force: true});
			letGo(database);
		},
	};
};
