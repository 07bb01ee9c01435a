import stringWidth from 'string-width';
import {QuickSegmenter} from '../../platform/text/quick-segmenter.ts';

const segmenter = new QuickSegmenter(undefined, {granularity: 'grapheme'});

/** Signs that have a twin of the same width. */
const twins: Readonly<Record<string, string>> = {
	'·': '-',
	'…': '.',
	'→': '>',
	'←': '<',
	'↑': '^',
	'↓': 'v',
	'–': '-',
	'—': '-',
	'−': '-',
	'‘': "'",
	'’': "'",
	'“': '"',
	'”': '"',
};

/**
 * The same text in ASCII and in the same number of cells: accents are dropped, anything else becomes question marks.
 * For terminals whose locale is not UTF-8, where a name's bytes would otherwise fall apart and push the frame aside.
 */
export const toAscii = (text: string): string => {
	if (/^[\x00-\x7f]*$/.test(text)) return text;
	let out = '';
	for (const {segment} of segmenter.segment(text)) {
		if (/^[\x00-\x7f]+$/.test(segment)) out += segment;
		else {
			const twin = twins[segment];
			if (twin !== undefined) {
				out += twin;
				continue;
			}
			const base = segment.normalize('NFKD')[0] ?? '?';
			out += /^[!-~]$/.test(base) && stringWidth(segment) === 1 ? base : '?'.repeat(stringWidth(segment));
		}
	}
	return out;
};

/** The stream, with everything that is written to it turned into ASCII. */
export const asciiOutput = <Stream extends NodeJS.WriteStream>(stream: Stream): Stream =>
	new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return (data: string | Uint8Array, ...rest: unknown[]) =>
					(target.write as (...all: unknown[]) => boolean).call(
						target,
						typeof data === 'string' ? toAscii(data) : data,
						...rest,
					);
			}
			const value: unknown = Reflect.get(target, property, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
