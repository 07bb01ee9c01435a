import {existsSync, readdirSync} from 'node:fs';
import {homedir} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Environment} from '../environment.ts';

/** Where a profile's files are. Settings and secrets in one folder, what Usher remembers in another; one and the same under USHER_HOME. */
export type Paths = {
	readonly profile: string;
	/** Folder of settings and secrets. */
	readonly folder: string;
	/** Folder of state, ledger, lock and the key of the secrets. */
	readonly stateFolder: string;
	readonly settings: string;
	readonly secrets: string;
	readonly key: string;
	readonly state: string;
	readonly ledger: string;
	readonly ledgerBackup: string;
	readonly lock: string;
	/** Says who holds the lock. */
	readonly holder: string;
};

type Roots = {readonly config: string; readonly state: string};

const nowhere = (message: string, cause: unknown): UsherError =>
	new UsherError({
		code: 'home-missing',
		exitCode: exitCodes.notSetUp,
		message,
		advice: 'Let USHER_HOME name a folder for settings and memory, as an absolute path.',
		cause,
	});

/** The folder that USHER_HOME names: a relative path counts from where Usher was started, which may be gone. */
const ownHome = (given: string): string => {
	try {
		return resolve(given);
	} catch (error) {
		throw nowhere('USHER_HOME is a relative path, and the folder that Usher was started in is gone.', error);
	}
};

/** The user's home: a user id without an entry in the system's list of users (as in a container) has none. */
const userHome = (given: string | undefined): string => {
	if (given !== undefined && given !== '') return given;
	try {
		return homedir();
	} catch (error) {
		throw nowhere('There is no home folder: HOME is not set, and this user has none.', error);
	}
};

/** XDG Base Directory Specification: a path that is not absolute counts as not set. */
const rootsOf = (environment: Environment): Roots => {
	const home = environment.USHER_HOME;
	if (home !== undefined && home !== '') {
		const root = join(ownHome(home), 'profiles');
		return {config: root, state: root};
	}
	const xdg = (name: string, otherwise: string): string => {
		const given = environment[name];
		return join(
			given !== undefined && isAbsolute(given) ? given : join(userHome(environment.HOME), otherwise),
			'usher',
		);
	};
	return {config: xdg('XDG_CONFIG_HOME', '.config'), state: xdg('XDG_STATE_HOME', '.local/state')};
};

const nameRule = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * The files of a profile. Nothing is made.
 * @throws UsherError `profile-name` (exit 2) when the name cannot be a folder's
 */
export const pathsOf = ({environment, profile}: {environment: Environment; profile: string}): Paths => {
	if (!nameRule.test(profile)) {
		throw new UsherError({
			code: 'profile-name',
			exitCode: exitCodes.usage,
			message: 'This is no name for a profile.',
			advice: 'Use up to 64 letters a to z, digits, hyphens and underscores, beginning with a letter or digit.',
		});
	}
	const roots = rootsOf(environment);
	const folder = join(roots.config, profile);
	const stateFolder = join(roots.state, profile);
	return {
		profile,
		folder,
		stateFolder,
		settings: join(folder, 'settings.json'),
		secrets: join(folder, 'secrets.json'),
		key: join(stateFolder, 'secrets.key'),
		state: join(stateFolder, 'state.db'),
		ledger: join(stateFolder, 'ledger.db'),
		ledgerBackup: join(stateFolder, 'ledger.db.backup'),
		lock: join(stateFolder, 'lock.db'),
		holder: join(stateFolder, 'lock.json'),
	};
};

/** Names of the profiles that exist on this machine, sorted. */
export const profilesOf = (environment: Environment): string[] => {
	const roots = rootsOf(environment);
	const names = new Set<string>();
	for (const [root, file] of [
		[roots.config, 'settings.json'],
		[roots.state, 'ledger.db'],
	] as const) {
		if (!existsSync(root)) continue;
		for (const name of readdirSync(root)) {
			if (nameRule.test(name) && existsSync(join(root, name, file))) names.add(name);
		}
	}
	return [...names].sort();
};
