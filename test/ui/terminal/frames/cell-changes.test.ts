import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cellChanges} from '../../../../source/ui/terminal/frames/cell-changes.ts';
import {createThrift} from '../../../../source/ui/terminal/thrifty.ts';
import {createScreen} from '../../../helpers/screen.ts';

const columns = 30;
const codes = [
	'1',
	'2',
	'1;2',
	'3',
	'4',
	'7',
	'9',
	'31',
	'92',
	'38;5;200',
	'38;2;1;2;3',
	'44',
	'48;5;17',
	'22',
	'23',
	'24',
	'27',
	'29',
	'39',
	'49',
	'0',
	'',
];
const line = fc
	.array(
		fc.oneof(
			{weight: 3, arbitrary: fc.constantFrom('a', 'bc', '│', '     ', '        ', '▸ ', 'ü')},
			{weight: 1, arbitrary: fc.constantFrom(...codes).map(code => `\x1b[${code}m`)},
		),
		{maxLength: 14},
	)
	.map(pieces => {
		// As Ink gives them: within the columns, and plain at the end.
		let cells = 0;
		const kept = pieces.filter(piece => {
			if (!piece.startsWith('\x1b')) cells += piece.length;
			return piece.startsWith('\x1b') || cells <= columns;
		});
		return `${kept.join('')}\x1b[0m`;
	});

const shownAfter = async (...written: readonly string[]) => {
	const screen = createScreen(columns, 2);
	for (const one of written) await screen.write(one);
	// Of a blank neither weight nor the colour of letters is seen.
	return screen.cells(0).map(look =>
		look.text === ' ' && !look.inverse
			? {
					...look,
					bold: false,
					dim: false,
					italic: false,
					...(look.underline ? {} : {foreground: undefined}),
				}
			: look,
	);
};

test('the screen shows the new line, wherever the cursor was', async () => {
	await fc.assert(
		fc.asyncProperty(line, line, fc.nat(columns - 1), async (previous, next, cursor) => {
			const change = cellChanges(previous, next, columns);
			expect(change).toBeDefined();
			const wanted = await shownAfter(next);
			expect(await shownAfter(previous, `\x1b[${cursor + 1}G`, createThrift()(change as string))).toEqual(wanted);
		}),
		{numRuns: 400},
	);
});

test('what stands beside a change is not sent again', () => {
	const row = (left: string, right: string) =>
		`\x1b[2m│\x1b[22m ${left.padEnd(10)} \x1b[2m│\x1b[22m${right.padEnd(12)}\x1b[2m│\x1b[22m`;
	expect(cellChanges(row('one', 'same'), row('one', 'same'), columns)).toBe('');
	expect(cellChanges(row('one', 'same'), row('two', 'same'), columns)).toBe('\x1b[3Gtwo');
	expect(cellChanges(row('one', 'same'), row('one', 'other'), columns)).toBe('\x1b[15Gother');
	expect(cellChanges('abc', '\x1b[1mabc\x1b[22m', columns)).toBe('\x1b[1G\x1b[1mabc\x1b[m');
	expect(cellChanges('abc    def', 'ab', columns)).toBe('\x1b[3G\x1b[K');
});

test('what cannot be told cell by cell is left to Ink', () => {
	for (const odd of [
		'名',
		'\x1b]8;;https://x\x07link\x1b]8;;\x07',
		'\x1b[58;5;1mx',
		'\x1b[38;7mx',
		'e\u0301',
		'a\tb',
	]) {
		expect(cellChanges('abc', odd, columns), JSON.stringify(odd)).toBeUndefined();
		expect(cellChanges(odd, 'abc', columns), JSON.stringify(odd)).toBeUndefined();
	}
	expect(cellChanges('abc', 'x'.repeat(columns + 1), columns)).toBeUndefined();
});
