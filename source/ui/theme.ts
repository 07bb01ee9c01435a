// Every colour and every glyph, in one place. Colours are the terminal's own sixteen, so they follow what its owner has chosen;
// nothing is told by colour alone: a state always has a glyph and a word as well.
import type {TextProps} from 'ink';
import type {Capabilities} from './terminal/capabilities.ts';

/** How a piece of text looks; goes into Ink's `<Text {...style}>`. */
export type Style = Pick<
	TextProps,
	'color' | 'backgroundColor' | 'bold' | 'dimColor' | 'inverse' | 'underline' | 'italic'
>;
export type Tone =
	| 'plain'
	| 'strong'
	| 'quiet'
	| 'title'
	| 'accent'
	| 'good'
	| 'new'
	| 'warn'
	| 'bad'
	| 'wait'
	| 'selected'
	| 'selectedElsewhere'
	| 'border'
	| 'borderFocused'
	| 'key'
	| 'link';

export type Theme = Readonly<Record<Tone, Style>>;

const dark: Theme = {
	plain: {},
	strong: {bold: true},
	quiet: {dimColor: true},
	title: {bold: true},
	accent: {color: 'cyan'},
	good: {color: 'green'},
	new: {color: 'green'},
	warn: {color: 'yellow'},
	bad: {color: 'red', bold: true},
	wait: {color: 'magenta'},
	selected: {inverse: true},
	selectedElsewhere: {bold: true},
	border: {dimColor: true},
	borderFocused: {color: 'cyan'},
	key: {color: 'cyan', bold: true},
	link: {color: 'cyan', underline: true},
};

/** Yellow, cyan and bright green are hard to read on white. */
const light: Theme = {
	...dark,
	accent: {color: 'blue'},
	warn: {color: 'magenta'},
	wait: {color: 'blue'},
	borderFocused: {color: 'blue'},
	key: {color: 'blue', bold: true},
	link: {color: 'blue', underline: true},
};

const colourless = (theme: Theme): Theme =>
	Object.fromEntries(
		Object.entries(theme).map(([tone, {color: _, backgroundColor: __, ...rest}]) => [
			tone,
			tone === 'bad' || tone === 'warn' ? {...rest, bold: true} : rest,
		]),
	) as Theme;

/** The theme for a background; without colours the weights and the inversion stay. */
export const themeFor = (background: 'dark' | 'light', colour: boolean): Theme => {
	const theme = background === 'light' ? light : dark;
	return colour ? theme : colourless(theme);
};

const unicodeGlyphs = {
	horizontal: '─',
	vertical: '│',
	topLeft: '╭',
	topRight: '╮',
	bottomLeft: '╰',
	bottomRight: '╯',
	teeLeft: '├',
	teeRight: '┤',
	teeDown: '┬',
	teeUp: '┴',
	cross: '┼',
	open: '▾',
	closed: '▸',
	done: '✓',
	failed: '✗',
	current: '●',
	todo: '○',
	waiting: '…',
	skipped: '–',
	warning: '!',
	added: '+',
	gone: '−',
	changed: '~',
	left: '·',
	held: '=',
	again: '↺',
	bullet: '•',
	pointer: '›',
	arrow: '→',
	here: '←',
	ellipsis: '…',
	barFull: '█',
	barEmpty: '░',
	thumb: '┃',
	updown: '↑↓',
	leftright: '←→',
	enter: '⏎',
	between: '·',
	dash: '—',
};

export type Glyphs = Readonly<Record<keyof typeof unicodeGlyphs, string>>;

/** Each glyph's twin for a terminal that only has ASCII. The same width where it stands in a column. */
const asciiGlyphs: Glyphs = {
	horizontal: '-',
	vertical: '|',
	topLeft: '+',
	topRight: '+',
	bottomLeft: '+',
	bottomRight: '+',
	teeLeft: '+',
	teeRight: '+',
	teeDown: '+',
	teeUp: '+',
	cross: '+',
	open: 'v',
	closed: '>',
	done: 'Y',
	failed: 'X',
	current: '@',
	todo: 'o',
	waiting: '.',
	skipped: '-',
	warning: '!',
	added: '+',
	gone: '-',
	changed: '~',
	left: '.',
	held: '=',
	again: '^',
	bullet: '*',
	pointer: '>',
	arrow: '->',
	here: '<-',
	ellipsis: '..',
	barFull: '#',
	barEmpty: '.',
	thumb: '#',
	updown: 'up/down',
	leftright: 'left/right',
	enter: 'Enter',
	between: '-',
	dash: '-',
};

/** What a screen reader says for them: words where a sign alone carries the meaning, nothing where a word stands beside it. */
const spokenGlyphs: Glyphs = {
	...asciiGlyphs,
	open: 'open',
	closed: 'closed',
	done: 'ok',
	failed: 'failed',
	current: 'chosen',
	todo: 'not chosen',
	waiting: '',
	skipped: 'left for later',
	warning: 'note',
	added: '',
	gone: '',
	changed: '',
	left: '',
	held: '',
	again: '',
	bullet: '',
	pointer: '>',
	arrow: 'to',
	here: '',
	ellipsis: '...',
	barFull: '',
	barEmpty: '',
	thumb: '',
	between: ',',
	dash: '-',
};

/** Frames of the spinner: one cell each. */
export const spinnerFrames = (unicode: boolean): readonly string[] =>
	unicode ? ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] : ['|', '/', '-', '\\'];

/** The glyphs that this terminal can draw, or a screen reader say. */
export const glyphsFor = ({
	unicode,
	screenReader = false,
}: Pick<Capabilities, 'unicode'> & Partial<Pick<Capabilities, 'screenReader'>>): Glyphs =>
	screenReader ? spokenGlyphs : unicode ? unicodeGlyphs : asciiGlyphs;
