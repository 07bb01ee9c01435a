import {exitCodes} from '../core/exit-codes.ts';

/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP, so that a run finishes the request it has sent and journals it;
 * a second one ends the process at once.
 */
export const stopOnSignals = (tell: (text: string) => void): AbortSignal => {
	const controller = new AbortController();
	const stop = (signal: NodeJS.Signals): void => {
		if (controller.signal.aborted) process.exit(exitCodes.interrupted);
		if (signal !== 'SIGHUP') tell('Stopping cleanly; once more stops at once.');
		controller.abort();
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
	return controller.signal;
};
