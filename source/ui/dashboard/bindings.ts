// Every key of the dashboard, as data.
import type {Binding} from '../keys.ts';
import {type Move, moved} from '../parts/window.ts';
import {
	approve,
	cursorKey,
	cursorOf,
	type DashboardContext,
	numberFor,
	openKey,
	opensItself,
	planAtHand,
	update,
} from './context.ts';
import {foldUp, moveCursor, toggle, unfold} from './cursor.ts';
import {nextFilter, showView} from './state.ts';

type Key = Binding<DashboardContext>;

const scrollLog = (context: DashboardContext, move: Move): void => {
	const {total, height} = context.log;
	const most = Math.max(0, total - height);
	const top = context.here.logTop ?? most;
	const step = {up: -1, down: 1, 'page-up': 1 - height, 'page-down': height - 1, first: -total, last: total}[move];
	const next = Math.max(0, Math.min(most, top + step));
	// At its end the log follows again.
	update(context, {logTop: next >= most ? undefined : next});
};

const move = (context: DashboardContext, to: Move): void => {
	const {here, tree} = context;
	if (here.focus === 'log') scrollLog(context, to);
	else if (here.focus === 'details')
		update(context, {
			detailsTop: Math.max(0, here.detailsTop + (to === 'up' || to === 'page-up' ? -1 : to === 'first' ? -1000 : 1)),
		});
	else if (tree !== undefined && (here.view === 'tree' || here.view === 'plan')) {
		update(context, {[cursorKey(here)]: moveCursor(tree.rows, cursorOf(here), to, tree.height), detailsTop: 0});
	} else update(context, {listIndex: moved(here.listIndex, to, context.list.height, context.list.total)});
};

const fold = (context: DashboardContext, how: typeof toggle): void => {
	const {here, tree} = context;
	if (tree === undefined) return;
	const folded = how(tree.rows, cursorOf(here), here[openKey(here)], opensItself(tree.model));
	update(context, {[cursorKey(here)]: folded.cursor, [openKey(here)]: folded.open});
};

const hasTree = ({here}: DashboardContext): boolean => here.view === 'tree' || here.view === 'plan';
const onTree = ({here}: DashboardContext): boolean => here.view === 'tree';
const onPlan = ({here}: DashboardContext): boolean => here.view === 'plan';
const elsewhere = ({here}: DashboardContext): boolean => here.view !== 'tree';

const moving = (id: string, keys: readonly string[], to: Move, help: string): Key => ({
	id,
	keys,
	label: help,
	help,
	group: 'Move',
	helpOnly: true,
	run: context => move(context, to),
});

/** Why no run can start. */
const busy = ({run}: DashboardContext): string | undefined => {
	if (run.run?.stopping === true) return 'A run is being stopped.';
	if (run.run !== undefined)
		return run.run.watched ? 'Another process is running; this dashboard looks on.' : 'A run goes on. Ctrl+C stops it.';
	return run.lockedBy === undefined ? undefined : `${run.lockedBy} holds the lock.`;
};

const movement: readonly Key[] = [
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
];

const looking: readonly Key[] = [
	{
		id: 'search',
		keys: ['/'],
		label: 'search',
		help: 'search as you type: people, addresses, groups',
		group: 'Look',
		when: hasTree,
		run: context => update(context, {searching: true, focus: 'tree'}),
	},
	{
		id: 'filter',
		keys: ['f'],
		label: 'filter',
		help: 'show all, changes only, problems only',
		group: 'Look',
		when: onTree,
		disabled: ({tree}) => (tree === undefined ? 'There is nothing to filter before the first read.' : undefined),
		run: context =>
			update(context, {filter: nextFilter(context.here.filter), cursor: {path: cursorOf(context.here).path, index: 0}}),
	},
];

const doing: readonly Key[] = [
	{
		id: 'test',
		keys: ['t'],
		label: 'test',
		help: 'read the directory and decide, change nothing',
		group: 'Do',
		when: onTree,
		disabled: busy,
		run: context => context.session.start({mode: 'test'}),
	},
	{
		id: 'plan',
		keys: ['p'],
		label: 'plan',
		help: 'show what would change, and send nothing',
		group: 'Do',
		when: onTree,
		run: context => {
			if (busy(context) === undefined && context.run.asking === undefined) context.session.start({mode: 'plan'});
			context.ui.set(state => showView(state, 'plan'));
		},
	},
	{
		id: 'again',
		keys: ['p'],
		label: 'plan again',
		help: 'read again and plan anew',
		group: 'Do',
		when: context => onPlan(context) && context.run.asking === undefined,
		disabled: busy,
		run: context => context.session.start({mode: 'plan'}),
	},
	{
		id: 'sync',
		keys: ['s'],
		label: 'sync',
		help: 'read, plan, and apply after your word',
		group: 'Do',
		when: onTree,
		disabled: busy,
		run: context => {
			context.session.start({mode: 'sync'});
			context.ui.set(state => showView(state, 'plan'));
		},
	},
	{
		id: 'apply',
		keys: ['y'],
		label: 'apply',
		help: 'apply this plan',
		group: 'Do',
		dangerous: true,
		when: context => onPlan(context) && (planAtHand(context.run)?.plan.changes.length ?? 0) > 0,
		disabled: context => (context.run.asking === undefined ? busy(context) : undefined),
		run: context => (numberFor(context.run) === undefined ? approve(context) : update(context, {confirming: ''})),
	},
	{
		id: 'decline',
		keys: ['n'],
		label: 'leave as it is',
		help: 'do not apply; the run ends, nothing is sent',
		group: 'Do',
		when: context => onPlan(context) && context.run.asking !== undefined,
		run: context => context.session.answer(false),
	},
	{
		id: 'write',
		keys: ['w'],
		label: 'write to a file',
		help: 'write the plan to a file, to review it and apply exactly it later',
		group: 'Do',
		when: onPlan,
		disabled: ({run}) =>
			run.view?.plan === undefined ? 'There is no plan of this session to write; p makes one.' : undefined,
		run: context => {
			const {view} = context.run;
			if (view === undefined) return;
			void context.session.profile.writePlan(view).then(
				path =>
					update(context, {notice: `Written to ${path}. Apply exactly this plan with: usher sync --plan ${path}`}),
				(error: unknown) => update(context, {notice: error instanceof Error ? error.message : String(error)}),
			);
		},
	},
	{
		id: 'automatic',
		keys: ['a'],
		label: 'automatic',
		help: 'sync on the interval while this dashboard is open',
		group: 'Do',
		when: onTree,
		run: context => context.session.setAutomatic(!context.run.automatic.on),
	},
	{
		id: 'stop',
		keys: ['ctrl+c'],
		label: 'stop',
		help: 'stop the run cleanly; without a run, quit',
		group: 'Do',
		when: ({run}) => run.run !== undefined && !run.run.watched,
		disabled: ({run}) =>
			run.run?.stopping === true
				? 'The run is being stopped already: the request on its way is finished first.'
				: undefined,
		run: context => context.session.cancel(),
	},
];

const screens: readonly Key[] = [
	{
		id: 'log',
		keys: ['l'],
		label: 'log',
		help: 'to the log; it follows its end until you scroll',
		group: 'Screens',
		when: onTree,
		run: context => update(context, {focus: context.here.focus === 'log' ? 'tree' : 'log'}),
	},
	{
		id: 'problems',
		keys: ['x'],
		label: 'problems',
		help: 'what needs a person',
		group: 'Screens',
		when: onTree,
		run: context => context.ui.set(state => showView(state, 'problems')),
	},
	{
		id: 'history',
		keys: ['h'],
		label: 'history',
		help: 'runs so far, and what each did',
		group: 'Screens',
		when: onTree,
		run: context => context.ui.set(state => showView(state, 'history')),
	},
	{
		id: 'settings',
		keys: ['e'],
		label: 'settings',
		help: 'settings, as a form',
		group: 'Screens',
		when: onTree,
		run: context => context.ui.set(state => showView(state, 'settings')),
	},
	{
		id: 'setup',
		keys: ['u'],
		label: 'set-up',
		help: 'go through the guided set-up',
		group: 'Screens',
		helpOnly: true,
		when: context => onTree(context) && context.openSetup !== undefined,
		disabled: busy,
		run: context => context.openSetup?.(),
	},
];

const leaving: readonly Key[] = [
	{
		id: 'back',
		keys: ['escape'],
		label: 'back',
		help: 'back to the tree',
		group: 'Leave',
		pinned: true,
		when: elsewhere,
		run: context =>
			context.ui.set(state =>
				state.search !== '' && state.view === 'plan' ? {...state, search: ''} : showView(state, 'tree'),
			),
	},
	{
		id: 'clear',
		keys: ['escape'],
		label: 'clear',
		help: 'clear search and filter, back to the tree',
		group: 'Leave',
		helpOnly: true,
		when: onTree,
		run: context => update(context, {search: '', filter: 'all', focus: 'tree', logTop: undefined}),
	},
	{
		id: 'help',
		keys: ['?'],
		label: 'help',
		help: 'this help',
		group: 'Leave',
		pinned: true,
		run: context => update(context, {help: true}),
	},
	{
		id: 'back-q',
		keys: ['q'],
		label: 'back',
		help: 'back to the tree',
		group: 'Leave',
		helpOnly: true,
		when: elsewhere,
		run: context => context.ui.set(state => showView(state, 'tree')),
	},
	{
		id: 'quit',
		keys: ['q', 'ctrl+c'],
		label: 'quit',
		help: 'quit; a run is stopped cleanly first',
		group: 'Leave',
		pinned: true,
		when: onTree,
		run: context => context.leave(),
	},
	{
		id: 'quit-anywhere',
		keys: ['ctrl+c'],
		label: 'quit',
		help: 'quit',
		group: 'Leave',
		helpOnly: true,
		run: context => context.leave(),
	},
	{
		id: 'redraw',
		keys: ['ctrl+l'],
		label: 'draw again',
		help: 'draw the screen again',
		group: 'Leave',
		helpOnly: true,
		run: () => {},
	},
	{
		id: 'suspend',
		keys: ['ctrl+z'],
		label: 'suspend',
		help: 'back to the shell; fg returns',
		group: 'Leave',
		helpOnly: true,
		run: () => {},
	},
];

/** All bindings; each says itself where it holds. */
export const dashboardBindings: readonly Key[] = [...movement, ...doing, ...looking, ...screens, ...leaving];
