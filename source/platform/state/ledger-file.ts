import {chmodSync, closeSync, copyFileSync, existsSync, openSync, rmSync, statSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Ledger} from '../../core/ports.ts';
import {comesOfDamage, isWhole, openDatabase, setAside} from '../disk/database.ts';
import {Damage, diskError, isDamage, onDisk} from '../disk/errors.ts';
import {replaceFile} from '../disk/write.ts';
import type {Paths} from '../settings/paths.ts';
import {type LedgerStore, ledgerMigrations, ledgerSchema, ledgerStore, ledgerVersion} from './ledger.ts';

type LedgerPaths = Pick<Paths, 'ledger' | 'ledgerBackup'>;

export type LedgerFile = LedgerStore & {
	/** A whole copy beside the ledger, if it has changed since the last one. */
	backUp(): void;
	close(): void;
};

const damaged = ({ledger, ledgerBackup}: LedgerPaths): UsherError =>
	new UsherError({
		code: 'ledger-damaged',
		exitCode: exitCodes.notSetUp,
		message: `The ledger is damaged, and its backup cannot be used either: ${ledger}`,
		advice: `Nothing runs, because the ledger knows whom Usher invited and revoked. Put a copy of your own in its place (or as ${ledgerBackup}). If there is none, move both files away: the next run is then treated as a first run and asks for approval.`,
	});

/** A checked copy of the backup, ready to take the ledger's place; undefined when there is none that is whole. */
const checkedCopy = (paths: LedgerPaths): string | undefined => {
	if (!existsSync(paths.ledgerBackup)) return undefined;
	const copy = `${paths.ledger}.restored`;
	onDisk(copy, () => {
		rmSync(copy, {force: true});
		copyFileSync(paths.ledgerBackup, copy);
		chmodSync(copy, 0o600);
	});
	const database = new DatabaseSync(copy);
	try {
		const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
		if (version >= 1 && isWhole(database)) return copy;
	} catch (error) {
		if (!isDamage(error)) throw diskError(error, copy);
	} finally {
		database.close();
	}
	rmSync(copy, {force: true});
	return undefined;
};

/** How often the ledger in this file was changed. */
const revisionOf = (database: DatabaseSync): number =>
	Number(database.prepare("SELECT value FROM fact WHERE name = 'revision'").get()?.value ?? 0);

const backedUp = (paths: LedgerPaths): number | undefined => {
	if (!existsSync(paths.ledgerBackup)) return undefined;
	try {
		const database = new DatabaseSync(paths.ledgerBackup, {readOnly: true});
		try {
			return revisionOf(database);
		} finally {
			database.close();
		}
	} catch {
		// A backup that cannot be read is no backup: make another.
		return undefined;
	}
};

const openKind = (paths: LedgerPaths): DatabaseSync =>
	openDatabase({path: paths.ledger, version: ledgerVersion, schema: ledgerSchema, migrations: ledgerMigrations});

/**
 * Opens the ledger, making it when there is none. A damaged or lost one comes back from its backup.
 * @throws UsherError `ledger-damaged` (exit 10) when that cannot be: nothing is moved then
 */
export const openLedgerFile = (
	paths: LedgerPaths,
	{now, notice}: {readonly now: () => Date; readonly notice: (sentence: string) => void},
): LedgerFile => {
	const restore = (): DatabaseSync => {
		// Nothing is moved before there is something to put in its place.
		const copy = checkedCopy(paths);
		if (copy === undefined) throw damaged(paths);
		const aside = existsSync(paths.ledger) ? setAside(paths.ledger, now()) : undefined;
		onDisk(paths.ledger, () => replaceFile(copy, paths.ledger));
		notice(
			aside === undefined
				? 'The ledger was missing and came back from its backup, as it was after the last run.'
				: `The ledger was damaged and is kept as ${aside}. It came back from its backup, as it was after the last run.`,
		);
		return openKind(paths);
	};
	const opening = (): DatabaseSync => {
		// A file of no length was cut off: one that Usher made has at least its header.
		const lost = !existsSync(paths.ledger) || statSync(paths.ledger).size === 0;
		if (lost && existsSync(paths.ledgerBackup)) return restore();
		try {
			return openKind(paths);
		} catch (error) {
			if (!isDamage(error)) throw error;
			return restore();
		}
	};
	let database = opening();
	let store = ledgerStore(database, paths.ledger);
	let examined = false;

	function* examinedFirst(at: Date): Generator<undefined, Ledger> {
		if (!examined && !isWhole(database)) throw new Damage('the ledger');
		examined = true;
		yield;
		return yield* store.loading(at);
	}
	const failed = (error: unknown): unknown =>
		comesOfDamage(error, database) ? damaged(paths) : diskError(error, paths.ledger);

	return {
		loading: function* (at) {
			try {
				return yield* examinedFirst(at);
			} catch (error) {
				if (!comesOfDamage(error, database)) throw failed(error);
			}
			database.close();
			database = restore();
			store = ledgerStore(database, paths.ledger);
			try {
				return yield* examinedFirst(at);
			} catch (error) {
				throw failed(error);
			}
		},
		save: change => {
			try {
				store.save(change);
			} catch (error) {
				throw failed(error);
			}
		},
		backUp: () => {
			if (revisionOf(database) === backedUp(paths)) return;
			const temporary = `${paths.ledgerBackup}.new`;
			try {
				rmSync(temporary, {force: true});
				// VACUUM INTO takes an empty file, which keeps its mode: for the owner only.
				closeSync(openSync(temporary, 'wx', 0o600));
				database.prepare('VACUUM INTO ?').run(temporary);
				replaceFile(temporary, paths.ledgerBackup);
			} catch (error) {
				rmSync(temporary, {force: true});
				throw comesOfDamage(error, database) ? damaged(paths) : diskError(error, paths.ledgerBackup);
			}
		},
		close: () => {
			if (database.isOpen) database.close();
		},
	};
};
