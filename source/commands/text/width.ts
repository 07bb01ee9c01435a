// How wide a text is on a terminal. The tables for other than plain texts take longer to load than a whole `usher status`.

let measure: ((text: string) => number) | undefined;
let graphemes: Intl.Segmenter | undefined;

/** Latin letters, and the signs that Usher itself writes: one column each. */
const plain =
	/^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2192\u2212\u2588\u2591\u2713\u2717]*$/;

/** Loads the tables for every script; to be awaited before texts of a directory or a server are laid out. */
export const loadWidths = async (): Promise<void> => {
	measure ??= (await import('string-width')).default;
};

/** Loads them when one of these texts needs them. */
export const loadWidthsFor = async (texts: readonly string[]): Promise<void> => {
	if (!texts.every(text => plain.test(text))) await loadWidths();
};

const segments = (text: string): Intl.Segments => {
	graphemes ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
	return graphemes.segment(text);
};

/** Columns that a text takes on a terminal: wide scripts take two, combining marks none. */
export const widthOf = (text: string): number => {
	if (plain.test(text)) return text.length;
	return measure === undefined ? [...segments(text)].length : measure(text);
};

/** The text, cut at a whole character with an ellipsis when it is wider than `columns`. */
export const clip = (text: string, columns: number): string => {
	if (columns <= 0) return '';
	if (widthOf(text) <= columns) return text;
	let kept = '';
	let width = 0;
	for (const {segment} of segments(text)) {
		const next = widthOf(segment);
		if (width + next > columns - 1) break;
		kept += segment;
		width += next;
	}
	return `${kept}…`;
};

/** The text, filled with spaces to `columns`; longer texts are left as they are. */
export const pad = (text: string, columns: number, side: 'left' | 'right' = 'right'): string => {
	const gap = ' '.repeat(Math.max(0, columns - widthOf(text)));
	return side === 'right' ? text + gap : gap + text;
};

/** The words of a text in lines of at most `columns`; a word that is longer stands alone, whole, so that it can be copied. */
export const wrap = (text: string, columns: number): string[] => {
	const lines: string[] = [];
	for (const paragraph of text.split('\n')) {
		// Also keeps a mark under the character that it points at.
		if (widthOf(paragraph) <= columns) {
			lines.push(paragraph);
			continue;
		}
		let line = '';
		for (const word of paragraph.split(' ')) {
			if (line === '') line = word;
			else if (widthOf(line) + 1 + widthOf(word) <= columns) line += ` ${word}`;
			else {
				lines.push(line);
				line = word;
			}
		}
		lines.push(line);
	}
	return lines;
};

/** An address alone, for which the line is too short. */
const isLongAddress = (line: string, columns: number): boolean =>
	/^https?:\/\/\S+$/.test(line) && widthOf(line) > columns;

/**
 * A text wrapped so that each line starts with `indent`; the first one may start with something else of the same width.
 * An address that has no room beside the indent stands at the very left, so that the terminal breaks it as late as it can.
 */
export const indented = (text: string, columns: number, indent: string, first = indent): string[] => {
	const room = Math.max(20, columns - widthOf(indent));
	return wrap(text, room).map((line, at) => {
		if (at > 0 || first === indent) return isLongAddress(line, room) ? line : indent + line;
		return first + line;
	});
};
