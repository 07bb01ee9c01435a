import {statSync} from 'node:fs';
import {userInfo} from 'node:os';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Paths} from '../../platform/settings/paths.ts';
import type {RunProgram} from '../action.ts';

/** An account of this machine, whose crontab is meant. */
export type Account = {
	readonly name: string;
	/** As the machine's list of accounts has it: cron does not know a HOME that a shell was given. */
	readonly home: string;
	/** It is the one that this process runs as. */
	readonly own: boolean;
};

const cannot = (message: string, advice: string): UsherError =>
	new UsherError({code: 'cron-account', exitCode: exitCodes.usage, message, advice});

const ownAccount = (): Account => {
	try {
		const {username, homedir} = userInfo();
		return {name: username, home: homedir, own: true};
	} catch {
		throw cannot(
			'The account that this runs as has no name, and cron knows accounts by their names.',
			'Use an account of this machine.',
		);
	}
};

/** The account of a number, by the list of accounts (getent(1), passwd(5)). */
const accountOf = async (uid: number, run: RunProgram): Promise<Account | undefined> => {
	const line = await run(['getent', 'passwd', String(uid)]).catch(() => '');
	const [name, , , , , home] = line.trim().split(':');
	return name && home ? {name, home, own: false} : undefined;
};

/**
 * The account that owns a profile: of its folder, or of this process while there is none yet.
 *
 * @throws UsherError `cron-account` (exit 2) when it is another's, and this is not root
 */
export const ownerOf = async (paths: Pick<Paths, 'folder' | 'stateFolder'>, run: RunProgram): Promise<Account> => {
	const folder = [paths.folder, paths.stateFolder]
		.map(path => statSync(path, {throwIfNoEntry: false}))
		.find(stats => stats !== undefined);
	const me = process.getuid?.();
	if (folder === undefined || me === undefined || folder.uid === me) return ownAccount();
	const owner = await accountOf(folder.uid, run);
	const named = owner?.name ?? `number ${folder.uid}`;
	if (me !== 0) {
		throw cannot(
			`The profile belongs to the account ${named}, and only that account or root can change its crontab.`,
			'Run the same command as that account, or as root.',
		);
	}
	if (owner === undefined) {
		throw cannot(
			`The profile belongs to the account ${named}, which this machine does not know.`,
			`Give it to one that it knows: chown -R ACCOUNT '${paths.folder}' '${paths.stateFolder}'`,
		);
	}
	return owner;
};
