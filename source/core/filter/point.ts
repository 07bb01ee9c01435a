// Errors of a filter: the text, a caret under the character, and what was expected.
import {UsherError} from '../errors.ts';
import {exitCodes} from '../exit-codes.ts';
import type {Filter} from './language.ts';

/** What a line of a terminal has room for, with the indent. */
const widest = 72;
const wide =
	/^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|^\p{Emoji_Presentation}/u;
let graphemes: Intl.Segmenter | undefined;

const columnsOf = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1);

/**
 * The text with a caret under the character at `at` (UTF-16 units): two lines, indented by two, each at most 76 columns.
 * Control characters and line breaks show as spaces; a long text is cut on both sides, with `…`.
 */
export const pointAt = (text: string, at: number): string => {
	graphemes ??= new Intl.Segmenter('en', {granularity: 'grapheme'});
	const cells: {shown: string; columns: number}[] = [];
	let target = 0;
	for (const {segment, index} of graphemes.segment(text)) {
		if (index <= at) target = cells.length;
		const shown = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(segment) ? ' ' : segment;
		cells.push({shown, columns: columnsOf(shown)});
	}
	if (at >= text.length) {
		target = cells.length;
		cells.push({shown: '', columns: 1});
	}
	// Grows to both sides from the character, so that it stands about in the middle of what there is room for.
	let from = target;
	let to = target + 1;
	let columns = cells[target]!.columns;
	for (let grew = true; grew; ) {
		grew = false;
		for (const next of [from - 1, to]) {
			const cell = cells[next];
			if (cell === undefined || columns + cell.columns > widest) continue;
			columns += cell.columns;
			if (next < from) from = next;
			else to = next + 1;
			grew = true;
		}
	}
	const before = cells.slice(from, target);
	const left = from > 0 ? '…' : '';
	const right = to < cells.length ? '…' : '';
	const line =
		left +
		cells
			.slice(from, to)
			.map(cell => cell.shown)
			.join('') +
		right;
	const indent = left.length + before.reduce((sum, cell) => sum + cell.columns, 0);
	return `  ${line.trimEnd()}\n  ${' '.repeat(indent)}^`;
};

/** An error about one place of a filter; `what` is said before the text, `advice` after it. Exit code 10. */
export const filterError = (
	filter: Pick<Filter, 'place' | 'text'>,
	at: number,
	said: {
		readonly code: 'filter-invalid' | 'filter-unknown' | 'filter-ambiguous';
		readonly what: string;
		readonly advice: string;
	},
): UsherError =>
	new UsherError({
		code: said.code,
		exitCode: exitCodes.notSetUp,
		message: `${said.what}\n${pointAt(filter.text, at)}`,
		advice: said.advice,
	});
