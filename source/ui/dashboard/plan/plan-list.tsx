import {Box} from 'ink';
import {List} from '../../parts/list.tsx';
import {useTerminal} from '../../terminal/context.tsx';
import type {TreeRows} from '../../tree/rows.ts';
import type {DashboardState} from '../state.ts';
import {SearchLine, searchRows} from '../tree-panel.tsx';
import {planRowSpans, type RowWords} from './cells.ts';
import type {PlanTree} from './model.ts';

/** The changes of a plan, one that is made or one of the past: the search above them, and the rows that fit. */
export const PlanList = ({
	tree,
	rows,
	cursor,
	words,
	here,
	focused,
	empty,
	width,
	height,
	onSearch,
	onSearchDone,
}: {
	readonly tree: PlanTree | undefined;
	readonly rows: TreeRows | undefined;
	readonly cursor: number;
	readonly words: RowWords;
	readonly here: DashboardState;
	readonly focused: boolean;
	readonly empty: string;
	readonly width: number;
	/** Of the rows alone. */
	readonly height: number;
	readonly onSearch: (text: string) => void;
	readonly onSearchDone: () => void;
}) => {
	const {glyphs} = useTerminal();
	return (
		<>
			{searchRows(here.searching, here.search) > 0 && (
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
					cursor={rows === undefined || rows.total === 0 ? undefined : cursor}
					width={width}
					height={height}
					focused={focused && !here.searching}
					empty={empty}
				/>
			</Box>
		</>
	);
};
