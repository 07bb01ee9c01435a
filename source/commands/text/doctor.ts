import type {ExitCode} from '../../core/exit-codes.ts';
import {count} from '../../core/words.ts';
import {marks, type Paint} from './paint.ts';
import {indented, pad} from './width.ts';

export type Finding = {
	/** What was looked at, a word or two. */
	readonly name: string;
	readonly state: 'ok' | 'warn' | 'bad' | 'skipped';
	/** What is so. */
	readonly fact: string;
	/** What to do, one line each. */
	readonly advice?: readonly string[];
	/** What the process ends with when this is the first that failed. */
	readonly exitCode?: ExitCode;
};

const column = 18;

/** A fact stands in a table: one sentence is said without its full stop. */
const asFact = (fact: string): string => (/[.!?]\s/.test(fact) ? fact : fact.replace(/\.$/, ''));

/** One finding: mark, name, fact, and below it what to do. */
export const findingLines = (finding: Finding, {paint, columns}: {paint: Paint; columns: number}): string[] => {
	const {state, name, fact, advice = []} = finding;
	const mark = {
		ok: paint.good(marks.ok),
		warn: paint.warn(marks.warn),
		bad: paint.bad(marks.bad),
		skipped: marks.skipped,
	}[state];
	const indent = ' '.repeat(column + 3);
	return [
		...indented(asFact(fact), columns, indent, ` ${mark} ${pad(name, column)}`),
		...advice.flatMap(line => indented(line, columns, indent)),
	].map(line => paint.links(line));
};

/** The last line: how many failed, and what the process ends with. */
export const verdictLine = (findings: readonly Finding[], exitCode: ExitCode): string => {
	const bad = findings.filter(finding => finding.state === 'bad').length;
	const warn = findings.filter(finding => finding.state === 'warn').length;
	const worth = warn > 0 ? `, ${count(warn, 'thing')} worth a look` : '';
	if (bad === 0) return `Everything a sync needs is in place${worth}.`;
	return `${count(bad, 'problem')}${worth}. Exit code ${exitCode}.`;
};
