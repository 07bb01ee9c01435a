// Keys that go to another screen, and away.

import {problemKey} from '../../../core/problems.ts';
import {type DashboardContext, update} from '../context.ts';
import {problemsOf} from '../problems-screen.tsx';
import {showView} from '../state.ts';
import {leaveUndo} from './undo.ts';
import {busy, elsewhere, type Key, onRun, onTree, onUndo} from './where.ts';

/** The other screens. */
export const screens: readonly Key[] = [
	{
		id: 'log',
		keys: ['l'],
		label: 'log',
		help: 'to the log and back; it follows its end until you scroll',
		group: 'Screens',
		when: context => onTree(context) || onRun(context),
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
];

/** Last where there is little room: who has a dashboard is set up. */
export const settingUp: readonly Key[] = [
	{
		id: 'setup',
		keys: ['u'],
		label: 'set-up',
		help: 'go through the guided set-up',
		group: 'Screens',
		when: context => onTree(context) && context.openSetup !== undefined,
		disabled: busy,
		run: context => context.openSetup?.(),
	},
];

/** What Enter does on the screens that have no tree. */
export const entering: readonly Key[] = [
	{
		id: 'acknowledge',
		keys: ['enter', 'space'],
		label: 'acknowledge',
		help: 'acknowledge the problem, or count it again: acknowledged ones no longer make a run end with code 14',
		group: 'Do',
		when: context => context.here.view === 'problems' && problemsOf(context.run).length > 0,
		run: context => {
			const problem = problemsOf(context.run)[context.list.index];
			if (problem !== undefined)
				context.session.acknowledge(problem, !context.run.acknowledged.has(problemKey(problem)));
		},
	},
	{
		id: 'edit',
		keys: ['enter', 'space'],
		label: 'change',
		help: 'change the setting',
		group: 'Do',
		when: context => context.here.view === 'settings',
		disabled: context => {
			const row = context.session.profile.listSettings()[context.list.index];
			return row?.from === 'environment'
				? `${row.variable} in the environment decides this one; change it there.`
				: undefined;
		},
		run: context => update(context, {editing: context.session.profile.listSettings()[context.list.index]?.value ?? ''}),
	},
];

/** From an undo to its run, from a run to the history, from elsewhere to the tree. */
const goBack = (context: DashboardContext): void => {
	if (onUndo(context)) leaveUndo(context);
	else context.ui.set(state => showView(state, state.view === 'run' ? 'history' : 'tree'));
};

/** Back, help and out. */
export const leaving: readonly Key[] = [
	{
		id: 'back',
		keys: ['escape'],
		label: 'back',
		help: 'back to where you came from',
		group: 'Leave',
		pinned: true,
		when: elsewhere,
		run: context => (context.here.search === '' ? goBack(context) : update(context, {search: ''})),
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
		help: 'back to where you came from',
		group: 'Leave',
		helpOnly: true,
		when: elsewhere,
		run: goBack,
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
		when: context => elsewhere(context) || context.here.searching,
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
