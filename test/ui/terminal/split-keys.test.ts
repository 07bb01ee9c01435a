import fc from 'fast-check';
import {expect, test} from 'vitest';
import {splitKeys} from '../../../source/ui/terminal/split-keys.ts';

test.each([
	['word\r', ['w', 'o', 'r', 'd', '\r']],
	['\x1b[B\r', ['\x1b[B', '\r']],
	['\x7f\x7f', ['\x7f', '\x7f']],
	['a\x1b[Db', ['a', '\x1b[D', 'b']],
	['\x1bOA\x1bOB', ['\x1bOA', '\x1bOB']],
	['\x1bb', ['\x1bb']],
	['\x1b[1;5D', ['\x1b[1;5D']],
	['\x1b[200~two\nlines\x1b[201~x', ['\x1b[200~two\nlines\x1b[201~', 'x']],
	['\x1b]11;rgb:ffff/ffff/ffff\x07q', ['\x1b]11;rgb:ffff/ffff/ffff\x07', 'q']],
	['👩‍👩‍👧é', ['👩‍👩‍👧', 'é']],
])('%j is several keys', (text, keys) => {
	expect(splitKeys(text)).toEqual({keys, rest: '', pasting: false});
});

test('what is not finished waits for the rest', () => {
	expect(splitKeys('a\x1b[')).toEqual({keys: ['a'], rest: '\x1b[', pasting: false});
	expect(splitKeys('\x1b')).toEqual({keys: [], rest: '\x1b', pasting: false});
	expect(splitKeys('a\x1b[200~half')).toEqual({keys: ['a'], rest: '\x1b[200~half', pasting: true});
	expect(splitKeys('\x1b]11;rgb:')).toEqual({keys: [], rest: '\x1b]11;rgb:', pasting: false});
});

test('a long run of text is one piece, so that a paste without brackets presses no keys', () => {
	const pasted = 'y'.repeat(200);
	expect(splitKeys(pasted).keys).toEqual([pasted]);
});

test('nothing that was typed is lost, however the reads are cut', () => {
	const piece = fc.constantFrom('a', 'ü', '\r', '\x7f', '\x1b[A', '\x1bOB', '\x1b[200~p\nq\x1b[201~', ' ', '\x03');
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 20}), fc.array(fc.nat(60), {maxLength: 5}), (pieces, cuts) => {
			const text = pieces.join('');
			const at = [...new Set(cuts.map(cut => Math.min(cut, text.length)))].sort((a, b) => a - b);
			let rest = '';
			const keys: string[] = [];
			for (const [index, end] of [...at, text.length].entries()) {
				const split = splitKeys(rest + text.slice(index === 0 ? 0 : at[index - 1], end));
				keys.push(...split.keys);
				rest = split.rest;
			}
			expect(keys.join('') + rest).toBe(text);
		}),
	);
});
