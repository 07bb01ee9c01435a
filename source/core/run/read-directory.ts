import type {DirectoryState, EntraId, FullReadReason, Ledger, ReadEvent} from '../ports.ts';
import type {SyncEvent} from '../run.ts';
import type {RunContext} from './context.ts';

const confirmAfterMs = 15 * 60_000;
const hourMs = 3_600_000;

/**
 * Why the whole directory has to be read, or undefined when its changes are enough. A first full read is confirmed by
 * another a quarter of an hour later, because lists lag behind writes; the run after a refusal trusts nothing that
 * was pieced together; and nothing is pieced together for longer than the settings say.
 */
export const whyFull = (
	previous: DirectoryState | undefined,
	ledger: Ledger,
	asked: {readonly full?: boolean; readonly fullReadHours: number},
	now: Date,
): FullReadReason | undefined => {
	if (previous === undefined) return 'first';
	const age = now.getTime() - Date.parse(previous.snapshot.fullReadAt);
	// A clock that ran ahead is no reason to trust the read.
	const dated = age >= 0;
	if (!previous.snapshot.confirmed && (!dated || age >= confirmAfterMs)) return 'confirm';
	if (asked.full) return 'asked';
	if (ledger.refused) return 'after-refusal';
	if (!dated || age >= asked.fullReadHours * hourMs) return 'aged';
	return undefined;
};

/** A read of the directory that is under way. */
export type DirectoryReading = {
	readonly events: AsyncGenerator<ReadEvent, DirectoryState>;
	/** Asked for at once, because that is what begins it. */
	readonly first: Promise<IteratorResult<ReadEvent, DirectoryState>>;
	/** Ends it, when it has not ended by itself. */
	stop(): Promise<void>;
};

/** Begins to read: signing in to the directory and to the organisation need not wait for each other. */
export const beginReading = (
	{ports, signal}: RunContext,
	previous: DirectoryState | undefined,
	full: FullReadReason | undefined,
	units: readonly EntraId[],
): DirectoryReading => {
	const own = new AbortController();
	const want = {units, ...(full === undefined ? {} : {full})};
	const events = ports.directory.read(previous, want, AbortSignal.any([signal, own.signal]));
	const first = events.next();
	// Thrown again when it is waited for.
	first.catch(() => {});
	return {
		events,
		first,
		stop: async () => {
			own.abort();
			await events.return(undefined as never).catch(() => {});
		},
	};
};

/** Goes through a read to its end and saves the directory at once, with its cursor. */
export async function* readDirectory(
	{ports, memory}: RunContext,
	reading: DirectoryReading,
): AsyncGenerator<SyncEvent, DirectoryState> {
	let whole = false;
	for (let next = await reading.first; ; next = await reading.events.next()) {
		if (next.done) {
			ports.state.saveDirectory(next.value);
			if (whole && memory.ledger.refused) memory.save({refused: false});
			return next.value;
		}
		if (next.value.kind === 'read-started' && next.value.mode === 'full') whole = true;
		yield next.value;
	}
}
