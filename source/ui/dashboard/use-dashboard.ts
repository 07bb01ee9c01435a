import {useEffect, useMemo, useState} from 'react';
import {panelFrame} from '../parts/panel.tsx';
import type {Session} from '../session/create-session.ts';
import type {RunRecord} from '../session/port.ts';
import type {SessionState} from '../session/state.ts';
import {createStore, type Store, useStore} from '../store.ts';
import {useTerminal} from '../terminal/context.tsx';
import {type TreeRows, treeRows} from '../tree/rows.ts';
import {type DashboardContext, numberFor, planAtHand} from './context.ts';
import {cursorIndex} from './cursor.ts';
import {type Layout, layoutFor, otherRows, type Rect} from './layout.ts';
import {logRows} from './log-rows.ts';
import {type PlanTree, planTree} from './plan/model.ts';
import {planListHeight, planTop} from './plan/plan-screen.tsx';
import {problemsOf} from './problems-screen.tsx';
import {type DashboardState, initialDashboard} from './state.ts';
import {type DirectoryTree, directoryTree} from './tree/model.ts';
import {searchRows} from './tree-panel.tsx';
import {useWarmSearch} from './use-warm-search.ts';

export type Dashboard = {
	readonly run: SessionState;
	readonly here: DashboardState;
	readonly ui: Store<DashboardState>;
	readonly layout: Layout;
	/** Where every screen but the tree's stands. */
	readonly body: Rect;
	readonly tree: {readonly model: DirectoryTree; readonly rows: TreeRows; readonly cursor: number} | undefined;
	readonly plan: {readonly model: PlanTree; readonly rows: TreeRows; readonly cursor: number} | undefined;
	readonly runs: readonly RunRecord[];
	readonly context: DashboardContext;
};

const mostRuns = 200;

/** Everything that the dashboard draws, and what its keys work on. */
export const useDashboard = (
	session: Session,
	leave: () => void,
	openSetup: (() => void) | undefined,
	start: Partial<DashboardState> = {},
): Dashboard => {
	const {columns, rows: windowRows, glyphs} = useTerminal();
	const [ui] = useState(() => createStore<DashboardState>({...initialDashboard, ...start}));
	const run = useStore(session);
	const here = useStore(ui);
	const layout = useMemo(() => layoutFor(columns, windowRows), [columns, windowRows]);
	const body = useMemo(() => ({width: columns, height: windowRows - otherRows}), [columns, windowRows]);

	const {view} = run;
	const onPlan = here.view === 'plan';
	const search = onPlan ? '' : here.search;
	const model = useMemo(
		() => (view === undefined ? undefined : directoryTree(view, {search, filter: here.filter})),
		[view, search, here.filter],
	);
	useWarmSearch(model?.shape);
	const rows = useMemo(() => (model === undefined ? undefined : treeRows(model, here.open)), [model, here.open]);

	const plan = planAtHand(run)?.plan;
	const planSearch = onPlan ? here.search : '';
	const planModel = useMemo(() => (plan === undefined ? undefined : planTree(plan, planSearch)), [plan, planSearch]);
	const planRows = useMemo(
		() => (planModel === undefined ? undefined : treeRows(planModel, here.planOpen)),
		[planModel, here.planOpen],
	);
	// What was said about a run is no longer so when another one begins, or it has ended.
	const runId = run.run?.id;
	// biome-ignore lint/correctness/useExhaustiveDependencies: only the change of run or lock counts
	useEffect(() => {
		ui.set(state => (state.notice === undefined ? state : {...state, notice: undefined}));
	}, [ui, runId, run.lockedBy]);
	const lastEnd = run.last?.endedAt;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the history has another row when a run has ended
	const runs = useMemo(
		() => (here.view === 'history' ? session.profile.runs(mostRuns) : []),
		[here.view, session, lastEnd],
	);

	const treeHeight = layout.tree.height - panelFrame.rows - searchRows(here.searching, here.search);
	const top = onPlan ? planTop(run, body.width - panelFrame.columns, glyphs).length : 0;
	const planHeight = planListHeight(
		body,
		top,
		searchRows(here.searching, here.search),
		here.confirming !== undefined && numberFor(run) !== undefined,
	);
	const logHeight = layout.log.height - panelFrame.rows;
	const keyTree =
		onPlan && planModel !== undefined && planRows !== undefined
			? {model: planModel, rows: planRows, height: planHeight}
			: here.view === 'tree' && model !== undefined && rows !== undefined
				? {model, rows, height: treeHeight}
				: undefined;
	const total =
		here.view === 'history'
			? runs.length
			: here.view === 'problems'
				? problemsOf(run).length
				: here.view === 'settings'
					? session.profile.listSettings().length
					: 0;
	const context: DashboardContext = {
		session,
		run,
		ui,
		here,
		wide: layout.wide,
		tree: keyTree,
		log: {total: logRows(run.log, layout.log.width - panelFrame.columns - 1).length, height: logHeight},
		list: {total, height: Math.max(3, Math.floor(body.height / 2) - panelFrame.rows)},
		leave,
		openSetup,
		now: () => run.now,
	};
	return {
		run,
		here,
		ui,
		layout,
		body,
		tree: model === undefined || rows === undefined ? undefined : {model, rows, cursor: cursorIndex(rows, here.cursor)},
		plan:
			planModel === undefined || planRows === undefined
				? undefined
				: {model: planModel, rows: planRows, cursor: cursorIndex(planRows, here.planCursor)},
		runs,
		context,
	};
};
