import {expect, test} from 'vitest';
import {count, few, number} from '../../source/core/words.ts';

test('numbers as people write them', () => {
	expect(number(999)).toBe('999');
	expect(number(4812)).toBe('4,812');
	expect(number(1_234_567)).toBe('1,234,567');
	expect(count(1, 'person', 'people')).toBe('1 person');
	expect(count(0, 'group')).toBe('0 groups');
});

test('names of many are cut, and the rest is counted', () => {
	expect(few(['a', 'b', 'c'])).toBe('a, b, c');
	expect(few(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
	expect(few([])).toBe('');
});
