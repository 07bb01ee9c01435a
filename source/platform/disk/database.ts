// Opening SQLite files the one way: for the owner only, write-ahead log, a version, and damage told apart from the rest.
import {closeSync, constants, existsSync, fchmodSync, fstatSync, openSync, renameSync} from 'node:fs';
import {dirname} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {Damage, isDamage, isUnexplained, onDisk} from './errors.ts';
import {makeFolder} from './write.ts';

export type DatabaseKind = {
	readonly path: string;
	/** Kept in the file as `user_version`. */
	readonly version: number;
	readonly schema: string;
	/** Steps from each earlier version to the next, the first from version 1. */
	readonly migrations?: readonly string[];
};

const makeFile = (path: string): void => {
	// Not waiting: a pipe in the place of the file would be opened only when somebody reads it.
	const file = openSync(
		path,
		constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK,
		0o600,
	);
	try {
		// Made by an older copy, or brought here by a person: what is in it is nobody else's.
		if ((fstatSync(file).mode & 0o077) !== 0) fchmodSync(file, 0o600);
	} finally {
		closeSync(file);
	}
};

const newer = (path: string, version: number): UsherError =>
	new UsherError({
		code: 'file-newer',
		exitCode: exitCodes.notSetUp,
		message: `This file was written by a newer Usher (version ${version}): ${path}`,
		advice: 'Use that newer Usher here too.',
	});

const versionOf = (database: DatabaseSync): number =>
	Number(database.prepare('PRAGMA user_version').get()?.user_version);

const prepareSchema = (database: DatabaseSync, kind: DatabaseKind): void => {
	database.exec('PRAGMA busy_timeout = 5000');
	if (versionOf(database) === kind.version) return;
	// Two processes may open a new file at once: the second one finds it made.
	database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
	try {
		const version = versionOf(database);
		if (version > kind.version) throw newer(kind.path, version);
		if (version === 0) database.exec(kind.schema);
		else for (const step of (kind.migrations ?? []).slice(version - 1)) database.exec(step);
		database.exec(`PRAGMA user_version = ${kind.version}; COMMIT`);
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
};

/**
 * Opens the file, making it when there is none. Each commit is on the disk when it returns.
 * @throws UsherError `file-newer`, `disk-…`; the error of SQLite itself when the file is damaged (see isDamage)
 */
export const openDatabase = (kind: DatabaseKind): DatabaseSync =>
	onDisk(kind.path, () => {
		makeFolder(dirname(kind.path));
		makeFile(kind.path);
		const database = new DatabaseSync(kind.path, {timeout: 5000});
		try {
			prepareSchema(database, kind);
			database.exec('PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON');
			return database;
		} catch (error) {
			const damaged = comesOfDamage(error, database);
			database.close();
			throw damaged ? new Damage(`damaged: ${kind.path}`) : error;
		}
	});

/** Runs `work` in one transaction that writes: all of it or nothing. */
export const inTransaction = <Result>(database: DatabaseSync, path: string, work: () => Result): Result =>
	onDisk(path, () => {
		database.exec('BEGIN IMMEDIATE');
		try {
			const result = work();
			database.exec('COMMIT');
			return result;
		} catch (error) {
			// A full disk may have ended the transaction already.
			if (database.isTransaction) database.exec('ROLLBACK');
			throw error;
		}
	});

/** Whether SQLite finds the file whole. */
export const isWhole = (database: DatabaseSync): boolean => {
	try {
		return database.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
	} catch {
		return false;
	}
};

/** Whether this error comes of a damaged file. One that says too little is settled by looking at the file. */
export const comesOfDamage = (error: unknown, database: DatabaseSync): boolean =>
	isDamage(error) || (isUnexplained(error) && database.isOpen && !isWhole(database));

/**
 * Moves a damaged file and its log aside, so that a person can look at it and a new one can be made.
 * @returns its new path
 */
export const setAside = (path: string, at: Date): string =>
	onDisk(path, () => {
		const stem = `${path}.damaged-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
		let target = stem;
		for (let turn = 2; existsSync(target); turn++) target = `${stem}-${turn}`;
		for (const suffix of ['-wal', '-shm', '']) {
			if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
		}
		return target;
	});
