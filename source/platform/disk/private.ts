import {type Stats, statSync} from 'node:fs';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {readRegular} from './read.ts';

const most = 1_048_576;

/**
 * Whether others than the owner may read or change a file. A group may read what does not belong to this user: that is
 * how root hands a secret to a service (as with a mounted secret of Kubernetes).
 */
export const isExposed = ({mode, uid}: Pick<Stats, 'mode' | 'uid'>, me = process.getuid?.()): boolean => {
	if ((mode & 0o007) !== 0) return true;
	return me === undefined || uid === me ? (mode & 0o070) !== 0 : (mode & 0o020) !== 0;
};

const exposed = (path: string): UsherError =>
	new UsherError({
		code: 'secret-exposed',
		exitCode: exitCodes.notSetUp,
		message: `Others on this machine can read this file with a secret: ${path}`,
		advice: `It is not used before that is mended: chmod 600 '${path}'. If others may have read it, make a new secret.`,
	});

/** @throws UsherError `secret-exposed` (exit 10) when there is such a file and others can read it. Nothing else is said */
export const refuseExposed = (path: string): void => {
	let stats: Stats | undefined;
	try {
		stats = statSync(path, {throwIfNoEntry: false});
	} catch {
		// Whoever reads it says what is wrong with it.
	}
	if (stats?.isFile() === true && isExposed(stats)) throw exposed(path);
};

/**
 * A file that only its owner may read, as bytes; undefined when there is none.
 * @param trusted its folder is private already (systemd's credentials), its mode says nothing
 * @throws UsherError `secret-exposed` (exit 10) when others can read it, `file-invalid`, `disk-…`
 */
export const readPrivate = (path: string, trusted = false): Buffer | undefined =>
	readRegular(path, most, stats => {
		if (!trusted && isExposed(stats)) throw exposed(path);
	});
