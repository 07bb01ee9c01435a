// Everything that a directory or a server says is hostile until it went through here.

/** Most text needs nothing: no controls, no format characters, no marks, nothing at the ends. */
const plain =
	/^[\u0021-\u007e\u00a1-\u00ac\u00ae-\u02ff](?:[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]*[\u0021-\u007e\u00a1-\u00ac\u00ae-\u02ff])?$/;

/** ECMA-48: CSI sequences, and strings (OSC, DCS, APC, PM, SOS) that have an end; seven and eight bits. */
const sequences =
	/(?:\u001b\[|\u009b)[\u0030-\u003f]*[\u0020-\u002f]*[\u0040-\u007e]|(?:\u001b[\]P_^X]|[\u009d\u0090\u009f\u009e\u0098])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[\u0020-\u002f]*[\u0030-\u007e]/g;
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Tags (and what Unicode keeps beside them, seen by nobody) go. Format characters that are seen on paper (Arabic number signs and the like) or join letters stay. */
const invisible =
	/\p{Cc}|[\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]|\u034f|[\u115f\u1160\u3164\uffa0]|[\u17b4\u17b5]|\p{Noncharacter_Code_Point}|(?!\u200c|\u200d|[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]|[\u{110bd}\u{110cd}])\p{Cf}/gu;
const selector = '\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}\\u180b-\\u180d\\u180f';
/** A variation selector belongs to the one character before it. */
const straySelectors = new RegExp(`(?<=^|[\\s\\u200c\\u200d${selector}])[${selector}]`, 'gu');
/** More marks than any script stacks. */
const towers = /(\p{M}{8})\p{M}+/gu;
const joined =
	'\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}';
/** Joiners mean something between pictures (families, professions) and inside scripts that join; anywhere else they hide. */
const keptJoiner = new RegExp(
	`(?<=\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}]?)\\u200d(?=\\p{Extended_Pictographic})|(?<=[${joined}\\p{M}])[\\u200c\\u200d](?=[${joined}])`,
	'gu',
);
const joiners = /\u200c|\u200d/g;

const withoutStrayJoiners = (text: string): string => {
	const kept = new Set([...text.matchAll(keptJoiner)].map(match => match.index));
	return text.replace(joiners, (joiner, at: number) => (kept.has(at) ? joiner : ''));
};

const once = (text: string): string =>
	withoutStrayJoiners(
		text
			.toWellFormed()
			.replace(sequences, '')
			.replace(breaks, ' ')
			.replace(invisible, '')
			.replace(straySelectors, '')
			.replace(towers, '$1'),
	).trim();

const shortened = (text: string, most: number): string => {
	if (text.length <= most) return text;
	let end = most - 1;
	// Neither half a character nor a joiner or space that joins nothing.
	if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
	while (end > 0 && /\u200c|\u200d|\s/.test(text.charAt(end - 1))) end--;
	return `${text.slice(0, end)}…`;
};

/**
 * Text that is safe to show, store and compare: without control characters, terminal sequences, bidirectional and
 * invisible characters, lone surrogates and towers of marks; line breaks become a space. Letters of every script stay,
 * and so do joiners where a script or a picture needs them. Cleaning twice changes nothing.
 * @param value anything; what is no string gives ''
 * @param most UTF-16 units to keep, the ellipsis of a longer text included
 */
export const cleanText = (value: unknown, most = 1024): string => {
	if (typeof value !== 'string') return '';
	// Nobody needs a megabyte of a name, and cleaning one costs.
	let text = value.length > most * 8 + 4096 ? value.slice(0, most * 8 + 4096) : value;
	if (!plain.test(text)) {
		// What is taken out can bring together what must not stand together.
		for (let before = ''; before !== text; ) {
			before = text;
			text = once(text);
		}
	}
	return shortened(text, most);
};
