import {assert, property, string} from 'fast-check';
import {expect, test} from 'vitest';
import {groupNameOf} from '../../../source/core/decide/group-name.ts';
import {idOf} from './tenant.ts';

const named = (name: string) => groupNameOf({id: idOf('sales'), name});

test('a name that fits stays, without blanks around it', () => {
	expect(named(' Sales ')).toBe('Sales');
	expect(named('a'.repeat(100))).toBe('a'.repeat(100));
});

test('an empty name is told apart by the id', () => {
	expect(named(' ')).toBe(`(unnamed) ${idOf('sales').slice(0, 8)}`);
});

test('shortened between letters as people see them', () => {
	expect(named('a'.repeat(101))).toBe('a'.repeat(100));
	const family = '👨‍👩‍👧‍👦';
	expect(named('a'.repeat(95) + family)).toBe('a'.repeat(95));
	expect(named(`${'a'.repeat(99)}e\u0301`)).toBe('a'.repeat(99));
	expect(named(`${'a'.repeat(98)}  b${'c'.repeat(9)}`)).toBe('a'.repeat(98));
});

test('a letter under a hundred marks is cut where no character is torn', () => {
	const name = `a${'\u{1D165}'.repeat(80)}`;
	expect(named(name)).toBe(`a${'\u{1D165}'.repeat(49)}`);
});

test('never longer than 100, never empty, never half a character', async () => {
	await assert(
		property(string({unit: 'grapheme', maxLength: 300}), name => {
			const short = named(name);
			expect(short.length).toBeLessThanOrEqual(100);
			expect(short).not.toBe('');
			expect(short.isWellFormed()).toBe(true);
			if (name.trim() !== '') expect(name.trim().startsWith(short)).toBe(true);
		}),
	);
});
