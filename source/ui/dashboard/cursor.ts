// A cursor in a tree whose rows come and go. Pure.
import {type Move, moved} from '../parts/window.ts';
import {type Open, parentPath, type TreeRow, type TreeRows, withOpen} from '../tree/rows.ts';
import type {Cursor} from './state.ts';

/** The row that the cursor stands on: by its path, else by its place. */
export const cursorIndex = (rows: TreeRows, cursor: Cursor): number => {
	if (rows.rowAt(cursor.index)?.path === cursor.path) return cursor.index;
	const found = cursor.path === '' ? undefined : rows.indexOf(cursor.path);
	return found ?? Math.max(0, Math.min(cursor.index, rows.total - 1));
};

const at = (rows: TreeRows, index: number): Cursor => ({path: rows.rowAt(index)?.path ?? '', index});

export const moveCursor = (rows: TreeRows, cursor: Cursor, move: Move, height: number): Cursor =>
	at(rows, moved(cursorIndex(rows, cursor), move, height, rows.total));

export type Folded = {readonly cursor: Cursor; readonly open: Open};

/** Right: opens a closed row, or goes to the first row in an open one. */
export const unfold = (rows: TreeRows, cursor: Cursor, open: Open, opensItself: (row: TreeRow) => boolean): Folded => {
	const index = cursorIndex(rows, cursor);
	const row = rows.rowAt(index);
	if (row === undefined || !row.foldable) return {cursor, open};
	if (row.open) return {cursor: at(rows, Math.min(index + 1, rows.total - 1)), open};
	return {cursor: {path: row.path, index}, open: withOpen(open, row, true, opensItself(row))};
};

/** Left: closes an open row, or goes to the row that it stands in. */
export const foldUp = (rows: TreeRows, cursor: Cursor, open: Open, opensItself: (row: TreeRow) => boolean): Folded => {
	const index = cursorIndex(rows, cursor);
	const row = rows.rowAt(index);
	if (row === undefined) return {cursor, open};
	if (row.open) return {cursor: {path: row.path, index}, open: withOpen(open, row, false, opensItself(row))};
	const parent = parentPath(row.path);
	const above = parent === undefined ? undefined : rows.indexOf(parent);
	return {cursor: above === undefined ? cursor : at(rows, above), open};
};

/** Enter: opens or closes. */
export const toggle = (rows: TreeRows, cursor: Cursor, open: Open, opensItself: (row: TreeRow) => boolean): Folded => {
	const index = cursorIndex(rows, cursor);
	const row = rows.rowAt(index);
	if (row === undefined || !row.foldable) return {cursor, open};
	return {cursor: {path: row.path, index}, open: withOpen(open, row, !row.open, opensItself(row))};
};
