import {fstatSync} from 'node:fs';
import {createPaint, type Paint, toAscii, wantsColour, wantsLinks, wantsUnicode} from './text/paint.ts';
import {printable, printableJson} from './text/printable.ts';
import {createProgress, type Progress} from './text/progress.ts';

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The flags that every command takes. */
export type GlobalOptions = {
	readonly profile: string;
	readonly json: boolean;
	readonly logLevel: LogLevel;
	readonly logFormat: 'text' | 'json';
	readonly color: boolean;
};

/** Something to write to: a process stream, or a test's. */
export type Output = {
	write(text: string): unknown;
	readonly isTTY?: boolean;
	readonly columns?: number;
	/** Of a process's own stream. */
	readonly fd?: number;
};

/** Whoever reads the other end of a pipe writes when it pleases, mostly to the same terminal, and on top of the progress. */
const isPipe = ({fd}: Output): boolean => {
	try {
		return fd !== undefined && fstatSync(fd).isFIFO();
	} catch {
		return false;
	}
};
export type Input = NodeJS.ReadStream;

/** What a command is given of the world: its flags, where to write, how it is told to stop. */
export type Shell = GlobalOptions & {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly input: Input;
	/** Of text on stdout; 80 when it is no terminal. */
	readonly columns: number;
	readonly paint: Paint;
	/** On stderr, only when that is a terminal. */
	readonly progress: Progress;
	/** A person can be asked: stdin and stderr are a terminal. */
	readonly canAsk: boolean;
	/** stderr goes to the journal of systemd. */
	readonly journal: boolean;
	/** Of a run, only what went wrong is logged: not what others keep for a person (`usher problems`), nor what passes by itself. */
	readonly quiet?: boolean;
	readonly signal: AbortSignal;
	/** From now on a SIGHUP calls this instead of stopping. */
	takeHangup(called: () => void): void;
	/** What a log line goes through: hides addresses when the settings ask for it. */
	readonly mask: (text: string) => string;
	now(): Date;
	/** Lines of the answer, on stdout. With `--json` they are left out: the document is the answer. */
	print(...lines: readonly string[]): void;
	/** The answer as one JSON document, on stdout. */
	document(value: unknown): void;
	/** Lines beside the answer, on stderr. */
	tell(...lines: readonly string[]): void;
	/** A question's text on stderr, without a line's end. */
	ask(text: string): void;
};

/** Takes the flags and the streams of a process, or of a test. */
export const createShell = (
	options: GlobalOptions,
	world: {
		readonly environment: Readonly<Record<string, string | undefined>>;
		readonly input: Input;
		readonly output: Output;
		readonly errors: Output;
		readonly signal: AbortSignal;
		readonly journal?: boolean;
		readonly takeHangup?: (called: () => void) => void;
		readonly now?: () => Date;
	},
): Shell => {
	const {environment, input, output, errors, signal} = world;
	const encode = (stream: Output): ((text: string) => string) =>
		wantsUnicode(environment, stream.isTTY === true) ? text => text : toAscii;
	const colours = wantsColour(environment, output.isTTY === true, options.color);
	const links = wantsLinks(environment, output.isTTY === true);
	const answered = encode(output);
	const drawn = encode(errors);
	const outward = (text: string): string => answered(printable(text, {colours, links}));
	const sideways = (text: string): string => drawn(printable(text, {colours, links}));
	const progress = createProgress({
		write: text => void errors.write(drawn(text)),
		live: errors.isTTY === true && environment.TERM !== 'dumb' && !environment.CI && !isPipe(output),
		columns: () => errors.columns || 80,
	});
	return {
		...options,
		environment,
		input,
		columns: Math.max(40, (output.isTTY && output.columns) || 80),
		paint: createPaint(colours, links),
		progress,
		canAsk: input.isTTY === true && errors.isTTY === true,
		journal: world.journal ?? false,
		signal,
		takeHangup: world.takeHangup ?? (() => {}),
		mask: text => text,
		now: world.now ?? (() => new Date()),
		print: (...lines) => {
			if (options.json) return;
			progress.clear();
			output.write(outward(`${lines.join('\n')}\n`));
		},
		document: value => {
			progress.clear();
			output.write(`${printableJson(JSON.stringify(value, undefined, '\t'))}\n`);
		},
		tell: (...lines) => {
			progress.clear();
			errors.write(sideways(`${lines.join('\n')}\n`));
		},
		ask: text => {
			progress.clear();
			errors.write(sideways(text));
		},
	};
};
