import fc from 'fast-check';
import {expect, test} from 'vitest';
import sanitizeAnsi from '../../../../node_modules/ink/build/sanitize-ansi.js';
import {rememberedCleaning} from '../../../../source/ui/terminal/frames/remembered.ts';

test('cleans as Ink does, also what it has seen before', () => {
	const remembered = rememberedCleaning(sanitizeAnsi);
	const unit = fc.oneof(
		fc.constantFrom(
			'\x1b[31m',
			'\x1b[2J',
			'\x1b]8;;x\x07',
			'\x9b1m',
			'\n',
			'\t',
			'\x07',
			'\x7f',
			'│',
			'▸',
			'…',
			'ü',
			'\u0301',
			'名',
		),
		fc.string({unit: 'binary', maxLength: 1}),
	);
	fc.assert(
		fc.property(fc.array(unit, {maxLength: 8}), units => {
			const text = units.join('');
			expect(remembered(text)).toBe(sanitizeAnsi(text));
			expect(remembered(text)).toBe(sanitizeAnsi(text));
		}),
		{numRuns: 2000},
	);
});

test('a text is cleaned once', () => {
	let cleaned = 0;
	const remembered = rememberedCleaning(text => {
		cleaned++;
		return text;
	});
	remembered('\x1b[31mred\x1b[39m');
	remembered('\x1b[31mred\x1b[39m');
	expect(cleaned).toBe(1);
});
