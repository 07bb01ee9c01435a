// What the screens need of a profile. The composition (profile/) gives it; tests give a scripted one.
import type {Problem} from '../../core/changes.ts';
import type {Approver, RunMode, RunReport, RunStarter, RunView, SyncEvent} from '../../core/run.ts';
import type {Settings} from '../../platform/settings/settings.ts';

export type RunWish = {
	readonly mode: RunMode;
	readonly full?: boolean;
	readonly verify?: boolean;
};

export type RunRecord = {
	readonly id: string;
	readonly by: RunStarter;
	readonly mode: RunMode;
	/** ISO 8601. */
	readonly startedAt: string;
	/** Absent while it goes on, or when it was killed. */
	readonly report?: RunReport;
};

export type JournalledEvent = {readonly seq: number; readonly at: string; readonly event: SyncEvent};

/** A row of the settings: dotted key, its value as text, where it comes from. */
export type SettingRow = {
	readonly key: string;
	readonly value: string;
	readonly from: 'default' | 'file' | 'environment';
	/** The variable that overrides it. */
	readonly variable: string;
	readonly help: string;
};

export type SessionProfile = {
	readonly name: string;
	settings(): Settings;
	/** Takes the lock, journals, releases. Throws an UsherError of exit code 17 when another run holds the lock. */
	run(
		wish: RunWish,
		hooks: {readonly approve: Approver; readonly show: (view: RunView) => void},
		signal: AbortSignal,
	): AsyncGenerator<SyncEvent, RunReport>;
	/** Latest first. */
	runs(limit: number): readonly RunRecord[];
	events(run: string, after: number): readonly JournalledEvent[];
	/** The directory as last read, decided by the settings of now; undefined before the first read. */
	lastView(): RunView | undefined;
	/** Who holds the lock, in words; undefined when nobody does. */
	holder(): string | undefined;
	acknowledged(): ReadonlySet<string>;
	acknowledge(problem: Problem, on: boolean): void;
	/** Writes a plan file and gives its path. */
	writePlan(view: RunView): Promise<string>;
	listSettings(): readonly SettingRow[];
	/** Throws an UsherError that says what is wrong with the text. */
	setSetting(key: string, text: string): void;
};
