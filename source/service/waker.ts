import {unwatchFile, watchFile} from 'node:fs';

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

/** Calls back when a file is written, made or removed; looked at every two seconds, which works on every file system. */
export const onFileChange = (path: string, changed: () => void): {stop(): void} => {
	const look = (now: {mtimeMs: number}, before: {mtimeMs: number}): void => {
		if (now.mtimeMs !== before.mtimeMs) changed();
	};
	watchFile(path, {interval: 2000}, look);
	return {stop: () => unwatchFile(path, look)};
};
