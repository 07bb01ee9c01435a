// The keys of the page on which Usher creates the registration.
import type {Binding} from '../../keys.ts';
import type {RegistrationSession, RegistrationState} from './session.ts';

export type RegistrationContext = {
	readonly session: RegistrationSession;
	readonly state: RegistrationState;
	readonly onward: () => void;
	readonly onPortal: () => void;
	readonly onBack: () => void;
	readonly copy: (text: string, what: string) => void;
	readonly openPage: (page: string) => void;
	/** Lines that do not fit, on either side of what is on the screen. */
	readonly outOfSight: {readonly above: number; readonly below: number};
	/** The lines that do not fit: a page on, or back. */
	readonly scroll: (by: number) => void;
	readonly help: () => void;
	readonly quit: () => void;
};

type Key = Binding<RegistrationContext>;

const asking = ({state}: RegistrationContext): boolean => state.phase === 'asking';
const coding = ({state}: RegistrationContext): boolean => state.phase === 'running' && state.code !== undefined;
const consenting = ({state}: RegistrationContext): boolean => state.phase === 'running' && state.consent !== undefined;

const several = (context: RegistrationContext): boolean => asking(context) && context.state.found.length > 1;

/** With several, the letters are about the one that is pointed at. */
const go =
	(go: 'repair' | 'renew') =>
	({session, state}: RegistrationContext) => {
		const one = state.found[state.pointed];
		if (one !== undefined) session.choose({go, appId: one.appId});
	};

export const registrationBindings: readonly Key[] = [
	{
		id: 'onward',
		keys: ['enter'],
		label: 'go on',
		pinned: true,
		when: ({state}) => state.phase === 'done' && !state.asksUndo,
		run: ({onward}) => onward(),
	},
	{
		id: 'again',
		keys: ['enter'],
		label: 'try again',
		pinned: true,
		when: ({state}) => (state.phase === 'failed' || state.phase === 'undone') && !state.asksUndo,
		run: ({session}) => session.start(),
	},
	{
		id: 'down',
		keys: ['down', 'j'],
		shown: '↑↓',
		label: 'which one',
		pinned: true,
		when: several,
		run: ({session}) => session.point(1),
	},
	{
		id: 'up',
		keys: ['up', 'k'],
		label: 'the one above',
		helpOnly: true,
		when: several,
		run: ({session}) => session.point(-1),
	},
	{id: 'repair', keys: ['r'], label: 'repair', pinned: true, when: asking, run: go('repair')},
	{id: 'renew', keys: ['e'], label: 'new credential', pinned: true, when: asking, run: go('renew')},
	{
		id: 'new',
		keys: ['n'],
		label: 'another one',
		pinned: true,
		when: asking,
		run: ({session}) => session.choose({go: 'new'}),
	},
	{
		id: 'open',
		keys: ['o'],
		label: 'open',
		help: 'open the page in a browser of this machine',
		when: coding,
		run: ({state, openPage}) => state.code !== undefined && openPage(state.code.page),
	},
	{
		id: 'copy-code',
		keys: ['c'],
		label: 'copy code',
		help: 'copy the code to the clipboard of your terminal',
		when: coding,
		run: ({state, copy}) => state.code !== undefined && copy(state.code.userCode, 'The code'),
	},
	{
		id: 'message',
		keys: ['m'],
		label: 'message',
		help: 'a message to send to somebody who may grant consent',
		pinned: true,
		when: context => consenting(context) && !context.state.reading,
		run: ({session}) => session.read(true),
	},
	{
		id: 'steps',
		keys: ['m', 'escape'],
		label: 'back to the steps',
		pinned: true,
		when: context => context.state.reading,
		run: ({session}) => session.read(false),
	},
	{
		id: 'copy-message',
		keys: ['c'],
		label: 'copy message',
		help: 'copy that message to the clipboard of your terminal',
		when: consenting,
		run: ({state, copy}) => state.consent !== undefined && copy(state.consent.message, 'The message'),
	},
	{
		id: 'copy-link',
		keys: ['C'],
		label: 'copy link',
		help: 'copy the link to the clipboard of your terminal',
		when: context => coding(context) || consenting(context),
		run: ({state, copy}) => {
			const link = state.code?.page ?? state.consent?.link;
			if (link !== undefined) copy(link, 'The link');
		},
	},
	{
		id: 'scroll-down',
		keys: ['pagedown'],
		label: 'more',
		helpOnly: true,
		help: 'the lines that do not fit',
		when: ({outOfSight: {below}}) => below > 0,
		run: ({scroll}) => scroll(1),
	},
	{
		id: 'scroll-up',
		keys: ['pageup'],
		label: 'back up',
		helpOnly: true,
		help: 'back to the lines before',
		when: ({outOfSight: {above}}) => above > 0,
		run: ({scroll}) => scroll(-1),
	},
	{
		id: 'undo',
		keys: ['u'],
		label: 'undo all of it',
		help: 'take back what Usher made in the tenant and on this machine; it asks before anything goes',
		when: ({state}) => (state.phase === 'done' || state.phase === 'failed') && state.made.length > 0 && !state.asksUndo,
		run: ({session}) => session.askUndo(true),
	},
	{
		id: 'take-back',
		keys: ['y'],
		label: 'take it back',
		help: 'take back all that is listed, in the tenant and on this machine',
		dangerous: true,
		pinned: true,
		when: ({state}) => state.asksUndo,
		run: ({session}) => session.undo(),
	},
	{
		id: 'leave-it',
		keys: ['n', 'escape', 'b'],
		label: 'leave as it is',
		help: 'everything stays as it is',
		pinned: true,
		when: ({state}) => state.asksUndo,
		run: ({session}) => session.askUndo(false),
	},
	{
		id: 'portal',
		keys: ['p'],
		label: 'portal instead',
		help: 'do it in the portal instead, click by click',
		when: ({state}) => state.phase !== 'done' && !state.asksUndo,
		run: ({onPortal}) => onPortal(),
	},
	{
		id: 'back',
		keys: ['escape', 'b'],
		label: 'back',
		help: 'to the choice before; what has been made stays, and is found again',
		pinned: true,
		when: ({state}) => !state.reading && !state.asksUndo,
		run: ({onBack}) => onBack(),
	},
	{id: 'help', keys: ['?', 'ctrl+g'], label: 'help', pinned: true, run: ({help}) => help()},
	{
		id: 'quit',
		keys: ['ctrl+c', 'q'],
		shown: 'q',
		label: 'save, quit',
		help: 'leave; everything so far is kept, and usher setup goes on here',
		pinned: true,
		run: ({quit}) => quit(),
	},
];
