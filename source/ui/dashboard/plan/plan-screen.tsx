import {Box} from 'ink';
import {ConfirmNumber} from '../../parts/confirm-number.tsx';
import {Line, Paragraph, type Span, wrapSpans} from '../../parts/line.tsx';
import {List} from '../../parts/list.tsx';
import {Panel, panelFrame} from '../../parts/panel.tsx';
import type {SessionState} from '../../session/state.ts';
import {useTerminal} from '../../terminal/context.tsx';
import {clock, count} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import type {TreeRows} from '../../tree/rows.ts';
import {planAtHand} from '../context.ts';
import type {Rect} from '../layout.ts';
import type {DashboardState} from '../state.ts';
import {SearchLine, searchRows} from '../tree-panel.tsx';
import {confirmQuestion, guardRows, planRowDetail, planRowSpans, planSummary} from './cells.ts';
import type {PlanTree} from './model.ts';

/** What became of this plan, for the frame: nothing is sent before a person has said so. */
export const planNote = (run: SessionState): string => {
	const {steps} = run.run ?? {};
	if (run.run?.phase === 'apply' && steps !== undefined)
		return `applying, ${count(steps.done)} of ${count(steps.total)} requests`;
	if (run.asking !== undefined) return 'waits for your word; nothing has been sent';
	const {report, endedAt = 0, sent} = run.last ?? {};
	if (report?.plan !== undefined && report.plan.fingerprint === run.plan?.plan.fingerprint) {
		if (report.outcome === 'applied') return `applied ${clock(new Date(endedAt))}`;
		if (report.outcome === 'applied-in-part') return `applied in part ${clock(new Date(endedAt))}; p plans the rest`;
		if (sent !== undefined)
			return `stopped after ${count(sent.done)} of ${count(sent.total)} requests; p plans the rest`;
	}
	return run.plan === undefined
		? 'nothing has been sent'
		: `made ${clock(new Date(run.plan.at))}; nothing has been sent`;
};

/** What stands above the list: counts, what they cost, and the guard's word. */
export const planTop = (run: SessionState, width: number, glyphs: Glyphs): Span[][] => {
	const plan = planAtHand(run);
	if (plan === undefined) return [];
	const refusals = guardRows(plan.refusals).flatMap(text =>
		wrapSpans([{text}], width - 4).map((spans, index): Span[] => [
			{text: index === 0 ? `  ${glyphs.warning} ` : '    ', tone: 'warn'},
			...spans.map(span => ({...span, tone: 'warn' as const})),
		]),
	);
	const basis: Span[][] =
		plan.plan.basis === 'last-applied'
			? [[{text: '  This server tells nothing back: the plan rests on what Usher itself did last.', tone: 'quiet'}]]
			: [];
	return [...planSummary(plan.plan), ...basis, ...(refusals.length > 0 ? [[], ...refusals] : [])];
};

/** Rows that the list of changes gets. */
export const planListHeight = (rect: Rect, top: number, searching: number, confirming: boolean): number =>
	Math.max(confirming ? 0 : 3, rect.height - panelFrame.rows - top - 1 - searching - (confirming ? 4 : 3));

/** What would change, grouped, with counts, who and why; and the way to let it happen. */
export const PlanScreen = ({
	run,
	here,
	tree,
	rows,
	cursor,
	rect,
	number,
	onSearch,
	onSearchDone,
	onConfirm,
	onCancel,
}: {
	readonly run: SessionState;
	readonly here: DashboardState;
	readonly tree: PlanTree | undefined;
	readonly rows: TreeRows | undefined;
	readonly cursor: number;
	readonly rect: Rect;
	readonly number: number | undefined;
	readonly onSearch: (text: string) => void;
	readonly onSearchDone: () => void;
	readonly onConfirm: () => void;
	readonly onCancel: () => void;
}) => {
	const {glyphs} = useTerminal();
	const plan = planAtHand(run);
	const width = rect.width - panelFrame.columns;
	// The question comes first: where there is no room for everything, the list and then the summary give way.
	const top = planTop(run, width, glyphs).slice(0, rect.height - panelFrame.rows - 6);
	const searching = searchRows(here.searching, here.search);
	const confirming = here.confirming !== undefined && number !== undefined;
	const selected = rows?.rowAt(cursor);
	const detail = tree === undefined || selected === undefined ? '' : planRowDetail(tree, selected, glyphs);
	const height = planListHeight(rect, top.length, searching, confirming);
	return (
		<Panel
			title={plan === undefined ? 'Plan' : `Plan ${plan.plan.fingerprint.slice(0, 4)}`}
			note={planNote(run)}
			width={rect.width}
			height={rect.height}
			focused={!confirming}
		>
			{top.map((spans, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Line key={index} spans={spans} width={width} />
			))}
			{top.length > 0 && <Line spans={[]} width={width} />}
			{searching > 0 && (
				<SearchLine
					search={here.search}
					searching={here.searching}
					found=""
					width={width}
					onChange={onSearch}
					onDone={onSearchDone}
				/>
			)}
			<Box height={height} flexDirection="column" overflow="hidden">
				<List
					total={rows?.total ?? 0}
					rowAt={index => {
						const row = tree === undefined ? undefined : rows?.rowAt(index);
						return tree === undefined || row === undefined
							? {key: '', spans: []}
							: {key: row.path, spans: planRowSpans(tree, row, width - 2, glyphs)};
					}}
					cursor={rows === undefined ? undefined : cursor}
					width={width}
					height={height}
					focused={!confirming && !here.searching}
					empty={
						plan === undefined
							? run.run === undefined
								? 'There is no plan yet; p makes one. Nothing is sent.'
								: 'The plan is being made.'
							: here.search === ''
								? ''
								: `Nothing matches "${here.search}".`
					}
				/>
			</Box>
			{!confirming && (
				<Box marginTop={1} flexDirection="column">
					<Paragraph text={detail} width={width} tone="quiet" lines={2} />
				</Box>
			)}
			{confirming && plan !== undefined && (
				<Box marginTop={1} flexDirection="column">
					<ConfirmNumber
						question={confirmQuestion(plan.refusals, number)}
						number={number}
						initial={here.confirming ?? ''}
						width={width}
						onConfirm={onConfirm}
						onCancel={onCancel}
					/>
				</Box>
			)}
		</Panel>
	);
};
