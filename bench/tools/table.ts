// Results as rows of words and numbers: a table for people, JSON for machines.

export type Cell = string | number | undefined;
export type Row = Readonly<Record<string, Cell>>;
export type Result = {
	readonly line: string;
	readonly rows: readonly Row[];
	/** What was promised, and what was found. */
	readonly targets: readonly Target[];
};
export type Target = {
	readonly what: string;
	readonly found: number;
	readonly most?: number;
	readonly least?: number;
	readonly unit?: string;
};

export const met = ({found, most, least}: Target): boolean =>
	(most === undefined || found <= most) && (least === undefined || found >= least);

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
export const ms = (milliseconds: number): number => round(milliseconds);
export const megabytes = (bytes: number): number => round(bytes / 1e6, bytes < 1e7 ? 2 : 0);

const text = (cell: Cell): string =>
	cell === undefined ? '' : typeof cell === 'number' ? cell.toLocaleString('en') : cell;

/** Columns as wide as their widest cell, numbers to the right. */
export const table = (rows: readonly Row[]): string => {
	const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
	const width = (column: string): number => Math.max(column.length, ...rows.map(row => text(row[column]).length));
	const widths = new Map(columns.map(column => [column, width(column)]));
	const numeric = (column: string): boolean =>
		rows.every(row => row[column] === undefined || typeof row[column] === 'number');
	const line = (cells: (column: string) => string): string =>
		columns
			.map(column => {
				const cell = cells(column);
				const wide = widths.get(column) ?? 0;
				return numeric(column) ? cell.padStart(wide) : cell.padEnd(wide);
			})
			.join('  ')
			.trimEnd();
	return [
		line(column => column),
		line(column => '-'.repeat(widths.get(column) ?? 0)),
		...rows.map(row => line(column => text(row[column]))),
	].join('\n');
};

/** The targets as rows. */
export const targetRows = (targets: readonly Target[]): Row[] =>
	targets.map(target => ({
		target: target.what,
		wanted:
			target.most === undefined
				? `at least ${text(target.least)}${target.unit ?? ''}`
				: `at most ${text(target.most)}${target.unit ?? ''}`,
		found: `${text(round(target.found, target.found < 100 ? 2 : 0))}${target.unit ?? ''}`,
		met: met(target) ? 'yes' : 'NO',
	}));
