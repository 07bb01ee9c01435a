// A body in pieces, held against the length that was promised.
import {expect, test} from 'vitest';
import {readWhole} from '../../../source/platform/http/body.ts';

const most = 8 * 1048576;
async function* pieces(...lengths: readonly number[]): AsyncGenerator<Uint8Array> {
	for (const [at, length] of lengths.entries()) yield new Uint8Array(length).fill(at + 1);
}

test.each([
	['short', [3, 4]],
	['long', [700_000, 1, 900_000]],
])('a %s body is its pieces in their order', async (_, lengths) => {
	const total = lengths.reduce((sum, length) => sum + length, 0);
	const whole = await readWhole(pieces(...lengths), String(total), 'host', most);
	expect(whole).toHaveLength(total);
	let at = 0;
	for (const [index, length] of lengths.entries()) {
		expect([whole[at], whole[at + length - 1]]).toEqual([index + 1, index + 1]);
		at += length;
	}
	const unannounced = await readWhole(pieces(...lengths), undefined, 'host', most);
	expect(Buffer.compare(whole, unannounced)).toBe(0);
});

test.each([
	['fewer', [1_000_000, 999_999]],
	['more', [1_000_000, 1_000_000, 1]],
])('a long body of %s bytes than were promised broke off', async (_, lengths) => {
	await expect(readWhole(pieces(...lengths), '2000000', 'host', most)).rejects.toMatchObject({kind: 'reset'});
});
