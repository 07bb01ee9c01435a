import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createThrift} from '../../../source/ui/terminal/thrifty.ts';
import {createScreen} from '../../helpers/screen.ts';

/** Wider than any line: what a program draws for a terminal does not run over its edge. */
const columns = 400;
const rows = 6;

/** What a person sees of every cell after these writes: of a blank, only what lies behind it. */
const drawn = async (writes: readonly string[]): Promise<unknown> => {
	const screen = createScreen(columns, rows);
	for (const one of writes) await screen.write(one);
	return Array.from({length: rows}, (_, row) =>
		screen
			.cells(row)
			.map(cell =>
				cell.text === ' '
					? [cell.background, cell.underline, cell.inverse && cell.foreground, cell.inverse]
					: Object.values(cell),
			),
	);
};

const piece = fc.oneof(
	fc.constantFrom(
		'\x1b[K',
		'\x1b[0K',
		'\x1b[E',
		'\x1b[2A',
		'\x1b[3B',
		'\x1b[7G',
		'\x1b[H',
		'\x1b[2J',
		'\r\n',
		'\r',
		'\x1b[0m',
		'\x1b[m',
		'\x1b[1m',
		'\x1b[22m',
		'\x1b[7m',
		'\x1b[27m',
		'\x1b[4m',
		'\x1b[24m',
		'\x1b[41m',
		'\x1b[49m',
		'\x1b[48;5;20m',
		'\x1b[38;5;7m',
		'\x1b[38;2;4;7;9m',
		'\x1b[39m',
		'\x1b[?2026h',
		'\x1b[?2026l',
	),
	fc.integer({min: 1, max: 20}).map(count => ' '.repeat(count)),
	fc.constantFrom('Sales', '東京', '│', 'é', 'x'),
);

describe('thrift', () => {
	test('leaves on the screen exactly what would be there without it, however the writes are cut', () =>
		fc.assert(
			fc.asyncProperty(fc.array(fc.array(piece, {maxLength: 12}), {maxLength: 12}), async writes => {
				const thrift = createThrift();
				const plain = writes.map(one => one.join(''));
				expect(await drawn(plain.map(thrift))).toEqual(await drawn(plain));
			}),
			{numRuns: 100},
		));

	test('steps over the blanks of a line that was erased', () => {
		const thrift = createThrift();
		expect(thrift('\x1b[16G\x1b[K7                    in')).toBe('\x1b[16G\x1b[K7\x1b[20Cin');
		expect(thrift('\r\nnot erased          x')).toBe('\r\nnot erased          x');
		expect(thrift('\x1b[K\x1b[7mseen          \x1b[27m')).toBe('\x1b[K\x1b[7mseen          \x1b[27m');
	});
});
