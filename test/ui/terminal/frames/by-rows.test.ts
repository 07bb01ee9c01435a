import fc from 'fast-check';
import {expect, test} from 'vitest';
import Real from '../../../../node_modules/ink/build/output.js';
import {byRows, type Clip, type Output, type OutputClass} from '../../../../source/ui/terminal/frames/by-rows.ts';

const colours = ['\x1b[31m', '\x1b[39m', '\x1b[1m', '\x1b[22m', '\x1b[44m', '\x1b[49m', '\x1b[7m', '\x1b[27m'];
const piece = fc.oneof(
	fc.constantFrom('a', 'bc', ' ', '   ', '│', '╭─', 'é', '名', '前', '👩‍💻', 'e\u0301', '\u200b', '\n'),
	fc.constantFrom(...colours),
);
const text = fc.array(piece, {minLength: 1, maxLength: 10}).map(pieces => pieces.join(''));
const paint = (open: string, close: string) => (line: string) => (line === '' ? '' : open + line + close);
const red = paint('\x1b[31m', '\x1b[39m');
const inverse = paint('\x1b[7m', '\x1b[27m');
const transformers = fc.subarray([red, inverse, (line: string, index: number) => `${index}${line}`], {maxLength: 2});
const edge = fc.option(fc.integer({min: -2, max: 16}), {nil: undefined});
const clip = fc
	.record({x: fc.tuple(edge, edge), y: fc.tuple(edge, edge)})
	// Ink clips a direction at both ends or not at all.
	.map(
		({x: [x1, x2], y: [y1, y2]}): Clip => ({
			...(x1 === undefined || x2 === undefined ? {x1: undefined, x2: undefined} : {x1, x2}),
			...(y1 === undefined || y2 === undefined ? {y1: undefined, y2: undefined} : {y1, y2}),
		}),
	);

type Step =
	| {do: 'write'; x: number; y: number; text: string; transformers: ((line: string, index: number) => string)[]}
	| {do: 'clip'; clip: Clip}
	| {do: 'unclip'};
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('write' as const),
			x: fc.integer({min: -3, max: 14}),
			y: fc.integer({min: -2, max: 6}),
			text,
			transformers,
		}),
	},
	{weight: 1, arbitrary: fc.record({do: fc.constant('clip' as const), clip})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('unclip' as const)})},
);

const draw = (output: Output, steps: readonly Step[]) => {
	for (const one of steps) {
		if (one.do === 'write') output.write(one.x, one.y, one.text, {transformers: one.transformers});
		else if (one.do === 'clip') output.clip(one.clip);
		else output.unclip();
	}
	return output.get();
};

test('every frame is the one that Ink draws', () => {
	// One memory for all of them, as in one program.
	const Remembering = byRows(Real as unknown as OutputClass);
	fc.assert(
		fc.property(fc.array(step, {maxLength: 8}), fc.constantFrom(12, 5), (steps, width) => {
			const size = {width, height: 5};
			const wanted = draw(new Real(size) as unknown as Output, steps);
			expect(draw(new Remembering(size), steps)).toEqual(wanted);
			expect(draw(new Remembering(size), steps)).toEqual(wanted);
		}),
		{numRuns: 3000},
	);
});

test('a row that says the same again is not built again', () => {
	let built = 0;
	class Counted extends (Real as unknown as OutputClass) {
		override get() {
			built++;
			return super.get();
		}
	}
	const Remembering = byRows(Counted);
	const frame = (cursor: number) => {
		const output = new Remembering({width: 20, height: 10});
		for (let row = 0; row < 10; row++) {
			output.write(0, row, `row ${row}`, {transformers: row === cursor ? [inverse] : []});
		}
		return output.get().output;
	};
	frame(0);
	expect(built).toBe(10);
	built = 0;
	expect(frame(1).split('\n')[1]).toBe('\x1b[7mrow 1\x1b[27m');
	// The row that is marked now; the one that no longer is.
	expect(built).toBe(2);
	built = 0;
	frame(0);
	expect(built).toBe(0);
});
