import {Box} from 'ink';
import {memo} from 'react';
import {Field} from '../parts/field.tsx';
import {Line} from '../parts/line.tsx';
import {List} from '../parts/list.tsx';
import {Panel, panelFrame} from '../parts/panel.tsx';
import type {RunState} from '../session/state.ts';
import {useTerminal} from '../terminal/context.tsx';
import {count, many} from '../text/numbers.ts';
import type {TreeRows} from '../tree/rows.ts';
import type {Rect} from './layout.ts';
import {treeRowSpans} from './tree/cells.ts';
import {liveRowSpans, type Shown} from './tree/live.ts';
import type {DirectoryTree} from './tree/model.ts';
import type {TreeFilter} from './tree/search.ts';

/** Rows that the search takes above the tree. */
export const searchRows = (searching: boolean, search: string): number => (searching || search !== '' ? 1 : 0);

/** The search above a tree: typed live, with what it has found. */
export const SearchLine = ({
	search,
	searching,
	found,
	width,
	onChange,
	onDone,
}: {
	readonly search: string;
	readonly searching: boolean;
	readonly found: string;
	readonly width: number;
	readonly onChange: (text: string) => void;
	readonly onDone: () => void;
}) => {
	const cells = Math.min(found.length, Math.max(0, width - 22));
	return (
		<Box width={width} height={1} overflow="hidden">
			<Box width={2} flexShrink={0}>
				<Line width={2} spans={[{text: '/', tone: 'key'}]} />
			</Box>
			<Box width={width - 3 - cells} height={1} overflow="hidden">
				<Field
					value={search}
					onChange={onChange}
					onSubmit={onDone}
					focus={searching}
					placeholder="name, address or group"
				/>
			</Box>
			<Box width={cells + 1} flexShrink={0} justifyContent="flex-end">
				<Line width={cells} spans={[{text: found, tone: 'quiet'}]} />
			</Box>
		</Box>
	);
};

const filterWords: Readonly<Record<TreeFilter, string>> = {all: '', changes: 'changes only', problems: 'problems only'};

const noteFor = (tree: DirectoryTree | undefined, run: RunState | undefined, filter: TreeFilter): string => {
	if (tree === undefined) {
		const read = run?.read;
		if (read === undefined) return '';
		return read.groupsTotal === undefined
			? many(read.groups, 'group')
			: `${count(read.membersOf)} of ${count(Math.max(read.groupsTotal, read.groups))}`;
	}
	const {snapshot} = tree.view.roster;
	const shown = filterWords[filter];
	return `${shown === '' ? '' : `${shown}, `}${many(snapshot.groups.length, 'group')}, ${many(snapshot.users.length, 'person', 'people')}`;
};

/** What somebody sees who has just set it up. */
const firstWords = `The directory has not been read yet.

  t  reads it, and shows who would be in, and why
  p  reads it, and shows what would change
  s  does the same, and applies it after your word
  ?  shows every key

Neither t nor p changes anything, and s asks first.`;

const emptyText = (
	tree: DirectoryTree | undefined,
	run: RunState | undefined,
	filter: TreeFilter,
	search: string,
): string => {
	if (tree === undefined) return run === undefined ? firstWords : 'Reading: groups appear here as they come.';
	if (search !== '') return `Nothing matches "${search}".`;
	if (filter === 'changes') return 'Nothing changes.';
	return filter === 'problems' ? 'No problems.' : 'The directory has no groups.';
};

/** The directory: groups with their members, nested groups nested, as a window onto however many there are. */
export const TreePanel = memo(
	({
		tree,
		rows,
		cursor,
		run,
		live,
		search,
		searching,
		filter,
		rect,
		focused,
		onSearch,
		onSearchDone,
	}: {
		readonly tree: DirectoryTree | undefined;
		readonly rows: TreeRows | undefined;
		readonly cursor: number;
		readonly run: RunState | undefined;
		/** Groups as the read tells of them, while there is no tree. */
		readonly live: Shown;
		readonly search: string;
		readonly searching: boolean;
		readonly filter: TreeFilter;
		readonly rect: Rect;
		readonly focused: boolean;
		readonly onSearch: (text: string) => void;
		readonly onSearchDone: () => void;
	}) => {
		const {glyphs} = useTerminal();
		const width = rect.width - panelFrame.columns;
		const above = searchRows(searching, search);
		const height = rect.height - panelFrame.rows - above;
		const found = tree?.found;
		return (
			<Panel
				title="Groups and people"
				note={noteFor(tree, run, filter)}
				width={rect.width}
				height={rect.height}
				focused={focused}
			>
				{above > 0 && (
					<SearchLine
						search={search}
						searching={searching}
						found={
							found === undefined ? '' : `${many(found.people, 'person', 'people')}, ${many(found.groups, 'group')}`
						}
						width={width}
						onChange={onSearch}
						onDone={onSearchDone}
					/>
				)}
				<List
					total={rows?.total ?? live.length}
					rowAt={index => {
						if (tree !== undefined && rows !== undefined) {
							const row = rows.rowAt(index);
							return row === undefined
								? {key: '', spans: []}
								: {key: row.path, spans: treeRowSpans(tree, row, width - 2, glyphs)};
						}
						const row = live[index];
						return row === undefined
							? {key: '', spans: []}
							: {key: row.key, spans: liveRowSpans(row.group, width - 2, glyphs)};
					}}
					cursor={rows === undefined ? undefined : cursor}
					width={width}
					height={height}
					focused={focused}
					empty={emptyText(tree, run, filter, search)}
				/>
			</Panel>
		);
	},
);
