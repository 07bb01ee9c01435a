import {Text} from 'ink';
import {Table} from 'ink-table';
import type {ReactNode} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {fitTo, widthOf} from '../text/fit.ts';
import type {Style, Tone} from '../theme.ts';

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

/** Rows on the screen: ink-table draws a line between any two. Pure. */
export const tableHeight = (rows: readonly TableRow[]): number => 3 + 2 * rows.length;

/** Whether nothing in it would have to be shortened. Pure. */
export const tableFits = (rows: readonly TableRow[], cells: number): boolean => {
	const columns = Object.keys(rows[0] ?? {});
	const widest = columnWidths(rows, columns, Number.POSITIVE_INFINITY);
	return columnWidths(rows, columns, cells).every((width, at) => width === widest[at]);
};

type CellProps = {readonly column?: number; readonly children?: ReactNode};

/**
 * A small table (at most 30 rows: counts, a review, checks) over ink-table, which counts UTF-16 units and never shortens:
 * the cells are sized here by display width. The keys of the first row are the headings. `toneOf` gives what a cell says
 * its colour.
 */
export const SmallTable = ({
	rows,
	width,
	toneOf = () => 'plain',
}: {
	readonly rows: readonly TableRow[];
	readonly width: number;
	readonly toneOf?: ((text: string) => Tone) | undefined;
}) => {
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
		(styleOf: (text: string) => Style) =>
		({column, children}: CellProps) => {
			const text = String(children).trim();
			return (
				<Text {...styleOf(text)}>
					{column === undefined ? children : ` ${fitTo(text, widths[column] ?? 0, 'left', glyphs.ellipsis)} `}
				</Text>
			);
		};
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
			cell={cell(text => theme[toneOf(text)]) as never}
			header={cell(() => theme.title) as never}
			skeleton={skeleton as never}
		/>
	);
};
