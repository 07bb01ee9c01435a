import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type Open, type TreeModel, treeRows, withOpen} from '../../source/ui/tree/rows.ts';

/** 1 holds 2 and 3, 2 holds 4 and 1 again, 5 stands alone. */
const kin: Readonly<Record<number, readonly number[]>> = {0: [1, 5], 1: [2, 3], 2: [4, 1], 3: [], 4: [], 5: []};
const model: TreeModel = {
	roots: [1, 5],
	children: node => kin[node] ?? [],
	foldable: node => (kin[node]?.length ?? 0) > 0,
	id: node => `n${node}`,
};
const all = (open: Open) => {
	const rows = treeRows(model, open);
	return Array.from({length: rows.total}, (_, index) => rows.rowAt(index)!);
};

test('only what is open has rows', () => {
	expect(all(new Set()).map(row => row.node)).toEqual([1, 5]);
	expect(all(new Set(['n1'])).map(row => row.node)).toEqual([1, 2, 3, 5]);
	expect(all(new Set(['n1', 'n1/n2'])).map(row => `${'-'.repeat(row.depth)}${row.node}`)).toEqual([
		'1',
		'-2',
		'--4',
		'--1',
		'-3',
		'5',
	]);
});

test('an open row below a closed one waits for it', () => {
	expect(all(new Set(['n1/n2'])).map(row => row.node)).toEqual([1, 5]);
});

test('a group that contains itself is shown again, once, and is not unfolded', () => {
	const row = all(new Set(['n1', 'n1/n2', 'n1/n2/n1'])).find(one => one.path === 'n1/n2/n1');
	expect(row).toMatchObject({again: true, foldable: false, open: false});
});

test('rows and paths find each other, whatever is open', () => {
	const paths = ['n1', 'n1/n2', 'n1/n3', 'n5', 'n1/n2/n4', 'n9'];
	fc.assert(
		fc.property(fc.subarray(paths), chosen => {
			const rows = treeRows(model, new Set(chosen));
			for (let index = 0; index < rows.total; index++) expect(rows.indexOf(rows.rowAt(index)!.path)).toBe(index);
			expect(rows.rowAt(rows.total)).toBeUndefined();
			expect(rows.rowAt(-1)).toBeUndefined();
		}),
	);
});

test('what opens by itself can be closed, and opened again', () => {
	const open = {...model, opened: (node: number) => node === 1};
	const row = treeRows(open, new Set()).rowAt(0)!;
	expect(row.open).toBe(true);
	const closed = withOpen(new Set(), row, false, true);
	expect(treeRows(open, closed).rowAt(0)!.open).toBe(false);
	expect(treeRows(open, withOpen(closed, row, true, true)).rowAt(0)!.open).toBe(true);
});
