// What the screens need of a profile. A scripted one gives it in tests; a real one through of-profile.ts.
import type {Plan, Problem, Refusal} from '../../core/changes.ts';
import type {Approver, RunMode, RunReport, RunView, SyncEvent} from '../../core/run.ts';
import type {Settings} from '../../platform/settings/settings.ts';
import type {ListedSetting} from '../../platform/settings/store.ts';
import type {JournalEntry, RunRecord, ToldPiece} from '../../platform/state/journal.ts';

export type {JournalEntry, ListedSetting, RunRecord, ToldPiece};

/** Writes a plan, with what the guard says of it, to a file and gives its path. */
export type PlanWriter = (plan: Plan, refusals: readonly Refusal[]) => Promise<string>;

export type RunWish = {
	readonly mode: RunMode;
	readonly full?: boolean;
	readonly verify?: boolean;
};

export type SessionProfile = {
	readonly name: string;
	settings(): Settings;
	/** The tenant's name, where the settings do not say it and it has been found out. */
	readonly tenantName?: (() => string | undefined) | undefined;
	/** Takes the lock, journals, releases. @throws UsherError (exit 17) when another run holds the lock */
	run(
		wish: RunWish,
		hooks: {readonly approve: Approver; readonly show: (view: RunView) => void},
		signal: AbortSignal,
	): AsyncGenerator<SyncEvent, RunReport>;
	/** Gives back what a run took, as far as that can be; otherwise like `run`. Undefined where it cannot be done. */
	readonly undo?:
		| ((run: string, approve: Approver, signal: AbortSignal) => AsyncGenerator<SyncEvent, RunReport>)
		| undefined;
	/** Latest first. */
	runs(limit: number): readonly RunRecord[];
	/** The run under way, in this process or another. */
	current(): RunRecord | undefined;
	report(run: string): RunReport | undefined;
	/** What a run told after that event; 0 for everything. */
	events(run: string, after: number): readonly JournalEntry[];
	/** All that a run told, little by little; the changes of its plans by the thousand, or not at all. */
	told(run: string, changes: boolean): AsyncIterable<ToldPiece>;
	/** The directory as last read, decided by the settings of now; undefined before the first read. */
	lastView(): Promise<RunView | undefined>;
	/** What was found damaged and what was done about it, so far. */
	readonly notices?: () => readonly string[];
	/** Who holds the lock, in words; undefined when nobody does. */
	holder(): string | undefined;
	acknowledged(): ReadonlySet<string>;
	acknowledge(problem: Problem, on: boolean): void;
	/** Writes a plan file and gives its path; undefined where none can be written. */
	readonly writePlan: PlanWriter | undefined;
	listSettings(): readonly Pick<ListedSetting, 'key' | 'value' | 'from' | 'variable' | 'help' | 'allowed'>[];
	/** @throws UsherError that says what is wrong with the text */
	setSetting(key: string, text: string): Promise<void>;
};
