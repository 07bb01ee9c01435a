// Keys that go to another screen, and away.
import {update} from '../context.ts';
import {showView} from '../state.ts';
import {busy, elsewhere, type Key, onTree} from './where.ts';

/** The other screens. */
export const screens: readonly Key[] = [
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

/** Back, help and out. */
export const leaving: readonly Key[] = [
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
