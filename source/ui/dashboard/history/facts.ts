// What is known of a run in a few rows: how it ended, when, by whom, and what it asked of the services. Pure.
import type {Change, ChangeKind} from '../../../core/changes.ts';
import {outcomeWords, starterWords, toldApplied} from '../../../core/told.ts';
import {type Span, wrapSpans} from '../../parts/line.tsx';
import type {RunRecord} from '../../session/port.ts';
import {clock, count, dateAndTime, duration, many} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {modeWords, outcomeKind, refusalText, reportText} from '../../words.ts';
import type {Story} from './story.ts';
import type {PastRun} from './use-history.ts';

/** The sign and tone of how a run ended; one without an end goes on. */
export const endOf = (record: RunRecord, glyphs: Glyphs) => {
	if (record.outcome === undefined) return {glyph: glyphs.waiting, tone: 'accent', word: 'goes on'} as const;
	const tone = outcomeKind[record.outcome];
	const glyph = tone === 'good' ? glyphs.done : tone === 'warn' ? glyphs.warning : glyphs.failed;
	// A test read ends where others begin to plan.
	const read = record.mode === 'test' && record.outcome === 'planned';
	return {glyph, tone, word: read ? 'directory read' : outcomeWords[record.outcome]} as const;
};

const whoText = ({by, who}: Pick<Story, 'by' | 'who'>): string =>
	`${starterWords[by]}${who === undefined ? '' : ` of ${who}`}`;

const beforeSending: readonly RunRecord['outcome'][] = ['planned', 'refused', 'declined'];

/** What stopped on its way may have sent something that nobody answered: that is for its story to tell. */
const sentNothing = (record: RunRecord, story: Story | undefined): boolean =>
	record.mode !== 'test' &&
	record.changes === 0 &&
	record.outcome !== undefined &&
	record.outcome !== 'nothing-to-do' &&
	(beforeSending.includes(record.outcome) || story?.sent === false);

const headline = (record: RunRecord, story: Story | undefined): string => {
	const {word} = endOf(record, {} as Glyphs);
	const said = record.error ?? (story?.report === undefined ? word : reportText(story.report));
	const end = /[.!?]$/.test(said) ? said : `${said}.`;
	const text = end.slice(0, 1).toUpperCase() + end.slice(1);
	return sentNothing(record, story) ? `${text} Nothing was sent.` : text;
};

/** The facts of a run, at most `most` rows of them. */
export const factRows = (
	{record, story}: Pick<PastRun, 'story'> & {readonly record: RunRecord},
	width: number,
	most: number,
	glyphs: Glyphs,
): Span[][] => {
	const end = endOf(record, glyphs);
	const began = new Date(record.startedAt);
	const took =
		record.endedAt === undefined ? '' : `, took ${duration(Date.parse(record.endedAt) - Date.parse(record.startedAt))}`;
	// Something of it was sent: the guard's word has been answered.
	const letPass = (story?.refusals.length ?? 0) > 0 && record.changes > 0;
	const by = whoText(story ?? {by: record.by});
	const block = (spans: readonly Span[], rows: number, sign?: Span): Span[][] =>
		wrapSpans(spans, width - (sign === undefined ? 0 : 2), rows, glyphs.ellipsis).map((row, index) =>
			sign === undefined ? row : [index === 0 ? sign : {text: '  '}, ...row],
		);
	const rows = [
		...block([{text: headline(record, story), tone: 'strong'}], 3, {text: `${end.glyph} `, tone: end.tone}),
		...block(
			[
				{
					text: `${modeWords[record.mode]} of ${dateAndTime(began)}:${String(began.getSeconds()).padStart(2, '0')}${took}. Started by ${by}.`,
				},
			],
			2,
		),
		...(story?.of === undefined ? [] : block([{text: `It undoes run ${story.of}.`}], 1)),
		...(story?.report?.error === undefined ? [] : block([{text: story.report.error.advice}], 2)),
		...(letPass ? block([{text: 'A person let pass what the guard had stopped:', tone: 'quiet'}], 1) : []),
		...(story?.refusals ?? []).flatMap(refusal =>
			letPass
				? block([{text: refusalText(refusal), tone: 'quiet'}], 2, {text: `${glyphs.bullet} `, tone: 'quiet'})
				: block([{text: refusalText(refusal), tone: 'warn'}], 2, {text: `${glyphs.warning} `, tone: 'warn'}),
		),
		...(story?.report === undefined
			? []
			: block(
					[
						{
							text: `${many(story.report.requests.graph, 'request')} to Graph, ${count(story.report.requests.bitwarden)} to Bitwarden. Exit code ${story.report.exitCode}.${story.report.error?.requestId === undefined ? '' : ` Request ${story.report.error.requestId}.`}`,
							tone: 'quiet',
						},
					],
					2,
				)),
	];
	return rows.slice(0, most);
};

/** When the run ended, for the frame. */
export const endNote = (record: RunRecord): string =>
	record.endedAt === undefined ? 'goes on' : `ended ${clock(new Date(record.endedAt))}`;

/** What became of a kind of change, beside its heading. */
export const sectionWord = (record: RunRecord, story: Story, kind: ChangeKind, planned: number): string => {
	const applied = story.report === undefined ? 0 : (toldApplied(story.report)[kind] ?? 0);
	if (record.mode === 'plan' || sentNothing(record, story)) return 'not sent';
	if (record.outcome === undefined) return '';
	const open = (story.report?.unanswered ?? 0) > 0;
	return applied >= planned
		? 'done'
		: applied === 0
			? open
				? 'not known'
				: 'not done'
			: `${count(applied)} of them done`;
};

/** What became of one change, where it differs. */
export const changeWord = (story: Story, change: Change): string =>
	story.done === undefined || story.done(change) ? '' : 'not done: ';

/** What stands in the place of a plan that is not there. */
export const noPlanText = ({record, story, telling}: PastRun): string => {
	if (record === undefined) return 'This run is no longer kept.';
	if (telling !== undefined) return `Reading the plan: ${count(telling.changes)} changes so far.`;
	if (story === undefined) return 'Reading the plan.';
	if (record.mode === 'test') return 'A test read plans nothing.';
	if (story.plan !== undefined) return 'Nothing to do: the organisation was as the directory says.';
	if (record.outcome === undefined) return 'The plan is being made.';
	return story.log.length === 0
		? 'What this run told is no longer kept: a day, when it found nothing to do.'
		: 'This run ended before it had a plan.';
};
