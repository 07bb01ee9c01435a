import {promisify} from 'node:util';
import {brotliDecompress, gunzip, inflate} from 'node:zlib';
import {HttpError} from './port.ts';

const unpackers = {
	gzip: promisify(gunzip),
	'x-gzip': promisify(gunzip),
	deflate: promisify(inflate),
	br: promisify(brotliDecompress),
} as const;

const longBytes = 1048576;

/** What this client understands in Content-Encoding. */
export const acceptedEncodings = 'gzip, deflate, br';

const tooLarge = (host: string, most: number): HttpError =>
	new HttpError('too-large', host, true, `${host} answered with more than ${Math.floor(most / 1048576)} MiB.`);

/**
 * The whole body, as bytes on the wire.
 * @param most bytes
 * @throws HttpError `too-large`, or `reset` when fewer or more bytes came than Content-Length promised
 */
export const readWhole = async (
	stream: AsyncIterable<Uint8Array>,
	promised: string | undefined,
	host: string,
	most: number,
): Promise<Uint8Array> => {
	const length = promised !== undefined && /^\d+$/.test(promised) ? Number(promised) : undefined;
	if (length !== undefined && length > most) throw tooLarge(host, most);
	const chunks: Uint8Array[] = [];
	// A long one goes straight to its place: its pieces and the whole side by side would be twice as much memory.
	const whole = length !== undefined && length > longBytes ? Buffer.allocUnsafe(length) : undefined;
	let size = 0;
	for await (const chunk of stream) {
		const at = size;
		size += chunk.length;
		if (size > most) throw tooLarge(host, most);
		if (whole === undefined) chunks.push(chunk);
		else if (size <= whole.length) whole.set(chunk, at);
	}
	// HTTP/1 notices this itself; over HTTP/2 a stream can end early without an error.
	if (length !== undefined && size !== length) {
		throw new HttpError('reset', host, true, `The answer of ${host} broke off after ${size} of ${length} bytes.`);
	}
	if (whole !== undefined) return whole;
	return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
};

/**
 * The body without its Content-Encoding.
 * @throws HttpError `too-large` (unpacked over `most` bytes) or `bad-reply`
 */
export const unpacked = async (
	body: Uint8Array,
	encoding: string | undefined,
	host: string,
	most: number,
): Promise<Uint8Array> => {
	const layers = (encoding ?? '')
		.toLowerCase()
		.split(',')
		.map(layer => layer.trim())
		.filter(layer => layer !== '' && layer !== 'identity');
	if (layers.length === 0 || body.length === 0) return body;
	let plain = body;
	for (const layer of layers.toReversed()) {
		const unpack = Object.hasOwn(unpackers, layer) ? unpackers[layer as keyof typeof unpackers] : undefined;
		if (unpack === undefined || layers.length > 2) {
			throw new HttpError('bad-reply', host, true, `${host} answered in an encoding that was not asked for.`);
		}
		try {
			plain = await unpack(plain, {maxOutputLength: most});
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, most);
			throw new HttpError('bad-reply', host, true, `The packed answer of ${host} is damaged.`);
		}
	}
	return plain;
};
