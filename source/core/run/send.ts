import type {ChangeKind, Problem} from '../changes.ts';
import type {UsherError} from '../errors.ts';
import type {StepOutcome} from '../ports.ts';
import type {SyncEvent} from '../run.ts';
import type {Cut, PlannedStep} from '../steps/planned-step.ts';
import {type Entry, entryOf, saysSomething, type Uncounted} from './bookkeeping.ts';
import type {RunContext} from './context.ts';
import {during} from './during.ts';
import {
	endsRun,
	fallsApart,
	namedBy,
	perhapsHalfDone,
	type Refused,
	refusedError,
	refusedProblem,
	type Unanswered,
	without,
} from './refusals.ts';

/** How far the applying has come. */
export type Progress = {
	seq: number;
	/** Keys of changes that are done, as the server said or as it was read. */
	readonly confirmed: Set<string>;
	/** Sent in a request that was left without an answer, or refused half-way where nothing can be read. */
	readonly uncertain: Set<string>;
	/** External ids that the server refused. */
	readonly refused: Set<string>;
	readonly problems: Problem[];
	/** What is known of the last request that was left without an answer. */
	unanswered: Unanswered | undefined;
	/** The first refusal of a whole request. */
	error: UsherError | undefined;
	/** Nothing more can be sent. */
	over: boolean;
	/** An import of several sorts that was refused without a name: what the ledger takes back is read from what it did. */
	apart: {readonly planned: PlannedStep; readonly entry: Entry} | undefined;
	cut: Cut;
};

/** `apart`: an import of several sorts was refused, see `Progress.apart`; nothing after it was sent. */
export type Sent = 'sent' | 'unknown' | 'apart' | 'interrupted';

const kindOf = (key: string): ChangeKind => key.slice(0, key.indexOf(':')) as ChangeKind;

/** How many changes of each kind are done. */
export const countApplied = (confirmed: Iterable<string>): Partial<Record<ChangeKind, number>> => {
	const applied: Partial<Record<ChangeKind, number>> = {};
	for (const key of confirmed) applied[kindOf(key)] = (applied[kindOf(key)] ?? 0) + 1;
	return applied;
};

/** One request: told and journalled, written down in the ledger, sent, and written down again. */
async function* execute(
	context: RunContext,
	progress: Progress,
	planned: PlannedStep,
	canRead: boolean,
	uncounted: Uncounted,
): AsyncGenerator<SyncEvent, StepOutcome> {
	const {memory, ports, signal} = context;
	const seq = ++progress.seq;
	const {step} = planned;
	yield {kind: 'step-started', seq, step};
	const entry = entryOf(planned, memory.ledger, canRead, uncounted, ports.now().toISOString());
	if (saysSomething(entry.before)) memory.save(entry.before);
	let outcome: StepOutcome;
	try {
		// The adapter finishes what it has sent, whatever the signal says, and throws only when nothing was done.
		outcome = yield* during(call => ports.organisation.execute(step, call), signal);
	} catch (error) {
		if (saysSomething(entry.refused)) memory.save(entry.refused);
		const message = error instanceof Error ? error.message : String(error);
		yield {kind: 'step-ended', seq, outcome: {kind: 'refused', status: 0, message: `Not sent: ${message}`, fields: {}}};
		throw error;
	}
	if (outcome.kind === 'done') {
		if (saysSomething(entry.done)) memory.save(entry.done);
	} else if (outcome.kind === 'refused') {
		if (canRead && fallsApart(planned, outcome)) progress.apart = {planned, entry};
		else if ((canRead || !perhapsHalfDone(planned, outcome)) && saysSomething(entry.refused))
			memory.save(entry.refused);
	}
	yield {kind: 'step-ended', seq, outcome};
	return outcome;
}

/** What the steps of one sort share: when one is refused as a whole, those after it are not sent. */
const sortOf = ({step}: PlannedStep): string =>
	step.kind === 'import' ? `import of ${step.members.length > 0 ? 'people' : 'groups'}` : step.kind;

/**
 * Sends steps in their order. Whom the server names in a refusal is put on hold, and the rest of that request is sent
 * again; a request of one that is refused is a problem and the others go on; a request of many that is refused for
 * another reason ends its sort. Stops at an outcome that nobody knows, at an import of several sorts that is refused,
 * and before the next request once the run is to end.
 */
export async function* send(
	context: RunContext,
	progress: Progress,
	steps: readonly PlannedStep[],
	canRead: boolean,
	uncounted: Uncounted,
): AsyncGenerator<SyncEvent, Sent> {
	const ended = new Set<string>();
	for (const planned of steps) {
		let next: PlannedStep | undefined = planned;
		while (next !== undefined && !ended.has(sortOf(next)) && !progress.over) {
			if (context.signal.aborted) return 'interrupted';
			const now: PlannedStep = next;
			next = undefined;
			const outcome = yield* execute(context, progress, now, canRead, uncounted);
			const open =
				outcome.kind === 'unknown' || (outcome.kind === 'refused' && !canRead && perhapsHalfDone(now, outcome));
			// Of what is sent once more, in parts or as it was, the last answer counts.
			for (const key of now.keys) progress.uncertain[open ? 'add' : 'delete'](key);
			if (outcome.kind === 'done') for (const key of now.keys) progress.confirmed.add(key);
			else if (outcome.kind === 'unknown') {
				progress.unanswered = outcome;
				return 'unknown';
			} else if (fallsApart(now, outcome)) return 'apart';
			else next = yield* refuse(progress, now, outcome, ended);
		}
	}
	return 'sent';
}

async function* refuse(
	progress: Progress,
	planned: PlannedStep,
	outcome: Refused,
	ended: Set<string>,
): AsyncGenerator<SyncEvent, PlannedStep | undefined> {
	const {step} = planned;
	if (endsRun(outcome)) {
		progress.error ??= refusedError(outcome);
		progress.over = true;
		return undefined;
	}
	const id = planned.keys[0]?.replace(/^[^:]*:/, '') ?? '';
	const alone =
		step.kind !== 'import' ? [{id, label: planned.label ?? id, words: outcome.message}] : namedBy(step, outcome);
	if (alone.length === 0) {
		progress.error ??= refusedError(outcome);
		ended.add(sortOf(planned));
		return undefined;
	}
	for (const one of alone) {
		progress.refused.add(one.id);
		const problem = refusedProblem(one, outcome.advice);
		progress.problems.push(problem);
		yield {kind: 'problem', problem};
	}
	return without(planned, progress.refused);
}
