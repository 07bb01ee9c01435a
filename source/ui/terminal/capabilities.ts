// What this terminal can do, read from the environment: pure, so that it is tested without one.

export type Environment = Readonly<Record<string, string | undefined>>;

export type Capabilities = {
	/** Draws more than ASCII. */
	readonly unicode: boolean;
	readonly colour: boolean;
	/** What the background is taken to be until the terminal has answered. */
	readonly background: 'dark' | 'light';
	/** Plain lines, no alternate screen, no borders. */
	readonly screenReader: boolean;
	/** OSC 8 links; elsewhere only the address is printed. */
	readonly links: boolean;
	/** The terminal may be asked for its background colour (OSC 11). */
	readonly asksBackground: boolean;
	/** Draw every frame whole, for terminals that lose track of wide characters. */
	readonly wholeFrames: boolean;
};

const yes = (value: string | undefined): boolean =>
	value !== undefined && value !== '' && value !== '0' && value !== 'false';

/** The locale as POSIX resolves it: LC_ALL, then LC_CTYPE, then LANG; empty counts as absent. */
const localeOf = (environment: Environment): string =>
	environment.LC_ALL || environment.LC_CTYPE || environment.LANG || 'C';

/**
 * Reads the environment: locale, NO_COLOR (no-color.org), TERM, COLORFGBG,
 * and our own USHER_ASCII, USHER_THEME, USHER_SCREEN_READER, USHER_WHOLE_FRAMES.
 */
export const capabilitiesOf = (environment: Environment): Capabilities => {
	const term = environment.TERM ?? '';
	const dumb = term === 'dumb' || term === '';
	const linuxConsole = term === 'linux';
	const ascii = environment.USHER_ASCII;
	const backgroundIndex = Number(environment.COLORFGBG?.split(';').at(-1) ?? '0');
	const theme = environment.USHER_THEME;
	const screenReader = yes(environment.USHER_SCREEN_READER) || yes(environment.INK_SCREEN_READER);
	const themed = theme === 'dark' || theme === 'light';
	return {
		unicode: ascii === undefined || ascii === '' ? /utf-?8/i.test(localeOf(environment)) : !yes(ascii),
		colour: !yes(environment.NO_COLOR) && !dumb,
		background: themed ? theme : backgroundIndex === 7 || backgroundIndex === 15 ? 'light' : 'dark',
		screenReader,
		links: !dumb && !linuxConsole,
		asksBackground: !themed && !screenReader && !dumb && !linuxConsole && !term.startsWith('screen'),
		wholeFrames: yes(environment.USHER_WHOLE_FRAMES),
	};
};

/** The reply to OSC 11 (`rgb:1e1e/1e1e/2e2e`) as light or dark, by perceived brightness; undefined for anything else. */
export const backgroundOf = (reply: string): 'dark' | 'light' | undefined => {
	const match = /^rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(reply);
	if (match === null) return undefined;
	const [red = 0, green = 0, blue = 0] = match
		.slice(1)
		.map(part => Number.parseInt(part, 16) / (16 ** part.length - 1));
	return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? 'light' : 'dark';
};
