import {Box} from 'ink';
import {hold, inside, type Roster} from '../../../core/model.ts';
import {detailsOf} from '../../dashboard/details.ts';
import {treeRowSpans} from '../../dashboard/tree/cells.ts';
import {liveRowSpans, liveRows} from '../../dashboard/tree/live.ts';
import {SearchLine} from '../../dashboard/tree-panel.tsx';
import {Line, type Span, wrapSpans} from '../../parts/line.tsx';
import {List} from '../../parts/list.tsx';
import {Panel, panelFrame} from '../../parts/panel.tsx';
import {useTerminal} from '../../terminal/context.tsx';
import {count, duration, many} from '../../text/numbers.ts';
import type {Wizard} from '../create-wizard.ts';
import {reasonsOut} from '../logic/count.ts';
import {treeNow} from '../logic/test.ts';
import {Blocks, busyBlock, failureBlocks, noticeBlock} from '../parts/blocks.tsx';
import type {WizardState} from '../state.ts';

/** Rows of the detail below the tree where it does not stand beside it. */
const smallDetail = 7;

const verdicts = ({users, groups, snapshot}: Roster): string => {
	const countOf = (column: Uint8Array, value: number) => column.reduce((sum, one) => sum + (one === value ? 1 : 0), 0);
	const held = countOf(users, hold);
	return `${count(countOf(users, inside))} of ${many(snapshot.users.length, 'person', 'people')} in${held === 0 ? '' : `, ${count(held)} on hold`}; ${count(countOf(groups, inside))} of ${many(snapshot.groups.length, 'group')}`;
};

const statusOf = ({session}: WizardState): string => {
	const read = session?.run?.read;
	if (session?.run !== undefined)
		return read === undefined
			? 'Signing in to read the directory.'
			: `Reading: ${many(read.users, 'person', 'people')}, ${many(read.groups, 'group')}, members of ${count(read.membersOf)} of them.`;
	return session?.view === undefined ? '' : verdicts(session.view.roster);
};

/** How many rows of the tree are on the screen, for moving by pages. */
export const treeHeight = (height: number, beside: boolean): number =>
	height - panelFrame.rows - 2 - (beside ? 0 : smallDetail);

/** What the read has given, for below the details where there is room. */
const givenRows = (state: WizardState, cells: number): Span[][] => {
	const {session, checks} = state;
	if (session?.run !== undefined)
		return wrapSpans(
			[
				{
					text: 'People first, then groups, then who is in them: the tree fills in as they come. Nothing is written anywhere.',
					tone: 'quiet',
				},
			],
			cells,
		);
	const view = session?.view;
	const report = session?.last?.report;
	if (view === undefined || report === undefined) return [];
	const {users, groups, snapshot} = view.roster;
	const times = (column: Uint8Array, value: number) => column.reduce((sum, one) => sum + (one === value ? 1 : 0), 0);
	const row = (value: number, says: string, tone: Span['tone']): Span[] => [
		{text: `${count(value).padStart(7)}  `, ...(tone === undefined ? {} : {tone})},
		{text: says},
	];
	const held = times(users, hold);
	const took = report.durationMs < 1000 ? 'less than a second' : duration(report.durationMs);
	const members = checks.organisation.kind === 'good' ? checks.organisation.result.members : undefined;
	return [
		[{text: 'What the read gives', tone: 'title'}],
		row(times(users, inside), 'people in', 'good'),
		...(held === 0 ? [] : [row(held, 'on hold: left as they are', 'warn')]),
		row(snapshot.users.length - times(users, inside) - held, 'people out', 'strong'),
		...reasonsOut(view.roster).map(([reason, howMany]): Span[] => [
			{text: `${count(howMany).padStart(12)}  `, tone: 'quiet'},
			{text: reason, tone: 'quiet'},
		]),
		row(times(groups, inside), `of ${many(snapshot.groups.length, 'group')} in`, 'strong'),
		[],
		...wrapSpans(
			[
				{
					text: `${members === undefined ? '' : `The organisation has ${many(members, 'member')} today; the plan compares. `}Read in ${took}, with ${many(report.requests.graph, 'request')} to Microsoft Graph. Nothing has been written anywhere.`,
					tone: 'quiet',
				},
			],
			cells,
		),
	];
};

/** Step 8: the directory as it is read, then everyone with a verdict, and beside it why. */
export const TestScreen = ({
	wizard,
	state,
	width,
	height,
	beside,
	note,
}: {
	readonly wizard: Wizard;
	readonly state: WizardState;
	readonly width: number;
	readonly height: number;
	/** There is room for the details beside the tree. */
	readonly beside: boolean;
	readonly note: string;
}) => {
	const {glyphs, plain} = useTerminal();
	const now = treeNow(state);
	// Enlarged, the details have the whole room; the cursor still moves.
	const alone = state.tree.large && !beside && now !== undefined;
	const detailRows = alone ? height : smallDetail;
	const treeWidth = beside ? Math.max(48, Math.floor(width * 0.58)) : width;
	const inner = treeWidth - panelFrame.columns;
	const live = now === undefined && state.session?.run !== undefined ? liveRows(state.session.run.live) : undefined;
	const row = now?.rows.rowAt(now.cursor);
	const details = now === undefined || row === undefined ? undefined : detailsOf(now.tree, row);
	const detailWidth = (beside ? width - treeWidth : width) - panelFrame.columns;
	const detailHeight = (beside ? height : detailRows) - panelFrame.rows;
	const said = (details?.paragraphs ?? []).flatMap((spans, index) => [
		...(beside && index > 0 ? [[] as Span[]] : []),
		...wrapSpans(spans, detailWidth),
	]);
	const given = beside ? givenRows(state, detailWidth) : [];
	const gap = said.length === 0 ? 0 : 2;
	const rows =
		given.length > 0 && said.length + gap + given.length <= detailHeight
			? [...said, ...Array(gap).fill([]), ...given]
			: said;
	const shownRows: readonly Span[][] = plain ? rows : rows.slice(0, detailHeight);
	const cut = rows.length - shownRows.length;
	const failure =
		state.sessionFailure ?? (state.session?.run === undefined ? state.session?.last?.report.error : undefined);
	const failed = failure !== undefined && now === undefined;
	const {search, searching} = state.tree;
	const finding = searching || search !== '';
	const listHeight = height - panelFrame.rows - (beside ? 0 : smallDetail) - 2 - (finding ? 1 : 0);
	const status: Span[] = [
		{
			text: `${state.session?.run === undefined ? glyphs.done : glyphs.waiting} `,
			tone: state.session?.run === undefined ? 'good' : 'wait',
		},
		{text: statusOf(state)},
	];
	return (
		<Box width={width} height={height} flexDirection={beside ? 'row' : 'column'}>
			{!alone && (
				<Panel title="Test" note={note} width={treeWidth} height={beside ? height : height - smallDetail} focused>
					{failed ? (
						<Blocks
							blocks={[
								...failureBlocks(
									'read',
									{
										code: failure.code,
										message: failure.message,
										advice: failure.advice,
										requestId: failure.requestId,
										unreachable: false,
									},
									inner,
								),
								noticeBlock(
									'read-on',
									'info',
									'r reads again. s goes on without it; nothing is lost.',
									undefined,
									inner,
								),
							]}
							height={listHeight + 2}
						/>
					) : state.session === undefined ? (
						<Blocks blocks={[busyBlock('open', 'Opening the directory.', inner)]} height={listHeight} />
					) : (
						<>
							<Line width={inner} spans={status} />
							{finding ? (
								<SearchLine
									search={search}
									searching={searching}
									found={now?.tree.found === undefined ? '' : many(now.tree.found.people, 'person', 'people')}
									width={inner}
									onChange={text => wizard.test.search(text)}
									onDone={() => wizard.test.searching(false)}
								/>
							) : null}
							<Line width={inner} spans={[]} />
							<List
								total={now?.rows.total ?? live?.total ?? 0}
								rowAt={index => {
									if (now !== undefined) {
										const at = now.rows.rowAt(index);
										return at === undefined
											? {key: '', spans: []}
											: {key: at.path, spans: treeRowSpans(now.tree, at, inner - 2, glyphs)};
									}
									const at = live?.rowAt(index);
									return at === undefined
										? {key: '', spans: []}
										: {key: at.key, spans: liveRowSpans(at.group, inner - 2, glyphs)};
								}}
								cursor={now?.cursor}
								width={inner}
								height={listHeight}
								focused={!searching}
								empty={search === '' ? 'Groups appear here as they are read.' : `Nothing matches "${search}".`}
							/>
						</>
					)}
				</Panel>
			)}
			<Panel
				title={details?.title ?? 'Why'}
				note={details?.note ?? ''}
				foot={cut > 0 ? `${beside || alone ? '' : 'd: '}${many(cut, 'more line')}` : alone ? 'd: the tree' : ''}
				width={beside ? width - treeWidth : width}
				height={beside ? height : detailRows}
			>
				{shownRows.map((spans, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
					<Line key={index} spans={spans} width={detailWidth} />
				))}
			</Panel>
		</Box>
	);
};
