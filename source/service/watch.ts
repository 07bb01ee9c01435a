// The long run: sync, tell, wait, again. Everything that reaches out comes in, so that a day can be played in a second.
import type {RunReport} from '../core/run.ts';
import {firstWatchState, scheduleNext, type Wait, type WatchState} from '../core/watch/schedule.ts';

export type WatchPorts = {
	/** One sync; what a person, a setting or a service causes is in the report, never thrown. */
	readonly run: (signal: AbortSignal) => Promise<RunReport>;
	/** Minutes between two syncs, asked anew each time. */
	readonly intervalMinutes: () => number;
	/** Called after each run with what comes next; notices and health are made here. */
	readonly ended: (report: RunReport, before: WatchState, next: Wait) => Promise<void>;
	/** Waits that long, or until somebody asks for a sync at once. */
	readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	/** From 0 up to 1. */
	readonly random: () => number;
};

/** Syncs until the signal is aborted; a run that is going on then finishes its request and journals it. */
export const watch = async (ports: WatchPorts, signal: AbortSignal): Promise<void> => {
	let state = firstWatchState;
	while (!signal.aborted) {
		const report = await ports.run(signal);
		if (report.outcome === 'interrupted' || signal.aborted) return;
		const next = scheduleNext(state, report, ports.intervalMinutes(), ports.random());
		await ports.ended(report, state, next);
		state = next.state;
		await ports.wait(next.waitMs, signal);
	}
};
