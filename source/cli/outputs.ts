// What becomes of stdout and stderr when nobody takes them any more: a run that is going on must not die of it.
import {fstatSync, writeSync} from 'node:fs';
import type {Writable} from 'node:stream';

const isFile = (fd: number): boolean => {
	try {
		const stats = fstatSync(fd);
		return stats.isFile() || stats.isCharacterDevice();
	} catch {
		return false;
	}
};

const writeAll = (fd: number, chunk: Uint8Array): void => {
	for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
};

/**
 * Keeps the process alive when its output cannot be written. What a closed pipe (`usher plan | head`) or a terminal that
 * is gone does not take is dropped. A file on a full disk is tried again with each text, so that the log of `watch` goes
 * on once there is room.
 * @param fd of the stream: 1 or 2
 * @returns why something was lost that a file should have held; undefined when nothing was
 */
export const keepWriting = (stream: NodeJS.WriteStream, fd: number): {lost(): NodeJS.ErrnoException | undefined} => {
	let lost: NodeJS.ErrnoException | undefined;
	if (!stream.isTTY && isFile(fd)) {
		// A stream ends with its first error, and writes nothing from then on.
		const file: Pick<Writable, '_write'> = stream;
		file._write = (chunk: Uint8Array | string, encoding, done) => {
			try {
				writeAll(fd, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
			} catch (error) {
				lost ??= error as NodeJS.ErrnoException;
			}
			done();
		};
	}
	stream.on('error', (error: NodeJS.ErrnoException) => {
		// EIO: the terminal itself is gone.
		if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
	});
	return {lost: () => lost};
};
