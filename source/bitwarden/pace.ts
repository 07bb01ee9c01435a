import type {CallContext} from '../core/ports.ts';
import type {MeterCounter} from '../platform/http/meter.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Lane = Method | 'sign-in';
type Rule = {readonly milliseconds: number; readonly most: number};

/**
 * Half of what the cloud allows an address (Bitwarden server, IpRateLimitOptions of Api and Identity), because
 * colleagues behind the same address share it: 200 reads a minute; 60 writes a minute and 5 a second, by method;
 * 10 sign-ins a minute.
 */
const write: readonly Rule[] = [
	{milliseconds: 60_000, most: 30},
	{milliseconds: 1_000, most: 2},
];
const cloudRules: Readonly<Record<Lane, readonly Rule[]>> = {
	GET: [{milliseconds: 60_000, most: 100}],
	POST: write,
	PUT: write,
	DELETE: write,
	'sign-in': [{milliseconds: 60_000, most: 5}],
};

export type Pace = {
	/** Waits until a request may go, not a moment longer, and counts it. @throws when aborted */
	take(lane: Lane, call: CallContext): Promise<void>;
	/** The server said 429, and to wait so long: nothing goes until then. */
	hold(milliseconds: number): void;
	/** An answer other than 429. */
	went(): void;
	/** How many reads may be under way at once; half after a 429, slowly more again while all goes well. */
	width(): number;
};

export type PaceOptions = {
	readonly kind: 'cloud' | 'self-hosted';
	readonly now: () => Date;
	readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	readonly meter?: MeterCounter;
};

const widest = 8;
/** So many good answers allow one more read at a time. */
const patience = 50;

/**
 * Towards the cloud: in no minute and no second more than half of its limits. Elsewhere the server's own answers set
 * the pace. Nothing waits while the limits are far.
 */
export const createPace = ({kind, now, pause, meter}: PaceOptions): Pace => {
	const sent = new Map<Lane, number[]>();
	let heldUntil = 0;
	let width = widest;
	let good = 0;

	/** Milliseconds until one more request fits into every window. */
	const due = (lane: Lane, at: number): number => {
		let wait = Math.max(0, heldUntil - at);
		if (kind === 'self-hosted') return wait;
		const times = sent.get(lane) ?? [];
		for (const {milliseconds, most} of cloudRules[lane]) {
			const first = times[times.length - most];
			if (first !== undefined) wait = Math.max(wait, first + milliseconds - at);
		}
		return wait;
	};

	const count = (lane: Lane, at: number): void => {
		if (kind === 'self-hosted') return;
		const times = sent.get(lane) ?? [];
		times.push(at);
		if (times.length > 200) times.splice(0, times.length - 100);
		sent.set(lane, times);
	};

	return {
		width: () => width,
		went: () => {
			if (width >= widest || ++good < patience) return;
			good = 0;
			width++;
		},
		hold: milliseconds => {
			const at = now().getTime();
			// Those that went out together are refused together: that is one refusal.
			if (at >= heldUntil) width = Math.max(1, Math.floor(width / 2));
			heldUntil = Math.max(heldUntil, at + Math.max(1, milliseconds));
			good = 0;
		},
		take: async (lane, call) => {
			for (;;) {
				call.signal.throwIfAborted();
				const wait = due(lane, now().getTime());
				if (wait <= 0) {
					count(lane, now().getTime());
					return;
				}
				if (wait >= 1000)
					call.waiting({kind: 'waiting', service: 'bitwarden', seconds: Math.ceil(wait / 1000), because: 'paced'});
				meter?.waited(wait);
				await pause(wait, call.signal);
			}
		},
	};
};
