// The screens for a screen reader: plain lines, each written once, below what was said before. Nothing is drawn over.

/** A pause in the drawing that ends what is said together. */
const restMs = 150;
/** No longer than this while the drawing goes on and on. */
const mostMs = 1000;
/** Progress is news only so often. */
const tickMs = 20_000;

const sequences = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\^_]/g;

/** Meant for the terminal and not for the eye: bracketed paste on and off, text for the clipboard. */
const forTheTerminal = /^(?:\x1b\[\?2004[hl]|\x1b\]52;[^\x07\x1b]*(?:\x07|\x1b\\))+$/;

/** The lines of a frame that say something: no colours, no drawing, no gaps. */
export const spokenLines = (frame: string): string[] =>
	frame
		.replace(sequences, '')
		.split('\n')
		.map(line =>
			line
				.replaceAll('↑↓', 'Up and Down')
				.replaceAll('←→', 'Left and Right')
				.replace(/[\u2500-\u259f\u2800-\u28ff]/g, ' ')
				.replace(/ {2,}/g, '  ')
				.trim(),
		)
		.filter(line => /[\p{L}\p{N}]/u.test(line));

const withoutNumbers = (line: string): string => line.replace(/\d+/g, '0');
const isLogLine = (line: string): boolean => /^\d\d:\d\d:\d\d /.test(line);

/**
 * The lines of a frame that were not in the one before, in their order. Without `ticks`, lines that only count on are left out.
 */
export const newLines = (before: readonly string[], now: readonly string[], ticks: boolean): string[] => {
	const left = new Map<string, number>();
	for (const line of before) left.set(line, (left.get(line) ?? 0) + 1);
	const fresh = now.filter(line => {
		const same = left.get(line) ?? 0;
		if (same > 0) left.set(line, same - 1);
		return same === 0;
	});
	if (ticks) return fresh;
	const known = new Set(before.map(withoutNumbers));
	return fresh.filter(line => isLogLine(line) || !known.has(withoutNumbers(line)));
};

export type Spoken = {
	/** What Ink writes to. */
	readonly output: NodeJS.WriteStream;
	/** A key was pressed: what it changes is said, whatever it is. */
	key(): void;
	/** Says the whole screen again. */
	again(): void;
	/** Says what has not been said yet. */
	flush(): void;
};

/** Takes frames and writes what is new in them. */
export const spokenOutput = (stream: NodeJS.WriteStream, now: () => number = Date.now): Spoken => {
	let said: readonly string[] = [];
	let frame: readonly string[] = [];
	let pressed = false;
	let tickedAt = 0;
	let since: number | undefined;
	let timer: NodeJS.Timeout | undefined;

	const flush = (): void => {
		clearTimeout(timer);
		since = undefined;
		const ticks = pressed || now() - tickedAt >= tickMs;
		const lines = newLines(said, frame, ticks);
		if (ticks) tickedAt = now();
		pressed = false;
		if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
		// What was held back stays as it was said, so that it is news later.
		if (ticks || lines.length > 0) said = frame;
	};
	const take = (text: string): void => {
		const lines = spokenLines(text);
		if (lines.length === 0) return;
		frame = lines;
		since ??= now();
		clearTimeout(timer);
		timer = setTimeout(flush, Math.max(0, Math.min(restMs, since + mostMs - now())));
	};
	const write = (data: string | Uint8Array, ...rest: unknown[]): boolean => {
		const done = rest.find(one => typeof one === 'function') as (() => void) | undefined;
		const text = data.toString();
		if (forTheTerminal.test(text)) return stream.write(text, done);
		take(text);
		return stream.write('', done);
	};
	const output = new Proxy(stream, {
		get(target, property) {
			if (property === 'write') return write;
			const value: unknown = Reflect.get(target, property, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
	return {
		output,
		key: () => {
			pressed = true;
		},
		again: () => {
			said = [];
			pressed = true;
			flush();
		},
		flush,
	};
};
