import type {CallContext, DirectoryPort, DirectoryState, FullReadReason, ReadEvent} from '../core/ports.ts';
import {now as clock} from '../platform/clock.ts';
import type {Graph} from './graph/client.ts';
import {permissions} from './permissions.ts';
import {readDelta} from './read/delta.ts';
import {createChannel} from './read/events.ts';
import {readFull} from './read/full.ts';
import type {ReadJob} from './read/job.ts';
import {shapeOf} from './read/select.ts';

export type DirectoryOptions = {readonly graph: Graph; readonly now?: () => Date};

/**
 * The directory behind core's port: the whole tenant, read in full or by what has changed since.
 * Its `read` throws UsherError, exit 11 (sign-in), 12 (permission, or nobody listed), 16 (Graph not reachable or not understood).
 */
export const createDirectory = ({graph, now = clock}: DirectoryOptions): DirectoryPort => {
	const work = async (
		previous: DirectoryState | undefined,
		want: {readonly full?: FullReadReason; readonly units: ReadJob['units']},
		call: CallContext,
		put: (event: ReadEvent) => void,
	): Promise<DirectoryState> => {
		const token = await graph.token(call);
		const mayReadHidden = token.roles?.includes(permissions.hidden.name) ?? false;
		// What is known of another tenant says nothing of this one.
		const known = previous?.snapshot.tenant === token.tenant ? previous : undefined;
		const job: ReadJob = {
			graph,
			call,
			tenant: token.tenant,
			mayReadHidden,
			units: want.units,
			previous: known,
			put,
			now,
			shape: shapeOf(token.tenant, graph.root, mayReadHidden),
		};
		let why: FullReadReason;
		if (known === undefined) why = previous === undefined ? 'first' : 'shape-changed';
		else if (want.full !== undefined) why = want.full;
		else {
			put({kind: 'read-started', mode: 'delta'});
			const read = await readDelta(job, known);
			if (!('why' in read)) return read;
			why = read.why;
			put({kind: 'read-started', mode: 'full', why});
			return readFull({...job, previous: {...known, snapshot: {...known.snapshot, gone: read.gone}}});
		}
		put({kind: 'read-started', mode: 'full', why});
		return readFull(job);
	};

	return {
		read: async function* (previous, want, signal) {
			const left = new AbortController();
			const channel = createChannel(now);
			const call: CallContext = {signal: AbortSignal.any([signal, left.signal]), waiting: channel.waiting};
			const reading = work(previous, want, call, channel.put);
			try {
				return yield* channel.drain(reading);
			} finally {
				// Whoever stops listening stops the read.
				left.abort(new Error('nobody listens to the read any more'));
				await reading.catch(() => {});
			}
		},
		signIn: async call => {
			await graph.token(call);
		},
		meter: () => graph.meter(),
	};
};
