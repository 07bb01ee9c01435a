import {expect, test} from 'vitest';
import {daysUntil, endWords} from '../../source/core/days-left.ts';

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400_000;

test.each([
	[31, 31, 'ends in 31 days'],
	[30.5, 30, 'ends in 30 days'],
	[1.2, 1, 'ends in 1 day'],
	[0.4, 0, 'ends within a day'],
	[0, 0, 'has ended'],
	[-0.1, -1, 'has ended'],
] as const)('%d days before: %d, %s', (before, days, words) => {
	const ends = new Date(now.getTime() + before * day);
	expect(daysUntil(ends, now)).toBe(days);
	expect(endWords(ends, now)).toBe(words);
});
