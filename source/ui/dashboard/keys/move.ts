// Keys that move and fold.
import {type Move, moved} from '../../parts/window.ts';
import {cursorKey, cursorOf, type DashboardContext, type Extent, openKey, opensItself, update} from '../context.ts';
import {foldUp, moveCursor, toggle, unfold} from '../cursor.ts';
import {everyRun} from '../history/use-history.ts';
import {hasTree, type Key, onRun, onTree} from './where.ts';

const steps = (to: Move, height: number, total: number): number =>
	({up: -1, down: 1, 'page-up': 1 - height, 'page-down': height - 1, first: -total, last: total})[to];

/** Where a text that is read row by row starts after a move; what has become shorter, or has more room, counts first. */
const scrolled = (top: number, move: Move, {total, height}: Extent): number => {
	const most = Math.max(0, total - height);
	return Math.max(0, Math.min(most, Math.min(most, top) + steps(move, height, total)));
};

const scrollLog = (context: DashboardContext, move: Move): void => {
	const {total, height} = context.log;
	const most = Math.max(0, total - height);
	const past = context.here.view === 'run';
	const next = scrolled(past ? context.here.runLogTop : (context.here.logTop ?? most), move, context.log);
	// At its end the log of what goes on follows again.
	update(context, past ? {runLogTop: next} : {logTop: next >= most ? undefined : next});
};

/** More runs are loaded when the cursor comes this near to the last that is. */
const nearEnd = 50;

const moveInHistory = (context: DashboardContext, to: Move): void => {
	const {runs, runIndex, list, here} = context;
	const all = runs.length < here.historyMost ? runs : undefined;
	if (to === 'last' && all === undefined) {
		const loaded = context.session.profile.runs(everyRun);
		const index = Math.max(0, loaded.length - 1);
		update(context, {historyMost: everyRun, historyCursor: {path: loaded[index]?.run ?? '', index}});
		return;
	}
	const index = moved(runIndex, to, list.height, runs.length);
	update(context, {
		historyCursor: {path: runs[index]?.run ?? '', index},
		...(all === undefined && index > runs.length - nearEnd ? {historyMost: here.historyMost * 4} : {}),
	});
};

const move = (context: DashboardContext, to: Move): void => {
	const {here, tree} = context;
	if (here.focus === 'log') scrollLog(context, to);
	else if (here.focus === 'details') update(context, {detailsTop: scrolled(here.detailsTop, to, context.details())});
	else if (here.view === 'history') moveInHistory(context, to);
	else if (tree !== undefined) {
		update(context, {[cursorKey(here)]: moveCursor(tree.rows, cursorOf(here), to, tree.height), detailsTop: 0});
	} else update(context, {listIndex: moved(context.list.index, to, context.list.height, context.list.total)});
};

const fold = (context: DashboardContext, how: typeof toggle): void => {
	const {here, tree} = context;
	if (tree === undefined) return;
	const folded = how(tree.rows, cursorOf(here), here[openKey(here)], opensItself(tree.model));
	update(context, {[cursorKey(here)]: folded.cursor, [openKey(here)]: folded.open});
};

const moving = (id: string, keys: readonly string[], to: Move, help: string): Key => ({
	id,
	keys,
	label: help,
	help,
	group: 'Move',
	helpOnly: true,
	run: context => move(context, to),
});

/** Movement in whatever has the focus, and folding. */
export const movement: readonly Key[] = [
	{
		id: 'move',
		keys: ['up', 'k'],
		label: 'move',
		shown: '↑↓',
		help: 'one row up',
		group: 'Move',
		run: context => move(context, 'up'),
	},
	moving('down', ['down', 'j'], 'down', 'one row down'),
	moving('page-up', ['pageup', 'ctrl+b'], 'page-up', 'one page up'),
	moving('page-down', ['pagedown', 'ctrl+f'], 'page-down', 'one page down'),
	moving('first', ['home', 'g'], 'first', 'to the first row'),
	moving('last', ['end', 'G'], 'last', 'to the last row'),
	{
		id: 'unfold',
		keys: ['right'],
		label: 'fold',
		shown: '←→',
		help: 'open the row, or step into it',
		group: 'Move',
		when: hasTree,
		run: context => fold(context, unfold),
	},
	{
		id: 'fold',
		keys: ['left'],
		label: 'fold',
		help: 'close the row, or step out of it',
		group: 'Move',
		helpOnly: true,
		when: hasTree,
		run: context => fold(context, foldUp),
	},
	{
		id: 'toggle',
		keys: ['enter', 'space'],
		label: 'open',
		help: 'open or close the row',
		group: 'Move',
		helpOnly: true,
		when: hasTree,
		run: context => fold(context, toggle),
	},
	{
		id: 'next-panel',
		keys: ['tab'],
		label: 'next panel',
		help: 'to the next panel: tree, details, log',
		group: 'Move',
		helpOnly: true,
		when: onTree,
		run: context =>
			update(context, {
				focus: context.here.focus === 'tree' ? 'details' : context.here.focus === 'details' ? 'log' : 'tree',
			}),
	},
	{
		id: 'run-panel',
		keys: ['tab'],
		label: 'next panel',
		help: 'from the plan to the log and back',
		group: 'Move',
		helpOnly: true,
		when: onRun,
		run: context => update(context, {focus: context.here.focus === 'log' ? 'tree' : 'log'}),
	},
];
