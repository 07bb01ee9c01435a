import {spawn} from 'node:child_process';
import {basename} from 'node:path';
import {type Environment, withoutSecrets} from '../environment.ts';
import type {SecretName} from '../settings/settings.ts';
import {secretError, secretTitles} from './errors.ts';

const timeMs = 30_000;
const most = 65_536;

/**
 * What a program prints, run without a shell, for at most half a minute. Its errors are not shown: they may repeat the secret.
 * @throws UsherError `secret-command` (exit 10) when it cannot be run, fails, or takes too long
 */
export const secretFromCommand = (
	name: SecretName,
	command: readonly string[],
	environment: Environment,
): Promise<string> =>
	new Promise((resolve, reject) => {
		const [program = '', ...args] = command;
		const shown = basename(program);
		const fail = (what: string): void =>
			reject(
				secretError(
					'secret-command',
					`The program ${shown}, which should print ${secretTitles[name]}, ${what}.`,
					'Run it by hand as the user who runs Usher. It must print only the secret, without asking anything.',
				),
			);
		const child = spawn(program, args, {
			shell: false,
			stdio: ['ignore', 'pipe', 'ignore'],
			env: withoutSecrets(environment),
		});
		// Whoever stops Usher at once must not leave it behind, asking for a password that nobody reads any more.
		const end = (): void => void child.kill('SIGKILL');
		process.once('exit', end);
		const chunks: Buffer[] = [];
		let size = 0;
		let why = '';
		const stop = (reason: string): void => {
			why = reason;
			child.kill('SIGKILL');
			// What it started may still hold the pipe.
			child.stdout.destroy();
		};
		const timer = setTimeout(() => stop('did not finish within 30 seconds'), timeMs);
		child.stdout.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > most) stop('printed far more than a secret');
			else chunks.push(chunk);
		});
		child.on('error', error => {
			clearTimeout(timer);
			process.off('exit', end);
			const {code} = error as NodeJS.ErrnoException;
			fail(code === 'ENOENT' ? 'was not found' : `could not be run (${code ?? 'unknown'})`);
		});
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			process.off('exit', end);
			if (why !== '') fail(why);
			else if (code !== 0) fail(signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`);
			else
				resolve(
					Buffer.concat(chunks)
						.toString('utf8')
						.replace(/^\ufeff/, ''),
				);
		});
	});
