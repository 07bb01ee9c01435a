import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {fitSpans, wrapSpans} from '../../source/ui/parts/line.tsx';
import {toAscii} from '../../source/ui/terminal/ascii.ts';
import {apart, fitTo, shorten, steady, widthOf, wrap} from '../../source/ui/text/fit.ts';
import {count, countdown, duration, many} from '../../source/ui/text/numbers.ts';
import {createScreen} from '../helpers/screen.ts';

const name = fc.oneof(
	fc.string({maxLength: 40}),
	fc.constantFrom('日本語の名前', 'Zoë 👩‍👩‍👧 Müller', 'e\u0301e\u0301', 'مرحبا', '🚀🚀🚀', 'a b c'),
);

test('a fitted text takes exactly its cells, in any script', () => {
	fc.assert(
		fc.property(name, fc.nat(30), (text, cells) => {
			const clean = text.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
			expect(stringWidth(fitTo(clean, cells))).toBe(cells);
			expect(stringWidth(shorten(clean, cells))).toBeLessThanOrEqual(cells);
		}),
	);
});

test('a fitted line takes exactly its cells', () => {
	fc.assert(
		fc.property(fc.array(name, {maxLength: 5}), fc.nat(40), (texts, cells) => {
			const spans = fitSpans(
				texts.map(text => ({text: text.replace(/[\x00-\x1f\x7f-\x9f]/g, '')})),
				cells,
			);
			expect(stringWidth(spans.map(span => span.text).join(''))).toBe(cells);
		}),
	);
});

test('wrapped rows stay within their cells and keep every word', () => {
	const text = 'Not there yet. Azure takes up to 15 minutes after consent, and then it goes on by itself.';
	for (const cells of [12, 20, 33, 80]) {
		for (const row of wrapSpans([{text}], cells))
			expect(stringWidth(row.map(span => span.text).join(''))).toBeLessThanOrEqual(cells);
		expect(
			wrapSpans([{text}], cells)
				.map(row => row.map(span => span.text).join(''))
				.join(' '),
		).toBe(text);
		expect(wrap(text, cells).join(' ')).toBe(text);
	}
});

test('a word longer than the row is broken, not lost', () => {
	expect(wrap('https://portal.azure.com/#view', 10)).toEqual(['https://po', 'rtal.azure', '.com/#view']);
});

test('two texts at both ends leave the right one whole', () => {
	expect(apart('a long text on the left', 'right', 12)).toBe('a lon… right');
});

test('ASCII keeps the number of cells', () => {
	fc.assert(
		fc.property(name, text => {
			const ascii = toAscii(text);
			expect(/^[\x00-\x7f]*$/.test(ascii)).toBe(true);
			expect(stringWidth(ascii)).toBe(stringWidth(text));
		}),
	);
	expect(toAscii('Zoë Müller · 日本')).toBe('Zoe Muller - ????');
});

test('numbers as people read them', () => {
	expect(count(1234567)).toBe('1,234,567');
	expect(many(1, 'person', 'people')).toBe('1 person');
	expect(many(0, 'group')).toBe('0 groups');
	expect(duration(4200)).toBe('4 s');
	expect(duration(5 * 60_000)).toBe('5 min');
	expect(countdown(192_000)).toBe('3:12');
	expect(countdown(3_605_000)).toBe('1:00:05');
});

test.each([
	'राहुल शर्मा',
	'অর্পিতা চক্রবর্তী',
	'ప్రియాంక',
	'ലക്ഷ്മി',
	'ශ්‍රී ලංකා',
	'ភ្នំពេញ',
	'佐藤 さくら',
	'이 지우',
	'Νίκος Παπαδόπουλος',
	'فاطمة الخطيب',
	'דוד לוי',
	'Robin 👩‍👩‍👧 Stone 🏽',
])('a terminal draws %s as wide as it is measured', async name => {
	const screen = createScreen(80, 2);
	const text = steady(name);
	await screen.write(text);
	expect(widthOf(text)).toBe(screen.terminal.buffer.active.cursorX);
});
