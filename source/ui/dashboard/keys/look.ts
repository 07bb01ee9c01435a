// Keys that search and filter.
import {cursorOf, update} from '../context.ts';
import {nextFilter, nextRunFilter} from '../state.ts';
import {hasTree, type Key, onHistory, onTree} from './where.ts';

/** Search and filter. */
export const looking: readonly Key[] = [
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
	{
		id: 'filter-runs',
		keys: ['f'],
		label: 'filter',
		help: 'show all runs, those that changed something, those with trouble',
		group: 'Look',
		when: onHistory,
		run: context =>
			update(context, {
				historyFilter: nextRunFilter(context.here.historyFilter),
				historyCursor: {...context.here.historyCursor, index: 0},
			}),
	},
];
