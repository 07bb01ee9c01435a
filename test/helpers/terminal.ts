// Drives a program in a pseudo-terminal and reads what is on its screen.
import process from 'node:process';
import pty from '@lydell/node-pty';
import {cleanEnvironment} from './clean-environment.ts';
import {createScreen, type Screen} from './screen.ts';
import {until} from './until.ts';

/** Keys as terminals send them. */
export const keys = {
	up: '\x1b[A',
	down: '\x1b[B',
	right: '\x1b[C',
	left: '\x1b[D',
	home: '\x1b[H',
	end: '\x1b[F',
	pageUp: '\x1b[5~',
	pageDown: '\x1b[6~',
	delete: '\x1b[3~',
	enter: '\r',
	escape: '\x1b',
	tab: '\t',
	shiftTab: '\x1b[Z',
	backspace: '\x7f',
	ctrl: (letter: string): string => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64),
	alt: (letter: string): string => `\x1b${letter}`,
	paste: (text: string): string => `\x1b[200~${text}\x1b[201~`,
} as const;

export type SpawnOptions = {
	readonly columns?: number;
	readonly rows?: number;
	/** Added to a small, fixed environment: nothing of the tester's own settings reaches the program. */
	readonly environment?: Readonly<Record<string, string>>;
	readonly cwd?: string;
};

export type Running = Omit<Screen, 'write'> & {
	readonly pid: number;
	/** Sends keys, all in one write. */
	type(text: string): void;
	/** Resolves when the screen contains the text, or matches; fails with the screen as it is. */
	waitFor(content: string | RegExp): Promise<void>;
	/** Resolves when the screen no longer contains the text. */
	waitGone(content: string): Promise<void>;
	resize(columns: number, rows: number): void;
	/** Bytes that the program has written so far. */
	written(): number;
	/** Everything that the program has written, escape sequences included. */
	raw(): string;
	/** Resolves when the terminal has taken in all that was written so far. */
	drawn(): Promise<void>;
	readonly exited: Promise<{readonly code: number; readonly signal: number | undefined}>;
	kill(signal?: string): void;
	/** The terminal itself is gone, as when a connection breaks: its other end is closed. */
	hangUp(): void;
};

/** Starts a program (`dist/cli.js` with Node, say) on a terminal of its own. */
export const spawnInTerminal = (file: string, parameters: readonly string[], options: SpawnOptions = {}): Running => {
	const {columns = 80, rows = 24} = options;
	const screen = createScreen(columns, rows);
	let raw = '';
	let written = 0;
	let ended = false;
	const child = pty.spawn(file, [...parameters], {
		name: 'xterm-256color',
		cols: columns,
		rows,
		cwd: options.cwd ?? process.cwd(),
		env: {
			...cleanEnvironment(),
			HOME: process.env.HOME ?? '/',
			TERM: 'xterm-256color',
			TZ: 'UTC',
			...options.environment,
		},
	});
	child.onData(data => {
		raw += data;
		written += Buffer.byteLength(data);
		screen.terminal.write(data);
	});
	// Answers what the program asks the terminal.
	screen.terminal.onData(data => {
		if (!ended) child.write(data);
	});
	const exited = new Promise<{code: number; signal: number | undefined}>(resolve => {
		child.onExit(({exitCode, signal}) => {
			ended = true;
			// What was written last is still on its way through the terminal.
			screen.terminal.write('', () => resolve({code: exitCode, signal}));
		});
	});
	const holds = (content: string | RegExp): boolean =>
		typeof content === 'string' ? screen.text().includes(content) : content.test(screen.text());
	const wait = (condition: () => boolean, wanted: string) =>
		until(condition, () => `${wanted}; the screen shows\n${screen.text()}`);
	return {
		...screen,
		pid: child.pid,
		type: text => child.write(text),
		waitFor: content => wait(() => holds(content), `waited for ${content}`),
		waitGone: content => wait(() => !holds(content), `waited for ${content} to go`),
		resize: (wide, high) => {
			screen.terminal.resize(wide, high);
			child.resize(wide, high);
		},
		written: () => written,
		raw: () => raw,
		drawn: () => screen.write(''),
		exited,
		kill: signal => child.kill(signal),
		hangUp: () => {
			ended = true;
			// Only the descriptor: whoever wants a signal as well sends one.
			(child as unknown as {readonly _socket: {destroy(): void}})._socket.destroy();
		},
	};
};
