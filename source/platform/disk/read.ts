import {closeSync, constants, fstatSync, openSync, readSync, type Stats} from 'node:fs';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {onDisk} from './errors.ts';

const invalid = (path: string, what: string): UsherError =>
	new UsherError({
		code: 'file-invalid',
		exitCode: exitCodes.notSetUp,
		message: `This is ${what}: ${path}`,
		advice: 'Name a file that holds only what belongs there.',
	});

/**
 * A whole file as bytes; undefined when there is none. Only a file: a pipe or a device may have no end, and opening a pipe
 * that nobody writes to would wait for ever.
 * @param most bytes
 * @param judge looks at the opened file before it is read, and throws when it must not be
 * @throws UsherError `file-invalid`, `path-invalid` (exit 10), `disk-…`
 */
export const readRegular = (path: string, most: number, judge: (stats: Stats) => void = () => {}): Buffer | undefined =>
	onDisk(path, () => {
		let file: number;
		try {
			file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
		try {
			// Of the opened file, so that nobody changes it in between.
			const stats = fstatSync(file);
			if (!stats.isFile()) throw invalid(path, 'no file');
			judge(stats);
			if (stats.size > most) throw invalid(path, 'a file far larger than what belongs there');
			const bytes = Buffer.alloc(stats.size);
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
