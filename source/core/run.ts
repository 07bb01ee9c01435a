// The run: what is asked of it, what it tells while it goes on, and its report.
import type {Allowances, ChangeKind, GroupRef, PersonRef, Plan, Problem, Refusal} from './changes.ts';
import type {ExitCode} from './exit-codes.ts';
import type {Roster} from './model.ts';
import type {
	Abilities,
	DirectoryPort,
	DirectoryState,
	Fingerprint,
	IsoTime,
	LedgerChange,
	Member,
	MemberId,
	OrganisationPort,
	OrgGroup,
	OrgGroupId,
	ReadEvent,
	Remembered,
	Step,
	StepOutcome,
} from './ports.ts';
import type {SyncSettings} from './settings.ts';

/** Asked when the guard refuses or a screen wants to see first. After an approval core reads the organisation again. */
export type Approver = (
	plan: Plan,
	refusals: readonly Refusal[],
	signal: AbortSignal,
) => Promise<{readonly approve: Fingerprint} | 'decline'>;

export type RunPhase = 'sign-in' | 'directory' | 'organisation' | 'plan' | 'approval' | 'apply';
/** `schedule`: a timer, cron or a CronJob, with nobody there. */
export type RunStarter = 'screen' | 'command' | 'watch' | 'schedule';
export type RunMode = 'test' | 'plan' | 'sync' | 'undo';

/** Plain JSON. Everything except ReadEvent is journalled, so another process can follow a run. */
export type SyncEvent =
	| {
			readonly kind: 'run-started';
			readonly run: string;
			readonly at: IsoTime;
			readonly by: RunStarter;
			readonly mode: RunMode;
			/** The account of the machine that started it, where it is known. */
			readonly who?: string;
			/** Of an undo: the run that is undone. */
			readonly of?: string;
	  }
	| {readonly kind: 'phase'; readonly phase: RunPhase}
	| ReadEvent
	/** The organisation's groups whose members are read, of those that this run reads. */
	| {readonly kind: 'organisation-read'; readonly done: number; readonly total: number}
	| {readonly kind: 'planned'; readonly plan: Plan; readonly refusals: readonly Refusal[]}
	| {readonly kind: 'apply-started'; readonly steps: number}
	| {readonly kind: 'step-started'; readonly seq: number; readonly step: Step}
	| {readonly kind: 'step-ended'; readonly seq: number; readonly outcome: StepOutcome}
	| {readonly kind: 'problem'; readonly problem: Problem}
	/** Last, so that `for await` loses nothing. */
	| {readonly kind: 'run-ended'; readonly report: RunReport};

export type Outcome =
	| 'nothing-to-do'
	| 'applied'
	| 'applied-in-part'
	| 'planned'
	| 'refused'
	| 'declined'
	| 'failed'
	| 'interrupted';
export type RunReport = {
	readonly run: string;
	readonly outcome: Outcome;
	readonly exitCode: ExitCode;
	readonly plan?: Plan;
	readonly refusals: readonly Refusal[];
	readonly applied: Readonly<Partial<Record<ChangeKind, number>>>;
	/** Changes that were sent, and of which it is not known whether they are done. Absent when there are none. */
	readonly unanswered?: number;
	readonly problems: readonly Problem[];
	readonly error?: {
		readonly code: string;
		readonly message: string;
		readonly advice: string;
		readonly requestId?: string;
	};
	readonly requests: {readonly graph: number; readonly bitwarden: number};
	readonly durationMs: number;
};

/** The organisation as a run knows it. */
export type OrganisationState = {
	readonly abilities: Abilities;
	readonly members: readonly Member[];
	readonly groups: readonly OrgGroup[];
	/** As read in this run, else as the ledger last saw it. */
	readonly groupMembers: ReadonlyMap<OrgGroupId, readonly MemberId[]>;
};
/** In process only: what a screen draws its tree from. Sent when the directory is read and decided, and again with the plan. */
export type RunView = {readonly roster: Roster; readonly organisation?: OrganisationState; readonly plan?: Plan};

export type SyncRequest = {
	readonly run: string;
	readonly profile: string;
	readonly by: RunStarter;
	/** The account of the machine that started it, for the history. */
	readonly who?: string;
	/** `test` reads and decides, `plan` plans and shows the guard's word, `sync` applies. */
	readonly mode: RunMode;
	readonly settings: SyncSettings;
	readonly allow: Allowances;
	/** Read the whole directory. */
	readonly full?: boolean;
	/** Hours after which a directory read in full is read in full again. */
	readonly fullReadHours: number;
	/** Read the members of every group of the organisation. */
	readonly verify?: boolean;
	/** Vaultwarden: send the whole roster again. */
	readonly resend?: boolean;
	/** Apply exactly the plan with this fingerprint, or fail with exit code 18. */
	readonly expect?: Fingerprint;
	/** Problems of which neither the directory nor the organisation knows: a credential that is about to end. */
	readonly known?: readonly Problem[];
};
/** An undo: gives back what the steps of an earlier run took. */
export type UndoRequest = SyncRequest & {
	readonly mode: 'undo';
	/** The run that is undone, and what its journal holds. */
	readonly of: string;
	readonly told: readonly SyncEvent[];
	/** So long the next runs leave alone whom it concerns. */
	readonly holdDays: number;
};

/** What is remembered from run to run. */
export type StatePort = {
	load(now: Date): Remembered | Promise<Remembered>;
	/** Snapshot and cursor in one transaction. */
	saveDirectory(state: DirectoryState): void;
	/** The journal: a step is written before it is sent. Of a read's progress it keeps a little, and how it ended; of waiting nothing. */
	record(run: string, event: SyncEvent): void;
	saveLedger(change: LedgerChange): void;
};

/** An earlier run that changed something, and what its journal holds. */
export type PastRun = {readonly at: IsoTime; readonly told: readonly SyncEvent[]};

/** Whether a plan says anything of that person, or of that group. */
export type Concerns = (what: {
	readonly person?: PersonRef | undefined;
	readonly group?: GroupRef | undefined;
}) => boolean;
/** Runs of the last days that changed something, oldest first. What does not concern it may be left out of their plans. */
export type Past = (concerns: Concerns) => Iterable<PastRun>;

export type SyncPorts = {
	readonly directory: DirectoryPort;
	readonly organisation: OrganisationPort;
	readonly state: StatePort;
	readonly approve: Approver;
	readonly now: () => Date;
	/** Milliseconds; rejects when aborted. */
	readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	readonly show?: (view: RunView) => void;
	/** What tells whether somebody works against this one. */
	readonly past?: Past;
};
export type Sync = (
	request: SyncRequest,
	ports: SyncPorts,
	signal: AbortSignal,
) => AsyncGenerator<SyncEvent, RunReport>;
