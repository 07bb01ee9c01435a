import type {DirectoryState, EntraId, FullReadReason, Ledger, ReadEvent} from '../ports.ts';
import type {SyncEvent} from '../run.ts';
import type {RunContext} from './context.ts';
import {begun, during} from './during.ts';

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
	/** Ends it, when it has not ended by itself. */
	stop(): Promise<void>;
};

/**
 * Begins to read. Signing in to the directory, signing in to the organisation and remembering what is known need not
 * wait for each other: the read itself begins with `known`.
 */
export const beginReading = (
	{ports: {directory}, signal}: Pick<RunContext, 'ports' | 'signal'>,
	known: Promise<{readonly previous: DirectoryState | undefined; readonly full: FullReadReason | undefined}>,
	units: readonly EntraId[],
): DirectoryReading => {
	const own = new AbortController();
	const both = AbortSignal.any([signal, own.signal]);
	const read = async function* (): AsyncGenerator<ReadEvent, DirectoryState> {
		if (directory.signIn !== undefined) yield* during(async call => directory.signIn?.(call), both);
		const {previous, full} = await known;
		return yield* directory.read(previous, {units, ...(full === undefined ? {} : {full})}, both);
	};
	// Whoever waits for it hears of it.
	known.catch(() => {});
	const events = read();
	const going = begun(events);
	return {
		events: going,
		stop: async () => {
			own.abort();
			await events.return(undefined as never).catch(() => {});
		},
	};
};

/** Goes through a read to its end and saves the directory at once, with its cursor. */
export async function* readDirectory(
	{ports, memory}: RunContext,
	{events}: DirectoryReading,
): AsyncGenerator<SyncEvent, DirectoryState> {
	let whole = false;
	for (let next = await events.next(); ; next = await events.next()) {
		if (next.done) {
			ports.state.saveDirectory(next.value);
			if (whole && memory.ledger.refused) memory.save({refused: false});
			return next.value;
		}
		if (next.value.kind === 'read-started' && next.value.mode === 'full') whole = true;
		yield next.value;
	}
}
