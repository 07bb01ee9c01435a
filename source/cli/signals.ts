import {exitCodes} from '../core/exit-codes.ts';

export type Signals = {
	readonly signal: AbortSignal;
	/** From now on a SIGHUP calls this instead of stopping: a command that stays up takes it for "at once". */
	readonly takeHangup: (called: () => void) => void;
};

/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP, so that a run finishes the request it has sent and journals it;
 * a second one ends the process at once.
 */
export const stopOnSignals = (tell: (text: string) => void): Signals => {
	const controller = new AbortController();
	let hangup: (() => void) | undefined;
	const stop = (signal: NodeJS.Signals): void => {
		if (signal === 'SIGHUP' && hangup !== undefined) {
			hangup();
			return;
		}
		if (controller.signal.aborted) process.exit(exitCodes.interrupted);
		if (signal !== 'SIGHUP') tell('Stopping cleanly; once more stops at once.');
		controller.abort();
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
	return {
		signal: controller.signal,
		takeHangup: called => {
			hangup = called;
		},
	};
};
