// The pure pieces of the set-up.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseGroupFilter} from '../../../source/core/filter/parse.ts';
import {endsOf} from '../../../source/entra/typed-end.ts';
import {focusedItem, type Item, movedFocus, pickedNext} from '../../../source/ui/wizard/items.ts';
import {wizardLayout} from '../../../source/ui/wizard/layout.ts';
import {fitBlocks, type Sized, viewBlocks} from '../../../source/ui/wizard/parts/fit-blocks.ts';
import {pointed} from '../../../source/ui/wizard/parts/pointed.ts';

const now = Date.UTC(2026, 4, 20);

describe('when a secret ends', () => {
	test.each([
		['', undefined],
		['2027-05-31', {date: '2027-05-31'}],
		['2027-5-3', {date: '2027-05-03'}],
		['24 months', {date: '2028-05-20'}],
		['180 days', {date: '2026-11-16'}],
		['2y', {date: '2028-05-20'}],
	])('%s', (typed, ends) => {
		expect(endsOf(typed, now)).toEqual(ends);
	});
	test.each(['2026-05-20', '2020-01-01', '2027-13-01', '2027-02-30', '31.05.2027', 'never', '0 months'])(
		'%s is said to be wrong',
		typed => {
			expect(endsOf(typed, now)).toHaveProperty('wrong');
		},
	);
});

describe('what fits', () => {
	const block = (id: string, height: number, weight: number, more: {gap?: boolean; needs?: string} = {}) => ({
		id,
		height,
		weight,
		gap: true,
		...more,
	});
	test('the least important goes first, and a heading goes with what it is above', () => {
		const blocks = [
			block('field', 2, 9),
			block('title', 1, 3, {needs: 'help'}),
			block('help', 4, 2),
			block('check', 2, 8),
		];
		expect(fitBlocks(blocks, 20).map(({block: {id}}) => id)).toEqual(['field', 'title', 'help', 'check']);
		expect(fitBlocks(blocks, 8).map(({block: {id}}) => id)).toEqual(['field', 'check']);
	});
	test('what always stays gives up its blank rows', () => {
		const placed = fitBlocks([block('a', 3, 9), block('b', 3, 9), block('c', 3, 9)], 10);
		expect(placed.map(({above}) => above)).toEqual([0, 1, 0]);
	});
	test('what can be said shorter is, before its blank rows go', () => {
		const blocks = [
			{...block('list', 6, 9), shortHeight: 1},
			block('field', 2, 9),
			{...block('rest', 3, 9), shortHeight: 0},
		];
		expect(fitBlocks(blocks, 7).map(({block: {id}, short}) => [id, short === true])).toEqual([
			['list', true],
			['field', false],
			['rest', true],
		]);
	});
	test('what does not fit is counted, and comes into sight page by page', () => {
		const blocks = [block('field', 8, 9), block('help', 6, 2), block('check', 4, 8), block('more', 9, 1)];
		const first = viewBlocks(blocks, 14, 0);
		expect(first.placed.map(({block: {id}}) => id)).toEqual(['field', 'check']);
		expect(first).toMatchObject({top: 0, above: 0, below: 30 - 13});
		const second = viewBlocks(blocks, 14, 1);
		expect(second.placed.map(({block: {id}}) => id)).toEqual(['field', 'help', 'check', 'more']);
		expect(second).toMatchObject({top: 7, above: 7, below: 9});
		expect(viewBlocks(blocks, 14, 2)).toMatchObject({top: 16, below: 0});
		expect(viewBlocks(blocks, 14, 9)).toMatchObject({top: 16, below: 0});
	});
	test('what is roomy gives way before anything is left out', () => {
		const list = {id: 'list', height: 2, weight: 9, gap: true};
		const table = {...list, id: 'table', height: 7, instead: list};
		const hint = {id: 'hint', height: 3, weight: 1, gap: true};
		const shown = (height: number): string[] =>
			viewBlocks<Sized>([table, hint], height, 0).placed.map(({block}) => block.id);
		expect(shown(11)).toEqual(['table', 'hint']);
		expect(shown(10)).toEqual(['list', 'hint']);
		expect(shown(3)).toEqual(['list']);
	});
	test('page by page every row is seen once at least', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({height: fc.integer({min: 1, max: 9}), weight: fc.integer({min: 1, max: 9}), gap: fc.boolean()}),
					{
						maxLength: 12,
					},
				),
				fc.integer({min: 3, max: 20}),
				(sizes, height) => {
					const blocks = sizes.map((size, index) => ({id: String(index), ...size}));
					const seen = new Set<string>();
					for (let page = 0; page < 60; page++) {
						const {placed, top, below} = viewBlocks(blocks, height, page);
						let row = -top;
						for (const {block: one, above} of placed) {
							row += above;
							for (let line = 0; line < one.height; line++, row++)
								if (row >= 0 && row < height) seen.add(`${one.id}:${line}`);
						}
						if (below === 0) break;
					}
					expect(seen.size).toBe(sizes.reduce((sum, {height: rows}) => sum + rows, 0));
				},
			),
		);
	});
	test('never more rows than there are, as long as something may go', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({height: fc.integer({min: 0, max: 9}), weight: fc.integer({min: 1, max: 8}), gap: fc.boolean()}),
				),
				fc.integer({min: 0, max: 40}),
				(sizes, height) => {
					const placed = fitBlocks(
						sizes.map((size, index) => ({id: String(index), ...size})),
						height,
					);
					const rows = placed.reduce((sum, one) => sum + one.block.height + one.above, 0);
					expect(rows).toBeLessThanOrEqual(height);
				},
			),
		);
	});
});

describe('focus', () => {
	const items: Item[] = [
		{kind: 'field', id: 'ownUrl', label: 'a', fixed: 'USHER_X'},
		{kind: 'field', id: 'bitwardenId', label: 'b'},
		{
			kind: 'pick',
			id: 'guests',
			label: 'c',
			options: [
				{value: 'out', label: 'out'},
				{value: 'in', label: 'in'},
			],
		},
	];
	test('what the environment decides is passed over', () => {
		expect(focusedItem(items, 'ownUrl')?.id).toBe('bitwardenId');
		expect(movedFocus(items, 'bitwardenId', -1)).toBe('bitwardenId');
		expect(movedFocus(items, 'bitwardenId', 1)).toBe('guests');
		expect(movedFocus(items, 'guests', 1)).toBe('guests');
	});
	test('a pick goes around', () => {
		const pick = items[2] as Extract<Item, {kind: 'pick'}>;
		expect(pickedNext(pick, 'out', 1)).toBe('in');
		expect(pickedNext(pick, 'in', 1)).toBe('out');
		expect(pickedNext(pick, 'out', -1)).toBe('in');
	});
});

describe('a filter’s error in a narrow frame', () => {
	const messageOf = (text: string): string => {
		try {
			parseGroupFilter(text);
		} catch (error) {
			return (error as Error).message;
		}
		throw new Error('it was read');
	};
	test('the caret stands below its character, also when the text is cut', () => {
		for (const text of ['include:a | exclde:b', `include:${'Team,'.repeat(9)}x | exclde:b`]) {
			const {lines} = pointed(messageOf(text), 40);
			const [shown, caret] = lines ?? ['', ''];
			expect(shown.length).toBeLessThanOrEqual(40);
			expect(shown.slice(caret.indexOf('^')).startsWith('exclde')).toBe(true);
		}
	});
});

describe('layout', () => {
	test('every frame stays within the window, from the smallest on', () => {
		for (let columns = 80; columns <= 260; columns += 7) {
			for (const wide of [true, false]) {
				const {rail, railWidth, step, aside} = wizardLayout(columns, 24, wide);
				const used = (rail === 'left' ? railWidth : 0) + step.width + (aside?.width ?? 0);
				expect(used).toBe(columns);
				expect(step.width).toBeGreaterThanOrEqual(50);
			}
		}
	});
});
