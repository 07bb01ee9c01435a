// The log as rows of a certain width. Pure.
import {type Span, spansWidth, wrapSpans} from '../parts/line.tsx';
import type {LogLevel, LogLine} from '../session/state.ts';
import {widthOf} from '../text/fit.ts';
import {clock} from '../text/numbers.ts';
import type {Tone} from '../theme.ts';

const tones: Readonly<Record<LogLevel, Tone>> = {ok: 'good', info: 'quiet', wait: 'wait', warn: 'warn', error: 'bad'};

const made = new WeakMap<LogLine, {readonly width: number; readonly rows: readonly (readonly Span[])[]}>();

/** A line of the log: time, level, text over as many rows as it takes, and the server's own id of the request. */
const logLineRows = (line: LogLine, width: number): readonly (readonly Span[])[] => {
	const known = made.get(line);
	if (known?.width === width) return known.rows;
	const time = clock(new Date(line.at), true);
	const indent = 16;
	const text = wrapSpans(
		[{text: line.text, ...(line.level === 'error' ? {tone: 'strong' as const} : {})}],
		width - indent,
	);
	const rows: Span[][] = text.map((spans, index) =>
		index === 0
			? [{text: `${time}  `, tone: 'quiet'}, {text: line.level.padEnd(6), tone: tones[line.level]}, ...spans]
			: [{text: ' '.repeat(indent)}, ...spans],
	);
	if (line.requestId !== undefined) {
		const id: Span = {text: `request ${line.requestId}`, tone: 'quiet'};
		const last = rows.at(-1);
		// In one piece, wherever it has room: it is there to be copied.
		if (last !== undefined && spansWidth(last) + 1 + widthOf(id.text) <= width) last.push({text: ' '}, id);
		else rows.push([{text: ' '.repeat(Math.max(0, Math.min(indent, width - widthOf(id.text))))}, id]);
	}
	made.set(line, {width, rows});
	return rows;
};

/** All rows of the log, oldest first. */
export const logRows = (log: readonly LogLine[], width: number): readonly (readonly Span[])[] =>
	log.flatMap(line => logLineRows(line, width));
