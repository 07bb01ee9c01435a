// The keys of the set-up: data, from which the footer and the help come.
import type {Binding} from '../keys.ts';
import type {WizardContext} from './context.ts';
import type {WizardState} from './state.ts';
import {treeBindings} from './tree-bindings.ts';

type Key = Binding<WizardContext>;

const inList = (context: WizardContext): boolean => context.state.step !== 'test' && context.wizard.items().length > 1;

const going = (context: WizardContext): string => {
	const {state, focused} = context;
	if (state.step === 'finish' || focused?.kind === 'action') return 'do it';
	return focused?.kind === 'option' ? 'choose' : 'go on';
};

/** Consent is waited for: Enter looks again, and `r` says so. */
const isWaiting = ({step, checks}: WizardState): boolean =>
	step === 'permissions' && !(checks.permissions.kind === 'good' && checks.permissions.result.complete);
/** What was given here does not work, or cannot be tried. */
const isStuck = ({step, checks}: WizardState): boolean =>
	(step === 'bitwarden' && checks.organisation.kind === 'bad') ||
	(step === 'credentials' && checks.signIn.kind === 'bad');
/** Nothing is left to be done here. */
const isDone = ({step, checks, session}: WizardState): boolean =>
	(step === 'permissions' && checks.permissions.kind === 'good' && checks.permissions.result.complete) ||
	(step === 'test' && session?.view !== undefined && session.run === undefined);

/** `Enter` says what it does here; a binding's label is fixed, so there is one for each word. */
const enter = (label: string): Key => ({
	id: `enter-${label.replace(' ', '-')}`,
	keys: ['enter'],
	label,
	help: 'take this and go on',
	pinned: true,
	when: context => !context.state.tree.searching && going(context) === label && !isWaiting(context.state),
	run: ({wizard}) => wizard.onward(),
});

/** Everything that can be pressed; a binding says itself where it means something. */
export const wizardBindings: readonly Key[] = [
	enter('go on'),
	enter('choose'),
	enter('do it'),
	{
		id: 'move',
		keys: ['down', 'tab'],
		shown: '↑↓',
		label: 'move',
		help: 'to the next line; up or Shift+Tab to the one before',
		when: inList,
		run: ({wizard}) => wizard.move(1),
	},
	{
		id: 'move-up',
		keys: ['up', 'shift+tab'],
		label: 'up',
		helpOnly: true,
		when: inList,
		run: ({wizard}) => wizard.move(-1),
	},
	{
		id: 'move-j',
		keys: ['j'],
		label: 'down',
		helpOnly: true,
		when: context => inList(context) && !context.typing,
		run: ({wizard}) => wizard.move(1),
	},
	{
		id: 'move-k',
		keys: ['k'],
		label: 'up',
		helpOnly: true,
		when: context => inList(context) && !context.typing,
		run: ({wizard}) => wizard.move(-1),
	},
	{
		id: 'pick',
		keys: ['right', 'space', 'l'],
		shown: '←→',
		label: 'change',
		help: 'another choice on this line',
		when: ({focused}) => focused?.kind === 'pick',
		run: ({wizard}) => wizard.pick(1),
	},
	{
		id: 'pick-left',
		keys: ['left', 'h'],
		label: 'change back',
		helpOnly: true,
		when: ({focused}) => focused?.kind === 'pick',
		run: ({wizard}) => wizard.pick(-1),
	},
	{
		id: 'choose-space',
		keys: ['space'],
		label: 'choose',
		helpOnly: true,
		when: ({focused}) => focused?.kind === 'option' || focused?.kind === 'action',
		run: ({wizard}) => wizard.onward(),
	},
	{
		id: 'scroll-down',
		keys: ['pagedown'],
		label: 'more',
		helpOnly: true,
		help: 'the lines that do not fit',
		when: ({outOfSight: {below}, state}) => state.step !== 'test' && below > 0,
		run: ({wizard}) => wizard.scroll(1),
	},
	{
		id: 'scroll-up',
		keys: ['pageup'],
		label: 'back up',
		helpOnly: true,
		help: 'back to the lines before',
		when: ({outOfSight: {above}, state}) => state.step !== 'test' && above > 0,
		run: ({wizard}) => wizard.scroll(-1),
	},
	...treeBindings,
	{
		id: 'look',
		keys: ['r', 'enter'],
		label: 'look now',
		help: 'look at once what the token carries',
		when: ({state}) => isWaiting(state),
		run: ({wizard}) => wizard.lookNow(),
	},
	{
		id: 'open',
		keys: ['o'],
		label: 'open',
		help: 'open the page in a browser of this machine',
		when: ({page, typing}) => page !== undefined && !typing,
		run: ({open, page}) => page !== undefined && open(page),
	},
	{
		id: 'open-typing',
		keys: ['ctrl+o'],
		label: 'open',
		help: 'open the page in a browser of this machine',
		when: ({page, typing}) => page !== undefined && typing,
		run: ({open, page}) => page !== undefined && open(page),
	},
	{
		id: 'copy',
		keys: ['c'],
		label: 'copy',
		help: 'copy what stands here to the clipboard of your terminal',
		when: ({copies, typing, state}) => copies !== undefined && !typing && state.step !== 'permissions',
		run: ({copies, copy}) => copies !== undefined && copy(copies.text, copies.what),
	},
	{
		id: 'copy-message',
		keys: ['c'],
		label: 'copy message',
		help: 'copy a message with the link, for whoever grants consent',
		when: ({copies, state}) => copies !== undefined && state.step === 'permissions' && !isDone(state),
		run: ({copies, copy}) => copies !== undefined && copy(copies.text, copies.what),
	},
	{
		id: 'copy-typing',
		keys: ['ctrl+y'],
		label: 'copy',
		help: 'copy what stands here to the clipboard of your terminal',
		when: ({copies, typing}) => copies !== undefined && typing,
		run: ({copies, copy}) => copies !== undefined && copy(copies.text, copies.what),
	},
	{
		id: 'copy-page',
		keys: ['C'],
		label: 'copy link',
		helpOnly: true,
		help: 'copy the link of the page',
		when: ({page, typing}) => page !== undefined && !typing,
		run: ({page, copy}) => page !== undefined && copy(page, 'The link'),
	},
	{
		id: 'skip',
		keys: ['s'],
		label: 'skip for now',
		help: 'leave this step for later',
		when: ({wizard, typing, state}) => wizard.canSkip() && !typing && !state.tree.searching && !isDone(state),
		run: ({wizard}) => void wizard.skip(),
	},
	{
		id: 'skip-typing',
		keys: ['ctrl+n'],
		label: 'skip for now',
		help: 'leave this step for later',
		when: ({wizard, typing, state}) => wizard.canSkip() && typing && isStuck(state),
		run: ({wizard}) => void wizard.skip(),
	},
	{
		id: 'skip-unasked',
		keys: ['ctrl+n'],
		label: 'skip for now',
		helpOnly: true,
		help: 'leave this step for later',
		when: ({wizard, typing, state}) => wizard.canSkip() && typing && !isStuck(state),
		run: ({wizard}) => void wizard.skip(),
	},
	{
		id: 'back',
		keys: ['escape'],
		label: 'back',
		help: 'a page back; what is typed stays',
		pinned: true,
		when: ({state}) => state.step !== 'start' && !(state.step === 'test' && state.tree.search !== ''),
		run: ({wizard}) => wizard.back(),
	},
	{
		id: 'back-letter',
		keys: ['b'],
		label: 'back',
		helpOnly: true,
		when: ({state, typing}) => state.step !== 'start' && !typing && !state.tree.searching,
		run: ({wizard}) => wizard.back(),
	},
	{
		id: 'help',
		keys: ['?', 'ctrl+g'],
		label: 'help',
		pinned: true,
		when: ({typing, state}) => !typing && !state.tree.searching,
		run: ({wizard}) => wizard.help(true),
	},
	{
		id: 'help-typing',
		keys: ['ctrl+g'],
		label: 'help',
		pinned: true,
		when: ({typing, state}) => typing || state.tree.searching,
		run: ({wizard}) => wizard.help(true),
	},
	{
		id: 'quit',
		keys: ['ctrl+c', 'q'],
		shown: 'q',
		label: 'save, quit',
		help: 'leave; everything so far is kept, and usher setup goes on here',
		pinned: true,
		when: ({typing, state}) => !typing && !state.tree.searching,
		run: ({wizard}) => wizard.quit(),
	},
	{
		id: 'quit-typing',
		keys: ['ctrl+c'],
		label: 'save, quit',
		help: 'leave; everything so far is kept, and usher setup goes on here',
		pinned: true,
		when: ({typing, state}) => typing || state.tree.searching,
		run: ({wizard}) => wizard.quit(),
	},
];
