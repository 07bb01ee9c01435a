import {useMemo} from 'react';
import {fitSpans, type Span} from '../parts/line.tsx';
import {List} from '../parts/list.tsx';
import {Panel, panelFrame} from '../parts/panel.tsx';
import type {RunRecord, SessionProfile} from '../session/port.ts';
import {reduce} from '../session/reduce.ts';
import {emptySession} from '../session/state.ts';
import {useTerminal} from '../terminal/context.tsx';
import {dateAndTime, duration, many} from '../text/numbers.ts';
import type {Glyphs} from '../theme.ts';
import {modeWords, outcomeKind, outcomeWords, starterWords} from '../words.ts';
import type {Rect} from './layout.ts';
import {logRows} from './log-rows.ts';

/** A run in one row: when, what, how it ended, and what it did. */
export const runRowSpans = (run: RunRecord, width: number, glyphs: Glyphs): Span[] => {
	const kind = run.outcome === undefined ? 'warn' : outcomeKind[run.outcome];
	const glyph = kind === 'good' ? glyphs.done : kind === 'warn' ? glyphs.warning : glyphs.failed;
	const took = run.endedAt === undefined ? '' : duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
	const told = [
		...(run.changes > 0 ? [`${many(run.changes, 'change')} applied`] : []),
		...(run.refusals > 0 ? [`${many(run.refusals, 'limit')} of the guard`] : []),
		...(run.problems > 0 ? [many(run.problems, 'problem')] : []),
	];
	return fitSpans(
		[
			{text: `${dateAndTime(new Date(run.startedAt))}  `, tone: 'quiet'},
			{text: `${glyph} `, tone: kind},
			...fitSpans(
				[{text: run.outcome === undefined ? 'goes on' : outcomeWords[run.outcome], tone: kind}],
				18,
				glyphs.ellipsis,
			),
			...fitSpans([{text: modeWords[run.mode]}], 11, glyphs.ellipsis),
			...fitSpans([{text: starterWords[run.by], tone: 'quiet'}], 12, glyphs.ellipsis),
			{text: `${took.padStart(7)}  `, tone: 'quiet'},
			{text: run.error ?? told.join(', ')},
		],
		width,
		glyphs.ellipsis,
	);
};

/** What a run said, from the journal. */
const replay = (profile: SessionProfile, run: RunRecord) =>
	reduce(
		emptySession(0),
		profile.events(run.run, 0).map(({at, event}) => ({at: Date.parse(at), event})),
		0,
	).log;

/** Runs so far, latest first; below them, what the selected one said. */
export const HistoryScreen = ({
	profile,
	runs,
	index,
	rect,
}: {
	readonly profile: SessionProfile;
	readonly runs: readonly RunRecord[];
	readonly index: number;
	readonly rect: Rect;
}) => {
	const {glyphs} = useTerminal();
	const width = rect.width - panelFrame.columns;
	const listHeight = Math.max(6, Math.floor(rect.height * 0.5));
	const logHeight = rect.height - listHeight;
	const run = runs[Math.min(index, runs.length - 1)];
	const log = useMemo(() => (run === undefined ? [] : replay(profile, run)), [profile, run]);
	const rows = logRows(log, width - 1);
	return (
		<>
			<Panel
				title="History"
				note={runs.length === 0 ? '' : many(runs.length, 'run')}
				width={rect.width}
				height={listHeight}
				focused
			>
				<List
					total={runs.length}
					rowAt={at => ({key: runs[at]!.run, spans: runRowSpans(runs[at]!, width - 2, glyphs)})}
					cursor={Math.min(index, runs.length - 1)}
					width={width}
					height={listHeight - panelFrame.rows}
					empty="Nothing has run yet."
				/>
			</Panel>
			<Panel title={run === undefined ? '' : `Run ${run.run}`} width={rect.width} height={logHeight}>
				<List
					total={rows.length}
					rowAt={at => ({key: String(at), spans: rows[at] ?? []})}
					top={Math.max(0, rows.length - logHeight + panelFrame.rows)}
					width={width}
					height={logHeight - panelFrame.rows}
				/>
			</Panel>
		</>
	);
};
