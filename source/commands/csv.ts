// Tables for a spreadsheet: a value that it would take for a formula is defused with an apostrophe.
import {stringify} from 'csv-stringify/sync';
import type {Change, PersonRef} from '../core/changes.ts';
import type {RunRecord} from '../platform/state/journal.ts';

type Cell = string | number | undefined;

/**
 * Rows as CSV (RFC 4180, with a heading, lines ended by CRLF). A cell whose text begins, also after blanks, with
 * what a spreadsheet reads as a formula gets an apostrophe before it (OWASP, CSV injection).
 */
export const csv = (headings: readonly string[], rows: Iterable<readonly Cell[]>): string =>
	stringify(
		[...rows].map(row => row.map(defused)),
		{header: true, columns: [...headings], record_delimiter: 'windows', escape_formulas: true},
	);

/** What the library defuses only as the first character counts here after blanks too: spreadsheets trim. */
const defused = (cell: Cell): Cell =>
	typeof cell === 'string' && /^[\s\u00a0\ufeff]+[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(cell) ? `'${cell}` : cell;

/** The runs, one a row. */
export const runsCsv = (records: readonly RunRecord[]): string =>
	csv(
		['run', 'started', 'ended', 'by', 'what', 'outcome', 'exit code', 'changes', 'problems', 'refusals', 'error'],
		records.map(record => [
			record.run,
			record.startedAt,
			record.endedAt,
			record.by,
			record.mode,
			record.outcome,
			record.exitCode,
			record.changes,
			record.problems,
			record.refusals,
			record.error,
		]),
	);

const changeRows = function* (change: Change): Generator<readonly Cell[]> {
	const of = (ref: PersonRef): Cell[] => [ref.email, ref.name, ref.externalId];
	if ('person' in change) {
		const why = 'because' in change ? change.because.reason : change.how;
		yield [change.kind, ...of(change.person), '', '', why];
		return;
	}
	const group = [change.group.name, change.group.externalId];
	if (change.kind === 'set-group-members') {
		for (const person of change.added) yield ['join', ...of(person), ...group, ''];
		for (const person of change.removed) yield ['leave', ...of(person), ...group, ''];
		return;
	}
	yield [change.kind, '', '', '', ...group, change.kind === 'rename-group' ? `was ${change.was}` : change.because];
	for (const person of change.kind !== 'rename-group' ? (change.removed ?? []) : [])
		yield ['leave', ...of(person), ...group, change.kind];
};

/** What a plan changes: a row for each person, group and membership. */
export const changesCsv = (changes: readonly Change[]): string =>
	csv(
		['change', 'address', 'name', 'person id', 'group', 'group id', 'because'],
		changes.flatMap(change => [...changeRows(change)]),
	);
