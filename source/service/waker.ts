import {statSync} from 'node:fs';

export type Waker = {
	/** Ends the wait that is going on, or the next one when there is none. */
	readonly wake: () => void;
	/** Resolves after that long, when woken, or when the signal is aborted. */
	readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** The longest that a timer can take (Node.js, timers: a 32-bit number of milliseconds). */
const longest = 2 ** 31 - 1;

/** A wait that somebody can cut short; being woken while nobody waits is not forgotten. */
export const createWaker = (): Waker => {
	let pending = false;
	let end: (() => void) | undefined;
	return {
		wake: () => {
			if (end === undefined) pending = true;
			else end();
		},
		wait: (milliseconds, signal) =>
			new Promise(resolve => {
				if (pending || signal.aborted) {
					pending = false;
					resolve();
					return;
				}
				const done = (): void => {
					clearTimeout(timer);
					signal.removeEventListener('abort', done);
					end = undefined;
					resolve();
				};
				const timer = setTimeout(done, Math.min(milliseconds, longest));
				signal.addEventListener('abort', done);
				end = done;
			}),
	};
};

/** What tells one writing of a file from the next; '' when it is not there, undefined when it cannot be seen just now. */
const stampOf = (path: string): string | undefined => {
	try {
		const stat = statSync(path, {bigint: true, throwIfNoEntry: false});
		return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
	} catch {
		return undefined;
	}
};

/**
 * Calls back when a file is written, made or removed; looked at every two seconds, which works on every file system. What
 * it was is noted at once, so that nothing written from then on is missed.
 */
export const onFileChange = (path: string, changed: () => void): {stop(): void} => {
	let stamp = stampOf(path);
	const timer = setInterval(() => {
		const now = stampOf(path);
		if (now === undefined || now === stamp) return;
		stamp = now;
		changed();
	}, 2000);
	return {stop: () => clearInterval(timer)};
};
