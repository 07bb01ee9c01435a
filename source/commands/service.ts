import {realpathSync} from 'node:fs';
import process from 'node:process';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {openState} from '../platform/state/open-state.ts';
import {requireSetUp} from '../profile/set-up.ts';
import {type Action, describeAction, performAction, runProgram} from '../service/action.ts';
import {composeText, kubernetesText} from '../service/containers.ts';
import {crontabText} from '../service/crontab.ts';
import {
	asService,
	handOverOf,
	type InstallInput,
	installActions,
	servicePaths,
	uninstallActions,
} from '../service/install.ts';
import {type SystemdShape, systemdFiles, unitName} from '../service/systemd.ts';
import {askYes} from './ask.ts';
import type {Shell} from './shell.ts';
import {didWords} from './text/history.ts';
import {ago} from './text/words.ts';

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
const asRoot = (shell: Shell, words: string): string => {
	const kept = ['HOME', 'USHER_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'].flatMap(name => {
		const value = shell.environment[name];
		return value ? [`${name}='${value}'`] : [];
	});
	const [program, file] = [process.execPath, realpathSync(process.argv[1] ?? '')];
	return `sudo ${kept.join(' ')} ${program} ${file} --profile ${shell.profile} service ${words}`;
};

const isRoot = (): boolean => process.getuid?.() === 0;

type DoOptions = {readonly dryRun: boolean; readonly yes: boolean; readonly root?: string};

/** Shows what will be done, asks, and does it. Gives whether it was done. */
const carryOut = async (
	shell: Shell,
	actions: readonly Action[],
	options: DoOptions,
	again: string,
): Promise<boolean> => {
	shell.print('This will', ...actions.map(action => `  ${describeAction(action)}`), '');
	if (options.dryRun) {
		shell.print('Nothing has been done: --dry-run.');
		return false;
	}
	if (!isRoot() && options.root === undefined) {
		shell.print('That takes the rights of root. If it is right:', '', `  ${asRoot(shell, again)}`);
		return false;
	}
	if (!options.yes && !(await askYes(shell, 'Do it?'))) {
		shell.print('Nothing has been done.');
		return false;
	}
	for (const action of actions) {
		await performAction(action, {root: options.root, run: runProgram});
		shell.print(`✓ ${describeAction(action)}`);
	}
	return true;
};

const checkMs = 60_000;

/** Waits for the first run of the service to end, and says how. */
const firstRun = async (shell: Shell, since: Date): Promise<ExitCode> => {
	const {pause} = await import('../platform/clock.ts');
	const state = openState(servicePaths(shell.profile), {now: shell.now});
	try {
		for (const until = Date.now() + checkMs; Date.now() < until; await pause(1000, shell.signal)) {
			const run = state.runs(1)[0];
			if (run?.outcome === undefined || run.startedAt < since.toISOString()) continue;
			shell.print('', `The service works. Its first run: ${didWords(run)}; exit code ${run.exitCode}.`);
			return exitCodes.done;
		}
	} finally {
		state.close();
	}
	shell.print(
		'',
		'The service is started; its first run has not ended within a minute. `usher service status` shows it.',
	);
	return exitCodes.done;
};

/** `usher service install`: hands the profile over to systemd. */
export const installService = async (
	shell: Shell,
	options: DoOptions & {readonly timer: boolean},
): Promise<ExitCode> => {
	const shape: SystemdShape = options.timer ? 'timer' : 'watch';
	const since = shell.now();
	const input = inputOf(shell, shape);
	const actions = await installActions(input);
	// A run that is going on would go on writing into a ledger that has moved.
	takeLock(input.paths, {run: 'service install', by: 'command', now: since}).release();
	if (!(await carryOut(shell, actions, options, `install${options.timer ? ' --timer' : ''}`))) return exitCodes.done;
	return options.root === undefined ? firstRun(shell, since) : exitCodes.done;
};

/** `usher service uninstall`: takes it back, with what the service has learnt. */
export const uninstallService = async (
	shell: Shell,
	options: DoOptions & {readonly purge: boolean},
): Promise<ExitCode> => {
	const {environment, profile} = shell;
	const actions = uninstallActions(profile, pathsOf({environment, profile}), !options.purge);
	await carryOut(shell, actions, options, 'uninstall');
	return exitCodes.done;
};

/** `usher service print KIND`: the files for a scheduler that the administrator keeps themselves. */
export const printService = (
	shell: Shell,
	kind: 'systemd' | 'timer' | 'cron' | 'kubernetes' | 'compose',
	image: string,
): Promise<ExitCode> => {
	const input = inputOf(shell, kind === 'timer' ? 'timer' : 'watch');
	const given = handOverOf(input);
	switch (kind) {
		case 'cron':
			shell.print(crontabText({...given, home: shell.environment.USHER_HOME ?? ''}).trimEnd());
			break;
		case 'kubernetes':
			shell.print(kubernetesText(given, image).trimEnd());
			break;
		case 'compose':
			shell.print(composeText(given, image).trimEnd());
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

/** `usher service status`: what systemd says of it, and how its last run ended. */
export const serviceStatus = async (shell: Shell): Promise<ExitCode> => {
	const unit = unitName(shell.profile);
	const shown = await runProgram([
		'systemctl',
		'show',
		`${unit}.service`,
		`${unit}.timer`,
		'--property=Id,LoadState,ActiveState,SubState,NextElapseUSecRealtime',
	]).catch(() => '');
	const units = shown
		.split('\n\n')
		.map(
			block =>
				Object.fromEntries(block.split('\n').map(line => line.split(/=(.*)/s).slice(0, 2))) as Record<string, string>,
		)
		.filter(one => one.LoadState === 'loaded');
	if (units.length === 0) {
		shell.print('No service is installed for this profile. `usher service install` shows what it would do.');
		return exitCodes.notSetUp;
	}
	for (const one of units) shell.print(`${one.Id}: ${one.ActiveState} (${one.SubState})`);
	const state = openState(servicePaths(shell.profile), {now: shell.now});
	try {
		const [run] = state.runs(1);
		shell.print(run === undefined ? 'No run yet.' : `Last run ${ago(run.startedAt, shell.now())}: ${didWords(run)}.`);
	} finally {
		state.close();
	}
	return units.some(one => one.ActiveState === 'failed') ? exitCodes.unexpected : exitCodes.done;
};

/** `usher service exec WORDS`: any command as the service: its account, its settings, its secrets. */
export const execInService = async (shell: Shell, words: readonly string[]): Promise<ExitCode> => {
	const input = inputOf({...shell, environment: {...shell.environment, USHER_HOME: '/var/lib/usher'}}, 'watch');
	if (!isRoot()) {
		throw new UsherError({
			code: 'needs-root',
			exitCode: exitCodes.usage,
			message: 'Only root can run a command as the service.',
			advice: asRoot(shell, `exec ${words.join(' ')}`),
		});
	}
	const {spawnSync} = await import('node:child_process');
	const [program, ...args] = asService(handOverOf(input), words);
	return (spawnSync(program, args, {stdio: 'inherit'}).status ?? exitCodes.unexpected) as ExitCode;
};
