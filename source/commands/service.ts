// Handing a profile over to a scheduler, and taking it back.
import {existsSync, realpathSync} from 'node:fs';
import process from 'node:process';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {requireSetUp} from '../profile/set-up.ts';
import {type Action, describeAction, performAction, runProgram} from '../service/action.ts';
import {composeText} from '../service/containers/compose.ts';
import {containerfileText} from '../service/containers/containerfile.ts';
import {kubernetesText} from '../service/containers/kubernetes.ts';
import {crontabText} from '../service/crontab.ts';
import {handOverOf, type InstallInput, installActions, servicePaths} from '../service/install.ts';
import {placeVariables} from '../service/origin.ts';
import {type SystemdShape, systemdFiles} from '../service/systemd.ts';
import {uninstallActions} from '../service/uninstall.ts';
import {askYes} from './ask.ts';
import {quoted} from './command-line.ts';
import type {Shell} from './shell.ts';

const inputOf = (shell: Shell, shape: SystemdShape): InstallInput => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	const {settings} = openSettings({paths, environment});
	requireSetUp(profile, settings);
	const secrets = createSecrets({paths, settings, environment});
	const program = [process.execPath, realpathSync(process.argv[1] ?? '')] as const;
	return {profile, program, paths, settings, secrets, environment, shape};
};

/** The same command as root, with what says where the profile is. */
export const asRoot = (shell: Shell, words: string): string => {
	const kept = placeVariables.flatMap(name => {
		const value = shell.environment[name];
		return value ? [`${name}=${quoted(value)}`] : [];
	});
	const [program, file] = [process.execPath, realpathSync(process.argv[1] ?? '')];
	return `sudo ${kept.join(' ')} ${program} ${file} --profile ${shell.profile} service ${words}`;
};

export const isRoot = (): boolean => process.getuid?.() === 0;

type DoOptions = {readonly dryRun: boolean; readonly yes: boolean; readonly root?: string};

/** Shows what will be done, asks, and does it. */
const carryOut = async (
	shell: Shell,
	actions: readonly Action[],
	options: DoOptions,
	again: string,
): Promise<'done' | 'left' | 'needs-root'> => {
	shell.print('This will', ...actions.map(action => `  ${describeAction(action)}`), '');
	if (options.dryRun) {
		shell.print('Nothing has been done: --dry-run.');
		return 'left';
	}
	if (!isRoot() && options.root === undefined) {
		shell.print('That takes the rights of root. If it is right:', '', `  ${asRoot(shell, again)}`);
		return 'needs-root';
	}
	if (!options.yes && !(await askYes(shell, 'Do it?'))) {
		shell.print('Nothing has been done.');
		return 'left';
	}
	for (const action of actions) {
		await performAction(action, {root: options.root, run: runProgram});
		shell.print(`✓ ${describeAction(action)}`);
	}
	return 'done';
};

/** `usher service install`: hands the profile over to systemd. */
export const installService = async (
	shell: Shell,
	options: DoOptions & {readonly timer: boolean},
): Promise<ExitCode> => {
	const shape: SystemdShape = options.timer ? 'timer' : 'watch';
	const since = shell.now();
	const input = {...inputOf(shell, shape), root: options.root};
	const actions = await installActions(input);
	// A run that is going on would go on writing into a ledger that has moved. Without the file there has been none.
	const lock = existsSync(input.paths.lock)
		? takeLock(input.paths, {run: 'service install', by: 'command', now: since})
		: undefined;
	try {
		const done = await carryOut(shell, actions, options, `install${options.timer ? ' --timer' : ''}`);
		if (done !== 'done') return done === 'needs-root' ? exitCodes.usage : exitCodes.done;
	} finally {
		lock?.release();
	}
	if (options.root !== undefined) return exitCodes.done;
	return (await import('./service-look.ts')).firstRun(shell, since);
};

/** That there is nothing to look at, or to take back. */
export const notInstalled = (shell: Shell): ExitCode => {
	shell.tell(
		'No systemd service is installed for this profile. `usher service install` shows what it would do, and asks before it does.',
		'What cron, Kubernetes or Compose has started is in `usher status`.',
	);
	if (shell.json) shell.document({profile: shell.profile, units: [], lastRun: null, nextRun: null});
	return exitCodes.notSetUp;
};

/** `usher service uninstall`: takes it back, with what the service has learnt. */
export const uninstallService = async (
	shell: Shell,
	options: DoOptions & {readonly purge: boolean},
): Promise<ExitCode> => {
	const {environment, profile} = shell;
	const actions = uninstallActions(profile, pathsOf({environment, profile}), options);
	if (actions.length === 0) return notInstalled(shell);
	const done = await carryOut(shell, actions, options, `uninstall${options.purge ? ' --purge' : ''}`);
	if (done === 'done' && !options.purge && options.root === undefined) {
		shell.print('', `The service's copy stays in ${servicePaths(profile).folder}; --purge removes it too.`);
	}
	return done === 'needs-root' ? exitCodes.usage : exitCodes.done;
};

const elsewhere = ({environment}: Shell): Record<string, string> =>
	Object.fromEntries(
		placeVariables.flatMap(name => (name !== 'HOME' && environment[name] ? [[name, environment[name]] as const] : [])),
	);

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
		case 'cron':
			// Cron gives its own HOME; where the profile is otherwise comes from this shell.
			shell.print(crontabText({...given, environment: {...given.environment, ...elsewhere(shell)}}).trimEnd());
			break;
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
