// How many requests at once, and how fast. Two controls: a window of requests under way, which grows while Graph is
// content and shrinks when it complains; and a bucket of resource units, filled as Microsoft publishes, so that a large
// read runs at the allowed rate instead of bouncing off it.
import type {CallContext, Waiting} from '../../core/ports.ts';
import {allowanceFor} from './cost.ts';

export type LimiterOptions = {
	readonly now: () => Date;
	readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	readonly waited?: (milliseconds: number) => void;
	/** Requests under way: at first, at least, at most. */
	readonly start?: number;
	readonly least?: number;
	readonly most?: number;
};

/** What an answer said about the load. */
export type Signals = {
	/** Header `x-ms-throttle-limit-percentage`: sent from 0.8 on; 1.0 is where refusals begin. */
	readonly percentage?: number | undefined;
	/** Refused with 429, as a whole or an item of it; how long to keep away, 0 when not said. */
	readonly refusedMs?: number | undefined;
	/** Header `x-ms-resource-unit`: what it really cost. */
	readonly units?: number | undefined;
};

export type Pass = {
	/** The request is over. Must be called once, whatever became of it. */
	leave(signals?: Signals): void;
};

export type Limiter = {
	/**
	 * Waits until a request of this cost may start; those in the background let the others go first, because a listing
	 * is a chain of pages that nothing else can shorten. Rejects with the signal's reason when aborted.
	 */
	enter(cost: number, call: CallContext, background?: boolean): Promise<Pass>;
	/** The size of the tenant, which decides how much it may spend. */
	tenantHas(users: number): void;
	/** For tests and the log: what the controls stand at. */
	readonly state: () => {
		readonly window: number;
		readonly inFlight: number;
		readonly level: number;
		readonly factor: number;
	};
};

type Waiter = {
	readonly cost: number;
	readonly call: CallContext;
	readonly start: (pass: Pass) => void;
	/** Since when it is held up by the pace, not only by others before it. */
	heldSince: number;
	readonly background: boolean;
};

/** A listing is under way when one of its pages was asked for so long ago at most. */
const listingMs = 500;

/** Kept free, because a bucket here and a bucket there are never read at the same moment. */
const spare = 0.96;

/** @returns a limiter that starts with the bucket of the smallest tenant, until it is told the size */
export const createLimiter = (options: LimiterOptions): Limiter => {
	const least = options.least ?? 2;
	const most = options.most ?? 16;
	const clock = () => options.now().getTime();
	const queue: Waiter[] = [];
	let window = options.start ?? 6;
	let inFlight = 0;
	let capacity = allowanceFor(0);
	let level = capacity;
	/** Learnt from refusals: how much of the published rate this tenant really grants now. */
	let factor = 1;
	let filledAt = clock();
	let closedUntil = 0;
	let shrunkAt = 0;
	let toldAt = Number.NEGATIVE_INFINITY;
	let pacedSince: number | undefined;
	let listedAt = Number.NEGATIVE_INFINITY;
	let inBackground = 0;
	let sleeping: AbortController | undefined;

	const fill = (): void => {
		const now = clock();
		const seconds = Math.max(0, now - filledAt) / 1000;
		filledAt = now;
		level = Math.min(capacity * spare, level + ((capacity * spare) / 10) * factor * seconds);
		factor = Math.min(1, factor + 0.005 * seconds);
	};

	const shrink = (by: number): void => {
		// Once for one complaint: answers to requests already under way say the same again.
		if (clock() - shrunkAt < 250) return;
		shrunkAt = clock();
		window = Math.max(least, window * by);
	};

	const tell = (waiter: Waiter, milliseconds: number, because: Waiting['because']): void => {
		if (clock() - toldAt < 5000) return;
		toldAt = clock();
		waiter.call.waiting({
			kind: 'waiting',
			service: 'graph',
			seconds: Math.max(1, Math.ceil(milliseconds / 1000)),
			because,
		});
	};

	const sleep = (milliseconds: number): void => {
		if (sleeping !== undefined) return;
		const controller = new AbortController();
		sleeping = controller;
		const awake = () => {
			if (sleeping === controller) sleeping = undefined;
			pump();
		};
		options.pause(milliseconds, controller.signal).then(awake, awake);
	};

	const leave = (cost: number, background: boolean): Pass['leave'] => {
		let left = false;
		return (signals = {}) => {
			if (left) return;
			left = true;
			inFlight--;
			if (background) inBackground--;
			fill();
			// Never so deep that it is not filled up again in seconds, whatever an answer says that it has cost.
			if (signals.units !== undefined && Number.isFinite(signals.units) && signals.units >= 0)
				level = Math.max(-capacity, level + cost - signals.units);
			const {percentage, refusedMs} = signals;
			if (refusedMs !== undefined) {
				closedUntil = Math.max(closedUntil, clock() + refusedMs);
				level = Math.min(level, 0);
				if (clock() - shrunkAt >= 250) factor = Math.max(0.2, factor * 0.9);
				shrink(0.5);
			} else if (percentage !== undefined && percentage >= 0.8) {
				// At the published rate the percentage stands near 1, as it should. Above what our own bucket says, others
				// spend too, or the rate is lower than published: believe Graph.
				const spent = 1 - level / capacity;
				if (percentage > spent + 0.1) {
					level = Math.min(level, capacity * Math.max(0, 1 - percentage));
					shrink(0.8);
				}
			} else if (queue.length > 0) {
				window = Math.min(most, window + 1 / Math.max(1, window / 2));
			}
			pump();
		};
	};

	const pump = (): void => {
		while (queue.length > 0) {
			const head = queue[0] as Waiter;
			if (inFlight >= Math.floor(window)) return;
			const now = clock();
			// Beside a listing, half the window: what fills the line delays its pages, and there is time until its last one.
			if (head.background && now - listedAt < listingMs && inBackground >= Math.max(1, Math.floor(window / 2))) return;
			if (now < closedUntil) {
				head.heldSince = Math.min(head.heldSince, now);
				if (closedUntil - now >= 1000) tell(head, closedUntil - now, 'throttled');
				sleep(closedUntil - now);
				return;
			}
			fill();
			const needed = Math.min(head.cost, capacity * spare);
			if (level < needed) {
				const milliseconds = Math.ceil(((needed - level) / (((capacity * spare) / 10) * factor)) * 1000) + 1;
				head.heldSince = Math.min(head.heldSince, now);
				// Each wait is short, but one follows the other: worth a word once that goes on.
				pacedSince ??= now;
				if (milliseconds >= 1000 || now - pacedSince >= 1000) tell(head, milliseconds, 'paced');
				sleep(milliseconds);
				return;
			}
			queue.shift();
			level -= head.cost;
			inFlight++;
			if (head.background) inBackground++;
			else listedAt = now;
			const delay = now - head.heldSince;
			if (delay > 0) options.waited?.(delay);
			head.start({leave: leave(head.cost, head.background)});
		}
		pacedSince = undefined;
	};

	return {
		enter: (cost, call, background = false) =>
			new Promise<Pass>((resolve, reject) => {
				if (call.signal.aborted) return reject(call.signal.reason);
				const forget = () => {
					const at = queue.indexOf(waiter);
					if (at >= 0) queue.splice(at, 1);
					// Nobody waits any more: the alarm clock must not keep the process alive.
					if (queue.length === 0) sleeping?.abort();
					reject(call.signal.reason);
				};
				const waiter: Waiter = {
					cost,
					call,
					heldSince: Number.POSITIVE_INFINITY,
					background,
					start: pass => {
						call.signal.removeEventListener('abort', forget);
						resolve(pass);
					},
				};
				call.signal.addEventListener('abort', forget, {once: true});
				const at = background ? -1 : queue.findIndex(other => other.background);
				queue.splice(at < 0 ? queue.length : at, 0, waiter);
				pump();
			}),
		tenantHas: users => {
			fill();
			const allowed = allowanceFor(users);
			if (allowed <= capacity) return;
			level += allowed - capacity;
			capacity = allowed;
			pump();
		},
		state: () => ({window: Math.floor(window), inFlight, level, factor}),
	};
};
