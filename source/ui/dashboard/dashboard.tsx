import {Box} from 'ink';
import {useCallback, useMemo} from 'react';
import {Footer} from '../parts/footer.tsx';
import {Header} from '../parts/header.tsx';
import {HelpOverlay} from '../parts/help-overlay.tsx';
import {Line, type Span, spansWidth} from '../parts/line.tsx';
import {panelFrame} from '../parts/panel.tsx';
import type {Session} from '../session/create-session.ts';
import {useTerminal} from '../terminal/context.tsx';
import {useKeys} from '../use-keys.ts';
import {detailsHere} from './beside-tree.ts';
import {dashboardBindings, typingHints} from './bindings.ts';
import {approve, cursorKey, numberFor, planAtHand, update} from './context.ts';
import {moveCursor} from './cursor.ts';
import {aboutSpans, endingSpans, stateSpans} from './header.ts';
import {HistoryScreen} from './history/history-screen.tsx';
import {RunScreen} from './history/run-screen.tsx';
import {PlanScreen} from './plan/plan-screen.tsx';
import {noPlan, planNote} from './plan/plan-words.ts';
import {ProblemsScreen} from './problems-screen.tsx';
import {SettingsScreen} from './settings-screen.tsx';
import {DetailsPanel, LogPanel} from './side-panels.tsx';
import type {DashboardState} from './state.ts';
import {legend} from './tree/cells.ts';
import {liveRows, nearer, type Shown} from './tree/live.ts';
import {TreePanel} from './tree-panel.tsx';
import {noUndo, undoAtHand, undoNote, undoRowWords} from './undo/undo-words.ts';
import {type Dashboard as Model, useDashboard} from './use-dashboard.ts';
import {useHeld} from './use-held.ts';

/** The session's clock beats twice a second; a little less, so that each beat counts. */
const liveStepMs = 400;
const nothingYet: Shown = [];

/** The dashboard: header, one screen, how the run stands, and the keys. */
export const Dashboard = ({
	session,
	onLeave,
	onSetup,
	start,
}: {
	readonly session: Session;
	readonly onLeave: () => void;
	readonly onSetup?: (() => void) | undefined;
	readonly start?: Partial<DashboardState>;
}) => {
	const {columns, rows, glyphs, plain} = useTerminal();
	const model = useDashboard(session, onLeave, onSetup, start);
	const {run, here, ui, body, context} = model;
	const editing = here.editing !== undefined;
	const number = numberFor(run);
	const plan = planAtHand(run);
	const confirming = here.confirming !== undefined && number !== undefined;
	const typing = here.searching || confirming || editing;
	const notice = (text: string) => update(context, {notice: text});

	useKeys(dashboardBindings, context, {
		isActive: !typing && !here.help,
		notice,
		fallback: name => {
			// The number may be typed at once.
			const asks = here.view === 'plan' || (here.view === 'undo' && run.asking !== undefined);
			if (asks && number !== undefined && /^[0-9]$/.test(name)) update(context, {confirming: name});
			else if (here.notice !== undefined) update(context, {});
		},
	});
	// Fields take the letters; leaving, moving and stopping must work all the same.
	useKeys(
		dashboardBindings.filter(binding => ['stop', 'quit-anywhere'].includes(binding.id)),
		context,
		{isActive: typing, notice},
	);
	useKeys(
		[
			{id: 'done', keys: ['escape'], label: 'clear', run: () => update(context, {searching: false, search: ''})},
			{id: 'down', keys: ['down'], label: 'down', run: () => moveTo('down')},
			{id: 'up', keys: ['up'], label: 'up', run: () => moveTo('up')},
		],
		undefined,
		{isActive: here.searching},
	);
	useKeys(
		[{id: 'cancel', keys: ['escape'], label: 'cancel', run: () => update(context, {editing: undefined})}],
		undefined,
		{isActive: editing},
	);
	const moveTo = (to: 'up' | 'down') => {
		const {tree} = context;
		if (tree === undefined) return;
		const key = cursorKey(here);
		update(context, {[key]: moveCursor(tree.rows, here[key], to, tree.height)});
	};
	const onSearch = useCallback(
		(search: string) =>
			ui.set(state => ({
				...state,
				search,
				[cursorKey(state)]: {path: '', index: 0},
			})),
		[ui],
	);
	const settings = session.profile.settings();
	const hour = Math.floor(run.now / 3_600_000);
	// The certificate's file is not read again with each repaint.
	const ending = useMemo(() => endingSpans(settings, new Date(hour * 3_600_000)), [settings, hour]);
	const onSearchDone = useCallback(() => ui.set(state => ({...state, searching: false})), [ui]);

	const about = (cells: number): Span[] =>
		aboutSpans(session.profile.name, settings, session.profile.tenantName?.(), glyphs, cells);
	// The program's name at the left, and blanks around.
	const roomBeside = (state: readonly Span[]): number => columns - spansWidth(state) - spansWidth(ending) - 12;
	const whole = stateSpans(run, glyphs, columns >= 104, plain);
	// That a credential ends is said whole: what can be seen elsewhere gives way first.
	const state = roomBeside(whole) < spansWidth(about(0)) ? stateSpans(run, glyphs, false, plain) : whole;

	const hints = here.searching
		? typingHints.search
		: confirming
			? typingHints.confirm
			: editing
				? typingHints.edit
				: dashboardBindings;
	if (here.help) {
		return (
			<HelpOverlay
				title="Keys"
				bindings={dashboardBindings}
				context={context}
				legend={legend(glyphs)}
				width={columns}
				height={rows}
				onClose={() => update(context, {help: false})}
			/>
		);
	}
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<Header width={columns} about={[...about(roomBeside(state)), ...ending]} state={state} />
			{here.view === 'tree' && <TreeScreen model={model} onSearch={onSearch} onSearchDone={onSearchDone} />}
			{(here.view === 'plan' || here.view === 'undo') && (
				<PlanScreen
					{...(here.view === 'plan'
						? {
								title: plan === undefined ? 'Plan' : `Plan ${plan.plan.fingerprint.slice(0, 4)}`,
								note: planNote(run),
								empty: noPlan(run, here.search),
								refusals: plan?.refusals ?? [],
							}
						: {
								title: `Undo of run ${run.undo?.of ?? here.openRun ?? ''}`,
								note: undoNote(run),
								empty: here.search === '' ? noUndo(run) : `Nothing matches "${here.search}".`,
								refusals: undoAtHand(run)?.refusals ?? [],
								words: undoRowWords,
							})}
					above={model.above}
					here={here}
					tree={model.plan?.model}
					rows={model.plan?.rows}
					cursor={model.plan?.cursor ?? 0}
					rect={body}
					number={number}
					onSearch={onSearch}
					onSearchDone={onSearchDone}
					onConfirm={() => approve(context)}
					onCancel={() => update(context, {confirming: undefined})}
				/>
			)}
			{here.view === 'history' && (
				<HistoryScreen
					runs={model.history.runs}
					index={model.history.index}
					past={model.past}
					filter={here.historyFilter}
					more={model.history.runs.length === here.historyMost}
					rect={body}
				/>
			)}
			{here.view === 'run' && (
				<RunScreen
					past={model.past}
					facts={model.past.facts}
					layout={model.past.layout}
					wide={model.layout.wide}
					here={here}
					tree={model.plan?.model}
					rows={model.plan?.rows}
					cursor={model.plan?.cursor ?? 0}
					onSearch={onSearch}
					onSearchDone={onSearchDone}
				/>
			)}
			{here.view === 'problems' && <ProblemsScreen run={run} index={context.list.index} rect={body} />}
			{here.view === 'settings' && (
				<SettingsScreen
					profile={session.profile}
					index={context.list.index}
					rect={body}
					editing={here.editing}
					onDone={() => update(context, {editing: undefined, notice: 'Kept. The next run goes by it.'})}
				/>
			)}
			{model.status.map((spans, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Line key={index} width={columns} spans={spans} />
			))}
			<Footer bindings={hints} context={context} width={columns} />
		</Box>
	);
};

/** The tree with details and log beside it, or below it where there is little room. */
const TreeScreen = ({
	model,
	onSearch,
	onSearchDone,
}: {
	readonly model: Model;
	readonly onSearch: (text: string) => void;
	readonly onSearchDone: () => void;
}) => {
	const {run, here, layout, tree} = model;
	const reading = tree === undefined ? run.run : undefined;
	const height = layout.tree.height - panelFrame.rows;
	const live = useHeld(
		nothingYet,
		shown => (reading === undefined ? shown : nearer(shown, liveRows(reading.live), height)),
		reading?.id,
		run.now,
		liveStepMs,
	);
	const details = detailsHere(tree, run.run);
	const showLog = layout.wide || here.focus === 'log' || tree === undefined;
	const showDetails = layout.wide || !showLog;
	return (
		<Box flexDirection={layout.wide ? 'row' : 'column'}>
			<TreePanel
				tree={tree?.model}
				rows={tree?.rows}
				cursor={tree?.cursor ?? 0}
				run={tree === undefined ? run.run : undefined}
				live={live.slice(0, height)}
				search={here.search}
				searching={here.searching}
				filter={here.filter}
				rect={layout.tree}
				focused={here.focus === 'tree'}
				onSearch={onSearch}
				onSearchDone={onSearchDone}
			/>
			<Box flexDirection="column">
				{showDetails && (
					<DetailsPanel
						details={details}
						rect={layout.details}
						top={here.detailsTop}
						focused={here.focus === 'details'}
					/>
				)}
				{showLog && (
					<LogPanel
						log={run.log}
						rect={layout.log}
						top={here.logTop}
						focused={here.focus === 'log'}
						hint={layout.wide ? '' : 'Tab: details'}
					/>
				)}
			</Box>
		</Box>
	);
};
