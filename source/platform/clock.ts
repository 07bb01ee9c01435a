import {setTimeout as wait} from 'node:timers/promises';

/** Waits so many milliseconds. Rejects with the signal's reason when it is aborted. */
export const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
	try {
		await wait(milliseconds, undefined, {signal});
	} catch (error) {
		signal.throwIfAborted();
		throw error;
	}
};

/** The current time: the one place that a composition takes it from. */
export const now = (): Date => new Date();
