import {Text} from 'ink';
import {Table} from 'ink-table';
import type {ReactNode} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {fitTo, widthOf} from '../text/fit.ts';
import type {Style} from '../theme.ts';

export type TableRow = Readonly<Record<string, string>>;

/** Natural widths of the columns, the widest made smaller until a row fits into so many cells. Pure. */
export const columnWidths = (rows: readonly TableRow[], columns: readonly string[], cells: number): number[] => {
	const widths = columns.map(column => Math.max(widthOf(column), ...rows.map(row => widthOf(row[column] ?? ''))));
	const room = cells - 3 * columns.length - 1;
	while (widths.reduce((sum, width) => sum + width, 0) > room) {
		const widest = widths.indexOf(Math.max(...widths));
		if ((widths[widest] ?? 0) <= 1) break;
		widths[widest] = (widths[widest] ?? 0) - 1;
	}
	return widths;
};

type CellProps = {readonly column?: number; readonly children?: ReactNode};

/**
 * A small table (at most 30 rows: counts, a review, checks) over ink-table, which counts UTF-16 units and never shortens:
 * the cells are sized here by display width. The keys of the first row are the headings.
 */
export const SmallTable = ({rows, width}: {readonly rows: readonly TableRow[]; readonly width: number}) => {
	const {theme, glyphs, plain} = useTerminal();
	const columns = Object.keys(rows[0] ?? {});
	if (plain) {
		return rows.map(row => (
			<Text key={columns.map(column => row[column]).join()}>
				{columns.map(column => `${column}: ${row[column] ?? ''}`).join(', ')}
			</Text>
		));
	}
	const widths = columnWidths(rows, columns, width);
	const lines = (text: string): string =>
		text.replace(/[─│┌┐└┘├┤┬┴┼]/g, piece =>
			glyphs.horizontal === '-' ? (piece === '─' ? '-' : piece === '│' ? '|' : '+') : piece,
		);
	const cell =
		(style: Style) =>
		({column, children}: CellProps) => (
			<Text {...style}>
				{column === undefined
					? children
					: ` ${fitTo(String(children).trim(), widths[column] ?? 0, 'left', glyphs.ellipsis)} `}
			</Text>
		);
	const skeleton = ({column, children}: CellProps) => (
		<Text {...theme.border}>
			{column === undefined ? lines(String(children)) : glyphs.horizontal.repeat((widths[column] ?? 0) + 2)}
		</Text>
	);
	// ink-table reads its cells once, so that other widths need another table.
	return (
		<Table
			key={widths.join()}
			data={rows.map(row => ({...row}))}
			columns={columns}
			cell={cell({}) as never}
			header={cell(theme.title) as never}
			skeleton={skeleton as never}
		/>
	);
};
