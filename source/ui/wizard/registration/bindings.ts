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
		when: ({state}) => state.phase === 'done',
		run: ({onward}) => onward(),
	},
	{
		id: 'again',
		keys: ['enter'],
		label: 'try again',
		pinned: true,
		when: ({state}) => state.phase === 'failed' || state.phase === 'undone',
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
		label: 'open the page',
		when: coding,
		run: ({state, openPage}) => state.code !== undefined && openPage(state.code.page),
	},
	{
		id: 'copy-code',
		keys: ['c'],
		label: 'copy the code',
		when: coding,
		run: ({state, copy}) => state.code !== undefined && copy(state.code.userCode, 'The code'),
	},
	{
		id: 'message',
		keys: ['m'],
		label: 'message to send',
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
		label: 'copy the message',
		when: consenting,
		run: ({state, copy}) => state.consent !== undefined && copy(state.consent.message, 'The message'),
	},
	{
		id: 'undo',
		keys: ['u'],
		label: 'undo all of it',
		dangerous: true,
		when: ({state}) => (state.phase === 'done' || state.phase === 'failed') && state.made.length > 0,
		run: ({session}) => session.undo(),
	},
	{
		id: 'portal',
		keys: ['p'],
		label: 'portal instead',
		when: ({state}) => state.phase !== 'done',
		run: ({onPortal}) => onPortal(),
	},
	{id: 'back', keys: ['escape', 'b'], label: 'back', when: ({state}) => !state.reading, run: ({onBack}) => onBack()},
];
