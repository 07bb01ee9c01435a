import {expect, test} from 'vitest';
import {createPaint, toAscii, wantsColour, wantsUnicode} from '../../../source/commands/text/paint.ts';
import {loadWidths, widthOf} from '../../../source/commands/text/width.ts';

await loadWidths();

test('colour only where a person sees it and has not said no', () => {
	expect(wantsColour({}, true, true)).toBe(true);
	expect(wantsColour({}, false, true)).toBe(false);
	expect(wantsColour({}, true, false)).toBe(false);
	expect(wantsColour({NO_COLOR: '1'}, true, true)).toBe(false);
	expect(wantsColour({NO_COLOR: ''}, true, true)).toBe(true);
	expect(wantsColour({TERM: 'dumb'}, true, true)).toBe(false);
});

test('the first locale variable that is set decides', () => {
	expect(wantsUnicode({LC_ALL: 'C', LANG: 'en_GB.UTF-8'}, true)).toBe(false);
	expect(wantsUnicode({LC_ALL: '', LANG: 'en_GB.UTF-8'}, true)).toBe(true);
	expect(wantsUnicode({LANG: 'C'}, false)).toBe(true);
});

test('without colour a text is left alone', () => {
	expect(createPaint(false).bad('no')).toBe('no');
	expect(createPaint(true).bad('no')).toBe('\u001b[31mno\u001b[39m');
});

test('marks keep their width in ASCII, and names are left alone', () => {
	const line = '✓ − · → … 日本';
	expect(toAscii(line)).toBe('v - . > ~ 日本');
	expect(widthOf(toAscii(line))).toBe(widthOf(line));
});
