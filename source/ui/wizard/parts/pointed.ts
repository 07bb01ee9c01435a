// An error of a filter in a narrow place: the text around the character that it points at, and the caret below. Pure.
import {shorten, widthOf} from '../../text/fit.ts';

/** The sentence, and the two lines that point; undefined lines when the message points at nothing. */
export const pointed = (
	message: string,
	cells: number,
): {readonly sentence: string; readonly lines: readonly [string, string] | undefined} => {
	const [sentence = '', text, caret] = message.split('\n');
	const at = caret?.indexOf('^') ?? -1;
	if (text === undefined || at < 0) return {sentence, lines: undefined};
	// The message indents by two; here the block does.
	const body = text.slice(2);
	const column = at - 2;
	if (widthOf(body) <= cells) return {sentence, lines: [body, `${' '.repeat(column)}^`]};
	// Columns are counted in cells; wide characters before the caret are rare enough to be cut by what they take.
	const from = Math.max(0, column - Math.floor(cells * 0.6));
	let dropped = 0;
	let rest = body;
	while (dropped < from && rest !== '') {
		const [first = ''] = rest;
		dropped += widthOf(first);
		rest = rest.slice(first.length);
	}
	const head = from > 0 ? '…' : '';
	return {
		sentence,
		lines: [shorten(head + rest, cells), `${' '.repeat(Math.max(0, column - dropped + head.length))}^`],
	};
};
