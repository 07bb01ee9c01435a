// The one owner of the terminal and of the way out: nothing else writes to it, sets its modes or ends the program.
import process from 'node:process';
import {render, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, useEffect, useRef} from 'react';
import {type ExitCode, exitCodes} from '../../core/exit-codes.ts';
import {createStore} from '../store.ts';
import {asciiOutput} from './ascii.ts';
import {backgroundOf, capabilitiesOf, type Environment} from './capabilities.ts';
import {type TerminalControl, TerminalProvider} from './context.tsx';
import {EnoughRoom} from './enough-room.tsx';
import {KeyStream, type TerminalInput} from './key-stream.ts';
import {spokenOutput} from './spoken.ts';
import {createSuspension, type Suspend} from './suspension.ts';
import {thriftyOutput} from './thrifty.ts';

export type OpenTerminalOptions = {
	readonly environment: Environment;
	/** Stops what is going on, cleanly, before the terminal is given back: SIGTERM, SIGHUP, SIGINT, a closed terminal. */
	readonly stop: (why: 'signal' | 'closed') => Promise<void>;
	readonly stdin?: TerminalInput;
	readonly stdout?: NodeJS.WriteStream;
};

/** True when a person sits at both ends. */
export const isTerminal = (
	stdin: {isTTY?: boolean} = process.stdin,
	stdout: {isTTY?: boolean} = process.stdout,
): boolean => stdin.isTTY === true && stdout.isTTY === true;

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/**
 * In a window that has become narrower Ink first draws the screen as wide as it was, and lines break and scroll: what it
 * then takes for unchanged is not there. So every new size is drawn anew, once the screens have it.
 */
const NewSize = ({control}: {readonly control: TerminalControl}) => {
	const {columns, rows} = useWindowSize();
	const drawn = useRef(`${columns} ${rows}`);
	useEffect(() => {
		const size = `${columns} ${rows}`;
		if (drawn.current === size) return;
		drawn.current = size;
		control.redraw();
	}, [columns, rows, control]);
	return null;
};

/** Ctrl+L and Ctrl+Z hold on every screen; Ink's own suspension is handed to the owner. */
const Keys = ({control, lend}: {readonly control: TerminalControl; readonly lend: (suspend: Suspend) => void}) => {
	const {suspendTerminal} = useApp();
	useEffect(() => lend(suspendTerminal), [lend, suspendTerminal]);
	useInput((input, key) => {
		if (!key.ctrl) return;
		if (input === 'l') control.redraw();
		if (input === 'z') control.suspend();
	});
	return null;
};

/**
 * Shows the screens until one of them leaves, and gives the terminal back whatever happens.
 * Gives the exit code that the screen left with; 130 after a signal or a closed terminal.
 */
export const openTerminal = async (screens: ReactNode, options: OpenTerminalOptions): Promise<ExitCode> => {
	const capabilities = capabilitiesOf(options.environment);
	const source: TerminalInput = options.stdin ?? process.stdin;
	const stdout = options.stdout ?? process.stdout;
	const drawn = capabilities.unicode ? stdout : asciiOutput(stdout);
	const spoken = capabilities.screenReader ? spokenOutput(drawn) : undefined;
	const onKeys = () => spoken?.key();
	const background = createStore(capabilities.background);
	const stdin = new KeyStream(source, reply => {
		const shade = reply.startsWith('11;') ? backgroundOf(reply.slice(3)) : undefined;
		if (shade !== undefined) background.set(shade);
	});
	let code: ExitCode = exitCodes.interrupted;
	let stopping = false;
	const suspension = createSuspension();
	const control: TerminalControl = {
		leave: next => {
			code = next;
			instance.unmount();
		},
		redraw: () => {
			if (spoken !== undefined) {
				spoken.again();
				return;
			}
			instance.clear();
			stdout.write('\x1b[2J\x1b[H');
			instance.rerender(tree());
		},
		suspend: () => void suspension.suspend(),
	};
	const tree = () => (
		<TerminalProvider capabilities={capabilities} background={background} control={control}>
			<Keys control={control} lend={suspension.lend} />
			{!capabilities.screenReader && <NewSize control={control} />}
			<EnoughRoom>{screens}</EnoughRoom>
		</TerminalProvider>
	);
	// Before the first frame: a key that is typed ahead must be neither echoed over it nor lost.
	stdin.setRawMode(true);
	const instance = render(tree(), {
		stdin: stdin as unknown as NodeJS.ReadStream,
		stdout: spoken?.output ?? thriftyOutput(drawn),
		alternateScreen: !capabilities.screenReader,
		isScreenReaderEnabled: capabilities.screenReader,
		incrementalRendering: !capabilities.wholeFrames,
		interactive: true,
		maxFps: 15,
		exitOnCtrlC: false,
	});
	if (capabilities.asksBackground) stdout.write('\x1b]11;?\x1b\\');

	const end = async (why: 'signal' | 'closed'): Promise<void> => {
		if (stopping) {
			// Asked twice: the person has waited long enough.
			instance.unmount();
			return;
		}
		stopping = true;
		await options.stop(why).catch(() => {});
		instance.unmount();
	};
	const onSignal = () => void end('signal');
	const onClosed = () => void end('closed');
	// A terminal that is gone answers writes with EIO or EPIPE; without a listener that would be a crash.
	const onOutputError = () => void end('closed');
	for (const signal of signals) process.on(signal, onSignal);
	source.once('end', onClosed);
	source.once('close', onClosed);
	source.on('error', onClosed);
	source.on('data', onKeys);
	stdout.on('error', onOutputError);
	try {
		await instance.waitUntilExit();
	} finally {
		for (const signal of signals) process.off(signal, onSignal);
		source.off('end', onClosed);
		source.off('close', onClosed);
		source.off('data', onKeys);
		spoken?.flush();
		stdin.destroy();
		suspension.end();
	}
	return code;
};
