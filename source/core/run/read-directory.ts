import type {DirectoryState, EntraId, FullReadReason, Ledger} from '../ports.ts';
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

/** Reads the directory and saves it at once, with its cursor. Tells whether it was read in full. */
export async function* readDirectory(
	{ports, signal, memory}: RunContext,
	previous: DirectoryState | undefined,
	full: FullReadReason | undefined,
	units: readonly EntraId[],
): AsyncGenerator<SyncEvent, DirectoryState> {
	const reading = ports.directory.read(previous, {units, ...(full === undefined ? {} : {full})}, signal);
	let whole = false;
	try {
		while (true) {
			const next = await reading.next();
			if (next.done) {
				ports.state.saveDirectory(next.value);
				if (whole && memory.ledger.refused) memory.save({refused: false});
				return next.value;
			}
			if (next.value.kind === 'read-started' && next.value.mode === 'full') whole = true;
			yield next.value;
		}
	} finally {
		// A reader who left in the middle ends the read as well.
		await reading.return(undefined as never);
	}
}
