import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Columns that a text takes on a terminal: wide scripts take two, combining marks none. */
export const widthOf = (text: string): number => stringWidth(text);

/** The text, cut at a whole character with an ellipsis when it is wider than `columns`. */
export const clip = (text: string, columns: number): string => {
	if (columns <= 0) return '';
	if (widthOf(text) <= columns) return text;
	let kept = '';
	let width = 0;
	for (const {segment} of graphemes.segment(text)) {
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

/** A text wrapped so that each line starts with `indent`; the first one may start with something else of the same width. */
export const indented = (text: string, columns: number, indent: string, first = indent): string[] =>
	wrap(text, Math.max(20, columns - widthOf(indent))).map((line, at) => (at === 0 ? first : indent) + line);
