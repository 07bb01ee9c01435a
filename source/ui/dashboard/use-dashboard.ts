import {useEffect, useMemo, useState} from 'react';
import type {Span} from '../parts/line.tsx';
import {panelFrame} from '../parts/panel.tsx';
import type {Session} from '../session/create-session.ts';
import type {SessionState} from '../session/state.ts';
import {createStore, type Store, useStore} from '../store.ts';
import {useTerminal} from '../terminal/context.tsx';
import {type TreeRows, treeRows} from '../tree/rows.ts';
import {detailsHere} from './beside-tree.ts';
import {cursorKey, type DashboardContext, type KeyTree, numberFor, openKey, planAtHand, showsPlan} from './context.ts';
import {cursorIndex} from './cursor.ts';
import {factRows} from './history/facts.ts';
import {historyListHeight} from './history/history-screen.tsx';
import {mostFacts, type RunLayout, runLayout, runListHeight} from './history/run-screen.tsx';
import {type PastRun, useHistory} from './history/use-history.ts';
import {type Layout, layoutFor, otherRows, type Rect} from './layout.ts';
import {logRows} from './log-rows.ts';
import {type PlanTree, planTree} from './plan/model.ts';
import {planListHeight, questionFor} from './plan/plan-screen.tsx';
import {planTop} from './plan/plan-words.ts';
import {problemsOf} from './problems-screen.tsx';
import {statusRows} from './progress.ts';
import {detailRows} from './side-panels.tsx';
import {type DashboardState, initialDashboard} from './state.ts';
import {type DirectoryTree, directoryTree} from './tree/model.ts';
import {searchRows} from './tree-panel.tsx';
import {undoAtHand, undoTop} from './undo/undo-words.ts';
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
	/** What stands above the keys. */
	readonly status: readonly (readonly Span[])[];
	/** What stands above the list of a plan or an undo. */
	readonly above: readonly (readonly Span[])[];
	readonly history: ReturnType<typeof useHistory>;
	/** The run of the history that is open: what is known of it, and where it stands. */
	readonly past: PastRun & {readonly facts: readonly (readonly Span[])[]; readonly layout: RunLayout};
	readonly context: DashboardContext;
};

/** Everything that the dashboard draws, and what its keys work on. */
export const useDashboard = (
	session: Session,
	leave: () => void,
	openSetup: (() => void) | undefined,
	start: Partial<DashboardState> = {},
): Dashboard => {
	const {capabilities, columns, rows: allRows, glyphs} = useTerminal();
	const [ui] = useState(() => createStore<DashboardState>({...initialDashboard, ...start}));
	const run = useStore(session);
	const here = useStore(ui);
	const confirms = here.confirming !== undefined && numberFor(run) !== undefined;
	const said = confirms ? 'Nothing is sent before the number stands there and Enter is pressed.' : here.notice;
	const status = statusRows(run, here.view, said, columns, glyphs, capabilities.unicode);
	const windowRows = allRows - status.length + 1;
	const layout = useMemo(() => layoutFor(columns, windowRows), [columns, windowRows]);
	const body = useMemo(() => ({width: columns, height: windowRows - otherRows}), [columns, windowRows]);

	const {view} = run;
	const search = here.view === 'tree' ? here.search : '';
	const model = useMemo(
		() => (view === undefined ? undefined : directoryTree(view, {search, filter: here.filter})),
		[view, search, here.filter],
	);
	useWarmSearch(model?.shape);
	const rows = useMemo(() => (model === undefined ? undefined : treeRows(model, here.open)), [model, here.open]);

	const runId = run.run?.id;
	const history = useHistory(session.profile, here, `${runId} ${run.last?.endedAt} ${run.lockedBy}`);
	const {past} = history;
	const plan = showsPlan(here)
		? here.view === 'run'
			? past.story?.plan
			: here.view === 'undo'
				? undoAtHand(run)?.plan
				: planAtHand(run)?.plan
		: undefined;
	const planSearch = showsPlan(here) ? here.search : '';
	// What an undo cannot do is said before what it can.
	const planModel = useMemo(
		() => (plan === undefined ? undefined : planTree(plan, planSearch, here.view === 'undo')),
		[plan, planSearch, here.view],
	);
	const planOpen = here[openKey(here)];
	const planRows = useMemo(
		() => (planModel === undefined ? undefined : treeRows(planModel, planOpen)),
		[planModel, planOpen],
	);
	// What was said about a run is no longer so when another one begins, or it has ended.
	// biome-ignore lint/correctness/useExhaustiveDependencies: only the change of run or lock counts
	useEffect(() => {
		ui.set(state => (state.notice === undefined ? state : {...state, notice: undefined}));
	}, [ui, runId, run.lockedBy]);
	const treeHeight = layout.tree.height - panelFrame.rows - searchRows(here.searching, here.search);
	const searching = searchRows(here.searching, here.search);
	const width = body.width - panelFrame.columns;
	const above =
		here.view === 'plan' ? planTop(run, width, glyphs) : here.view === 'undo' ? undoTop(run, width, glyphs) : [];
	const facts =
		past.record === undefined
			? []
			: factRows(
					{record: past.record, story: past.story},
					runLayout(body, layout.wide, 0).facts.width - panelFrame.columns,
					mostFacts(body.height),
					glyphs,
				);
	const pastLayout = runLayout(body, layout.wide, Math.max(1, facts.length));
	const logHeight = (here.view === 'run' ? pastLayout.log : layout.log).height - panelFrame.rows;
	const logWidth = (here.view === 'run' ? pastLayout.log : layout.log).width - panelFrame.columns - 2;
	const log = here.view === 'run' ? (past.story?.log ?? []) : run.log;
	const keyTree = ((): KeyTree | undefined => {
		if (here.view === 'tree')
			return model === undefined || rows === undefined ? undefined : {model, rows, height: treeHeight};
		if (planModel === undefined || planRows === undefined) return undefined;
		const question = questionFor(here, planAtHand(run)?.refusals ?? [], numberFor(run));
		const height =
			here.view === 'run'
				? runListHeight(pastLayout, searching)
				: planListHeight(body, above.length, searching, question);
		return {model: planModel, rows: planRows, height};
	})();
	const total =
		here.view === 'history'
			? history.runs.length
			: here.view === 'problems'
				? problemsOf(run).length
				: here.view === 'settings'
					? session.profile.listSettings().length
					: 0;
	const shownTree =
		model === undefined || rows === undefined ? undefined : {model, rows, cursor: cursorIndex(rows, here.cursor)};
	const context: DashboardContext = {
		session,
		run,
		ui,
		here,
		wide: layout.wide,
		tree: keyTree,
		log: {total: logRows(log, logWidth).length, height: logHeight},
		details: () => ({
			total: detailRows(detailsHere(shownTree, run.run), layout.details.width - panelFrame.columns).length,
			height: layout.details.height - panelFrame.rows,
		}),
		list: {
			total,
			height: Math.max(3, historyListHeight(body.height) - panelFrame.rows),
			index: Math.max(0, Math.min(here.listIndex, total - 1)),
		},
		runs: history.runs,
		runIndex: history.index,
		record: past.record,
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
		status,
		tree: shownTree,
		plan:
			planModel === undefined || planRows === undefined
				? undefined
				: {model: planModel, rows: planRows, cursor: cursorIndex(planRows, here[cursorKey(here)])},
		above,
		history,
		past: {...past, facts, layout: pastLayout},
		context,
	};
};
