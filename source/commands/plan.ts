import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {shellWord} from '../platform/text/shell-word.ts';
import {commandLine} from './command-line.ts';
import {planDocument, reportDocument} from './json/plan.ts';
import {writePlanFile} from './plan-file.ts';
import {runOnce} from './run.ts';
import type {Shell} from './shell.ts';
import {planLines} from './text/plan.ts';
import {wayOn} from './text/refusals.ts';
import {reportLines} from './text/report.ts';

export type PlanOptions = {
	readonly out?: string;
	readonly detailedExitCode: boolean;
	readonly all: boolean;
	readonly full: boolean;
	readonly verify: boolean;
};

/** `usher plan`: what a sync would change and what the guard says of it. Sends nothing. */
export const plan = async (shell: Shell, options: PlanOptions): Promise<ExitCode> => {
	const {
		report,
		plan: made,
		refusals,
	} = await runOnce(shell, {
		mode: 'plan',
		full: options.full,
		verify: options.verify,
	});
	const room = {paint: shell.paint, columns: shell.columns, all: options.all};
	if (made === undefined || report.error !== undefined || report.outcome === 'interrupted') {
		if (shell.json) shell.document(reportDocument(report));
		shell.tell(...reportLines(report, room));
		return report.exitCode;
	}

	const document = planDocument(made, refusals);
	if (options.out !== undefined) {
		const about = {profile: shell.profile, madeAt: shell.now(), fingerprint: made.fingerprint};
		await writePlanFile(options.out, document, about);
	}
	if (shell.json) shell.document(document);
	const command = commandLine(shell, 'sync');
	if (options.out === undefined) {
		shell.print(...planLines(made, refusals, {...room, command}));
		if (refusals.length === 0 && made.changes.length > 0) {
			shell.print('', `Apply it: ${shell.paint.bold(command)}`);
		}
	} else {
		const exactly = `${command} --plan ${shellWord(options.out)}`;
		shell.print(...planLines(made, refusals, {...room, command: exactly}));
		shell.print('', `Written to ${options.out}.`);
		if (refusals.length === 0) {
			shell.print('Apply exactly this plan:', '', ...wayOn(exactly, [], shell.columns).map(shell.paint.bold));
		}
	}
	return options.detailedExitCode && made.changes.length > 0 ? exitCodes.changesPending : report.exitCode;
};
