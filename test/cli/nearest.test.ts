import {expect, test} from 'vitest';
import {nearest} from '../../source/cli/nearest.ts';

const words = ['demo', 'test', 'plan', 'sync', 'status', 'history', 'doctor', 'config'];

test.each([
	['snyc', 'sync'],
	['stats', 'status'],
	['Doktor', 'doctor'],
	['confg', 'config'],
	['frobnicate', undefined],
	['', undefined],
])('%s is near %s', (word, near) => expect(nearest(word, words)).toBe(near));
