import type {Concerns, PastRun} from '../core/run.ts';
import type {State} from '../platform/state/open-state.ts';

const days = 3;
const dayMs = 86_400_000;
/** Of runs in a row. */
const mostRuns = 12;
/** A run that changed more was a beginning, and is not looked at again and again. */
const mostChanges = 5000;

/** Runs of the last days that changed something, oldest first; of their plans only what `concerns`. */
export function* pastRuns(state: Pick<State, 'runs' | 'events'>, now: Date, concerns: Concerns): Generator<PastRun> {
	const since = new Date(now.getTime() - days * dayMs).toISOString();
	const found = state
		.runs(1000)
		.filter(record => record.startedAt > since && record.changes > 0 && record.changes <= mostChanges)
		.slice(0, mostRuns);
	for (const {run, startedAt} of found.reverse())
		yield {at: startedAt, told: state.events(run, 0, concerns).map(({event}) => event)};
}
