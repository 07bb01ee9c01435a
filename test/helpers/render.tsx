// Renders screens in this process, on a terminal that only exists for the test.
import {EventEmitter} from 'node:events';
import {render} from 'ink';
import type {ReactNode} from 'react';
import type {ExitCode} from '../../source/core/exit-codes.ts';
import {createStore} from '../../source/ui/store.ts';
import {type Capabilities, capabilitiesOf} from '../../source/ui/terminal/capabilities.ts';
import {TerminalProvider} from '../../source/ui/terminal/context.tsx';
import {EnoughRoom} from '../../source/ui/terminal/enough-room.tsx';
import {KeyStream, type TerminalInput} from '../../source/ui/terminal/key-stream.ts';
import {createScreen, type Screen} from './screen.ts';
import {until} from './until.ts';

/** A terminal's input that a test types into. */
export class FakeInput extends EventEmitter {
	readonly isTTY = true;
	raw = false;
	setRawMode(on: boolean): this {
		this.raw = on;
		return this;
	}
	setEncoding(): this {
		return this;
	}
	resume(): this {
		return this;
	}
	pause(): this {
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
}

/** A terminal's output that draws on a screen. */
export class FakeOutput extends EventEmitter {
	readonly isTTY = true;
	readonly writable = true;
	columns: number;
	rows: number;
	bytes = 0;
	writes = 0;
	readonly #screen: Screen;
	constructor(screen: Screen) {
		super();
		this.#screen = screen;
		this.columns = screen.terminal.cols;
		this.rows = screen.terminal.rows;
	}
	write(data: string | Uint8Array, ...rest: unknown[]): boolean {
		const text = data.toString();
		this.bytes += Buffer.byteLength(text);
		this.writes++;
		const done = rest.find(one => typeof one === 'function') as (() => void) | undefined;
		// A terminal's driver adds the carriage return.
		this.#screen.terminal.write(text.replace(/\r?\n/g, '\r\n'), done);
		return true;
	}
}

export type Rendered = Screen & {
	readonly output: FakeOutput;
	/** Sends keys, all in one read. */
	type(text: string): void;
	waitFor(content: string | RegExp): Promise<void>;
	waitGone(content: string): Promise<void>;
	resize(columns: number, rows: number): void;
	/** Resolves when the last key has been drawn. */
	settled(): Promise<void>;
	/** The code that a screen left with. */
	left(): ExitCode | undefined;
	unmount(): void;
};

export type RenderScreenOptions = {
	readonly columns?: number;
	readonly rows?: number;
	readonly environment?: Readonly<Record<string, string>>;
	readonly capabilities?: Partial<Capabilities>;
	readonly maxFps?: number;
};

/** Renders screens as the program does: one key at a time, the alternate screen, incremental frames. */
export const renderScreen = (screens: ReactNode, options: RenderScreenOptions = {}): Rendered => {
	const screen = createScreen(options.columns ?? 80, options.rows ?? 24);
	const input = new FakeInput();
	const output = new FakeOutput(screen);
	const capabilities: Capabilities = {
		...capabilitiesOf({TERM: 'xterm-256color', LANG: 'C.UTF-8', ...options.environment}),
		...options.capabilities,
	};
	let left: ExitCode | undefined;
	const control = {
		leave: (code: ExitCode) => {
			left = code;
		},
		redraw: () => {},
		suspend: () => {},
	};
	const background = createStore(capabilities.background);
	const instance = render(
		<TerminalProvider capabilities={capabilities} background={background} control={control}>
			<EnoughRoom>{screens}</EnoughRoom>
		</TerminalProvider>,
		{
			stdin: new KeyStream(input as unknown as TerminalInput) as unknown as NodeJS.ReadStream,
			stdout: output as unknown as NodeJS.WriteStream,
			alternateScreen: !capabilities.screenReader,
			isScreenReaderEnabled: capabilities.screenReader,
			incrementalRendering: true,
			interactive: true,
			patchConsole: false,
			exitOnCtrlC: false,
			maxFps: options.maxFps ?? 1000,
		},
	);
	const holds = (content: string | RegExp): boolean =>
		typeof content === 'string' ? screen.text().includes(content) : content.test(screen.text());
	const wait = (condition: () => boolean, wanted: string) =>
		until(condition, () => `${wanted}; the screen shows\n${screen.text()}`);
	return {
		...screen,
		output,
		type: text => {
			input.emit('data', text);
		},
		waitFor: content => wait(() => holds(content), `waited for ${content}`),
		waitGone: content => wait(() => !holds(content), `waited for ${content} to go`),
		resize: (columns, rows) => {
			screen.terminal.resize(columns, rows);
			output.columns = columns;
			output.rows = rows;
			output.emit('resize');
		},
		settled: async () => {
			for (let turn = 0; turn < 4; turn++) {
				await new Promise(resolve => setImmediate(resolve));
				await instance.waitUntilRenderFlush();
			}
			await screen.write('');
		},
		left: () => left,
		unmount: () => instance.unmount(),
	};
};
