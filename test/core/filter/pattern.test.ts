import {array, assert, constantFrom, property} from 'fast-check';
import {expect, test} from 'vitest';
import {fold, matcher} from '../../../source/core/filter/pattern.ts';
import {runs} from '../../helpers/runs.ts';

test.each([
	['*', '', true],
	['*', 'anything', true],
	['team-*', 'team-', true],
	['team-*', 'a team-1', false],
	['*@x.com', 'ann@x.com', true],
	['*@x.com', 'ann@x.com.evil', false],
	['a*b*c', 'aXbYc', true],
	['a*b*c', 'acb', false],
	['ab*ba', 'aba', false],
	['a.c', 'abc', false],
	['a(b', 'a(b', true],
	['a**b', 'ab', true],
])('%j on %j: %j', (pattern, text, fits) => {
	expect(matcher(pattern)(text)).toBe(fits);
});

test('agrees with the plainest way of saying what a star is', async () => {
	const plain = (pattern: string, text: string): boolean => {
		if (pattern === '') return text === '';
		if (pattern[0] === '*') return plain(pattern.slice(1), text) || (text !== '' && plain(pattern, text.slice(1)));
		return pattern[0] === text[0] && plain(pattern.slice(1), text.slice(1));
	};
	const word = (letters: readonly string[]) =>
		array(constantFrom(...letters), {maxLength: 8}).map(found => found.join(''));
	await assert(
		property(word(['a', 'b', '*']), word(['a', 'b']), (pattern, text) => {
			expect(matcher(pattern)(text)).toBe(plain(pattern, text));
		}),
		runs(2000),
	);
});

test('names are compared without case, blanks around and kinds of accents', () => {
	expect(fold(' Caf\u00e9 ')).toBe(fold('CAFE\u0301'));
});
