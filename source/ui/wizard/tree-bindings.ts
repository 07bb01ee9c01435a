// The keys of the tree of step 8.
import type {Binding} from '../keys.ts';
import type {Move} from '../parts/window.ts';
import type {WizardContext} from './context.ts';

type Key = Binding<WizardContext>;

const onTree = ({state}: WizardContext): boolean =>
	state.step === 'test' && !state.tree.searching && state.session !== undefined;
const tree = (id: string, names: readonly string[], label: string, move: Move): Key => ({
	id,
	keys: names,
	label,
	group: 'The tree',
	helpOnly: true,
	when: onTree,
	run: ({wizard, treeHeight}) => wizard.test.move(move, treeHeight),
});

/** Moving in the tree, folding, searching, and reading again. */
export const treeBindings: readonly Key[] = [
	tree('tree-down', ['down', 'j'], 'next row', 'down'),
	tree('tree-up', ['up', 'k'], 'row before', 'up'),
	tree('tree-page-down', ['pagedown'], 'a page on', 'page-down'),
	tree('tree-page-up', ['pageup'], 'a page back', 'page-up'),
	tree('tree-first', ['home', 'g'], 'first row', 'first'),
	tree('tree-last', ['end', 'G'], 'last row', 'last'),
	{
		id: 'unfold',
		keys: ['right', 'l', 'space'],
		shown: '←→',
		label: 'fold',
		help: 'open the group, or go into it; left closes it',
		group: 'The tree',
		when: onTree,
		run: ({wizard}) => wizard.test.unfold(),
	},
	{
		id: 'fold',
		keys: ['left', 'h'],
		label: 'close',
		group: 'The tree',
		helpOnly: true,
		when: onTree,
		run: ({wizard}) => wizard.test.fold(),
	},
	{
		id: 'search',
		keys: ['/'],
		label: 'search',
		help: 'find people and groups by name or address',
		group: 'The tree',
		when: onTree,
		run: ({wizard}) => wizard.test.searching(true),
	},
	{
		id: 'search-keep',
		keys: ['enter', 'down'],
		label: 'to the tree',
		when: ({state}) => state.step === 'test' && state.tree.searching,
		run: ({wizard}) => wizard.test.searching(false),
	},
	{
		id: 'search-end',
		keys: ['escape'],
		label: 'no search',
		when: ({state}) => state.step === 'test' && (state.tree.searching || state.tree.search !== ''),
		run: ({wizard}) => {
			wizard.test.search('');
			wizard.test.searching(false);
		},
	},
	{
		id: 'details',
		keys: ['d'],
		label: 'details',
		help: 'more room for why, or for the tree again',
		group: 'The tree',
		when: context => onTree(context) && context.detailsBelow,
		run: ({wizard}) => wizard.test.enlarge(),
	},
	{
		id: 'read-again',
		keys: ['r'],
		label: 'read again',
		help: 'read the directory again, as it is now',
		when: onTree,
		run: ({wizard}) => wizard.test.again(),
	},
];
