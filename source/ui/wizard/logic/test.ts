// Step 8: the live read, then the tree with who would be in and why.

import type {RunView} from '../../../core/run.ts';
import {type DirectoryTree, directoryTree} from '../../dashboard/tree/model.ts';
import {type Move, moved} from '../../parts/window.ts';
import {type Open, parentPath, type TreeRow, type TreeRows, treeRows, withOpen} from '../../tree/rows.ts';
import type {Core} from '../core.ts';
import type {WizardState} from '../state.ts';
import type {Reader} from './reader.ts';
import type {StepLogic} from './step-logic.ts';

export type TreeNow = {readonly tree: DirectoryTree; readonly rows: TreeRows; readonly cursor: number};

/** Of a directory that nobody has any more, nothing is kept: a large one takes much room. */
const kept = new WeakMap<RunView, {search: string; open: Open; tree: DirectoryTree; rows: TreeRows}>();

/** The tree as it is shown; made anew only when the directory, the search or what is open has changed. */
export const treeNow = ({session, tree: {search, open, cursor}}: WizardState): TreeNow | undefined => {
	const view = session?.view;
	if (view === undefined) return undefined;
	const before = kept.get(view);
	const tree = before?.search === search ? before.tree : directoryTree(view, {search, filter: 'all'});
	const rows = before?.tree === tree && before.open === open ? before.rows : treeRows(tree, open);
	kept.set(view, {search, open, tree, rows});
	return {tree, rows, cursor: Math.max(0, Math.min(cursor, rows.total - 1))};
};

export type TestLogic = StepLogic & {
	move(move: Move, height: number): void;
	unfold(): void;
	fold(): void;
	search(text: string): void;
	searching(on: boolean): void;
	/** Gives the details below the tree more room, or takes it back. */
	enlarge(): void;
	again(): void;
};

/** Step 8. */
export const testLogic = (core: Core, reader: Reader): TestLogic => {
	const set = (part: Partial<WizardState['tree']>): void => core.set(old => ({...old, tree: {...old.tree, ...part}}));
	const rowNow = (): {now: TreeNow; row: TreeRow} | undefined => {
		const now = treeNow(core.get());
		const row = now?.rows.rowAt(now.cursor);
		return now === undefined || row === undefined ? undefined : {now, row};
	};
	const failed = (): boolean => {
		const {session, sessionFailure} = core.get();
		return sessionFailure !== undefined || session?.view === undefined || session.last?.report.error !== undefined;
	};
	return {
		items: () => [],
		enter: () => {
			reader.onChange(() => {
				if (reader.busy() || core.get().step !== 'test' || !core.get().eager) return;
				core.patch({eager: false, notice: undefined});
				if (!failed()) core.finish('test');
			});
			reader.read(true);
		},
		again: () => reader.read(true),
		leave: () => {
			reader.onChange(() => {});
			set({searching: false});
		},
		onward: () => {
			if (reader.busy()) {
				core.patch({eager: true});
				core.say('Goes on as soon as the directory is read. s goes on now.');
			} else core.finish('test', failed() ? 'skipped' : 'finished');
		},
		skip: () => core.finish('test', 'skipped'),
		move: (move, height) => {
			const now = treeNow(core.get());
			if (now !== undefined) set({cursor: moved(now.cursor, move, height, now.rows.total)});
		},
		unfold: () => {
			const at = rowNow();
			if (at === undefined || !at.row.foldable) return;
			if (at.row.open) set({cursor: at.now.cursor + 1});
			else {
				const byItself = at.now.tree.opened?.(at.row.node) === true;
				set({open: withOpen(core.get().tree.open, at.row, true, byItself)});
			}
		},
		fold: () => {
			const at = rowNow();
			if (at === undefined) return;
			if (at.row.open) {
				const byItself = at.now.tree.opened?.(at.row.node) === true;
				set({open: withOpen(core.get().tree.open, at.row, false, byItself)});
				return;
			}
			const parent = parentPath(at.row.path);
			const row = parent === undefined ? undefined : at.now.rows.indexOf(parent);
			if (row !== undefined) set({cursor: row});
		},
		search: text => set({search: text, cursor: 0}),
		searching: on => set({searching: on}),
		enlarge: () => set({large: !core.get().tree.large}),
	};
};
