import {starterWords} from '../../../core/told.ts';
import {fitSpans, type Span, spansApart} from '../../parts/line.tsx';
import {List} from '../../parts/list.tsx';
import {Panel, panelFrame} from '../../parts/panel.tsx';
import type {RunRecord} from '../../session/port.ts';
import {useTerminal} from '../../terminal/context.tsx';
import {clock, count, duration, many} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {modeWords} from '../../words.ts';
import type {Rect} from '../layout.ts';
import {logRows} from '../log-rows.ts';
import type {RunFilter} from '../state.ts';
import {endNote, endOf, factRows} from './facts.ts';
import type {PastRun} from './use-history.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayAndTime = (at: Date): string =>
	`${String(at.getDate()).padStart(2)} ${months[at.getMonth()] ?? ''} ${clock(at)}`;

/** A run in one row: when, how it ended, what it did, and who wanted it. */
const runRowSpans = (run: RunRecord, width: number, glyphs: Glyphs): Span[] => {
	const {glyph, tone, word} = endOf(run, glyphs);
	const roomy = width >= 96;
	const took = run.endedAt === undefined ? '' : duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
	const told = [
		...(run.changes > 0 ? [many(run.changes, 'change')] : []),
		...(run.refusals > 0 && run.outcome === 'planned' ? ['the guard stops it'] : []),
		// What an undo cannot do is said in it; it is nothing that a person has to mend.
		...(run.problems > 0 && run.mode !== 'undo' ? [many(run.problems, 'problem')] : []),
	].join(', ');
	const mode = roomy ? modeWords[run.mode] : (modeWords[run.mode].split(' ')[0] ?? '');
	const left: Span[] = [
		{text: `${dayAndTime(new Date(run.startedAt))}  `, tone: 'quiet'},
		...fitSpans([{text: mode}], roomy ? 11 : 6, glyphs.ellipsis),
		{text: `${glyph} `, tone},
		...fitSpans([{text: word, tone}], 21, glyphs.ellipsis),
	];
	// With little room, who wanted it stands below, with the rest of what is known of the selected one.
	const right: Span[] = roomy
		? [
				{text: '  '},
				...fitSpans([{text: starterWords[run.by], tone: 'quiet'}], 12, glyphs.ellipsis),
				{text: took.padStart(7), tone: 'quiet'},
			]
		: [];
	return spansApart([...left, {text: run.error ?? told}], right, width, glyphs.ellipsis);
};

const filterNotes: Readonly<Record<RunFilter, string>> = {
	all: '',
	changed: 'only those that changed something, ',
	trouble: 'only those with trouble, ',
};
const emptyNotes: Readonly<Record<RunFilter, string>> = {
	all: 'Nothing has run yet.',
	changed: 'No run has changed anything.',
	trouble: 'No run had any trouble.',
};

/** Runs so far, latest first; below them, what the selected one did and said. */
export const HistoryScreen = ({
	runs,
	index,
	past,
	filter,
	more,
	rect,
}: {
	readonly runs: readonly RunRecord[];
	readonly index: number;
	readonly past: PastRun;
	readonly filter: RunFilter;
	/** There are older ones. */
	readonly more: boolean;
	readonly rect: Rect;
}) => {
	const {glyphs} = useTerminal();
	const width = rect.width - panelFrame.columns;
	const listHeight = historyListHeight(rect.height);
	const belowHeight = rect.height - listHeight;
	const room = belowHeight - panelFrame.rows;
	const {record, story} = past;
	const facts = record === undefined ? [] : factRows({record, story}, width, Math.max(2, room - 4), glyphs);
	const log = story === undefined ? [] : logRows(story.log, width - 2);
	const below = [...facts, ...(log.length > 0 ? [[]] : []), ...log.slice(-Math.max(0, room - facts.length - 1))];
	const total = more ? `the latest ${count(runs.length)} runs` : many(runs.length, 'run');
	return (
		<>
			<Panel
				title="History"
				note={runs.length === 0 ? '' : filterNotes[filter] + total}
				width={rect.width}
				height={listHeight}
				focused
			>
				<List
					total={runs.length}
					rowAt={at => ({key: runs[at]!.run, spans: runRowSpans(runs[at]!, width - 2, glyphs)})}
					cursor={runs.length === 0 ? undefined : index}
					width={width}
					height={listHeight - panelFrame.rows}
					empty={emptyNotes[filter]}
				/>
			</Panel>
			<Panel
				title={record === undefined ? '' : `Run ${record.run}`}
				note={record === undefined ? '' : endNote(record)}
				width={rect.width}
				height={belowHeight}
			>
				<List
					total={below.length}
					rowAt={at => ({key: String(at), spans: below[at] ?? []})}
					width={width}
					height={room}
				/>
			</Panel>
		</>
	);
};

/** Rows of the list of runs, with its frame. */
export const historyListHeight = (height: number): number => Math.max(6, Math.floor(height * 0.5));
