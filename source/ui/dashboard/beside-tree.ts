// What the panel beside the tree shows: the selected row, or what there is before one can be selected.
import {hold, inside} from '../../core/model.ts';
import type {Span} from '../parts/line.tsx';
import type {RunState} from '../session/state.ts';
import {count, many} from '../text/numbers.ts';
import type {TreeRows} from '../tree/rows.ts';
import {type Details, detailsOf} from './details.ts';
import type {DirectoryTree} from './tree/model.ts';

/** What stands beside the tree while the directory is read for the first time. */
const whileReading = (run: RunState | undefined): Details => {
	if (run === undefined) {
		return {
			title: 'Details',
			note: '',
			paragraphs: [
				[
					{
						text: 'What is known of the selected person or group stands here: in or out, why, and through which groups.',
					},
				],
			],
		};
	}
	return {
		title: 'The directory',
		note: '',
		paragraphs: [
			[
				{
					text: `${many(run.read?.users ?? 0, 'person', 'people')}, ${many(run.read?.groups ?? 0, 'group')} so far.`,
					tone: 'strong',
				},
			],
			[{text: 'Reading changes nothing, neither in Entra nor in Bitwarden.'}],
			[
				{
					text: 'When all of it has been read, each person and each group gets a verdict with its reason.',
					tone: 'quiet',
				},
			],
		],
	};
};

/** The directory as a whole: what stands beside the tree when nothing is selected. */
const overview = (tree: DirectoryTree): readonly (readonly Span[])[] => {
	const {snapshot, users, groups} = tree.view.roster;
	const countOf = (column: Uint8Array, value: number) => column.reduce((sum, one) => sum + (one === value ? 1 : 0), 0);
	return [
		[
			{
				text: `${many(snapshot.users.length, 'person', 'people')}: ${count(countOf(users, inside))} in, ${count(countOf(users, hold))} on hold.`,
			},
		],
		[{text: `${many(snapshot.groups.length, 'group')}: ${count(countOf(groups, inside))} in.`}],
	];
};

/** What stands beside the tree: the selected row, the whole of it where none is, or how a first read goes on. */
export const detailsHere = (
	tree: {readonly model: DirectoryTree; readonly rows: TreeRows; readonly cursor: number} | undefined,
	run: RunState | undefined,
): Details => {
	if (tree === undefined) return whileReading(run);
	const row = tree.rows.rowAt(tree.cursor);
	return row === undefined
		? {title: 'Details', note: '', paragraphs: overview(tree.model)}
		: detailsOf(tree.model, row);
};
