/** Colours of text output. Colour only underlines what a word or a mark already says. */
export type Paint = {
	bold(text: string): string;
	dim(text: string): string;
	good(text: string): string;
	warn(text: string): string;
	bad(text: string): string;
	/** Makes the addresses in a line links of the terminal (OSC 8), where it has them. */
	links(line: string): string;
};

/** One column wide each, so that texts line up; `toAscii` writes them for other locales. */
export const marks = {
	ok: '✓',
	bad: '✗',
	warn: '!',
	skipped: '–',
	add: '+',
	remove: '−',
	change: '~',
	hold: '·',
} as const;

const wrapIn =
	(colour: boolean, open: number, close: number) =>
	(text: string): string =>
		colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;

const address = /https:\/\/[^\s"“”<>]*[^\s"“”<>.,;:!?)]/g;

/** Takes whether to colour, and whether the terminal has links; without them every function gives its text back as it is. */
export const createPaint = (colour: boolean, links = false): Paint => ({
	links: line => (links ? line.replace(address, page => `\u001b]8;;${page}\u001b\\${page}\u001b]8;;\u001b\\`) : line),
	bold: wrapIn(colour, 1, 22),
	dim: wrapIn(colour, 2, 22),
	good: wrapIn(colour, 32, 39),
	warn: wrapIn(colour, 33, 39),
	bad: wrapIn(colour, 31, 39),
});

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether to colour: a terminal, and neither NO_COLOR (no-color.org), `TERM=dumb` nor `--no-color`. */
export const wantsColour = (environment: Variables, terminal: boolean, flag: boolean): boolean =>
	terminal && flag && !environment.NO_COLOR && environment.TERM !== 'dumb';

/** Whether a terminal has links: all but those that show what they do not know. A pipe or a file gets the address alone. */
export const wantsLinks = (environment: Variables, terminal: boolean): boolean =>
	terminal && environment.TERM !== 'dumb' && environment.TERM !== 'linux';

/** Whether a terminal's locale takes more than ASCII, as POSIX orders the variables. A pipe or a file gets UTF-8. */
export const wantsUnicode = (environment: Variables, terminal: boolean): boolean => {
	const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG;
	if (!terminal) return true;
	return locale ? /utf-?8/i.test(locale) : environment.TERM !== 'linux';
};

const ascii: Readonly<Record<string, string>> = {
	'✓': 'v',
	'✗': 'x',
	'–': '-',
	'−': '-',
	'·': '.',
	'→': '>',
	'…': '~',
	'█': '#',
	'░': '.',
};

/** Usher's own marks in ASCII, each still one column; names from the directory are left alone. */
export const toAscii = (text: string): string => text.replace(/[✓✗–−·→…█░]/g, mark => ascii[mark] ?? mark);
