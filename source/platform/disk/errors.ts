import {statfsSync} from 'node:fs';
import {dirname} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';

type Known = {readonly code: string; readonly says: string; readonly advice: string};

const full: Known = {
	code: 'disk-full',
	says: 'The disk is full',
	advice: 'Free some space, then run it again. Nothing was lost: what was there before is still there.',
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

const bySystem: Readonly<Record<string, Known>> = {
	ENOSPC: full,
	EDQUOT: full,
	EFBIG: full,
	EROFS: readOnly,
	EACCES: denied,
	EPERM: denied,
	EIO: broken,
	EMFILE: {
		code: 'too-many-files',
		says: 'Too many files are open',
		advice: 'Raise the limit (ulimit -n), then run it again.',
	},
	ENOTDIR: {
		code: 'disk-error',
		says: 'A part of the path is no folder',
		advice: 'Check USHER_HOME and the XDG folders.',
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

/** The UsherError for a failure of the disk, or the error itself when it is none. */
export const diskError = (error: unknown, path: string): unknown => {
	if (error instanceof UsherError || !(error instanceof Error)) return error;
	const code = sqliteCode(error);
	const known = code === undefined ? bySystem[(error as NodeJS.ErrnoException).code ?? ''] : bySqlite[code];
	if (known === undefined) return error;
	const {code: name, says, advice} = known === broken && code !== undefined && isFull(path) ? full : known;
	return new UsherError({code: name, exitCode: exitCodes.unexpected, message: `${says}: ${path}`, advice});
};

/** Runs `work`, and turns a failure of the disk into an UsherError that names the file. */
export const onDisk = <Result>(path: string, work: () => Result): Result => {
	try {
		return work();
	} catch (error) {
		throw diskError(error, path);
	}
};
