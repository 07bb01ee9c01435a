import type {CallContext, Waiting} from '../ports.ts';
import type {RunContext} from './context.ts';
import type {Lists} from './settle.ts';

/** Older than this when they are wanted, they are read again. */
const freshMs = 60_000;

export type ReadAhead = {
	/** The lists, when they are still fresh; undefined: read them now. Only once. */
	take(call: CallContext): Promise<Lists> | undefined;
	stop(): void;
};

/**
 * Reads the members and groups of the organisation while the directory tells its changes: neither needs the other,
 * and when nothing has changed these two are most of the time that a run takes.
 */
export const readAhead = ({ports, signal}: Pick<RunContext, 'ports' | 'signal'>): ReadAhead => {
	const own = new AbortController();
	let tell: (event: Waiting) => void = () => {};
	const call: CallContext = {signal: AbortSignal.any([signal, own.signal]), waiting: event => tell(event)};
	const began = ports.now().getTime();
	const reading = Promise.all([ports.organisation.members(call), ports.organisation.groups(call)]);
	// Whoever takes them hears of it.
	reading.catch(() => {});
	let taken = false;
	return {
		take: asked => {
			const age = ports.now().getTime() - began;
			if (taken || age < 0 || age > freshMs) return undefined;
			taken = true;
			tell = asked.waiting;
			return reading.then(([members, groups]) => ({members, groups}));
		},
		stop: () => {
			taken = true;
			own.abort();
		},
	};
};
