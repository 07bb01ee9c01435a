// Runs and what they told: written while it happens, so that another process can follow and nothing is forgotten by a crash.
import type {DatabaseSync} from 'node:sqlite';
import type {Change, ChangeKind} from '../../core/changes.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Concerns, Outcome, RunMode, RunReport, RunStarter, SyncEvent} from '../../core/run.ts';
import {toldApplied} from '../../core/told.ts';
import {appliedIn} from '../../core/undo/applied.ts';
import {inTransaction} from '../disk/database.ts';
import {packEvent, packValue, unpackEvent, unpackSlowly, unpackValue} from './pack-event.ts';

export const journalSchema = `
	CREATE TABLE run (
		run TEXT PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, by TEXT NOT NULL, mode TEXT NOT NULL,
		outcome TEXT, exit_code INTEGER, changes INTEGER, problems INTEGER, refusals INTEGER, error TEXT, report BLOB
	) STRICT;
	CREATE INDEX run_by_start ON run (started_at);
	CREATE TABLE event (
		run TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, event BLOB NOT NULL,
		PRIMARY KEY (run, seq)
	) STRICT;`;

/** A run in the history; what is undefined is not known yet. */
export type RunRecord = {
	readonly run: string;
	readonly startedAt: string;
	readonly endedAt: string | undefined;
	readonly by: RunStarter;
	readonly mode: RunMode;
	readonly outcome: Outcome | undefined;
	readonly exitCode: number | undefined;
	/** Changes applied. */
	readonly changes: number;
	readonly problems: number;
	readonly refusals: number;
	/** The sentence it failed with. */
	readonly error: string | undefined;
};
export type RunWithReport = RunRecord & {readonly report: RunReport | undefined};
export type JournalEntry = {readonly seq: number; readonly at: string; readonly event: SyncEvent};
/** An entry, or what belongs to the plan of the entry before it: its changes, by the thousand. */
export type ToldPiece = JournalEntry | {readonly changes: readonly Change[]};

export type Journal = {
	record(run: string, event: SyncEvent): void;
	/** The latest first, as they came: a clock that was wrong for a while does not put its runs above all later ones. */
	runs(limit: number): RunRecord[];
	run(id: string): RunWithReport | undefined;
	/** What was recorded after `afterSeq`; 0 for everything. With `concerns`, plans hold only the changes that it names. */
	events(run: string, afterSeq: number, concerns?: Concerns): JournalEntry[];
	/** The same from the beginning, little by little: a plan comes without its changes, and these follow it if they are wanted. */
	told(run: string, changes: boolean): AsyncGenerator<ToldPiece>;
	/** Runs that have not ended. */
	unfinished(): RunRecord[];
	/** Closes a run whose process is gone. */
	interrupt(run: string): void;
	/** Drops what is older than the history is kept; events of runs that found nothing to do go after a day. */
	prune(days: number): void;
};

const dayMs = 86_400_000;
/** Progress comes thousands of times in a run; a follower needs it now and then, and the history how it ended. */
const progressMs = 1000;

/** How far a read is, without what it has read: that is in the snapshot. */
const progressOf = (event: SyncEvent): SyncEvent | undefined => {
	switch (event.kind) {
		case 'users-read':
		case 'groups-read':
			return {...event, objects: []};
		case 'members-read':
			return event;
		case 'organisation-read':
			return event.done === event.total ? undefined : event;
		default:
			return undefined;
	}
};

type Row = Record<string, string | number | bigint | Uint8Array | null>;
const text = (value: Row[string] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const recordOf = (row: Row): RunRecord => ({
	run: String(row.run),
	startedAt: String(row.started_at),
	endedAt: text(row.ended_at),
	by: row.by as RunStarter,
	mode: row.mode as RunMode,
	outcome: text(row.outcome) as Outcome | undefined,
	exitCode: row.exit_code === null ? undefined : Number(row.exit_code),
	changes: Number(row.changes ?? 0),
	problems: Number(row.problems ?? 0),
	refusals: Number(row.refusals ?? 0),
	error: text(row.error),
});
const columns = 'run, started_at, ended_at, by, mode, outcome, exit_code, changes, problems, refusals, error';

/** Of a run whose process is gone: what its journal says was done, and what was sent and is not known. */
const interruptedReport = (run: string, told: readonly SyncEvent[], durationMs: number): RunReport => ({
	run,
	outcome: 'interrupted',
	exitCode: exitCodes.interrupted,
	refusals: [],
	...whatHappened(told),
	problems: [],
	error: {
		code: 'interrupted',
		message: 'The process that made this run ended before the run did.',
		advice: 'Nothing is lost: the next run reads again and does the rest.',
	},
	requests: {graph: 0, bitwarden: 0},
	durationMs,
});

const whatHappened = (told: readonly SyncEvent[]): Pick<RunReport, 'applied' | 'unanswered'> => {
	const {changes} = appliedIn(told, 'answered');
	const applied: Partial<Record<ChangeKind, number>> = {};
	for (const {kind} of changes) applied[kind] = (applied[kind] ?? 0) + 1;
	const unanswered = appliedIn(told).changes.length - changes.length;
	return {applied, ...(unanswered > 0 ? {unanswered} : {})};
};

/** @param database of state.db; @param path its name, for messages; @param now of this process */
export const journal = (database: DatabaseSync, path: string, now: () => Date): Journal => {
	const insert = database.prepare(
		`INSERT INTO event (run, seq, at, event)
		 SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3 FROM event WHERE run = ?1`,
	);
	const add = (run: string, event: SyncEvent): void => {
		insert.run(run, now().toISOString(), packEvent(event));
	};
	const end = (ended: RunReport): void => {
		const {plan: _plan, ...report} = ended;
		const changes = Object.values(toldApplied(ended)).reduce((sum, count) => sum + (count ?? 0), 0);
		database
			.prepare(
				`UPDATE run SET ended_at = ?, outcome = ?, exit_code = ?, changes = ?, problems = ?, refusals = ?, error = ?,
				 report = ? WHERE run = ?`,
			)
			.run(
				now().toISOString(),
				report.outcome,
				report.exitCode,
				changes,
				report.problems.length,
				report.refusals.length,
				report.error?.message ?? null,
				packValue(report),
				report.run,
			);
	};
	const events: Journal['events'] = (run, afterSeq, concerns) =>
		database
			.prepare('SELECT seq, at, event FROM event WHERE run = ? AND seq > ? ORDER BY seq')
			.all(run, afterSeq)
			.flatMap(row => {
				const event = unpackEvent(row.event, concerns);
				return event === undefined ? [] : [{seq: Number(row.seq), at: String(row.at), event}];
			});
	async function* told(run: string, wanted: boolean): AsyncGenerator<ToldPiece> {
		const seqs = database.prepare('SELECT seq FROM event WHERE run = ? ORDER BY seq').all(run);
		const one = database.prepare('SELECT at, event FROM event WHERE run = ? AND seq = ?');
		for (const {seq} of seqs) {
			const row = database.isOpen ? one.get(run, seq as number) : undefined;
			if (row === undefined) return;
			for await (const part of unpackSlowly(row.event)) {
				yield 'kind' in part ? {seq: Number(seq), at: String(row.at), event: part} : {changes: part};
				if (!wanted) break;
			}
		}
	}

	/** The plan is kept once, in its own event. */
	const planOf = (run: string): RunReport['plan'] =>
		events(run, 0).reduce<RunReport['plan']>(
			(plan, {event}) => (event.kind === 'planned' ? event.plan : plan),
			undefined,
		);

	/**
	 * The time, but at most a day after the run before this one: a clock that has leapt ahead by years must not make the
	 * whole history old at once.
	 */
	const toldTime = (): number => {
		const before = database.prepare('SELECT started_at FROM run ORDER BY rowid DESC LIMIT 1 OFFSET 1').get();
		const latest = Date.parse(String(before?.started_at)) + dayMs;
		return Math.min(now().getTime(), Number.isNaN(latest) ? Number.POSITIVE_INFINITY : latest);
	};

	let progressAt = 0;
	/** Progress that was spared so far: written before whatever comes after it. */
	let spared: {readonly run: string; readonly event: SyncEvent} | undefined;
	const passes = (run: string, event: SyncEvent): boolean => {
		if (event.kind === 'waiting') return true;
		const progress = progressOf(event);
		if (progress === undefined) return false;
		const time = now().getTime();
		const due = time - progressAt >= progressMs;
		if (due) progressAt = time;
		if (spared !== undefined && spared.event.kind !== event.kind) add(spared.run, spared.event);
		spared = due ? undefined : {run, event: progress};
		if (due) add(run, progress);
		return true;
	};

	return {
		record: (run, event) => {
			if (passes(run, event)) return;
			inTransaction(database, path, () => {
				if (spared?.run === run) add(run, spared.event);
				spared = undefined;
				if (event.kind === 'run-started') {
					database
						.prepare('INSERT INTO run (run, started_at, by, mode) VALUES (?, ?, ?, ?)')
						.run(run, event.at, event.by, event.mode);
				}
				if (event.kind === 'run-ended') {
					end(event.report);
					const {plan: _plan, ...report} = event.report;
					add(run, {kind: 'run-ended', report});
				} else add(run, event);
			});
		},
		runs: limit =>
			database
				.prepare(`SELECT ${columns} FROM run ORDER BY rowid DESC LIMIT ?`)
				.all(limit)
				.map(row => recordOf(row as Row)),
		run: id => {
			const row = database.prepare('SELECT * FROM run WHERE run = ?').get(id) as Row | undefined;
			if (row === undefined) return undefined;
			const report = unpackValue<RunReport>(row.report);
			const plan = report === undefined ? undefined : planOf(id);
			return {...recordOf(row), report: report === undefined || plan === undefined ? report : {...report, plan}};
		},
		events,
		told,
		unfinished: () =>
			database
				.prepare(`SELECT ${columns} FROM run WHERE ended_at IS NULL ORDER BY rowid`)
				.all()
				.map(row => recordOf(row as Row)),
		interrupt: run => {
			inTransaction(database, path, () => {
				const row = database.prepare('SELECT started_at, ended_at FROM run WHERE run = ?').get(run);
				if (row === undefined || row.ended_at !== null) return;
				const last = database.prepare('SELECT max(at) AS at FROM event WHERE run = ?').get(run);
				const lasted = Date.parse(String(last?.at ?? row.started_at)) - Date.parse(String(row.started_at));
				const told = events(run, 0).map(({event}) => event);
				const report = interruptedReport(run, told, Math.max(0, lasted || 0));
				end(report);
				add(run, {kind: 'run-ended', report});
			});
		},
		prune: days => {
			const before = (age: number): string => new Date(toldTime() - age * dayMs).toISOString();
			inTransaction(database, path, () => {
				database.prepare('DELETE FROM run WHERE ended_at IS NOT NULL AND started_at < ?').run(before(days));
				database
					.prepare(
						`DELETE FROM event WHERE run NOT IN (SELECT run FROM run) OR run IN (SELECT run FROM run WHERE outcome = 'nothing-to-do' AND ended_at < ?)`,
					)
					.run(before(1));
			});
			database.exec('PRAGMA incremental_vacuum');
		},
	};
};
