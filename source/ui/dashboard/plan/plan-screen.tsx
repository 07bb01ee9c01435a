import {Box} from 'ink';
import type {Refusal} from '../../../core/changes.ts';
import {ConfirmNumber} from '../../parts/confirm-number.tsx';
import {Line, Paragraph, type Span} from '../../parts/line.tsx';
import {List} from '../../parts/list.tsx';
import {Panel, panelFrame} from '../../parts/panel.tsx';
import {useTerminal} from '../../terminal/context.tsx';
import type {TreeRows} from '../../tree/rows.ts';
import type {Rect} from '../layout.ts';
import type {DashboardState} from '../state.ts';
import {SearchLine, searchRows} from '../tree-panel.tsx';
import {confirmQuestion, planRowDetail, planRowSpans, type RowWords, usualRowWords} from './cells.ts';
import type {PlanTree} from './model.ts';

/** Rows that the list of changes gets. */
export const planListHeight = (rect: Rect, top: number, searching: number, confirming: boolean): number =>
	Math.max(confirming ? 0 : 3, rect.height - panelFrame.rows - top - 1 - searching - (confirming ? 4 : 3));

/** What would change, grouped, with counts, who and why; and the way to let it happen. */
export const PlanScreen = ({
	title,
	note,
	above,
	empty,
	words = usualRowWords,
	refusals,
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
	readonly title: string;
	readonly note: string;
	/** Counts, what they cost, and the guard's word. */
	readonly above: readonly (readonly Span[])[];
	readonly empty: string;
	readonly words?: RowWords;
	readonly refusals: readonly Refusal[];
	readonly here: DashboardState;
	readonly tree: PlanTree | undefined;
	readonly rows: TreeRows | undefined;
	readonly cursor: number;
	readonly rect: Rect;
	/** What has to be typed; undefined when a simple yes is enough. */
	readonly number: number | undefined;
	readonly onSearch: (text: string) => void;
	readonly onSearchDone: () => void;
	readonly onConfirm: () => void;
	readonly onCancel: () => void;
}) => {
	const {glyphs} = useTerminal();
	const width = rect.width - panelFrame.columns;
	// The question comes first: where there is no room for everything, the list and then the summary give way.
	const top = above.slice(0, rect.height - panelFrame.rows - 6);
	const searching = searchRows(here.searching, here.search);
	const confirming = here.confirming !== undefined && number !== undefined;
	const selected = rows?.rowAt(cursor);
	const detail = tree === undefined || selected === undefined ? '' : planRowDetail(tree, selected, glyphs);
	const height = planListHeight(rect, top.length, searching, confirming);
	return (
		<Panel title={title} note={note} width={rect.width} height={rect.height} focused={!confirming}>
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
							: {key: row.path, spans: planRowSpans(tree, row, width - 2, glyphs, words)};
					}}
					cursor={rows === undefined ? undefined : cursor}
					width={width}
					height={height}
					focused={!confirming && !here.searching}
					empty={empty}
				/>
			</Box>
			{!confirming && (
				<Box marginTop={1} flexDirection="column">
					<Paragraph text={detail} width={width} tone="quiet" lines={2} />
				</Box>
			)}
			{confirming && (
				<Box marginTop={1} flexDirection="column">
					<ConfirmNumber
						question={confirmQuestion(refusals, number)}
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
