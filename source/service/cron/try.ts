// Runs what the crontab line runs, as cron would, so that what a shell had and cron has not is found now and not at night.
import {spawn} from 'node:child_process';
import {accessSync, constants, existsSync, readdirSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import type {Account} from './account.ts';

/** Variables that a crontab sets for the lines below them (crontab(5)); the account is none of them. */
export const settingsAbove = (crontab: Uint8Array, line: string): Readonly<Record<string, string>> => {
	const found: Record<string, string> = Object.create(null);
	for (const text of Buffer.from(crontab).toString('utf8').split('\n')) {
		if (text === line) break;
		const [, , name = '', raw = ''] = /^\s*(["']?)([A-Za-z_]\w*)\1[ \t]*=[ \t]*(.*?)[ \t]*$/.exec(text) ?? [];
		if (name === '' || name === 'LOGNAME' || name === 'USER') continue;
		const [, , inner] = /^(["'])(.*)\1$/.exec(raw) ?? [];
		found[name] = inner ?? raw;
	}
	return found;
};

/** All that a job of cron has of an environment (crontab(5)). */
const bareEnvironment = (
	{name, home}: Pick<Account, 'name' | 'home'>,
	above: Readonly<Record<string, string>>,
): Record<string, string> => ({
	HOME: home,
	LOGNAME: name,
	SHELL: '/bin/sh',
	PATH: '/usr/bin:/bin',
	...above,
});

export type Tried = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

/** It is no program of the path that cron gives. */
const runuser = (): string => ['/usr/sbin/runuser', '/sbin/runuser'].find(path => existsSync(path)) ?? 'runuser';

const timeMs = 300_000;
const most = 4_000_000;

/**
 * Gives a command to the shell that cron would give it to: bare environment, in the home, without a terminal. Whatever
 * goes wrong is in what it gives back.
 */
export const runAsCron = (
	account: Account,
	command: string,
	above: Readonly<Record<string, string>>,
	signal: AbortSignal,
): Promise<Tried> =>
	new Promise(resolve => {
		const env = bareEnvironment(account, above);
		const shell = env.SHELL ?? '/bin/sh';
		const words = account.own ? [] : [runuser(), '-u', account.name, '--'];
		const [program = '', ...args] = [...words, shell, '-c', command];
		let stdout = '';
		let stderr = '';
		const end = (code: number | null): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', stop);
			resolve({code, stdout, stderr});
		};
		// A session of its own has no terminal.
		const child = spawn(program, args, {env, cwd: env.HOME, stdio: ['ignore', 'pipe', 'pipe'], detached: true});
		const stop = (): void => {
			if (child.pid === undefined || child.exitCode !== null) return;
			try {
				process.kill(-child.pid, 'SIGTERM');
			} catch {
				// It has just ended, or belongs to another account and ends by its own time.
			}
		};
		const timer = setTimeout(stop, timeMs);
		signal.addEventListener('abort', stop, {once: true});
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			if (stdout.length < most) stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			if (stderr.length < most) stderr += text;
		});
		child.on('error', error => {
			stderr += error.message;
			end(127);
		});
		child.on('close', end);
	});

const daemons = new Set(['cron', 'crond', 'fcron', 'dcron', 'busybox-crond']);

/**
 * Whether cron itself runs here; undefined when that cannot be seen (no /proc, or one that hides the processes of others).
 *
 * @param proc where the processes are listed
 */
export const isCronRunning = (proc = '/proc'): boolean | undefined => {
	let numbers: string[];
	try {
		numbers = readdirSync(proc).filter(name => /^\d+$/.test(name));
	} catch {
		return undefined;
	}
	const nameOf = (number: string): string => {
		try {
			return readFileSync(join(proc, number, 'comm'), 'utf8').trim();
		} catch {
			return '';
		}
	};
	if (numbers.some(number => daemons.has(nameOf(number)))) return true;
	// Units that stand in for it (systemd-cron) have no process while they wait.
	if (existsSync('/run/systemd/generator/cron.target.wants')) return true;
	return numbers.includes('1') ? false : undefined;
};

/** Whether there is a program that takes what cron mails. */
export const canMail = (path: string): boolean =>
	[...path.split(delimiter), '/usr/sbin', '/usr/lib'].some(folder => {
		try {
			accessSync(join(folder, 'sendmail'), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
