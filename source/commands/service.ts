// Handing a profile over to a scheduler, and taking it back.
import {existsSync} from 'node:fs';
import {homedir, userInfo} from 'node:os';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {requireSetUp} from '../profile/set-up.ts';
import {type Action, describeAction, runProgram} from '../service/action.ts';
import {composeText} from '../service/containers/compose.ts';
import {containerfileText} from '../service/containers/containerfile.ts';
import {kubernetesText} from '../service/containers/kubernetes.ts';
import {crontabText} from '../service/cron/crontab-text.ts';
import {cronUninstall, findLineIfAny} from '../service/cron/install.ts';
import {cronEnvironment} from '../service/cron/line.ts';
import {handOverOf, type InstallInput, installActions, refuseClosedProgram, servicePaths} from '../service/install.ts';
import {type SystemdShape, systemdFiles} from '../service/systemd.ts';
import {noteStopped} from '../service/unattended-file.ts';
import {uninstallActions} from '../service/uninstall.ts';
import {commandLine} from './command-line.ts';
import {type CarriedOut, carryOut, type DoOptions, thisProgram} from './service-actions.ts';
import type {Shell} from './shell.ts';

const inputOf = (shell: Shell, shape: SystemdShape): InstallInput => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	const {settings} = openSettings({paths, environment});
	requireSetUp(profile, settings);
	const secrets = createSecrets({paths, settings, environment});
	return {profile, program: thisProgram(), paths, settings, secrets, environment, shape};
};

/** systemd runs here (sd_booted(3)). */
const hasSystemd = (): boolean => existsSync('/run/systemd/system');

const withoutSystemd = (shell: Shell): UsherError =>
	new UsherError({
		code: 'systemd-missing',
		exitCode: exitCodes.notSetUp,
		message:
			'systemd does not run this machine, so there is nothing to hand the profile over to. Nothing has been done.',
		advice: `${commandLine(shell, 'service', 'install', '--cron')} lets cron run it; usher service print has files for containers.`,
	});

const answer = (shell: Shell, actions: readonly Action[], carried: CarriedOut): void => {
	if (!shell.json) return;
	shell.document({profile: shell.profile, actions: actions.map(describeAction), done: carried === 'done'});
};

/** `usher service install`: hands the profile over to systemd, and takes it from cron. */
export const installService = async (
	shell: Shell,
	options: DoOptions & {readonly timer: boolean},
): Promise<ExitCode> => {
	const shape: SystemdShape = options.timer ? 'timer' : 'watch';
	const since = shell.now();
	const input = {...inputOf(shell, shape), root: options.root};
	const looks = options.dryRun || options.root !== undefined;
	if (!looks && !hasSystemd()) throw withoutSystemd(shell);
	if (options.root === undefined) refuseClosedProgram(input.program);
	const line = options.root === undefined ? await findLineIfAny(input.paths, runProgram) : undefined;
	const actions = [...(line === undefined ? [] : cronUninstall(input.paths, line)), ...(await installActions(input))];
	// A run that is going on would go on writing into a ledger that has moved. Without the file there has been none.
	const lock =
		!options.dryRun && existsSync(input.paths.lock)
			? takeLock(input.paths, {run: 'service install', by: 'command', now: since})
			: undefined;
	try {
		const carried = await carryOut(shell, actions, options, `install${options.timer ? ' --timer' : ''}`);
		answer(shell, actions, carried);
		if (carried !== 'done') return carried;
		if (options.root === undefined) noteStopped(input.paths);
	} finally {
		lock?.release();
	}
	if (options.root !== undefined) return exitCodes.done;
	return (await import('./service-look.ts')).firstRun(shell, since);
};

/** That there is nothing to look at, or to take back. */
export const notInstalled = (shell: Shell): ExitCode => {
	shell.tell(
		'No service is installed for this profile, and cron has no line for it. `usher service install` shows what it would do, and asks before it does.',
		'What Kubernetes or Compose has started is in `usher status`.',
	);
	if (shell.json) shell.document({profile: shell.profile, units: [], lastRun: null, nextRun: null, cron: null});
	return exitCodes.notSetUp;
};

/** `usher service uninstall`: takes it back, with what the service has learnt, and out of the crontab. */
export const uninstallService = async (
	shell: Shell,
	options: DoOptions & {readonly purge: boolean},
): Promise<ExitCode> => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	const units = uninstallActions(profile, paths, {...options, systemd: hasSystemd()});
	const line = options.root === undefined ? await findLineIfAny(paths, runProgram) : undefined;
	const actions = [...(line === undefined ? [] : cronUninstall(paths, line)), ...units];
	if (actions.length === 0) {
		if (!options.dryRun && options.root === undefined && noteStopped(paths))
			shell.tell('Something else has started its runs: none is expected any more.');
		return notInstalled(shell);
	}
	const again = units.length === 0 ? undefined : `uninstall${options.purge ? ' --purge' : ''}`;
	const carried = await carryOut(shell, actions, options, again);
	answer(shell, actions, carried);
	if (carried !== 'done') return carried;
	if (options.root === undefined) noteStopped(paths);
	const {folder} = servicePaths(profile);
	if (units.length > 0 && !options.purge && options.root === undefined && existsSync(folder)) {
		shell.print('', `The service's copy stays in ${folder}; --purge removes it too.`);
	}
	if (units.length === 0)
		shell.print('', 'Cron does not run this profile any more. Settings, secrets and ledger stay as they are.');
	return exitCodes.done;
};

const accountHome = (): string => {
	try {
		return userInfo().homedir;
	} catch {
		// An account without a name, as containers have.
		return homedir();
	}
};

const settingsAsVariables = ({environment, profile}: Shell): Record<string, string> =>
	Object.fromEntries(
		openSettings({paths: pathsOf({environment, profile}), environment})
			.list()
			.filter(({from}) => from === 'file')
			.map(({variable, value}) => [variable, value]),
	);

/** For who keeps the file without looking into it. */
const wayOn =
	'The commands at the top of the file, in their order, hand over the secrets, check that it works, and let the first run pass.';

/** `usher service print KIND`: the files for a scheduler that the administrator keeps themselves. */
export const printService = (
	shell: Shell,
	kind: 'systemd' | 'timer' | 'cron' | 'kubernetes' | 'compose' | 'containerfile',
	image: string,
): Promise<ExitCode> => {
	if (kind === 'containerfile') {
		shell.print(containerfileText(image).trimEnd());
		return Promise.resolve(exitCodes.done);
	}
	const input = inputOf(shell, kind === 'timer' ? 'timer' : 'watch');
	const given = handOverOf(input);
	// A container has no settings file at first: what was set comes as variables.
	const inContainer = {...given, environment: {...settingsAsVariables(shell), ...given.environment}};
	const ledger = existsSync(input.paths.ledgerBackup) ? input.paths.ledgerBackup : undefined;
	switch (kind) {
		case 'cron': {
			// Cron gives the home that the machine has for the account, and nothing of this shell.
			const variables = cronEnvironment(input.paths, shell.environment, accountHome());
			shell.print(crontabText({...given, environment: variables}).trimEnd());
			break;
		}
		case 'kubernetes':
			shell.print(kubernetesText(inContainer, image, ledger).trimEnd());
			shell.tell(wayOn);
			break;
		case 'compose':
			shell.print(composeText(inContainer, image, ledger).trimEnd());
			shell.tell(wayOn);
			break;
		case 'systemd':
		case 'timer':
			for (const file of systemdFiles(given, input.shape)) {
				const isSecret = file.path.endsWith('/environment');
				shell.print(
					`# ${file.path}`,
					isSecret ? '# proxies and settings of this shell; written by install' : file.text,
				);
			}
	}
	return Promise.resolve(exitCodes.done);
};
