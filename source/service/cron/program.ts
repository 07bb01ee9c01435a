// The crontab program: what an account has, and what it is to have.
import {spawn} from 'node:child_process';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../../platform/text/clean.ts';
import type {Account} from './account.ts';

const timeMs = 60_000;

type Said = {readonly code: number | null; readonly stdout: Buffer; readonly stderr: string};

const missing = (): UsherError =>
	new UsherError({
		code: 'crontab-missing',
		exitCode: exitCodes.notSetUp,
		message: 'There is no crontab program on this machine, so cron is not installed.',
		advice:
			'Install it (apt-get install cron, dnf install cronie, apk add cronie), or let systemd run the profile: usher service install.',
	});

const failed = (words: readonly string[], why: string): UsherError =>
	new UsherError({
		code: 'crontab-failed',
		exitCode: exitCodes.unexpected,
		message: `${['crontab', ...words].join(' ')} failed: ${why}.`,
		advice: /not allowed/i.test(why)
			? 'An administrator of this machine decides who may use cron: /etc/cron.allow and /etc/cron.deny.'
			: 'The crontab is as it was. Mend what it says, and run the same command again.',
	});

/** As an argv, never by a shell. */
const crontab = (account: Account, args: readonly string[], input?: Uint8Array): Promise<Said> =>
	new Promise((resolve, reject) => {
		const words = [...(account.own ? [] : ['-u', account.name]), ...args];
		const child = spawn('crontab', words, {
			// In English, whatever the shell speaks: what it says of an account that has none is read.
			env: {...process.env, LC_ALL: 'C'},
			stdio: ['pipe', 'pipe', 'pipe'],
			timeout: timeMs,
		});
		const out: Buffer[] = [];
		let stderr = '';
		child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
		});
		// It may end before it has read everything.
		child.stdin.on('error', () => {});
		child.stdin.end(input ?? '');
		child.on('error', (error: NodeJS.ErrnoException) =>
			reject(error.code === 'ENOENT' ? missing() : failed(words, error.code ?? 'it cannot be started')),
		);
		child.on('close', (code, signal) => {
			if (signal !== null) reject(failed(words, 'it was ended before it was done'));
			else resolve({code, stdout: Buffer.concat(out), stderr});
		});
	});

/** What it said first, on one line. */
const because = ({code, stderr}: Said): string =>
	cleanText(
		stderr
			.split('\n')
			.find(line => line.trim() !== '')
			?.trim()
			.replace(/\.$/, '') ?? `exit code ${code}`,
		200,
	);

/** `no crontab for ada` of most, `can't open 'ada': No such file or directory` of BusyBox. */
const hasNone = /no crontab for|no such file/i;

/**
 * The crontab of an account, byte for byte; empty when it has none.
 * @throws UsherError `crontab-missing` (exit 10), `crontab-failed` (exit 1)
 */
export const readCrontab = async (account: Account): Promise<Uint8Array> => {
	const said = await crontab(account, ['-l']);
	if (said.code === 0) return said.stdout;
	if (said.stdout.length === 0 && hasNone.test(said.stderr)) return new Uint8Array();
	throw failed(['-l'], because(said));
};

/**
 * Makes these bytes the crontab of an account; none takes its crontab away.
 * @throws UsherError `crontab-missing` (exit 10), `crontab-failed` (exit 1); what was there stays
 */
export const writeCrontab = async (account: Account, text: Uint8Array): Promise<void> => {
	const args = text.length === 0 ? ['-r'] : ['-'];
	const said = await crontab(account, args, text);
	if (said.code !== 0) throw failed(args, because(said));
};
