import {expect, test} from 'vitest';
import {ago, duration, list} from '../../../source/commands/text/words.ts';

test.each([
	[400, '0.4 s'],
	[9_960, '10 s'],
	[12_400, '12 s'],
	[59_900, '60 s'],
	[60_000, '1 min'],
	[200_000, '3 min 20 s'],
	[3_600_000, '1 h'],
	[7_500_000, '2 h 5 min'],
	[200_000_000, '2 days'],
])('%i ms is %s', (milliseconds, words) => expect(duration(milliseconds)).toBe(words));

test.each([
	['2026-11-22T14:00:00.000Z', 'just now'],
	['2026-11-22T13:57:00.000Z', '3 min ago'],
	['2026-11-22T09:00:00.000Z', '5 h ago'],
	['2026-11-18T14:00:00.000Z', '4 days ago'],
	['2026-11-22T14:05:00.000Z', 'just now'],
	['never', 'just now'],
])('%s is %s', (iso, words) => expect(ago(iso, new Date('2026-11-22T14:00:30.000Z'))).toBe(words));

test('lists', () => {
	expect(list([])).toBe('');
	expect(list(['a'])).toBe('a');
	expect(list(['a', 'b', 'c'])).toBe('a, b and c');
});
