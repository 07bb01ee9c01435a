// What the keys of the dashboard work on.
import {toldTotal} from '../../core/told.ts';
import type {Session} from '../session/create-session.ts';
import type {RunRecord} from '../session/port.ts';
import type {SessionState} from '../session/state.ts';
import type {Store} from '../store.ts';
import type {TreeModel, TreeRow, TreeRows} from '../tree/rows.ts';
import {numberToType} from '../words.ts';
import type {Cursor, DashboardState} from './state.ts';

/** The tree that keys move in: the directory's or the plan's. */
export type KeyTree = {readonly model: TreeModel; readonly rows: TreeRows; readonly height: number};

/** Rows of a text or a list, and how many of them are visible. */
export type Extent = {readonly total: number; readonly height: number};

export type DashboardContext = {
	readonly session: Session;
	readonly run: SessionState;
	readonly ui: Store<DashboardState>;
	readonly here: DashboardState;
	readonly wide: boolean;
	/** Undefined where the screen has no tree: before the first read has one, in history and the like. */
	readonly tree: KeyTree | undefined;
	readonly log: Extent;
	/** Asked only when they are scrolled. */
	readonly details: () => Extent;
	/** A plain list on this screen, and the row of it that is selected: one that is there, if any is. */
	readonly list: Extent & {readonly index: number};
	/** The runs of the history, the selected one's row, and the one that the keys are about. */
	readonly runs: readonly RunRecord[];
	readonly runIndex: number;
	readonly record: RunRecord | undefined;
	readonly leave: () => void;
	/** Opens the set-up; undefined where it cannot be reached from here. */
	readonly openSetup: (() => void) | undefined;
	readonly now: () => number;
};

export const update = (context: DashboardContext, change: Partial<DashboardState>): void =>
	context.ui.set(state => ({...state, notice: undefined, ...change}));

/** The plan that a person would approve now, with what the guard says of it. */
export const planAtHand = (run: SessionState) => run.asking ?? run.plan;

/** A plan of this session lies there, and nothing of it has been applied: it is shown as it is, not made again. */
export const planIsOpen = (run: SessionState): boolean =>
	run.asking !== undefined ||
	(run.plan !== undefined &&
		run.last?.report.plan?.fingerprint === run.plan.plan.fingerprint &&
		['planned', 'declined', 'refused'].includes(run.last.report.outcome));

/** All of the plan at hand has been applied: there is nothing of it left to approve. */
export const isApplied = ({asking, plan, last}: SessionState): boolean =>
	asking === undefined &&
	plan !== undefined &&
	last?.report.outcome === 'applied' &&
	last.report.plan?.fingerprint === plan.plan.fingerprint;

/** What is typed to let the plan at hand pass; undefined when a simple yes is enough. */
export const numberFor = (run: SessionState): number | undefined => {
	const plan = planAtHand(run);
	if (plan === undefined || plan.refusals.length === 0 || isApplied(run)) return undefined;
	return numberToType(plan.refusals) || toldTotal(plan.plan);
};

/** Approves: the run that asks, or a new one that applies the reviewed plan. */
export const approve = (context: DashboardContext): void => {
	update(context, {confirming: undefined});
	if (context.run.asking !== undefined) {
		context.session.answer(true);
		return;
	}
	const plan = context.run.plan?.plan;
	if (plan !== undefined) context.session.start({mode: 'sync'}, plan.fingerprint);
};

export const opensItself =
	(model: TreeModel) =>
	(row: TreeRow): boolean =>
		model.opened?.(row.node) === true;

type CursorKey = 'planCursor' | 'cursor' | 'runCursor';
type OpenKey = 'planOpen' | 'open' | 'runOpen';

/** Whether a screen shows a plan: of now, of an undo, of a run of the past. */
export const showsPlan = ({view}: DashboardState): boolean => view === 'plan' || view === 'undo' || view === 'run';

export const cursorKey = ({view}: DashboardState): CursorKey =>
	view === 'run' ? 'runCursor' : view === 'plan' || view === 'undo' ? 'planCursor' : 'cursor';
export const openKey = ({view}: DashboardState): OpenKey =>
	view === 'run' ? 'runOpen' : view === 'plan' || view === 'undo' ? 'planOpen' : 'open';
export const cursorOf = (here: DashboardState): Cursor => here[cursorKey(here)];
