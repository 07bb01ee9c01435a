// The last look at what a command writes. Directories and servers are cleaned where they come in; paths, arguments and
// variables are the person's own, go into sentences as they are, and may have been named by somebody else.

const plain = /^[\n\u0020-\u007e]*$/;
/** Controls, what turns the direction of text, what is not seen, halves of characters. */
const strange =
	'\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001a\\u001c-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}\\p{Cs}';
/** Usher's own: colours, and links to clean addresses. */
const own = {colours: '\\[[\\d;]*m', links: '\\]8;;(?:https://[!-~]+)?\\u001b\\\\|\\\\'} as const;
const made = new Map<string, RegExp>();
/** The line ends of CSV stay, and what Usher writes to this terminal. */
const notOurs = ({colours, links}: Own): RegExp => {
	const allowed = [...(colours ? [own.colours] : []), ...(links ? [own.links] : [])].join('|');
	let pattern = made.get(allowed);
	if (pattern === undefined) {
		pattern = new RegExp(`\\u001b${allowed === '' ? '' : `(?!${allowed})`}|\\r(?!\\n)|[${strange}]`, 'gu');
		made.set(allowed, pattern);
	}
	return pattern;
};
const inJson = new RegExp(`[${strange}]`, 'gu');

const unit = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What Usher writes to a terminal besides text. */
type Own = {readonly colours: boolean; readonly links: boolean};

/** A text for a terminal or a log: what Usher itself would not write there is a replacement character. */
export const printable = (text: string, mine: Own = {colours: false, links: false}): string =>
	plain.test(text) ? text : text.replace(notOurs(mine), '\ufffd');

/** JSON that can be looked at in a terminal: what JSON lets stand is escaped, so that it means the same. */
export const printableJson = (json: string): string => json.replace(inJson, one => one.split('').map(unit).join(''));
