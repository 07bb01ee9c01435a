import {useWindowSize} from 'ink';
import {createContext, type ReactNode, useContext, useMemo} from 'react';
import type {ExitCode} from '../../core/exit-codes.ts';
import {type Store, useStore} from '../store.ts';
import {type Glyphs, glyphsFor, type Theme, themeFor} from '../theme.ts';
import type {Capabilities} from './capabilities.ts';

/** What the owner of the terminal lets the screens do with it. */
export type TerminalControl = {
	/** Leaves: the terminal is restored and the program ends with this code. */
	leave(code: ExitCode): void;
	/** Ctrl+L: draws everything again over whatever else has written to the screen. */
	redraw(): void;
	/** Ctrl+Z: hands the terminal back to the shell until `fg`. */
	suspend(): void;
};

export type Terminal = TerminalControl & {
	readonly columns: number;
	readonly rows: number;
	readonly capabilities: Capabilities;
	readonly theme: Theme;
	readonly glyphs: Glyphs;
	/** True in the screen-reader mode: no borders, no decoration, everything in reading order. */
	readonly plain: boolean;
};

const TerminalContext = createContext<Terminal | undefined>(undefined);

/** Gives the screens below it the terminal: size, what it can do, theme and glyphs. */
export const TerminalProvider = ({
	capabilities,
	background,
	control,
	children,
}: {
	readonly capabilities: Capabilities;
	readonly background: Store<'dark' | 'light'>;
	readonly control: TerminalControl;
	readonly children: ReactNode;
}) => {
	const {columns, rows} = useWindowSize();
	const shade = useStore(background);
	const terminal = useMemo(
		() => ({
			...control,
			columns,
			rows,
			capabilities,
			theme: themeFor(shade, capabilities.colour),
			glyphs: glyphsFor(capabilities),
			plain: capabilities.screenReader,
		}),
		[control, columns, rows, capabilities, shade],
	);
	return <TerminalContext value={terminal}>{children}</TerminalContext>;
};

/** The terminal that this screen is drawn on. */
export const useTerminal = (): Terminal => {
	const terminal = useContext(TerminalContext);
	if (terminal === undefined) throw new Error('a screen was rendered outside TerminalProvider');
	return terminal;
};
