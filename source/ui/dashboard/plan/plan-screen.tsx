import {Box} from 'ink';
import type {Refusal} from '../../../core/changes.ts';
import {ConfirmNumber} from '../../parts/confirm-number.tsx';
import {Line, Paragraph, type Span, wrapSpans} from '../../parts/line.tsx';
import {Panel, panelFrame} from '../../parts/panel.tsx';
import {useTerminal} from '../../terminal/context.tsx';
import type {TreeRows} from '../../tree/rows.ts';
import type {Rect} from '../layout.ts';
import type {DashboardState} from '../state.ts';
import {searchRows} from '../tree-panel.tsx';
import {confirmQuestion, planRowDetail, type RowWords, usualRowWords} from './cells.ts';
import type {PlanTree} from './model.ts';
import {PlanList} from './plan-list.tsx';

/** Rows for all about the selected row: more of them where the list has enough without them. */
const detailRows = ({height}: Rect, top: number): number => (height >= 30 ? 5 : top <= 3 ? 4 : top <= 6 ? 3 : 2);

/** Rows below the list: the question with its field and what is said of a wrong number, or all about the selected row. */
const rowsBelow = (rect: Rect, top: number, question: string | undefined): number =>
	question === undefined
		? detailRows(rect, top) + 1
		: wrapSpans([{text: question}], rect.width - panelFrame.columns).length + 3;

/** Rows that the summary may take: the question comes first, then the list. */
const mostAbove = (rect: Rect, top: number, question: string | undefined): number =>
	Math.max(0, rect.height - panelFrame.rows - 1 - rowsBelow(rect, top, question) - (question === undefined ? 3 : 1));

/** Rows that the list of changes gets. */
export const planListHeight = (rect: Rect, top: number, searching: number, question: string | undefined): number => {
	const above = Math.min(top, mostAbove(rect, top, question));
	return Math.max(
		1,
		rect.height - panelFrame.rows - above - (above > 0 ? 1 : 0) - searching - rowsBelow(rect, top, question),
	);
};

/** What is asked before a plan that needs its number; undefined when it is not asked. */
export const questionFor = (
	here: Pick<DashboardState, 'confirming'>,
	refusals: readonly Refusal[],
	number: number | undefined,
): string | undefined =>
	here.confirming === undefined || number === undefined ? undefined : confirmQuestion(refusals, number);

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
	const searching = searchRows(here.searching, here.search);
	const question = questionFor(here, refusals, number);
	const confirming = question !== undefined;
	const top = above.slice(0, mostAbove(rect, above.length, question));
	const selected = rows?.rowAt(cursor);
	const detail = tree === undefined || selected === undefined ? '' : planRowDetail(tree, selected, glyphs);
	const height = planListHeight(rect, above.length, searching, question);
	return (
		<Panel title={title} note={note} width={rect.width} height={rect.height} focused={!confirming}>
			{top.map((spans, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Line key={index} spans={spans} width={width} />
			))}
			{top.length > 0 && <Line spans={[]} width={width} />}
			<PlanList
				tree={tree}
				rows={rows}
				cursor={cursor}
				words={words}
				here={here}
				focused={!confirming}
				empty={empty}
				width={width}
				height={height}
				onSearch={onSearch}
				onSearchDone={onSearchDone}
			/>
			{!confirming && (
				<Box marginTop={1} flexDirection="column">
					<Paragraph text={detail} width={width} tone="quiet" lines={detailRows(rect, above.length)} />
				</Box>
			)}
			{question !== undefined && number !== undefined && (
				<Box marginTop={1} flexDirection="column">
					<ConfirmNumber
						question={question}
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
