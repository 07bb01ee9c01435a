// What is looked at each time Usher starts, also where another place gives the secret today.
import {type Stats, statSync} from 'node:fs';
import {isAbsolute, relative} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {refuseExposed} from '../disk/private.ts';
import type {Environment} from '../environment.ts';
import type {Paths} from '../settings/paths.ts';
import type {Settings} from '../settings/settings.ts';
import {keyPathOf} from './vault.ts';

/** Whoever can write there can put other settings, and a program that gives a secret, in the place of these. */
const refuseOpenFolder = (path: string): void => {
	let stats: Stats | undefined;
	try {
		stats = statSync(path, {throwIfNoEntry: false});
	} catch {
		// Whoever writes there says what is wrong with it.
	}
	if (stats === undefined || (stats.mode & 0o002) === 0) return;
	throw new UsherError({
		code: 'folder-exposed',
		exitCode: exitCodes.notSetUp,
		message: `Everyone on this machine may change what is in this folder: ${path}`,
		advice: `Nothing runs until that is mended: chmod 700 '${path}'. Then look whether what is in it is still yours.`,
	});
};

const isBelow = (path: string, folder: string | undefined): boolean => {
	if (folder === undefined || folder === '') return false;
	const way = relative(folder, path);
	return !way.startsWith('..') && !isAbsolute(way);
};

/**
 * Looks whether others can read a file with a secret of this profile, or change its folders.
 * @throws UsherError `secret-exposed` or `folder-exposed` (exit 10)
 */
export const refuseExposedFiles = (
	paths: Pick<Paths, 'folder' | 'stateFolder' | 'secrets' | 'key'>,
	{entra, bitwarden, notify}: Pick<Settings, 'entra' | 'bitwarden' | 'notify'>,
	environment: Environment,
): void => {
	for (const folder of new Set([paths.folder, paths.stateFolder])) refuseOpenFolder(folder);
	const key = keyPathOf(paths, environment);
	const named = [
		entra.credential === 'secret' ? entra.secret.file : undefined,
		entra.credential === 'certificate' ? entra.certificateFile : undefined,
		entra.credential === 'certificate' ? entra.certificatePassword.file : undefined,
		bitwarden.secret.file,
		notify.webhook.file,
		environment.USHER_PASSPHRASE_FILE,
	];
	// What systemd hands over is in a folder that is private already; its mode says nothing.
	const given = named.flatMap(path => (path === undefined || path === '' ? [] : [path]));
	const kept = given.filter(path => !isBelow(path, environment.CREDENTIALS_DIRECTORY));
	for (const path of [paths.secrets, key, `${key}.next`, ...kept]) refuseExposed(path);
};
