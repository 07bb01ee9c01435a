import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {isOneCellEach, isOneUnitEach, quickWidth} from '../../../source/platform/text/one-cell.ts';

const real = new Intl.Segmenter();
const graphemes = (text: string): string[] => Array.from(real.segment(text), part => part.segment);

const every = Array.from({length: 0x10000}, (_, code) => String.fromCharCode(code));
const oneCell = every.filter(isOneCellEach);
const oneUnit = every.filter(isOneUnitEach);

test('what the screens are drawn with is known without tables', () => {
	const drawn = '╭─ Tree ▸ Ada Lovelace · Zoë Łukasz Пётр – 3 → 4 … ✓ ✗ ● ○ ⏎ ↑↓ ⠋ █░';
	expect(quickWidth(drawn)).toBe(drawn.length);
	expect(quickWidth('\x1b[38;5;12m\x1b[1mAda\x1b[22m\x1b[39m')).toBe(3);
});

test('text that needs tables is left to them', () => {
	for (const text of [
		'名前',
		'👩‍💻',
		'e\u0301',
		'a\u200bb',
		'한',
		'\u00ad',
		'1\u20e3',
		'\x1b]8;;x\x07',
		'\x1b[2J',
		'⌚',
		'\x07',
	]) {
		expect(quickWidth(text), JSON.stringify(text)).toBeUndefined();
	}
});

test('each character that is said to be one cell is one, alone and beside every kind of other', () => {
	expect(oneCell.length).toBeGreaterThan(1000);
	for (const one of oneCell) {
		expect(stringWidth(one), `U+${one.charCodeAt(0).toString(16)}`).toBe(1);
		for (const text of [one + one, `a${one}b`, `\x1b${one}`, `${one}\n`])
			expect(graphemes(text)).toEqual(text.split(''));
	}
});

test('widths are those of string-width', () => {
	const colour = fc.oneof(
		fc.constantFrom(
			'\x1b[0m',
			'\x1b[m',
			'\x1b[1;31m',
			'\x1b[38;2;1;22;333m',
			'\x1b[;m',
			'\x1b[1;m',
			'\x1b[1234m',
			'\x1b[',
		),
	);
	const piece = fc.oneof(
		fc.constantFrom(...oneCell),
		fc.constantFrom(...oneCell),
		colour,
		fc.string({unit: 'binary', maxLength: 2}),
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 12}), pieces => {
			const text = pieces.join('');
			const quick = quickWidth(text);
			if (quick !== undefined) expect(quick).toBe(stringWidth(text));
			if (isOneCellEach(text)) expect(stringWidth(text, {countAnsiEscapeCodes: true})).toBe(text.length);
		}),
		{numRuns: 3000},
	);
});

test('text of single units falls into them', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...oneUnit), {maxLength: 12}), units => {
			expect(graphemes(units.join(''))).toEqual(units);
		}),
		{numRuns: 3000},
	);
});
