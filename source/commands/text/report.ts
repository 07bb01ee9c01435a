import type {RunReport} from '../../core/run.ts';
import {doneWords} from '../../core/told.ts';
import {count} from '../../core/words.ts';
import type {Room} from './changes.ts';
import {errorLines} from './error.ts';
import {problemLines} from './problems.ts';
import {wrap} from './width.ts';
import {duration, list} from './words.ts';

/** What was applied: `63 invited, 4 revoked and 12 groups created`. Empty when nothing was. */
export const appliedWords = (report: Pick<RunReport, 'applied' | 'plan'>): string => list(doneWords(report));

/** How a run ended, in a sentence. */
export const headline = (report: RunReport): string => {
	const applied = appliedWords(report);
	const time = duration(report.durationMs);
	switch (report.outcome) {
		case 'nothing-to-do':
			return 'Nothing to do: the organisation is in step with the directory. Nothing was sent.';
		case 'applied':
			return `Done in ${time}: ${applied || 'nothing was left to apply'}.`;
		case 'applied-in-part':
			return `Done in part: ${applied || 'nothing was applied'}. The next run tries the rest again.${leftOpen(report)}`;
		case 'planned':
			return 'Nothing has been sent.';
		case 'refused':
			return 'Stopped by the guard. Nothing has been sent.';
		case 'declined':
			return 'Not approved. Nothing has been sent.';
		case 'failed':
			return `Stopped. ${untilThen(report, applied)}`;
		case 'interrupted':
			// A process that is gone was not asked.
			return `${report.error === undefined ? 'Stopped as asked.' : 'Stopped.'} ${untilThen(report, applied)}`;
	}
};

/** What was sent and never answered: neither done nor not done, as far as anybody knows. */
const leftOpen = ({unanswered = 0}: RunReport): string =>
	unanswered === 0
		? ''
		: ` Of ${count(unanswered, 'change')} that ${unanswered === 1 ? 'was' : 'were'} sent, it is not known whether ${unanswered === 1 ? 'it is' : 'they are'} done; the next run settles that.`;

/** What is so when a run stopped before its end. Something may have been sent even so, and refused. */
const untilThen = (report: RunReport, applied: string): string => {
	const open = leftOpen(report);
	if (applied !== '') return `Until then: ${applied}. The next run does the rest.${open}`;
	return open === '' ? 'Nothing has been changed.' : open.trim();
};

/** How a run ended, what is left for a person, and what it asked of the services. */
export const reportLines = (report: RunReport, room: Room): string[] => {
	const {paint, columns} = room;
	const colour =
		report.outcome === 'applied' || report.outcome === 'nothing-to-do'
			? paint.good
			: report.outcome === 'failed'
				? paint.bad
				: paint.warn;
	const lines: string[] = [];
	if (report.error) lines.push(...errorLines(report.error, room), '');
	lines.push(...wrap(headline(report), columns).map(line => colour(line)));
	if (report.problems.length > 0) lines.push('', ...problemLines(report.problems, room));
	const {graph, bitwarden} = report.requests;
	lines.push(
		'',
		...wrap(
			`Run ${report.run}: ${duration(report.durationMs)}, ${count(graph, 'Graph request')}, ${count(bitwarden, 'Bitwarden request')}, exit code ${report.exitCode}`,
			columns,
		).map(paint.dim),
	);
	return lines;
};
