import type {SyncEvent} from '../core/run.ts';
import {type LogLevel, logLevels, type Shell} from './shell.ts';
import {eventWords} from './text/events.ts';

/** What the journal of systemd calls the levels (sd-daemon(3)). */
const priorities: Readonly<Record<LogLevel, number>> = {error: 3, warn: 4, info: 6, debug: 7};

/**
 * Writes a line to stderr when the level that was asked for includes it. The journal of systemd is told the level in its
 * own way, and notes the time itself.
 */
export const log = (
	shell: Shell,
	level: LogLevel,
	text: string,
	fields: Readonly<Record<string, unknown>> = {},
): void => {
	if (logLevels.indexOf(level) > logLevels.indexOf(shell.logLevel)) return;
	const time = shell.now().toISOString();
	const priority = shell.journal ? `<${priorities[level]}>` : '';
	if (shell.logFormat === 'json') {
		shell.tell(`${priority}${JSON.stringify({time, level, text: shell.mask(text), ...fields})}`);
		return;
	}
	const start = shell.journal ? priority : `${time} ${level.padEnd(5)} `;
	shell.tell(
		...shell
			.mask(text)
			.split('\n')
			.map(line => `${start}${line}`),
	);
};

/** Logs what a run tells, as far as it is worth a line at the level that was asked for. */
export const logEvent = (shell: Shell, run: string | undefined, event: SyncEvent): void => {
	if (shell.quiet === true && (event.kind === 'problem' || event.kind === 'waiting')) return;
	const words = eventWords(event);
	if (words !== undefined) log(shell, words.level, words.text, {run, kind: event.kind, requestId: words.requestId});
};
