import fc from 'fast-check';
import {expect, test} from 'vitest';
import {QuickSegmenter} from '../../../source/platform/text/quick-segmenter.ts';

const text = fc.oneof(
	fc.string({unit: fc.constantFrom('a', 'é', '─', '\x1b', '\n', '▸', '…'), maxLength: 12}),
	fc.string({unit: 'grapheme', maxLength: 8}),
	fc.string({unit: fc.constantFrom('a', '\r', '\n', '\u0301', '\u200d', '👩', '🇩', '🇪', 'ᄀ', '\ud83d'), maxLength: 8}),
);

test.each(['grapheme', 'word', 'sentence'] as const)('gives the same %ss as the real one', granularity => {
	const real = new Intl.Segmenter('en', {granularity});
	const quick = new QuickSegmenter('en', {granularity});
	fc.assert(
		fc.property(text, fc.nat(13), (one, at) => {
			const wanted = real.segment(one);
			const found = quick.segment(one);
			expect([...found]).toEqual([...wanted]);
			// Each time anew, as the real one does.
			expect([...found]).toEqual([...wanted]);
			expect(found.containing(at)).toEqual(wanted.containing(at));
		}),
		{numRuns: 1000},
	);
	expect(quick.resolvedOptions()).toEqual(real.resolvedOptions());
});

test('graphemes are what it splits into when nothing is said', () => {
	expect(Array.from(new QuickSegmenter().segment('a─é'), part => part.segment)).toEqual(['a', '─', 'é']);
	expect(Array.from(new QuickSegmenter().segment('👩‍💻x'), part => part.segment)).toEqual(['👩‍💻', 'x']);
});
