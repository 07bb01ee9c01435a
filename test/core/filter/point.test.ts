import {expect, test} from 'vitest';
import {pointAt} from '../../../source/core/filter/point.ts';

test('the caret stands under the character', () => {
	expect(pointAt('include a@x', 8)).toBe('  include a@x\n          ^');
	expect(pointAt('', 0)).toBe('  \n  ^');
	expect(pointAt('abc', 99)).toBe('  abc\n     ^');
});

test('wide letters and letters of several code points keep the caret in its column', () => {
	expect(pointAt('営業 x', 3)).toBe('  営業 x\n       ^');
	expect(pointAt('👩‍🚀x', '👩‍🚀'.length)).toBe('  👩‍🚀x\n    ^');
	expect(pointAt('e\u0301x', 2)).toBe('  e\u0301x\n   ^');
	// In the middle of a letter: the letter.
	expect(pointAt('e\u0301x', 1)).toBe('  e\u0301x\n  ^');
});

test('what could move the cursor shows as a space', () => {
	expect(pointAt('a\u001b[2Jb\nc\u202ed', 0)).toBe('  a [2Jb c d\n  ^');
});

test('a long text is cut around the character, and fits a terminal', () => {
	const text = `${'a'.repeat(200)}X${'b'.repeat(200)}`;
	const [line = '', caret = ''] = pointAt(text, 200).split('\n');
	expect(line).toMatch(/^ {2}…a+Xb+…$/);
	expect(line.length).toBeLessThanOrEqual(78);
	expect(line.indexOf('X')).toBe(caret.indexOf('^'));
	expect(pointAt(text, 0)).toMatch(/^ {2}a+…\n {2}\^$/);
	expect(pointAt(text, 401)).toMatch(/^ {2}…b+\n +\^$/);
});
