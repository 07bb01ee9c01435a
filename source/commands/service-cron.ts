// Handing a profile over to cron, and seeing at once whether it works there.
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {isService, refuseHandedOver} from '../profile/handed-over.ts';
import {requireSetUp} from '../profile/set-up.ts';
import {describeAction, runProgram} from '../service/action.ts';
import {type CronInput, cronInstall, findLine, refuseShellSecrets} from '../service/cron/install.ts';
import {commandLine} from './command-line.ts';
import {carryOut, type DoOptions, thisProgram} from './service-actions.ts';
import {checkLine, sayCheck} from './service-cron-check.ts';
import type {Shell} from './shell.ts';

/** A profile as the crontab line of this shell's Usher would have it. */
export const cronInput = (shell: Shell): CronInput => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	const {settings} = openSettings({paths, environment});
	return {profile, program: thisProgram(), paths, settings, environment};
};

const runByService = (): UsherError =>
	new UsherError({
		code: 'run-by-service',
		exitCode: exitCodes.usage,
		message: 'A systemd service runs this profile, and only one of systemd and cron can.',
		advice: 'sudo usher service uninstall takes it back; then install the line as the account that owns the profile.',
	});

/** `usher service install --cron`: a line in the crontab of the account that owns the profile. */
export const installCron = async (shell: Shell, options: DoOptions): Promise<ExitCode> => {
	const input = cronInput(shell);
	const {paths, profile, settings, environment} = input;
	refuseHandedOver(profile, paths);
	if (isService(environment)) throw runByService();
	requireSetUp(profile, settings);
	refuseShellSecrets(createSecrets({paths, settings, environment}), settings, environment, commandLine(shell));
	const before = await findLine(paths, runProgram);
	const {account, line, actions} = await cronInstall(input, runProgram);
	if (before !== undefined && before.block.line !== line) {
		const by = before.block.changed ? ', changed by hand since it was written' : '';
		shell.print(`The crontab of ${account.name} has a line for this profile${by}:`, `  ${before.block.line}`, '');
	}
	const carried = await carryOut(shell, actions, options, undefined);
	const tried = carried === 'done' && !shell.signal.aborted ? await checkLine(shell, account, paths) : undefined;
	// What was cut short says nothing of the line.
	const check = shell.signal.aborted ? undefined : tried;
	if (carried === 'done' && check === undefined) {
		shell.tell(
			`The line is there, and was not tried: ${commandLine(shell, 'service', 'install', '--cron')} does it again.`,
		);
	}
	if (shell.json) {
		shell.document({
			profile,
			account: account.name,
			line,
			actions: actions.map(describeAction),
			done: carried === 'done',
			works: check === undefined ? null : !check.found.some(({bad}) => bad),
			found: check?.found ?? [],
			nextRun: check?.nextRun?.toISOString() ?? null,
		});
	}
	if (check !== undefined) await sayCheck(shell, check);
	if (shell.signal.aborted) return exitCodes.interrupted;
	return check?.exitCode ?? (carried === 'done' ? exitCodes.done : carried);
};
