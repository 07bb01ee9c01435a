// Editing one line of text, by graphemes. Pure.
import {graphemes} from '../text/fit.ts';

/** The text on both sides of the cursor. */
export type FieldText = {readonly left: string; readonly right: string};

const last = (text: string): string => graphemes(text).at(-1) ?? '';
const first = (text: string): string => graphemes(text)[0] ?? '';
const wordBefore = (text: string): string => /(?:[^\s,|:]+[\s,|:]*|[\s,|:]+)$/u.exec(text)?.[0] ?? '';
const wordAfter = (text: string): string => /^[\s,|:]*[^\s,|:]*/u.exec(text)?.[0] ?? '';

const back = ({left, right}: FieldText, by: string): FieldText => ({
	left: left.slice(0, left.length - by.length),
	right: by + right,
});
const on = ({left, right}: FieldText, by: string): FieldText => ({left: left + by, right: right.slice(by.length)});

const edits: Readonly<Record<string, (text: FieldText) => FieldText>> = {
	left: text => back(text, last(text.left)),
	right: text => on(text, first(text.right)),
	'ctrl+b': text => back(text, last(text.left)),
	'ctrl+f': text => on(text, first(text.right)),
	home: text => back(text, text.left),
	end: text => on(text, text.right),
	'ctrl+a': text => back(text, text.left),
	'ctrl+e': text => on(text, text.right),
	'alt+b': text => back(text, wordBefore(text.left)),
	'alt+f': text => on(text, wordAfter(text.right)),
	'ctrl+left': text => back(text, wordBefore(text.left)),
	'ctrl+right': text => on(text, wordAfter(text.right)),
	backspace: ({left, right}) => ({left: left.slice(0, left.length - last(left).length), right}),
	'ctrl+h': ({left, right}) => ({left: left.slice(0, left.length - last(left).length), right}),
	delete: ({left, right}) => ({left, right: right.slice(first(right).length)}),
	'ctrl+d': ({left, right}) => ({left, right: right.slice(first(right).length)}),
	'ctrl+u': ({right}) => ({left: '', right}),
	'ctrl+k': ({left}) => ({left, right: ''}),
	'ctrl+w': ({left, right}) => ({left: left.slice(0, left.length - wordBefore(left).length), right}),
	'alt+backspace': ({left, right}) => ({left: left.slice(0, left.length - wordBefore(left).length), right}),
	'alt+d': ({left, right}) => ({left, right: right.slice(wordAfter(right).length)}),
};

/** The text after an editing key; undefined when the key edits nothing. */
export const edit = (text: FieldText, key: string): FieldText | undefined => edits[key]?.(text);

/** Typed or pasted text without line ends, control characters, bidirectional overrides, zero-width characters and lone surrogates. */
export const typed = (text: string): string =>
	text
		.replace(/[\r\n]+/g, '')
		.replace(/\t/g, ' ')
		.replace(/[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '')
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');
