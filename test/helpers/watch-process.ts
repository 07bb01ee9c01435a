import {setTimeout as later} from 'node:timers/promises';

/** Notes errors of the process that no promise's owner has seen, until `stop`, which waits until they would have been told. */
export const watchProcess = () => {
	const seen: unknown[] = [];
	const note = (error: unknown): void => {
		seen.push(error);
	};
	process.prependListener('uncaughtException', note).prependListener('unhandledRejection', note);
	return {
		seen,
		async stop() {
			// Rejections that nobody handles are told after the microtasks of a turn.
			for (let turn = 0; turn < 5; turn++) await later(0);
			process.removeListener('uncaughtException', note).removeListener('unhandledRejection', note);
		},
	};
};
