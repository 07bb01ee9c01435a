import {spawn} from 'node:child_process';
import {basename} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {type Environment, withoutSecrets} from '../../platform/environment.ts';
import type {Notice} from './notice.ts';

const timeMs = 30_000;

/**
 * Hands a notice to a program as JSON on its standard input, without a shell, for at most half a minute.
 *
 * @throws UsherError `notice-not-sent`
 */
export const tellProgram = (command: readonly string[], notice: Notice, environment: Environment): Promise<void> =>
	new Promise((resolve, reject) => {
		const [program = '', ...args] = command;
		const fail = (what: string): void =>
			reject(
				new UsherError({
					code: 'notice-not-sent',
					exitCode: exitCodes.unavailable,
					message: `The notice could not be told: the program ${basename(program)} ${what}.`,
					advice: 'Check the setting notify.command, and run the program by hand.',
				}),
			);
		const child = spawn(program, args, {
			shell: false,
			stdio: ['pipe', 'ignore', 'ignore'],
			env: withoutSecrets(environment),
			timeout: timeMs,
			killSignal: 'SIGKILL',
		});
		child.on('error', error => fail(`could not be run (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`));
		// A program that reads nothing is no failure.
		child.stdin.on('error', () => {});
		child.on('close', (code, signal) => {
			if (code === 0) resolve();
			else fail(signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`);
		});
		child.stdin.end(`${JSON.stringify(notice)}\n`);
	});
