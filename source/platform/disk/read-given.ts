import {open} from 'node:fs/promises';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';

/** Read at once: as much as a pipe holds. */
const piece = 65_536;

/**
 * A whole file that a person named on the command line, as bytes. Unlike those of settings it may be a pipe, as `<(…)` of a
 * shell is one; what has no end, like /dev/zero, is left when it is larger than what belongs there.
 * @param most bytes
 * @throws UsherError `file-too-large` (exit 2); the system's own error when it cannot be read
 */
export const readGiven = async (path: string, most: number): Promise<Buffer> => {
	const file = await open(path);
	try {
		const pieces: Buffer[] = [];
		let size = 0;
		for (;;) {
			const {bytesRead, buffer} = await file.read(Buffer.allocUnsafe(piece), 0, piece);
			if (bytesRead === 0) return Buffer.concat(pieces, size);
			size += bytesRead;
			if (size > most) break;
			pieces.push(buffer.subarray(0, bytesRead));
		}
	} finally {
		await file.close();
	}
	throw new UsherError({
		code: 'file-too-large',
		exitCode: exitCodes.usage,
		message: `This is far larger than what belongs there, or it has no end: ${path}`,
		advice: 'Name a file that holds only what belongs there. Nothing was taken from it.',
	});
};
