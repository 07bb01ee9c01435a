import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {clip, indented, loadWidths, pad, widthOf, wrap} from '../../../source/commands/text/width.ts';

await loadWidths();

describe('clip', () => {
	test('leaves what fits', () => expect(clip('Engineering', 11)).toBe('Engineering'));
	test('cuts with an ellipsis', () => expect(clip('Engineering', 6)).toBe('Engin…'));
	test('counts wide characters twice', () => expect(clip('日本語チーム', 7)).toBe('日本語…'));
	test('does not cut a family in two', () => expect(clip('👩‍👩‍👧x👩‍👩‍👧', 4)).toBe('👩‍👩‍👧x…'));
	test('never exceeds its room', () => {
		fc.assert(
			fc.property(fc.string({unit: 'grapheme'}), fc.integer({min: 0, max: 40}), (text, room) => {
				expect(widthOf(clip(text, room))).toBeLessThanOrEqual(room);
			}),
		);
	});
});

describe('pad', () => {
	test('fills by what is seen, not by length', () => {
		expect(pad('日本', 6)).toBe('日本  ');
		expect(pad('42', 5, 'left')).toBe('   42');
	});
});

describe('wrap', () => {
	test('breaks between words', () => expect(wrap('one two three', 8)).toEqual(['one two', 'three']));
	test('keeps an address whole, so that it can be copied', () => {
		const link = `https://portal.azure.com/${'x'.repeat(90)}`;
		expect(wrap(`Open ${link} now`, 40)).toEqual(['Open', link, 'now']);
	});
	test('loses no word', () => {
		fc.assert(
			fc.property(
				fc.array(fc.stringMatching(/^[a-z]{1,12}$/), {minLength: 1}),
				fc.integer({min: 5, max: 60}),
				(words, room) => {
					expect(wrap(words.join(' '), room).join(' ').split(' ')).toEqual(words);
				},
			),
		);
	});
	test('hangs under its first line', () => {
		expect(indented('aaaa bbbb cccc dddd eeee', 24, '    ', '  ! ')).toEqual(['  ! aaaa bbbb cccc dddd', '    eeee']);
	});
});
