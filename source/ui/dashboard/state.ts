// What the dashboard itself remembers: which screen, where the cursor stands, what is searched. Not what the runs tell.
import type {Open} from '../tree/rows.ts';
import type {TreeFilter} from './tree/search.ts';

export type View = 'tree' | 'plan' | 'history' | 'run' | 'undo' | 'problems' | 'settings';
export type Focus = 'tree' | 'details' | 'log';

/** Where one is in a tree or list: the path holds while rows come and go, the number is for when the path is gone. */
export type Cursor = {readonly path: string; readonly index: number};

/** Which runs the history shows. */
export type RunFilter = 'all' | 'changed' | 'trouble';

export type DashboardState = {
	readonly view: View;
	readonly focus: Focus;
	readonly help: boolean;
	readonly cursor: Cursor;
	readonly open: Open;
	readonly search: string;
	/** The search is being typed. */
	readonly searching: boolean;
	readonly filter: TreeFilter;
	/** First visible line of the log; undefined follows its end. */
	readonly logTop: number | undefined;
	readonly detailsTop: number;
	readonly planCursor: Cursor;
	readonly planOpen: Open;
	/** In the history; its path is the run. */
	readonly historyCursor: Cursor;
	readonly historyFilter: RunFilter;
	/** So many runs are loaded: more when the cursor comes near their end. */
	readonly historyMost: number;
	/** The run of the history that is open. */
	readonly openRun: string | undefined;
	readonly runCursor: Cursor;
	readonly runOpen: Open;
	/** First visible line of its log. */
	readonly runLogTop: number;
	/** The number is being typed; with what it starts. */
	readonly confirming: string | undefined;
	readonly listIndex: number;
	/** The setting whose field has the keys. */
	readonly editing: string | undefined;
	/** A sentence about the last key; gone with the next one. */
	readonly notice: string | undefined;
};

const start: Cursor = {path: '', index: 0};

export const initialDashboard: DashboardState = {
	view: 'tree',
	focus: 'tree',
	help: false,
	cursor: start,
	open: new Set(),
	search: '',
	searching: false,
	filter: 'all',
	logTop: undefined,
	detailsTop: 0,
	planCursor: start,
	planOpen: new Set(),
	historyCursor: start,
	historyFilter: 'all',
	historyMost: 400,
	openRun: undefined,
	runCursor: start,
	runOpen: new Set(),
	runLogTop: 0,
	confirming: undefined,
	listIndex: 0,
	editing: undefined,
	notice: undefined,
};

/** The filter after this one. */
export const nextFilter = (filter: TreeFilter): TreeFilter =>
	filter === 'all' ? 'changes' : filter === 'changes' ? 'problems' : 'all';

export const nextRunFilter = (filter: RunFilter): RunFilter =>
	filter === 'all' ? 'changed' : filter === 'changed' ? 'trouble' : 'all';

/** A run of the history, from its beginning. */
export const showRun = (state: DashboardState, run: string): DashboardState => ({
	...showView(state, 'run'),
	openRun: run,
	runCursor: start,
	runOpen: new Set(),
	runLogTop: 0,
});

/** Another screen, with what belongs to the old one put away. */
export const showView = (state: DashboardState, view: View): DashboardState => ({
	...state,
	view,
	focus: 'tree',
	searching: false,
	search: state.view === view ? state.search : '',
	confirming: undefined,
	listIndex: 0,
	editing: undefined,
	notice: undefined,
});
