import {outcomeWords} from '../../core/told.ts';
import {count} from '../../core/words.ts';
import type {JournalEntry, RunRecord} from '../../platform/state/journal.ts';
import {eventWords} from './events.ts';
import type {Paint} from './paint.ts';
import {table} from './table.ts';
import {indented} from './width.ts';
import {ago, duration, moment} from './words.ts';

const starters: Readonly<Record<RunRecord['by'], string>> = {
	screen: 'on screen',
	command: 'by command',
	watch: 'by watch',
	schedule: 'on schedule',
};

/** What a run did, in a few words. */
export const didWords = (record: RunRecord): string => {
	if (record.outcome === undefined) return 'going on';
	if (record.error !== undefined) return record.error.split('\n')[0] ?? '';
	if (record.mode === 'test') return 'directory read';
	const problems = record.problems > 0 ? `, ${count(record.problems, 'problem')}` : '';
	const changes = record.changes > 0 ? `: ${count(record.changes, 'change')}` : '';
	return `${outcomeWords[record.outcome]}${changes}${problems}`;
};

/** How long a run took, when it has ended. */
const lasted = (record: RunRecord): string =>
	record.endedAt === undefined ? '' : duration(Date.parse(record.endedAt) - Date.parse(record.startedAt));

/** Runs as a table, the latest first. */
export const historyLines = (
	records: readonly RunRecord[],
	{paint, columns, now}: {readonly paint: Paint; readonly columns: number; readonly now: Date},
): string[] =>
	table(
		records.map(record => [
			record.run,
			ago(record.startedAt, now),
			record.mode,
			// In a table of 80 columns the changes and problems themselves have to have room.
			didWords(record).replace(/^applied: /, ''),
			lasted(record),
			record.exitCode === undefined ? '' : String(record.exitCode),
		]),
		[
			{head: 'run'},
			{head: 'when'},
			{head: 'what'},
			{head: 'how it ended', least: 16},
			{head: 'took', align: 'right'},
			{head: 'exit', align: 'right'},
		],
		columns,
		(cell, row, column) => {
			const code = records[row]?.exitCode;
			return column === 5 && code !== undefined && code !== 0 ? paint.warn(cell) : cell;
		},
	);

/** The facts of one run, above its plan and report. */
export const runFacts = (record: RunRecord, start: {readonly who?: string; readonly of?: string} = {}): string[] => [
	`Run ${record.run}`,
	`${record.mode} started ${moment(record.startedAt)} ${starters[record.by]}${start.who === undefined ? '' : `, account ${start.who}`}${record.endedAt === undefined ? ', going on' : ''}`,
	...(start.of === undefined ? [] : [`It undoes run ${start.of}.`]),
];

/** What a run told, with times, as far as it is worth a line. */
export const timelineLines = (entries: readonly JournalEntry[], columns: number): string[] =>
	entries.flatMap(({at, event}, index) => {
		// Of progress, how it ended.
		if (entries[index + 1]?.event.kind === event.kind && event.kind.endsWith('-read')) return [];
		const words = eventWords(event);
		if (words === undefined) return [];
		const start = `  ${moment(at).slice(11)}:${at.slice(17, 19)}  `;
		return indented(words.text, columns, ' '.repeat(start.length), start);
	});
