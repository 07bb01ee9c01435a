import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cleanText} from '../../../source/platform/text/clean.ts';

const hostile = fc.string({
	unit: fc.oneof(
		fc.constantFrom(
			'\u001b[',
			'\u001b]',
			'\u0007',
			'\u009b',
			'\u202e',
			'\u2066',
			'\u200b',
			'\u200d',
			'\u200c',
			'\ufeff',
			'\ud800',
			'\udc00',
			'\ufe0f',
			'\u{e0041}',
			'\u0301',
			'\n',
			' ',
			'ن',
			'क',
			'्',
			'👩',
			'🏽',
			'\u2028',
			'\u180e',
		),
		fc.string({minLength: 1, maxLength: 1, unit: 'binary'}),
	),
});

test('nothing that moves the cursor, turns the text round or cannot be seen gets through', () => {
	fc.assert(
		fc.property(hostile, fc.integer({min: 2, max: 80}), (text, most) => {
			const clean = cleanText(text, most);
			expect(clean).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
			expect(clean).not.toMatch(
				/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u061c\u00ad]|[\u{e0000}-\u{e007f}]/u,
			);
			expect(clean.isWellFormed()).toBe(true);
			expect(clean.length).toBeLessThanOrEqual(most);
			expect(clean).toBe(clean.trim());
		}),
		{numRuns: 2000},
	);
});

test('cleaning twice changes nothing', () => {
	fc.assert(
		fc.property(hostile, fc.integer({min: 2, max: 40}), (text, most) => {
			const clean = cleanText(text, most);
			expect(cleanText(clean, most)).toBe(clean);
		}),
		{numRuns: 2000},
	);
});

test.each([
	'Zoë Ångström',
	'Łukasz Żółć',
	'Ирина Кузнецова',
	'山田 太郎',
	'葛\u{e0100}城',
	'김민준',
	'محمد علي',
	'می\u200cخواهم',
	'שרה כהן',
	'श्रीनिवास',
	'ক্\u200dষ',
	'สมชาย ใจดี',
	'Nguyễn Thị Hạnh',
	'👩🏽\u200d🚀 Crew',
	'👨\u200d👩\u200d👧',
	'❤\ufe0f Care',
	"O'Neill & Söhne (R&D) <b>",
])('ordinary text stays as it is: %s', text => {
	expect(cleanText(text)).toBe(text);
});

test.each([
	['a\u001b[31mred\u001b[0m', 'ared'],
	['\u001b]0;title\u0007name', 'name'],
	['\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\', 'click'],
	['\u009b2Jgone', 'gone'],
	['line\r\nbreak\tand\u2028more', 'line break and more'],
	['exe\u202egpj', 'exegpj'],
	['pay\u200bpal', 'paypal'],
	['a\u200db', 'ab'],
	['Sales\ufe0f\ufe0e\ufe0f', 'Sales\ufe0f'],
	['x\ud800', 'x\ufffd'],
	[`e${'\u0301'.repeat(50)}`, `e${'\u0301'.repeat(8)}`],
	['  padded  ', 'padded'],
])('%j becomes %j', (text, clean) => {
	expect(cleanText(text)).toBe(clean);
});

test('what is no string is no text', () => {
	for (const value of [undefined, null, 5, Number.NaN, {}, [], true]) expect(cleanText(value)).toBe('');
});

test('long text ends in an ellipsis, and no character is halved', () => {
	expect(cleanText('x'.repeat(300), 10)).toBe('xxxxxxxxx…');
	expect(cleanText('😀'.repeat(30), 10)).toBe('😀😀😀😀…');
	expect(cleanText('x'.repeat(5_000_000), 100)).toHaveLength(100);
});

test('a name made to be slow is not', () => {
	for (const slow of [
		`x${' '.repeat(9000)}x`,
		'\u001b[1;'.repeat(30_000),
		'e\u0301'.repeat(30_000),
		'\u200d '.repeat(30_000),
	]) {
		// Twice: it must also end where it began.
		const clean = cleanText(slow, 9001);
		expect(cleanText(clean, 9001)).toBe(clean);
	}
});
