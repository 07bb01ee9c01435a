import type {Problem, Refusal} from '../../core/changes.ts';
import {type ExitCode, exitCodes} from '../../core/exit-codes.ts';
import {problemKey} from '../../core/problems.ts';
import {count} from '../../core/words.ts';
import type {Practice} from '../../practice/start.ts';
import {planDocument, reportDocument} from '../json/plan.ts';
import {type Ran, runOnce} from '../run.ts';
import type {Shell} from '../shell.ts';
import {errorLines} from '../text/error.ts';
import {marks} from '../text/paint.ts';
import {planLines} from '../text/plan.ts';
import {refusalLines, wayOn} from '../text/refusals.ts';
import {reportLines} from '../text/report.ts';
import {indented, wrap} from '../text/width.ts';
import {allowFor} from './allow.ts';
import {liveThroughAWeek} from './week.ts';

const flagsOf = (refusals: readonly Refusal[]): string[] =>
	refusals.flatMap(refusal => (refusal.flag === undefined ? [] : [refusal.flag]));

/** The demo in text: a first plan, the guard, its approval, the sync, a week in the company, and the next syncs. */
export const tellStory = async (shell: Shell, practice: Practice): Promise<ExitCode> => {
	const {paint, columns} = shell;
	const room = {paint, columns, all: false, command: 'usher sync'};
	const chapters: Record<string, unknown> = {};

	const chapter = (number: number, title: string, command: string | undefined, text: string): void => {
		shell.print('', paint.bold(`${number}. ${title}`), '', ...wrap(text, columns));
		if (command !== undefined) shell.print('', ...wayOn(`$ ${command}`, [], columns).map(paint.bold), '');
	};
	const failed = ({report}: Ran): ExitCode | undefined => {
		if (report.error === undefined && report.outcome !== 'interrupted') return undefined;
		if (report.error) shell.tell(...errorLines(report.error, room));
		if (shell.json) shell.document({...chapters, failed: reportDocument(report)});
		return report.exitCode;
	};

	/** A problem is told once in a story. */
	const told = new Set<string>();
	const withNews = <Told extends {readonly problems: readonly Problem[]}>(story: Told): Told => {
		const problems = story.problems.filter(problem => !told.has(problemKey(problem)));
		for (const problem of problems) told.add(problemKey(problem));
		return {...story, problems};
	};

	const {company} = practice;
	shell.print(
		paint.bold(`Usher on a practice tenant: ${company.name}`),
		'',
		...wrap(
			`A company made up for this: ${count(company.users().length, 'person', 'people')} and ${count(company.groups().length, 'group')} in an Entra tenant, and an empty Bitwarden organisation with one owner. Both are servers on this machine that Usher talks to over HTTPS, as it would to the real ones. Nothing leaves this machine, and nothing is kept.`,
			columns,
		),
	);

	chapter(
		1,
		'The first plan',
		'usher plan',
		'Usher reads the directory and the organisation, and shows what would change.',
	);
	const first = await runOnce(shell, {mode: 'plan'});
	let stop = failed(first);
	if (stop !== undefined) return stop;
	if (first.plan !== undefined) {
		chapters.firstPlan = planDocument(first.plan, first.refusals);
		shell.print(...planLines(withNews(first.plan), [], room));
	}

	chapter(
		2,
		'The guard',
		'usher sync',
		'A first sync, many invitations at once, bought seats: such plans wait for a person.',
	);
	const refused = await runOnce(shell, {mode: 'sync'});
	stop = failed(refused);
	if (stop !== undefined) return stop;
	chapters.refused = reportDocument(refused.report);
	shell.print(...refusalLines(refused.refusals, room), '', `Exit code ${refused.report.exitCode}.`);

	const words = flagsOf(refused.refusals);
	chapter(
		3,
		'Its approval, and the sync',
		['usher sync', ...words].join(' '),
		'The plan is right, so the administrator says the numbers. They are upper bounds, for this plan only.',
	);
	const approved = await runOnce(shell, {mode: 'sync', allow: allowFor(refused.refusals)});
	stop = failed(approved);
	if (stop !== undefined) return stop;
	chapters.applied = reportDocument(approved.report);
	shell.print(...reportLines(withNews(approved.report), room));

	chapter(4, 'A week passes', undefined, `Meanwhile, at ${company.name}:`);
	const happened = liveThroughAWeek(practice);
	chapters.happened = happened;
	shell.print('', ...happened.flatMap(line => indented(line, columns, '    ', `  ${marks.hold} `)));

	chapter(5, 'The second plan and sync', 'usher sync', 'Only what changed is read, and only what changed is sent.');
	const second = await runOnce(shell, {mode: 'sync'}, event => {
		if (event.kind === 'planned')
			shell.print(...planLines(withNews(event.plan), event.refusals, {...room, state: ''}), '');
	});
	stop = failed(second);
	if (stop !== undefined) return stop;
	chapters.second = reportDocument(second.report);
	shell.print(...reportLines(withNews(second.report), room));

	chapter(6, 'The third plan', 'usher plan', 'And when nothing has happened, nothing is sent.');
	const third = await runOnce(shell, {mode: 'plan'});
	stop = failed(third);
	if (stop !== undefined) return stop;
	if (third.plan !== undefined) {
		chapters.thirdPlan = planDocument(third.plan, third.refusals);
		shell.print(...planLines(withNews(third.plan), third.refusals, room));
	}
	if (shell.json) shell.document(chapters);
	shell.print(
		'',
		...wrap('That was all of it, and nothing is left behind. Your own tenant: docs/first-sync.md.', columns),
	);
	return exitCodes.done;
};
