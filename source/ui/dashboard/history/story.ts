// A run of the past, as its journal tells it. Pure.
import type {Change, Plan, Problem, Refusal} from '../../../core/changes.ts';
import type {RunMode, RunReport, RunStarter, SyncEvent} from '../../../core/run.ts';
import {appliedIn, changeName} from '../../../core/undo/applied.ts';
import type {RunRecord, ToldPiece} from '../../session/port.ts';
import {reduce, type TimedEvent} from '../../session/reduce.ts';
import {emptySession, type LogLine, type SessionState} from '../../session/state.ts';

export type Story = {
	readonly run: string;
	readonly by: RunStarter;
	readonly mode: RunMode;
	readonly who?: string | undefined;
	/** Of an undo: the run that it undid. */
	readonly of?: string | undefined;
	/** Its last plan; without changes until they have been asked for. */
	readonly plan?: Plan | undefined;
	readonly refusals: readonly Refusal[];
	readonly problems: readonly Problem[];
	readonly report?: RunReport | undefined;
	readonly log: readonly LogLine[];
	/** Whether any request that changes something was sent, whatever became of it. */
	readonly sent: boolean;
	/** What is known of each change: done, or not as far as anyone was told. Undefined when all fared the same. */
	readonly done?: ((change: Change) => boolean) | undefined;
};

/** How far the story is told, for whoever waits for it. */
export type Telling = {readonly changes: number};

/** Of these runs it differs from change to change whether it was done. */
const partly = (record: RunRecord): boolean =>
	record.outcome === undefined || ['applied-in-part', 'failed', 'interrupted'].includes(record.outcome);

/** So many events at a time are folded: fewer than the lines that a session keeps. */
const batchSize = 100;

/**
 * Folds what a run told into its story. It comes piece by piece, and `progress` hears of changes as they come.
 * Gives undefined when it is no longer wanted.
 */
export const readStory = async (
	record: RunRecord,
	told: AsyncIterable<ToldPiece>,
	{wanted, progress}: {readonly wanted: () => boolean; readonly progress?: (telling: Telling) => void},
): Promise<Story | undefined> => {
	let state: SessionState = emptySession(0);
	const log: LogLine[] = [];
	let batch: TimedEvent[] = [];
	const fold = (): void => {
		state = reduce({...state, log: []}, batch, 0);
		log.push(...state.log);
		batch = [];
	};
	let plan: Plan | undefined;
	let refusals: readonly Refusal[] = [];
	let changes: Change[] = [];
	let report: RunReport | undefined;
	let start: Extract<SyncEvent, {kind: 'run-started'}> | undefined;
	const steps: SyncEvent[] = [];
	const keepsSteps = partly(record);
	let sent = false;
	for await (const piece of told) {
		if (!wanted()) return undefined;
		if ('changes' in piece) {
			for (const change of piece.changes) changes.push(change);
			progress?.({changes: changes.length});
			continue;
		}
		const {at, event} = piece;
		if (event.kind === 'planned') {
			({plan, refusals} = event);
			changes = [];
		} else if (event.kind === 'run-started') start = event;
		else if (event.kind === 'run-ended') ({report} = event);
		else if (event.kind === 'step-started') sent = true;
		if (keepsSteps && (event.kind === 'step-started' || event.kind === 'step-ended')) steps.push(event);
		batch.push({at: Date.parse(at), event});
		if (batch.length >= batchSize) fold();
	}
	fold();
	const whole = plan === undefined ? undefined : {...plan, changes};
	const doneNames =
		whole !== undefined && steps.length > 0 && changes.length > 0
			? new Set(appliedIn([{kind: 'planned', plan: whole, refusals: []}, ...steps], 'answered').changes.map(changeName))
			: undefined;
	return {
		run: record.run,
		by: record.by,
		mode: record.mode,
		who: start?.who,
		of: start?.of,
		plan: whole,
		refusals,
		problems: whole?.problems ?? report?.problems ?? [],
		report: report === undefined || whole === undefined ? report : {...report, plan: whole},
		log,
		sent,
		...(doneNames === undefined ? {} : {done: change => doneNames.has(changeName(change))}),
	};
};
