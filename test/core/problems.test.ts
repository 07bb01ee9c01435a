import {expect, test} from 'vitest';
import {problemKey} from '../../source/core/problems.ts';

test('the same problem in the next run has the same key', () => {
	const key = problemKey({code: 'twins', subject: ['b', 'a']});
	expect(key).toMatch(/^twins:[0-9a-f]{16}$/);
	expect(problemKey({code: 'twins', subject: ['a', 'b', 'a']})).toBe(key);
});

test('another code, or about something else, is another problem', () => {
	const key = problemKey({code: 'twins', subject: ['a', 'b']});
	expect(problemKey({code: 'stranger', subject: ['a', 'b']})).not.toBe(key);
	expect(problemKey({code: 'twins', subject: ['a']})).not.toBe(key);
	expect(problemKey({code: 'twins', subject: ['a,b']})).not.toBe(key);
});
