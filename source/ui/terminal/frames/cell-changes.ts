// What must be sent so that one line becomes another: only the cells that differ. Panels stand side by side, and a row
// of one changes without the row of the other; over a slow line that is half of what a moving screen sends.
import {isOneCellEach} from '../../../platform/text/one-cell.ts';

/** Bold, dim, italic, underline, inverse, struck, foreground, background: each as its SGR code, or empty. */
type Style = readonly [string, string, string, string, string, string, string, string];

const plain: Style = ['', '', '', '', '', '', '', ''];
const [bold, dim, italic, underline, inverse, struck, foreground, background] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const on: Readonly<Record<number, number>> = {1: bold, 2: dim, 3: italic, 4: underline, 7: inverse, 9: struck};
const off: Readonly<Record<number, readonly number[]>> = {
	22: [bold, dim],
	23: [italic],
	24: [underline],
	27: [inverse],
	29: [struck],
	39: [foreground],
	49: [background],
};
const closers = ['22', '22', '23', '24', '27', '29', '39', '49'] as const;

type Line = {readonly text: string; readonly styles: readonly Style[]};

/** The style after one more sequence (ECMA-48, SGR); undefined for codes that are not known here. */
const painted = (style: Style, parameters: string): Style | undefined => {
	let next = [...style];
	const codes = parameters.split(';');
	for (let at = 0; at < codes.length; at++) {
		const code = Number(codes[at]);
		if (code === 0) next = [...plain];
		else if (on[code] !== undefined) next[on[code]] = String(code);
		else if (off[code] !== undefined) for (const slot of off[code]) next[slot] = '';
		else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) next[foreground] = String(code);
		else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) next[background] = String(code);
		else if (code === 38 || code === 48) {
			const length = codes[at + 1] === '5' ? 3 : codes[at + 1] === '2' ? 5 : 0;
			if (length === 0 || at + length > codes.length) return undefined;
			next[code === 38 ? foreground : background] = codes.slice(at, at + length).join(';');
			at += length - 1;
		} else return undefined;
	}
	return next as unknown as Style;
};

const colour = /\x1b\[([\d;]*)m/g;

const same = (a: Style, b: Style): boolean => a === b || a.every((code, slot) => code === b[slot]);

/** What is seen of a blank: no letters' colour or weight. Inverse, it is painted in the colour of letters. */
const ofBlank = (style: Style): Style =>
	same(style, plain) || style[inverse] !== ''
		? style
		: [
				'',
				'',
				'',
				style[underline],
				'',
				style[struck],
				style[underline] + style[struck] === '' ? '' : style[foreground],
				style[background],
			];

/** Each cell of the line and how it looks; undefined for what is not one cell a character in known colours. */
const read = (line: string): Line | undefined => {
	let text = '';
	const styles: Style[] = [];
	let style = plain;
	let blank = plain;
	let from = 0;
	const take = (piece: string): boolean => {
		if (!isOneCellEach(piece)) return false;
		text += piece;
		for (let at = 0; at < piece.length; at++) styles.push(piece[at] === ' ' ? blank : style);
		return true;
	};
	for (const match of line.matchAll(colour)) {
		if (!take(line.slice(from, match.index))) return undefined;
		const next = painted(style, match[1] ?? '');
		if (next === undefined) return undefined;
		style = next;
		blank = ofBlank(next);
		from = match.index + match[0].length;
	}
	return take(line.slice(from)) ? {text, styles} : undefined;
};

/** The shortest sequence from one look to another. */
const repaint = (from: Style, to: Style): string => {
	if (same(from, to)) return '';
	if (same(to, plain)) return '\x1b[m';
	const codes: string[] = [];
	for (let slot = 0; slot < to.length; slot++) {
		if (from[slot] !== '' && to[slot] === '' && !codes.includes(closers[slot]!)) codes.push(closers[slot]!);
	}
	// Bold and dim end together.
	const ended = codes.includes('22');
	for (let slot = 0; slot < to.length; slot++) {
		if (to[slot] !== '' && (to[slot] !== from[slot] || (ended && slot <= dim))) codes.push(to[slot]!);
	}
	const anew = ['0', ...to.filter(code => code !== '')].join(';');
	const short = codes.join(';');
	return `\x1b[${short.length <= anew.length ? short : anew}m`;
};

/** So many cells that stay as they are are stepped over; fewer are written again. */
const fewestSkipped = 5;

/**
 * Sequences that turn a line of the screen into another, for one that stands there as `previous` says; the cursor may
 * be anywhere in the line, and the look is plain before and after. Undefined where this cannot be told cell by cell.
 */
export const cellChanges = (previous: string, next: string, columns: number): string | undefined => {
	const before = read(previous);
	const after = read(next);
	if (before === undefined || after === undefined) return undefined;
	const width = Math.max(before.text.length, after.text.length);
	if (width > columns) return undefined;
	const isSame = (at: number): boolean =>
		(before.text[at] ?? ' ') === (after.text[at] ?? ' ') && same(before.styles[at] ?? plain, after.styles[at] ?? plain);
	let out = '';
	let style = plain;
	let cursor = -1;
	// What the new line does not reach is erased, which takes three bytes.
	const end = after.text.length;
	for (let at = 0; at < end; at++) {
		if (isSame(at)) continue;
		if (cursor < 0) out += `\x1b[${at + 1}G`;
		else if (at - cursor >= fewestSkipped) out += `\x1b[${at - cursor}C`;
		else at = cursor;
		for (; at < end; at++) {
			// Over few that stay the same it goes on, so as not to jump for each.
			out += repaint(style, after.styles[at]!) + after.text[at]!;
			style = after.styles[at]!;
			if (at + 1 < end && isSame(at + 1)) break;
		}
		cursor = at + 1;
	}
	out += repaint(style, plain);
	for (let at = end; at < width; at++) {
		if (isSame(at)) continue;
		return `${out}\x1b[${end + 1}G\x1b[K`;
	}
	return out;
};
