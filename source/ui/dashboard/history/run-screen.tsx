import {Box} from 'ink';
import {toldTotal} from '../../../core/told.ts';
import {Paragraph, type Span} from '../../parts/line.tsx';
import {List} from '../../parts/list.tsx';
import {Panel, panelFrame} from '../../parts/panel.tsx';
import {useTerminal} from '../../terminal/context.tsx';
import {many} from '../../text/numbers.ts';
import type {TreeRows} from '../../tree/rows.ts';
import type {Rect} from '../layout.ts';
import {logRows} from '../log-rows.ts';
import {planRowDetail, usualRowWords} from '../plan/cells.ts';
import type {PlanTree} from '../plan/model.ts';
import {PlanList} from '../plan/plan-list.tsx';
import type {DashboardState} from '../state.ts';
import {searchRows} from '../tree-panel.tsx';
import {changeWord, endNote, noPlanText, sectionWord} from './facts.ts';
import type {PastRun} from './use-history.ts';

export type RunLayout = {
	readonly facts: Rect;
	readonly plan: Rect;
	readonly log: Rect;
};

/** Rows below the list, for all that there is to say of the selected change. */
const detailRows = 2;

/** Where its facts, its changes and its log stand: the log beside the others, or in the place of the changes. */
export const runLayout = (body: Rect, wide: boolean, facts: number): RunLayout => {
	const left = wide ? Math.min(Math.floor(body.width * 0.58), 100) : body.width;
	const top = Math.min(facts + panelFrame.rows, Math.floor(body.height / 2));
	return {
		facts: {width: left, height: top},
		plan: {width: left, height: body.height - top},
		log: wide ? {width: body.width - left, height: body.height} : {width: body.width, height: body.height - top},
	};
};

/** At most so many rows of facts. */
export const mostFacts = (height: number): number => Math.max(3, Math.floor(height / 2) - panelFrame.rows);

/** Rows that the list of changes gets. */
export const runListHeight = ({plan}: RunLayout, searching: number): number =>
	Math.max(1, plan.height - panelFrame.rows - searching - detailRows);

/** A run of the past: how it ended, all that it planned with what became of it, and its log. */
export const RunScreen = ({
	past,
	facts,
	layout,
	wide,
	here,
	tree,
	rows,
	cursor,
	onSearch,
	onSearchDone,
}: {
	readonly past: PastRun;
	readonly facts: readonly (readonly Span[])[];
	readonly layout: RunLayout;
	readonly wide: boolean;
	readonly here: DashboardState;
	readonly tree: PlanTree | undefined;
	readonly rows: TreeRows | undefined;
	readonly cursor: number;
	readonly onSearch: (text: string) => void;
	readonly onSearchDone: () => void;
}) => {
	const {glyphs} = useTerminal();
	const {record, story} = past;
	const width = layout.plan.width - panelFrame.columns;
	const searching = searchRows(here.searching, here.search);
	const height = runListHeight(layout, searching);
	const onLog = here.focus === 'log';
	const showLog = wide || onLog;
	const log = logRows(story?.log ?? [], layout.log.width - panelFrame.columns - 2);
	const selected = rows?.rowAt(cursor);
	const detail = tree === undefined || selected === undefined ? '' : planRowDetail(tree, selected, glyphs);
	const words = {
		...usualRowWords,
		...(record === undefined || story === undefined
			? {}
			: {
					section: (kind: Parameters<typeof sectionWord>[2], planned: number) =>
						sectionWord(record, story, kind, planned),
					change: (change: Parameters<typeof changeWord>[1]) => changeWord(story, change),
				}),
	};
	const planned = story?.plan === undefined ? 0 : toldTotal(story.plan);
	return (
		<Box flexDirection={wide ? 'row' : 'column'}>
			<Box flexDirection="column">
				<Panel
					title={record === undefined ? 'Run' : `Run ${record.run}`}
					note={record === undefined ? '' : endNote(record)}
					width={layout.facts.width}
					height={layout.facts.height}
				>
					<List
						total={facts.length}
						rowAt={at => ({key: String(at), spans: facts[at] ?? []})}
						width={layout.facts.width - panelFrame.columns}
						height={layout.facts.height - panelFrame.rows}
					/>
				</Panel>
				{(wide || !onLog) && (
					<Panel
						title={story?.plan === undefined ? 'Plan' : `Plan ${story.plan.fingerprint.slice(0, 4)}`}
						note={wide ? (story?.plan === undefined ? '' : many(planned, 'change')) : 'Tab: log'}
						width={layout.plan.width}
						height={layout.plan.height}
						focused={!onLog}
					>
						<PlanList
							tree={tree}
							rows={rows}
							cursor={cursor}
							words={words}
							here={here}
							focused={!onLog}
							empty={here.search === '' ? noPlanText(past) : `Nothing matches "${here.search}".`}
							width={width}
							height={height}
							onSearch={onSearch}
							onSearchDone={onSearchDone}
						/>
						<Box height={detailRows} flexDirection="column">
							<Paragraph text={detail} width={width} tone="quiet" lines={detailRows} />
						</Box>
					</Panel>
				)}
			</Box>
			{showLog && (
				<Panel
					title="Log"
					note={wide ? '' : 'Tab: plan'}
					width={layout.log.width}
					height={layout.log.height}
					focused={onLog}
				>
					<List
						total={log.length}
						rowAt={at => ({key: String(at), spans: log[at] ?? []})}
						top={here.runLogTop}
						width={layout.log.width - panelFrame.columns}
						height={layout.log.height - panelFrame.rows}
						empty={story === undefined ? 'Reading the log.' : 'Its log is no longer kept.'}
					/>
				</Panel>
			)}
		</Box>
	);
};
