// The words of a filter's text: keywords, values, and the signs between them, each with its place.
import type {Filter, Span} from './language.ts';
import {filterError} from './point.ts';

/** A value as written: without its quotes when it had some, without the blanks around it when not. */
export type RawValue = Span & {readonly text: string; readonly quoted: boolean};
export type RawClause = {readonly keyword: Span & {readonly text: string}; readonly values: readonly RawValue[]};

const blank = /\s/u;
const curly = /[“”„«»]/u;

/**
 * Splits a filter into clauses (`|`), keywords (`:`) and values (`,`). Says nothing of which keywords there are.
 * Throws UsherError `filter-invalid` where a sign is missing or one too many.
 */
export const scan = (place: Filter['place'], text: string): readonly RawClause[] => {
	const fail = (at: number, expected: string, advice?: string): never => {
		throw filterError({place, text}, at, {
			code: 'filter-invalid',
			what: `The ${place} filter cannot be read: expected ${expected}.`,
			advice: advice ?? 'Correct the filter; nothing runs until then. The manual has the language, page "filters".',
		});
	};
	let at = 0;
	const skipBlanks = (): void => {
		while (at < text.length && blank.test(text.charAt(at))) at++;
	};

	const keyword = (): RawClause['keyword'] => {
		skipBlanks();
		const from = at;
		while (at < text.length && /[a-z]/i.test(text.charAt(at))) at++;
		const word = text.slice(from, at);
		if (word === '') fail(from, 'a clause, such as include: or exclude:');
		skipBlanks();
		if (text.charAt(at) !== ':') fail(at, `a colon after "${word}"`);
		at++;
		return {text: word, at: from, length: word.length};
	};

	const quotedValue = (): RawValue => {
		const from = at;
		at++;
		let value = '';
		for (;;) {
			const quote = text.indexOf('"', at);
			if (quote === -1) {
				return fail(from, 'a second quote that ends this name', 'Close the quote; inside quotes, "" stands for one.');
			}
			value += text.slice(at, quote);
			at = quote + 1;
			if (text.charAt(at) !== '"') break;
			value += '"';
			at++;
		}
		if (value.trim() === '') fail(from, 'a name inside the quotes');
		return {text: value, at: from, length: at - from, quoted: true};
	};

	const plainValue = (): RawValue => {
		const from = at;
		while (at < text.length && !/[,|:]/.test(text.charAt(at))) at++;
		const value = text.slice(from, at).trimEnd();
		if (value === '') fail(from, 'an address, a name or an id');
		if (curly.test(value.charAt(0))) fail(from, 'a straight quote (")', 'Replace the curly quotes by straight ones.');
		if (text.charAt(at) === ':') {
			fail(
				at,
				'a comma, or | before the next clause',
				'A name that has a colon in it is written in quotes: "Team: Blue".',
			);
		}
		return {text: value, at: from, length: value.length, quoted: false};
	};

	const clauses: RawClause[] = [];
	skipBlanks();
	while (at < text.length || clauses.length > 0) {
		const word = keyword();
		const values: RawValue[] = [];
		do {
			skipBlanks();
			values.push(text.charAt(at) === '"' ? quotedValue() : plainValue());
			skipBlanks();
		} while (text.charAt(at) === ',' && at++ >= 0);
		clauses.push({keyword: word, values});
		if (at >= text.length) break;
		if (text.charAt(at) !== '|') fail(at, 'a comma, or | before the next clause');
		at++;
	}
	return clauses;
};
