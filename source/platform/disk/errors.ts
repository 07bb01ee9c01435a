import {closeSync, openSync, rmSync, statfsSync} from 'node:fs';
import {dirname} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {type ExitCode, exitCodes} from '../../core/exit-codes.ts';

type Known = {readonly code: string; readonly says: string; readonly advice: string; readonly exitCode?: ExitCode};

const full: Known = {
	code: 'disk-full',
	says: 'The disk is full',
	advice:
		'Free some space (df) or some files (df -i), then run it again. Nothing was lost: what was there before is still there.',
};
const quota: Known = {
	code: 'disk-full',
	says: 'The quota of this user is used up',
	advice: 'Free some space, or have the quota raised, then run it again. What was there before is still there.',
};
const readOnly: Known = {
	code: 'disk-read-only',
	says: 'The disk is read-only',
	advice: 'Usher must be able to write to its folder. Make it writable, or let USHER_HOME name a folder that is.',
};
const denied: Known = {
	code: 'disk-denied',
	says: 'Access was denied',
	advice: 'Run Usher as the user who owns this folder, or give the folder to the user who runs Usher.',
};
const broken: Known = {
	code: 'disk-error',
	says: 'The disk gave an error',
	advice: 'Check the disk and its file system, then run it again.',
};
const files: Known = {
	code: 'too-many-files',
	says: 'Too many files are open',
	advice: 'Raise the limit (ulimit -n; LimitNOFILE= in a unit), then run it again.',
};
/** Where a path leads is for whoever set it to say. */
const wrongPath = (says: string): Known => ({
	code: 'path-invalid',
	says,
	advice:
		'Look at each part of the path, and at the setting or variable that names it (USHER_HOME, XDG_…, HOME, TMPDIR).',
	exitCode: exitCodes.notSetUp,
});

const bySystem: Readonly<Record<string, Known>> = {
	ENOSPC: full,
	EDQUOT: quota,
	EFBIG: full,
	EROFS: readOnly,
	EACCES: denied,
	EPERM: denied,
	EIO: broken,
	ENOMEM: {code: 'memory-full', says: 'There is no memory left', advice: 'Give Usher more memory, then run it again.'},
	EMFILE: files,
	ENFILE: files,
	ENOENT: wrongPath('This path leads nowhere'),
	ENOTDIR: wrongPath('A part of the path is no folder'),
	EEXIST: wrongPath('Something is in the way at this path'),
	ELOOP: wrongPath('The links in this path lead in a circle'),
	ENAMETOOLONG: wrongPath('This path is too long'),
	EINVAL: wrongPath('The system takes no such path'),
	ENXIO: wrongPath('This is no file that can be read'),
	ENODEV: wrongPath('This is no file that can be read'),
	ESTALE: broken,
	ENOTCONN: broken,
	EHOSTDOWN: broken,
	ETIMEDOUT: broken,
	EBUSY: {
		code: 'file-busy',
		says: 'Another program holds the file',
		advice: 'Wait until it is done (a backup, a mount), then run it again.',
	},
	EISDIR: {
		code: 'disk-error',
		says: 'There is a folder where a file belongs',
		advice: 'Move the folder away, then run it again.',
	},
};
/** Result codes of SQLite, the lower byte. */
const bySqlite: Readonly<Record<number, Known>> = {
	3: denied,
	5: {
		code: 'file-busy',
		says: 'Another program holds the file',
		advice: 'Wait until it is done (a backup, another Usher), then run it again.',
	},
	8: readOnly,
	10: broken,
	13: full,
	14: denied,
	23: denied,
};

/** The result code of SQLite that an error of node:sqlite carries, its lower byte; undefined for anything else. */
export const sqliteCode = (error: unknown): number | undefined => {
	if (!(error instanceof Error) || !('errcode' in error)) return undefined;
	const {errcode} = error;
	return typeof errcode === 'number' ? errcode & 0xff : undefined;
};

/** What a file holds does not fit itself: it is damaged. */
export class Damage extends Error {
	override readonly name = 'Damage';
}

/** What SQLite says when tables are not those that Usher made. */
const strangeTables =
	/no such (?:table|column|index)|has no column|has \d+ columns|already exists|unsupported file format|corrupt|malformed/;

/** The file is damaged, not the disk: SQLITE_CORRUPT, SQLITE_NOTADB, or tables that are not as they were made. */
export const isDamage = (error: unknown): boolean => {
	const code = sqliteCode(error);
	return (
		error instanceof Damage ||
		code === 11 ||
		code === 26 ||
		(code === 1 && strangeTables.test((error as Error).message))
	);
};

/** An error of SQLite that neither the disk nor known damage explains: a torn file can cause any. */
export const isUnexplained = (error: unknown): boolean => {
	const code = sqliteCode(error);
	return code !== undefined && !isDamage(error) && bySqlite[code] === undefined;
};

/** Less than SQLite wants for its shared memory. */
const nothingLeft = 64 * 1024;

/** SQLite calls it an error of the disk when there is no room for the shared memory of its log. */
const isFull = (path: string): boolean => {
	try {
		const {bavail, bsize} = statfsSync(dirname(path));
		return bavail * bsize < nothingLeft;
	} catch {
		return false;
	}
};

/** SQLite says only that it could not open one of its files, or share memory: opening such files tells why. */
const whyNot = (path: string): Known | undefined => {
	const beside = `${path}.probe-${process.pid}`;
	const opened: number[] = [];
	try {
		opened.push(openSync(path, 'r+'));
		opened.push(openSync(beside, 'wx', 0o600));
		opened.push(openSync(beside, 'r+'));
		return undefined;
	} catch (error) {
		return bySystem[(error as NodeJS.ErrnoException).code ?? ''];
	} finally {
		for (const file of opened) closeSync(file);
		if (opened.length > 1) rmSync(beside, {force: true});
	}
};

const knownOf = (error: Error, path: string): Known | undefined => {
	const code = sqliteCode(error);
	if (code === undefined) return bySystem[(error as NodeJS.ErrnoException).code ?? ''];
	const known = bySqlite[code];
	if (known !== broken && code !== 14) return known;
	const why = whyNot(path);
	// A file that was there while it was read or written is no matter of its path.
	if (why !== undefined && (known !== broken || why.exitCode === undefined)) return why;
	return known === broken && isFull(path) ? full : known;
};

/** The UsherError for a failure of the disk, or the error itself when it is none. */
export const diskError = (error: unknown, path: string): unknown => {
	if (error instanceof UsherError || !(error instanceof Error)) return error;
	const known = knownOf(error, path);
	if (known === undefined) return error;
	const {code, says, advice, exitCode = exitCodes.unexpected} = known;
	return new UsherError({code, exitCode, message: `${says}: ${path}`, advice});
};

/** Runs `work`, and turns a failure of the disk into an UsherError that names the file. */
export const onDisk = <Result>(path: string, work: () => Result): Result => {
	try {
		return work();
	} catch (error) {
		throw diskError(error, path);
	}
};
