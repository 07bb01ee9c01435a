// What a profile remembers: the snapshot and the journal in state.db, the ledger in ledger.db.
import type {DatabaseSync} from 'node:sqlite';
import type {DirectoryState, Ledger, Remembered} from '../../core/ports.ts';
import type {Concerns, StatePort} from '../../core/run.ts';
import {now as clock} from '../clock.ts';
import {comesOfDamage, openDatabase, setAside} from '../disk/database.ts';
import {diskError, isDamage} from '../disk/errors.ts';
import {atOnce, inTurns} from '../in-turns.ts';
import {lockHolder} from '../lock/lock.ts';
import type {Paths} from '../settings/paths.ts';
import {type DirectoryOverview, type DirectoryStore, directorySchema, directoryStore} from './directory-store.ts';
import {
	type Journal,
	type JournalEntry,
	journal,
	journalSchema,
	type RunRecord,
	type RunWithReport,
	type ToldPiece,
} from './journal.ts';
import {openLedgerFile} from './ledger-file.ts';

export type StateOptions = {
	readonly now?: () => Date;
	/** Days after which a run is dropped from the history. */
	readonly historyDays?: number;
};

export type State = Omit<StatePort, 'load'> & {
	load(at: Date): Remembered;
	/** The same in pieces, between which everything else has its turn: a large memory takes a quarter of a second. */
	loadInTurns(at: Date): Promise<Remembered>;
	/** The ledger alone, without the snapshot. */
	ledger(at: Date): Ledger;
	/** What is known of the snapshot, without loading it. */
	overview(): DirectoryOverview | undefined;
	/** The latest runs first. */
	runs(limit: number): RunRecord[];
	run(id: string): RunWithReport | undefined;
	/** What a run told after `afterSeq` (0: everything), for another process to follow. */
	events(run: string, afterSeq: number, concerns?: Concerns): JournalEntry[];
	/** The same from its beginning, little by little; changes of plans come after their plan, by the thousand, or not at all. */
	told(run: string, changes: boolean): AsyncGenerator<ToldPiece>;
	/** The run under way, in this process or another; one whose process is gone is closed as interrupted. */
	current(): RunRecord | undefined;
	/** Forgets the snapshot, so that the next run reads everything. History and ledger stay. */
	forget(): void;
	/** Sentences about what was found damaged and what was done about it. */
	readonly notices: readonly string[];
	close(): void;
};

type Opened = {readonly database: DatabaseSync; readonly directory: DirectoryStore; readonly runs: Journal};

/**
 * Opens the memory of a profile, making it when there is none. A damaged state.db is set aside and begun anew (the next
 * run reads everything); a damaged ledger comes back from its backup.
 * @throws UsherError `ledger-damaged` (exit 10) when there is no backup, `file-newer` (exit 10), `disk-…`
 */
export const openState = (
	paths: Pick<Paths, 'state' | 'ledger' | 'ledgerBackup' | 'lock' | 'holder'>,
	options: StateOptions = {},
): State => {
	const now = options.now ?? clock;
	const notices: string[] = [];
	const path = paths.state;

	const open = (): Opened => {
		const database = openDatabase({path, version: 1, schema: directorySchema + journalSchema});
		return {database, directory: directoryStore(database, path), runs: journal(database, path, now)};
	};
	const replace = (): Opened => {
		const aside = setAside(path, now());
		notices.push(
			`The state file was damaged and is kept as ${aside}. The whole directory is read again; the history before is lost, the ledger is not.`,
		);
		return open();
	};
	const opening = (): Opened => {
		try {
			return open();
		} catch (error) {
			if (!isDamage(error)) throw error;
			return replace();
		}
	};
	let opened = opening();
	/** Everything done with state.db goes through here. */
	const use = <Result>(work: (opened: Opened) => Result): Result => {
		try {
			return work(opened);
		} catch (error) {
			if (!comesOfDamage(error, opened.database)) throw diskError(error, path);
			opened.database.close();
			opened = replace();
			return work(opened);
		}
	};

	const ledger = openLedgerFile(paths, {now, notice: sentence => notices.push(sentence)});

	function* loadingDirectory(): Generator<undefined, DirectoryState | undefined> {
		const {database, directory} = opened;
		try {
			return yield* directory.loading();
		} catch (error) {
			// Set aside once, also when something else found it damaged between two pieces of this.
			if (opened.database === database) {
				if (!comesOfDamage(error, database)) throw diskError(error, path);
				database.close();
				opened = replace();
			}
			return yield* opened.directory.loading();
		}
	}
	function* loading(at: Date): Generator<undefined, Remembered> {
		const directory = yield* loadingDirectory();
		const known = yield* ledger.loading(at);
		return directory === undefined ? {ledger: known} : {directory, ledger: known};
	}

	/** Runs without an end whose process is gone: nobody holds the lock. */
	const current = (): RunRecord | undefined => {
		const unfinished = use(({runs}) => runs.unfinished());
		if (unfinished.length === 0) return undefined;
		const holder = lockHolder(paths);
		// Its note is written before its run is: a run that it does not name has been cut short. Without a name in the
		// note the latest run is taken to be the one.
		const named = holder?.run === '' ? unfinished.at(-1)?.run : holder?.run;
		let underWay: RunRecord | undefined;
		for (const record of unfinished) {
			if (record.run === named) underWay = record;
			else use(({runs}) => runs.interrupt(record.run));
		}
		return underWay;
	};
	current();

	return {
		notices,
		load: at => atOnce(loading(at)),
		loadInTurns: at => inTurns(loading(at)),
		ledger: at => atOnce(ledger.loading(at)),
		saveDirectory: state => use(({directory}) => directory.save(state)),
		record: (run, event) => {
			use(({runs}) => runs.record(run, event));
			if (event.kind === 'run-ended') {
				// Where nothing could be reached, perhaps because the clock is years off, nothing is called old.
				if (event.report.outcome !== 'failed') use(({runs}) => runs.prune(options.historyDays ?? 90));
				ledger.backUp();
			}
		},
		saveLedger: change => ledger.save(change),
		overview: () => use(({directory}) => directory.overview()),
		runs: limit => use(({runs}) => runs.runs(limit)),
		run: id => use(({runs}) => runs.run(id)),
		events: (run, afterSeq, concerns) => use(({runs}) => runs.events(run, afterSeq, concerns)),
		told: (run, changes) => use(({runs}) => runs.told(run, changes)),
		current,
		forget: () => use(({directory}) => directory.forget()),
		close: () => {
			if (opened.database.isOpen) opened.database.close();
			ledger.close();
		},
	};
};
