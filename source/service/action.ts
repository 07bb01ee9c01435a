// What a hand-over does, as data: shown first, then done one by one.
import {execFile} from 'node:child_process';
import {chmodSync, mkdirSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {backup, DatabaseSync} from 'node:sqlite';
import {promisify} from 'node:util';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {diskError, onDisk} from '../platform/disk/errors.ts';
import {writeWhole} from '../platform/disk/write.ts';
import type {Account} from './cron/account.ts';
import type {BlockOwner} from './cron/block.ts';
import {changeCrontab} from './cron/change.ts';

const exec = promisify(execFile);
/** Where useradd and chown may be: the path of who became root by `su` lacks them. */
const systemPath = '/usr/local/sbin:/usr/sbin:/sbin';
/** A service that is stopped may finish what it has sent, which its unit gives three minutes for. */
const mostMs = 300_000;

export type Action =
	/** A system account that cannot log in. */
	| {readonly kind: 'account'; readonly name: string; readonly home: string}
	| {readonly kind: 'folder'; readonly path: string; readonly mode: number}
	/** `secret`: what is in it is never shown. */
	| {
			readonly kind: 'write';
			readonly path: string;
			readonly mode: number;
			readonly text: string | Uint8Array;
			readonly secret?: true;
			/** Beside its mode, when it is shown. */
			readonly note?: string;
	  }
	/** A copy of a database that others may have open. */
	| {readonly kind: 'copy-database'; readonly from: string; readonly path: string}
	| {readonly kind: 'remove'; readonly path: string}
	/** Puts a line into an account's crontab between markers, or takes it out: what else is there stays, as it is then. */
	| {
			readonly kind: 'crontab';
			readonly account: Account;
			readonly owner: BlockOwner;
			readonly line: string | undefined;
	  }
	| {readonly kind: 'run'; readonly command: readonly [string, ...string[]]};

/** Runs a program and gives what it printed; the tests have their own. */
export type RunProgram = (command: readonly [string, ...string[]]) => Promise<string>;

export const runProgram: RunProgram = async ([program, ...args]) => {
	try {
		const env = {...process.env, PATH: `${process.env.PATH ?? ''}:${systemPath}`};
		return (await exec(program, args, {timeout: mostMs, encoding: 'utf8', env})).stdout;
	} catch (error) {
		const {stderr, code, killed} = error as {stderr?: string; code?: unknown; killed?: boolean};
		const said = (stderr ?? '').trim().split('\n')[0] || `it ended with ${code}`;
		const none = code === 'ENOENT' ? 'there is no such program on this machine' : said;
		const why = killed ? 'it did not end within five minutes' : none;
		throw new UsherError({
			code: 'service-command',
			exitCode: exitCodes.unexpected,
			message: `${[program, ...args].join(' ')} failed: ${why}.`,
			advice: 'Mend what it says, and run the same command again: what is done already is left as it is.',
			cause: error,
		});
	}
};

/** An action as a line for people. */
export const describeAction = (action: Action): string => {
	switch (action.kind) {
		case 'account':
			return `make the system account ${action.name}, which cannot log in`;
		case 'folder':
			return `make the folder ${action.path} (${action.mode.toString(8)})`;
		case 'write':
			return `write ${action.path} (${[action.mode.toString(8), ...(action.secret ? ['a secret'] : []), ...(action.note ? [action.note] : [])].join(', ')})`;
		case 'copy-database':
			return `copy ${action.from} to ${action.path}`;
		case 'remove':
			return `remove ${action.path}`;
		case 'crontab':
			return action.line === undefined
				? `take the line of profile ${action.owner.profile} out of the crontab of ${action.account.name}`
				: `have in the crontab of ${action.account.name}: ${action.line}`;
		case 'run':
			return `run ${action.command.join(' ')}`;
	}
};

export type PerformOptions = {
	/** Files go below this folder instead of /, and no program is run: for looking at what would be there. */
	readonly root?: string | undefined;
	readonly run: RunProgram;
};

/** Whole or not at all, also while others write. @throws UsherError `disk-…` */
const copyDatabase = async (from: string, path: string): Promise<void> => {
	const source = onDisk(from, () => new DatabaseSync(from, {readOnly: true}));
	try {
		await backup(source, path);
	} catch (error) {
		throw diskError(error, path);
	} finally {
		source.close();
	}
};

/** Does one action; doing it twice does no harm. @throws UsherError `service-command`, `disk-…` */
export const performAction = async (action: Action, {root, run}: PerformOptions): Promise<void> => {
	const at = (path: string): string => (root === undefined ? path : join(root, path));
	switch (action.kind) {
		case 'account': {
			if (root !== undefined) return;
			const known = await run(['getent', 'passwd', action.name]).catch(() => '');
			if (known !== '') return;
			await run([
				'useradd',
				'--system',
				'--user-group',
				'--no-create-home',
				`--home-dir=${action.home}`,
				'--shell=/usr/sbin/nologin',
				action.name,
			]);
			return;
		}
		case 'folder':
			onDisk(at(action.path), () => {
				mkdirSync(at(action.path), {recursive: true});
				chmodSync(at(action.path), action.mode);
			});
			return;
		case 'write':
			onDisk(at(action.path), () => {
				mkdirSync(dirname(at(action.path)), {recursive: true});
			});
			writeWhole(at(action.path), action.text);
			onDisk(at(action.path), () => chmodSync(at(action.path), action.mode));
			return;
		case 'copy-database': {
			onDisk(at(action.path), () => mkdirSync(dirname(at(action.path)), {recursive: true}));
			await copyDatabase(action.from, at(action.path));
			onDisk(at(action.path), () => chmodSync(at(action.path), 0o600));
			return;
		}
		case 'remove':
			onDisk(at(action.path), () => rmSync(at(action.path), {recursive: true, force: true}));
			return;
		case 'crontab':
			if (root !== undefined) return;
			await changeCrontab(action.account, action.owner, action.line);
			return;
		case 'run':
			if (root !== undefined) return;
			await run(action.command);
	}
};
