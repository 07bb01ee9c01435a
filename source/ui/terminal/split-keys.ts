// Bytes from a terminal, cut into single keys: over SSH, and with key repeat, one read often carries several.

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** One key: a whole bracketed paste, an OSC reply, a CSI or SS3 sequence, Alt and a character, a control character, or one grapheme's worth of text. */
const key =
	/\x1b\[200~[\s\S]*?\x1b\[201~|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[\[?[0-?]*[ -/]*[@-~]|\x1bO[0-9;]*[@-~]|\x1b[^\x1b[O\]]|\x1b|[\x00-\x1a\x1c-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;
/** A sequence whose end has not arrived yet, at the end of what was read. */
const unfinished = /\x1b(?:\[\[?[0-?]*[ -/]*|O[0-9;]*|\][^\x07\x1b]*\x1b?)?$/;

/** More than this in one read is no typing: it stays one piece, so that pasted text (from a terminal without bracketed paste) presses no keys. */
const mostTyped = 32;

import {QuickSegmenter} from '../../platform/text/quick-segmenter.ts';

const segmenter = new QuickSegmenter(undefined, {granularity: 'grapheme'});
const single = (piece: string): string[] =>
	piece.length > 1 && piece.length <= mostTyped && piece.charCodeAt(0) >= 0x20
		? Array.from(segmenter.segment(piece), part => part.segment)
		: [piece];

export type Split = {
	readonly keys: readonly string[];
	/** What must wait for the next read. */
	readonly rest: string;
	readonly pasting: boolean;
};

/** Cuts what was read, with what was left over before, into keys; an unfinished paste or sequence is left over again. */
export const splitKeys = (text: string): Split => {
	const start = text.lastIndexOf(pasteStart);
	const pasting = start !== -1 && text.indexOf(pasteEnd, start) === -1;
	const whole = pasting ? text.slice(0, start) : text;
	const tail = pasting ? '' : (unfinished.exec(whole)?.[0] ?? '');
	const keys = (whole.slice(0, whole.length - tail.length).match(key) ?? []).flatMap(single);
	return {keys, rest: pasting ? text.slice(start) : tail, pasting};
};

/** What a bracketed paste carries, for the case that its end never arrives. */
export const unfinishedPaste = (rest: string): string => rest.slice(pasteStart.length);
