// Characters of which each stands alone in one cell of a terminal, whatever stands beside it: most of what a screen shows.
// For these nobody needs Unicode's tables, which take longer to load than everything else before the first frame.

/** First and last code of each range; no combining marks, no joiners, no controls, nothing wide, nothing that a selector or keycap could follow here. */
const ranges: readonly (readonly [number, number])[] = [
	[0x20, 0x7e],
	// Latin with its accents, Greek, Cyrillic; the soft hyphen has no width.
	[0xa0, 0xac],
	[0xae, 0x2ff],
	[0x370, 0x482],
	[0x48a, 0x52f],
	// Dashes, quotes, bullets, the ellipsis, angle quotes.
	[0x2010, 0x2027],
	[0x2030, 0x205e],
	[0x20a0, 0x20c0],
	// Arrows and signs of mathematics.
	[0x2190, 0x22ff],
	[0x23ce, 0x23ce],
	// Frames, blocks, shapes, ticks and crosses, braille.
	[0x2500, 0x25fc],
	[0x2713, 0x2717],
	[0x2800, 0x28ff],
];
const end = 0x2900;

const table = new Uint8Array(end);
for (const [first, last] of ranges) table.fill(1, first, last + 1);

/** True where every character of the text is one cell and one grapheme. */
export const isOneCellEach = (text: string): boolean => {
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code >= end || table[code] === 0) return false;
	}
	return true;
};

/** True where every UTF-16 unit of the text is a grapheme of its own: as above, and escape, tab and line feed, which join nothing. */
export const isOneUnitEach = (text: string): boolean => {
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code >= end || (table[code] === 0 && code !== 0x1b && code !== 0x0a && code !== 0x09)) return false;
	}
	return true;
};

/**
 * Cells that the text takes, where that needs no tables: characters of one cell, and colours (SGR), which take none.
 * Undefined where it does.
 */
export const quickWidth = (text: string): number | undefined => {
	let cells = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x1b) {
			const after = pastColour(text, at);
			if (after === undefined) return undefined;
			at = after - 1;
		} else if (code < end && table[code] === 1) cells++;
		else return undefined;
	}
	return cells;
};

/** Where the text goes on after a colour (`ESC [ 38;5;12 m`) that begins at `at`; undefined when none does. */
const pastColour = (text: string, at: number): number | undefined => {
	if (text.charCodeAt(at + 1) !== 0x5b) return undefined;
	let digits = 0;
	for (let here = at + 2; here < text.length; here++) {
		const code = text.charCodeAt(here);
		if (code >= 0x30 && code <= 0x39) {
			// Longer numbers are no colours, and whoever strips sequences may see them otherwise.
			if (++digits > 3) return undefined;
		} else if (code === 0x3b && digits > 0) digits = 0;
		else return code === 0x6d ? here + 1 : undefined;
	}
	return undefined;
};
