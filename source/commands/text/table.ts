import {clip, pad, widthOf} from './width.ts';

export type Column = {
	readonly head?: string;
	readonly align?: 'left' | 'right';
	/** A narrow terminal takes room from the columns that may shrink, never below this many. */
	readonly least?: number;
};

const gap = 2;

/** How wide each column becomes: as wide as its longest cell, the widest that may shrink cut until the row fits. */
export const columnWidths = (
	rows: readonly (readonly string[])[],
	columns: readonly Column[],
	room: number,
): number[] => {
	const widths = columns.map((column, at) =>
		rows.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), widthOf(column.head ?? '')),
	);
	const total = (): number => widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
	while (total() > room) {
		let widest = -1;
		for (const [at, column] of columns.entries()) {
			if (column.least === undefined || widths[at]! <= column.least) continue;
			if (widest < 0 || widths[at]! > widths[widest]!) widest = at;
		}
		if (widest < 0) break;
		widths[widest]! -= 1;
	}
	return widths;
};

/**
 * Rows as lines of at most `room` columns, with a heading when a column has one. Cells are plain text;
 * `paint` colours a finished cell, so that colour never counts as width.
 */
export const table = (
	rows: readonly (readonly string[])[],
	columns: readonly Column[],
	room: number,
	paint: (cell: string, row: number, column: number) => string = cell => cell,
): string[] => {
	const widths = columnWidths(rows, columns, room);
	const line = (cells: readonly string[], row: number): string =>
		columns
			.map((column, at) => {
				const cell = clip(cells[at] ?? '', widths[at]!);
				const filled = pad(cell, widths[at]!, column.align === 'right' ? 'left' : 'right');
				return row < 0 ? filled : paint(filled, row, at);
			})
			.join(' '.repeat(gap))
			.trimEnd();
	const heads = columns.some(column => column.head !== undefined);
	return [
		...(heads
			? [
					line(
						columns.map(column => column.head ?? ''),
						-1,
					),
				]
			: []),
		...rows.map((cells, row) => line(cells, row)),
	];
};
