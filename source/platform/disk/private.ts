import {closeSync, fstatSync, openSync, readSync, type Stats} from 'node:fs';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {onDisk} from './errors.ts';

const most = 1_048_576;

/**
 * Whether others than the owner may read or change a file. A group may read what does not belong to this user: that is
 * how root hands a secret to a service (as with a mounted secret of Kubernetes).
 */
export const isExposed = ({mode, uid}: Pick<Stats, 'mode' | 'uid'>, me = process.getuid?.()): boolean => {
	if ((mode & 0o007) !== 0) return true;
	return me === undefined || uid === me ? (mode & 0o070) !== 0 : (mode & 0o020) !== 0;
};

/**
 * A file that only its owner may read, as bytes; undefined when there is none.
 * @param trusted its folder is private already (systemd's credentials), its mode says nothing
 * @throws UsherError `secret-exposed` (exit 10) when others can read it, `disk-…`
 */
export const readPrivate = (path: string, trusted = false): Buffer | undefined =>
	onDisk(path, () => {
		let file: number;
		try {
			file = openSync(path, 'r');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
		try {
			// Of the opened file, so that nobody changes it in between.
			const stats = fstatSync(file);
			if (!stats.isFile()) {
				throw new UsherError({
					code: 'secret-file-invalid',
					exitCode: exitCodes.notSetUp,
					message: `This is no file: ${path}`,
					advice: 'Name a file that holds only the secret.',
				});
			}
			if (!trusted && isExposed(stats)) {
				throw new UsherError({
					code: 'secret-exposed',
					exitCode: exitCodes.notSetUp,
					message: `Others on this machine can read this file with a secret: ${path}`,
					advice: `It is not used before that is mended: chmod 600 '${path}'. If others may have read it, make a new secret.`,
				});
			}
			const bytes = Buffer.alloc(Math.min(stats.size, most));
			let size = 0;
			while (size < bytes.length) {
				const read = readSync(file, bytes, size, bytes.length - size, size);
				if (read === 0) break;
				size += read;
			}
			return bytes.subarray(0, size);
		} finally {
			closeSync(file);
		}
	});
