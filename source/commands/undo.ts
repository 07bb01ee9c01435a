import type {Plan, Refusal} from '../core/changes.ts';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {Approver, RunReport} from '../core/run.ts';
import {count} from '../core/words.ts';
import {openProfile} from '../profile/open.ts';
import {undoRun} from '../profile/undo-run.ts';
import {maskEmails} from '../service/notify/mask.ts';
import {askYes} from './ask.ts';
import {commandLine} from './command-line.ts';
import {reportError} from './failure.ts';
import {follow} from './follow.ts';
import {findRun} from './history.ts';
import {reportDocument} from './json/plan.ts';
import type {Shell} from './shell.ts';
import {planLines} from './text/plan.ts';
import {problemLines} from './text/problems.ts';
import {reportLines} from './text/report.ts';
import {loadWidths, wrap} from './text/width.ts';

export type UndoCommandOptions = {
	readonly run: string;
	readonly yes: boolean;
	readonly holdDays: number;
	readonly allowSeats?: number;
	readonly all: boolean;
};

const notConfirmed = (again: string): UsherError =>
	new UsherError({
		code: 'undo-not-confirmed',
		exitCode: exitCodes.usage,
		message: 'Nobody can be asked here, and nothing was undone.',
		advice: `If it is meant: ${again}`,
	});

/** `usher undo RUN`: says what can be given back and what cannot, asks, and does it. */
export const undo = async (shell: Shell, options: UndoCommandOptions): Promise<ExitCode> => {
	await loadWidths();
	const {environment} = shell;
	const {holdDays} = options;
	const profile = await openProfile({profile: shell.profile, environment, by: 'command'});
	try {
		const id = findRun(profile.state, options.run);
		const words = [
			'undo',
			id,
			'--yes',
			...(options.allowSeats === undefined ? [] : ['--allow-seats', String(options.allowSeats)]),
		];
		const again = commandLine(shell, ...words);
		const room = {
			paint: shell.paint,
			columns: shell.columns,
			all: options.all,
			command: commandLine(shell, 'undo', id),
		};
		let unasked = false;
		const show = (plan: Plan, refusals: readonly Refusal[]): void => {
			shell.print(shell.paint.bold(`Undoing run ${id}`), '');
			if (plan.changes.length > 0) shell.print(...planLines({...plan, problems: []}, refusals, room), '');
			if (plan.problems.length > 0)
				shell.print(shell.paint.bold('What an undo cannot do'), ...problemLines(plan.problems, room), '');
			const held = `${count(plan.people, 'person is', 'people are')} left alone by the next runs for ${count(holdDays, 'day')}, so that they do not undo this again. Put right in Entra, until then, what made that run do it.`;
			if (plan.people > 0) shell.print(...wrap(held, shell.columns), '');
		};
		const approve: Approver = async (plan, refusals) => {
			const yes = {approve: plan.fingerprint};
			if (refusals.length > 0) return 'decline';
			if (options.yes) return yes;
			unasked = !shell.canAsk;
			return (await askYes(shell, 'Give this back now?')) ? yes : 'decline';
		};
		let shown = false;
		const report = await follow(
			profile.settings.logs.maskEmails === 'yes' ? {...shell, mask: maskEmails} : shell,
			undoRun(
				profile,
				{
					run: id,
					holdDays,
					by: 'command',
					environment,
					...(options.allowSeats === undefined ? {} : {allow: {seats: options.allowSeats}}),
				},
				approve,
				shell.signal,
			),
			event => {
				if (event.kind !== 'planned' || shown) return;
				shown = true;
				show(event.plan, event.refusals);
			},
		);
		if (shell.json) shell.document(reportDocument(report));
		if (unasked) return reportError({...shell, json: false}, notConfirmed(again));
		tellEnd(shell, report, room);
		return report.exitCode;
	} finally {
		await profile.close();
	}
};

const tellEnd = (shell: Shell, report: RunReport, room: Parameters<typeof reportLines>[1]): void => {
	if (report.outcome === 'nothing-to-do') {
		shell.print('There is nothing to give back: what that run took is there again, or cannot be brought back.');
		return;
	}
	const lines = reportLines({...report, problems: report.problems.filter(one => !one.code.startsWith('undo-'))}, room);
	if (report.error) shell.tell(...lines);
	else shell.print(...lines);
};
