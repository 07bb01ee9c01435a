import {expect, test} from 'vitest';
import {table} from '../../../source/commands/text/table.ts';
import {loadWidths, widthOf} from '../../../source/commands/text/width.ts';

await loadWidths();

test('columns line up by what is seen', () => {
	expect(
		table(
			[
				['Engineering', '42'],
				['日本', '7'],
			],
			[{head: 'group'}, {head: 'people', align: 'right'}],
			40,
		),
	).toEqual(['group        people', 'Engineering      42', '日本              7']);
});

test('the widest column that may shrink makes room', () => {
	const rows = [['a'.repeat(30), 'b'.repeat(50), '12']];
	const [line = ''] = table(rows, [{least: 10}, {least: 10}, {}], 40);
	expect(widthOf(line)).toBe(40);
	expect(line.endsWith('  12')).toBe(true);
});
