import {expect, test} from 'vitest';
import {columnWidths, tableFits, tableHeight} from '../../../source/ui/parts/small-table.tsx';

const rows = [
	{Permission: 'User.Read.All', Token: 'yes'},
	{Permission: '田中さん', Token: 'no'},
];

test('columns are as wide as what they show, wide letters counted as two', () => {
	expect(columnWidths(rows, ['Permission', 'Token'], 100)).toEqual([13, 5]);
	expect(columnWidths(rows.slice(1), ['Permission', 'Token'], 100)).toEqual([10, 5]);
});

test('with less room the widest column gives way, and the table says that it no longer fits', () => {
	const whole = 13 + 5 + 7;
	expect(tableFits(rows, whole)).toBe(true);
	expect(tableFits(rows, whole - 1)).toBe(false);
	expect(columnWidths(rows, ['Permission', 'Token'], whole - 3)).toEqual([10, 5]);
	expect(tableHeight(rows)).toBe(7);
});
