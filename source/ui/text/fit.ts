// Text fitted to a number of terminal cells. Display width, never string length: a name may be Japanese, an emoji, or carry combining marks.
import stringWidth from 'string-width';
import {QuickSegmenter} from '../../platform/text/quick-segmenter.ts';

const segmenter = new QuickSegmenter(undefined, {granularity: 'grapheme'});
const plain = /^[ -~]*$/;

/** Widths of what is not plain ASCII: the same signs and names are measured in every frame. */
const measured = new Map<string, number>();
const mostMeasured = 4000;

/** Terminal cells that the text takes. */
export const widthOf = (text: string): number => {
	if (plain.test(text)) return text.length;
	const known = measured.get(text);
	if (known !== undefined) return known;
	if (measured.size >= mostMeasured) measured.clear();
	const width = stringWidth(text);
	measured.set(text, width);
	return width;
};

/** Joined emoji (families), skin tones, presentation selectors and Arabic number signs. */
const unsteady =
	/[\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;

/**
 * A sign that ties two consonants of an Indian script into one (Unicode, Indic_Conjunct_Break=Linker). Measured as the
 * one sign that they become, drawn by most terminals as the two that they are.
 */
const tied =
	/([\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\u{10a3f}\u{11133}\u{113d0}\u{1193e}\u{11a47}\u{11a99}])(?=\p{L})/gu;
const tie =
	/[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\u{10a3f}\u{11133}\u{113d0}\u{1193e}\u{11a47}\u{11a99}]/u;

/**
 * The text in signs that every terminal gives the same width: some are drawn with other widths from terminal to terminal,
 * and one cell too many pushes the frame aside. Of a joined emoji the first is kept; tied consonants are written one after the other.
 */
export const steady = (text: string): string =>
	plain.test(text) || !(unsteady.test(text) || tie.test(text))
		? text
		: text
				.replace(tied, '$1\u200c')
				.replace(
					/(\p{Extended_Pictographic})(?:[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]|\u200d\p{Extended_Pictographic})+/gu,
					'$1',
				)
				.replace(/[\ufe0e\ufe0f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/gu, '');

/** The graphemes of a text: what a person calls characters. */
export const graphemes = (text: string): string[] =>
	plain.test(text) ? [...text] : Array.from(segmenter.segment(text), part => part.segment);

/** As much of the text as fits into the cells. */
const cut = (text: string, cells: number): string => {
	if (plain.test(text)) return text.slice(0, Math.max(0, cells));
	let used = 0;
	let kept = '';
	for (const grapheme of graphemes(text)) {
		const width = stringWidth(grapheme);
		if (used + width > cells) break;
		used += width;
		kept += grapheme;
	}
	return kept;
};

/** The text in at most that many cells; what is cut off is said with an ellipsis. */
export const shorten = (given: string, cells: number, ellipsis = '…'): string => {
	if (cells <= 0) return '';
	const text = steady(given);
	if (widthOf(text) <= cells) return text;
	const room = cells - widthOf(ellipsis);
	return room <= 0 ? cut(text, cells) : cut(text, room) + ellipsis;
};

/** The text in exactly that many cells: shortened, or padded at its end (or at its start with `align: 'right'`). */
export const fitTo = (text: string, cells: number, align: 'left' | 'right' = 'left', ellipsis = '…'): string => {
	const short = shorten(text, cells, ellipsis);
	const gap = ' '.repeat(Math.max(0, cells - widthOf(short)));
	return align === 'left' ? short + gap : gap + short;
};

/** Lines of at most that many cells, broken between words; a word that is too long is broken itself (a link stays whole for copying by OSC 8). */
export const wrap = (text: string, cells: number): string[] => {
	if (cells <= 0) return [];
	const lines: string[] = [];
	for (const paragraph of steady(text).split('\n')) {
		let line = '';
		for (let word of paragraph.split(' ')) {
			if (line !== '' && widthOf(line) + 1 + widthOf(word) <= cells) {
				line += ` ${word}`;
				continue;
			}
			if (line !== '') lines.push(line);
			while (widthOf(word) > cells) {
				const head = cut(word, cells) || graphemes(word)[0]!;
				lines.push(head);
				word = word.slice(head.length);
			}
			line = word;
		}
		lines.push(line);
	}
	return lines;
};

/** Two texts at the ends of one line; the left one gives way. */
export const apart = (left: string, right: string, cells: number): string => {
	const end = shorten(right, cells);
	const room = cells - widthOf(end) - (end === '' ? 0 : 1);
	return fitTo(left, room) + (end === '' ? '' : ` ${end}`);
};
