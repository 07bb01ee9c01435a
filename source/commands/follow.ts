import type {RunReport, SyncEvent} from '../core/run.ts';
import {logEvent} from './log.ts';
import type {Shell} from './shell.ts';
import {progressWords, startProgress} from './text/progress-words.ts';
import {loadWidths} from './text/width.ts';

/** Goes through a run to its end: moves the progress line, logs, and lets the command see each event. Gives the report. */
export const follow = async (
	shell: Shell,
	events: AsyncGenerator<SyncEvent, RunReport>,
	see: (event: SyncEvent) => void = () => {},
): Promise<RunReport> => {
	// While the first answers are on their way.
	const widths = loadWidths();
	let run: string | undefined;
	let state = startProgress;
	for (;;) {
		const next = await events.next();
		if (next.done) {
			shell.progress.clear();
			await widths;
			return next.value;
		}
		const event = next.value;
		if (event.kind === 'run-started') run = event.run;
		logEvent(shell, run, event);
		see(event);
		const [following, text] = progressWords(state, event);
		state = following;
		if (text !== undefined) shell.progress.show(text);
	}
};
