import {randomBytes} from 'node:crypto';
import {
	closeSync,
	fchmodSync,
	fsyncSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {onDisk} from './errors.ts';

const isThere = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() === true;

const makeOne = (path: string): void => {
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		// Somebody else may have made it meanwhile.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isThere(path)) throw error;
	}
};

/**
 * Makes the folder, and those above it, for its owner only (0700). One by one: Node's own way down never ends where the
 * system says that a folder cannot be there (below /proc), and gives another error on a disk that is read-only.
 * @throws UsherError when the disk does not let us, or the path leads nowhere
 */
export const makeFolder = (path: string): void =>
	onDisk(path, () => {
		const missing: string[] = [];
		for (let at = resolve(path); !isThere(at); at = dirname(at)) {
			missing.unshift(at);
			if (at === dirname(at)) break;
		}
		for (const folder of missing) onDisk(folder, () => makeOne(folder));
	});

/** Makes a folder of its own where the system keeps what is temporary, for its owner only. @throws UsherError `disk-…`, `path-invalid` */
export const makeTemporaryFolder = (prefix: string): string => {
	const path = join(tmpdir(), prefix);
	return onDisk(path, () => mkdtempSync(path));
};

const syncFolder = (path: string): void => {
	const folder = openSync(path, 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
};

/** Puts a finished file in the place of another: after a power cut there is the old one or the new one, whole. */
export const replaceFile = (finished: string, path: string): void => {
	renameSync(finished, path);
	syncFolder(dirname(path));
};

/**
 * Writes a file for its owner only (0600), whole or not at all; the folder is made when it is missing.
 * @throws UsherError `disk-…` naming the path; what was there before stays
 */
export const writeWhole = (path: string, content: string | Uint8Array): void => {
	makeFolder(dirname(path));
	writeBeside(path, content, 0o600);
};

/**
 * Writes a file that everyone may read (0644), whole or not at all, into a folder that is there.
 * @throws UsherError `disk-…` naming the path; what was there before stays
 */
export const writeForAll = (path: string, content: string): void => writeBeside(path, content, 0o644);

const writeBeside = (path: string, content: string | Uint8Array, mode: number): void => {
	onDisk(path, () => {
		const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
		try {
			const file = openSync(temporary, 'wx', mode);
			try {
				// The umask of who runs this may keep others out.
				if (mode !== 0o600) fchmodSync(file, mode);
				const bytes = typeof content === 'string' ? Buffer.from(content) : content;
				for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
				fsyncSync(file);
			} finally {
				closeSync(file);
			}
			replaceFile(temporary, path);
		} catch (error) {
			rmSync(temporary, {force: true});
			throw error;
		}
	});
};
