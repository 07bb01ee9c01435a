// What the screens know of the runs: one immutable state, folded from events.
import type {Plan, Refusal} from '../../core/changes.ts';
import type {FullReadReason, Waiting} from '../../core/ports.ts';
import type {RunMode, RunPhase, RunReport, RunStarter, RunView} from '../../core/run.ts';

export type LogLevel = 'ok' | 'info' | 'wait' | 'warn' | 'error';
export type LogLine = {
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly level: LogLevel;
	readonly text: string;
	readonly requestId?: string | undefined;
};

/** A group as the read has told of it so far. */
export type LiveGroup = {
	readonly name: string;
	/** Direct members, once they have been read. */
	readonly members?: {readonly users: number; readonly groups: number};
};

export type ReadProgress = {
	readonly mode: 'delta' | 'full';
	readonly why?: FullReadReason | undefined;
	readonly users: number;
	readonly usersTotal?: number | undefined;
	readonly groups: number;
	readonly groupsTotal?: number | undefined;
	readonly membersOf: number;
	readonly memberships: number;
};

/** What is measured at the moment, and when it stood where: for rate and time left. */
export type Pace = {readonly what: string; readonly samples: readonly (readonly [at: number, done: number])[]};

export type RunState = {
	readonly id: string;
	readonly by: RunStarter;
	readonly mode: RunMode;
	/** Of an undo: the run that is undone. */
	readonly of?: string | undefined;
	readonly startedAt: number;
	readonly phase: RunPhase;
	/** Another process runs it and this one only looks on. */
	readonly watched: boolean;
	readonly stopping: boolean;
	readonly read?: ReadProgress;
	/** Filling in while the directory is read. */
	readonly live: ReadonlyMap<string, LiveGroup>;
	readonly organisation?: {readonly done: number; readonly total: number};
	readonly steps?: {
		readonly total: number;
		readonly done: number;
		readonly refused: number;
		readonly unknown: number;
		readonly current?: string | undefined;
	};
	readonly waiting?: (Waiting & {readonly until: number}) | undefined;
	readonly pace?: Pace;
};

/** The run waits for a person: core's Approver, seen from the screen. */
export type Asking = {readonly plan: Plan; readonly refusals: readonly Refusal[]};

/** An undo: never mixed up with the plan of the directory, which it is not. */
export type UndoState = {
	/** The run that is undone. */
	readonly of: string;
	readonly plan?: Plan | undefined;
	readonly refusals: readonly Refusal[];
	readonly report?: RunReport | undefined;
	readonly endedAt?: number | undefined;
	/** Why it could not even begin. */
	readonly failure?: {readonly message: string; readonly advice: string} | undefined;
};

export type SessionState = {
	/** Milliseconds since 1970; every time on the screen is counted from it, so that one clock repaints. */
	readonly now: number;
	readonly run?: RunState | undefined;
	readonly asking?: Asking | undefined;
	/** Of the last run that ended. */
	readonly last?:
		| {
				readonly report: RunReport;
				readonly endedAt: number;
				/** Requests that were sent, of those planned; absent when it never came to that. */
				readonly sent?: {readonly done: number; readonly total: number} | undefined;
		  }
		| undefined;
	/** The latest plan, of this session or of the last run. */
	readonly plan?: {readonly plan: Plan; readonly refusals: readonly Refusal[]; readonly at: number} | undefined;
	/** The latest undo of this session, from its beginning on. */
	readonly undo?: UndoState | undefined;
	/** The latest directory and organisation that this process has seen. */
	readonly view?: RunView | undefined;
	readonly log: readonly LogLine[];
	readonly automatic: {readonly on: boolean; readonly nextAt?: number | undefined};
	/** Somebody else holds the lock, in words. */
	readonly lockedBy?: string | undefined;
	/** Keys of problems that a person has acknowledged. */
	readonly acknowledged: ReadonlySet<string>;
};

/** Lines of the log that stay in memory; the journal has the rest. */
export const mostLogLines = 500;

/** A session in which nothing has happened. */
export const emptySession = (now: number): SessionState => ({
	now,
	log: [],
	automatic: {on: false},
	acknowledged: new Set(),
});
