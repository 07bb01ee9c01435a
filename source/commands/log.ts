import type {SyncEvent} from '../core/run.ts';
import {type LogLevel, logLevels, type Shell} from './shell.ts';
import {eventWords} from './text/events.ts';

/** Writes a line to stderr when the level that was asked for includes it. */
export const log = (
	shell: Shell,
	level: LogLevel,
	text: string,
	fields: Readonly<Record<string, unknown>> = {},
): void => {
	if (logLevels.indexOf(level) > logLevels.indexOf(shell.logLevel)) return;
	const time = shell.now().toISOString();
	shell.tell(
		shell.logFormat === 'json'
			? JSON.stringify({time, level, text: shell.mask(text), ...fields})
			: `${time} ${level.padEnd(5)} ${shell.mask(text)}`,
	);
};

/** Logs what a run tells, as far as it is worth a line at the level that was asked for. */
export const logEvent = (shell: Shell, run: string | undefined, event: SyncEvent): void => {
	const words = eventWords(event);
	if (words !== undefined) log(shell, words.level, words.text, {run, kind: event.kind, requestId: words.requestId});
};
