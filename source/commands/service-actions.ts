// What a hand-over does, shown, asked about and done: the same for systemd and for cron.

import {realpathSync} from 'node:fs';
import process from 'node:process';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {shellWord} from '../platform/text/shell-word.ts';
import {type Action, describeAction, performAction, runProgram} from '../service/action.ts';
import {passedOn} from '../service/hand-over.ts';
import {placeVariables} from '../service/origin.ts';
import {askYes} from './ask.ts';
import type {Shell} from './shell.ts';

/** Absolute paths: the Node program, then Usher's own file. */
export const thisProgram = (): readonly [string, string] => [process.execPath, realpathSync(process.argv[1] ?? '')];

/** What this shell has set for Usher, by name: sudo takes the values from the shell, since they may be secrets. */
const namedVariables = ({environment}: Shell): readonly string[] => {
	const usher = Object.keys(environment).filter(
		name => name.startsWith('USHER_') && environment[name] && name !== 'USHER_HOME' && name !== 'USHER_PROFILE',
	);
	return [...new Set([...usher, ...Object.keys(passedOn(environment))])].sort();
};

/**
 * The same command as root, with what says where the profile is.
 *
 * @param named variables that root needs too, by name
 */
export const asRoot = (shell: Shell, words: string, named: readonly string[] = []): string => {
	const kept = placeVariables.flatMap(name => {
		const value = shell.environment[name];
		return value ? [`${name}=${shellWord(value)}`] : [];
	});
	return [
		'sudo',
		...(named.length === 0 ? [] : [`--preserve-env=${named.join(',')}`]),
		...kept,
		...thisProgram().map(shellWord),
		'--profile',
		shell.profile,
		'service',
		words,
	].join(' ');
};

export const isRoot = (): boolean => process.getuid?.() === 0;

export type DoOptions = {readonly dryRun: boolean; readonly yes: boolean; readonly root?: string};

/** How far it went: an exit code when what follows is not to be done. */
export type CarriedOut = 'done' | ExitCode;

/**
 * Shows what will be done, asks, and does it; all of it can be done again after an interruption between two actions.
 *
 * @param again the words of the same command, for who has to be root; undefined where nobody has to
 * @throws UsherError `not-confirmed` (exit 2) when nobody is there to answer
 */
export const carryOut = async (
	shell: Shell,
	actions: readonly Action[],
	options: DoOptions,
	again: string | undefined,
): Promise<CarriedOut> => {
	shell.print('This will', ...actions.map(action => `  ${describeAction(action)}`), '');
	if (options.dryRun) {
		shell.print('Nothing has been done: --dry-run.');
		return exitCodes.done;
	}
	if (again !== undefined && !isRoot() && options.root === undefined) {
		shell.print(
			'That takes the rights of root. If it is right:',
			'',
			`  ${asRoot(shell, again, namedVariables(shell))}`,
		);
		return exitCodes.usage;
	}
	if (!options.yes && !shell.canAsk) {
		throw new UsherError({
			code: 'not-confirmed',
			exitCode: exitCodes.usage,
			message: 'Nobody is there to say yes, so nothing has been done.',
			advice: 'The same command with --yes does it without asking.',
		});
	}
	if (!options.yes && !(await askYes(shell, 'Do it?'))) {
		shell.print('Nothing has been done.');
		return shell.signal.aborted ? exitCodes.interrupted : exitCodes.done;
	}
	for (const action of actions) {
		if (shell.signal.aborted) {
			shell.tell('Stopped. What has a mark above is done; the same command does it again and goes on from there.');
			return exitCodes.interrupted;
		}
		await performAction(action, {root: options.root, run: runProgram});
		shell.print(`✓ ${describeAction(action)}`);
	}
	return 'done';
};
