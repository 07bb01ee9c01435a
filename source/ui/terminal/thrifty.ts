// Blanks in a line that has just been erased need not be sent: over a slow line half of a scrolling screen is blanks.

/** A sequence, a line's end, a run of blanks, or other text. */
// biome-ignore lint/complexity/useRegexLiterals: escapes are easier to read here
const parts = new RegExp('\\x1b\\[[0-9;:?]*[ -/]*[@-~]|\\x1b.|[\\r\\n]| +|[^\\x1b\\r\\n ]+', 'gs');
/** Fewer are not worth a sequence. */
const fewest = 5;

/** Whether blanks are seen: a background, an underline, swapped colours or a line through them. */
type Ink = {background: boolean; underline: boolean; inverse: boolean; struck: boolean};

const paint = (ink: Ink, codes: readonly number[]): void => {
	for (let at = 0; at < codes.length; at++) {
		const code = codes[at] ?? 0;
		if (code === 0) Object.assign(ink, {background: false, underline: false, inverse: false, struck: false});
		else if (code === 4 || code === 21) ink.underline = true;
		else if (code === 24) ink.underline = false;
		else if (code === 7) ink.inverse = true;
		else if (code === 27) ink.inverse = false;
		else if (code === 9) ink.struck = true;
		else if (code === 29) ink.struck = false;
		else if (code === 49) ink.background = false;
		else if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) ink.background = true;
		// What follows names a colour, not another attribute.
		if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : 4;
	}
};

/**
 * Takes what is written to a terminal piece by piece and gives the same with runs of blanks stepped over, where that
 * cannot be told apart: to the right of where the line was erased, and nothing that colours blanks is on. For lines
 * that fit into the terminal, as a frame's do.
 */
export const createThrift = (): ((text: string) => string) => {
	const ink: Ink = {background: false, underline: false, inverse: false, struck: false};
	let erased = false;
	return text => {
		let out = '';
		for (const [part] of text.matchAll(parts)) {
			const plain = !ink.background && !ink.underline && !ink.inverse && !ink.struck;
			if (part.startsWith(' ') && part.length >= fewest && erased && plain) {
				out += `\x1b[${part.length}C`;
				continue;
			}
			if (part.startsWith('\x1b[')) {
				const letter = part.at(-1);
				if (letter === 'm') {
					// Colours written with colons are somebody else's: from here on nothing is known.
					if (part.includes(':')) ink.background = true;
					else paint(ink, part.slice(2, -1).split(';').map(Number));
				} else if (part === '\x1b[K' || part === '\x1b[0K') erased = plain;
				else if (letter !== 'h' && letter !== 'l') erased = false;
			} else if (part.startsWith('\x1b') || part === '\n' || part === '\r') erased = false;
			out += part;
		}
		return out;
	};
};

/** The stream, with everything that is written to it made shorter. */
export const thriftyOutput = <Stream extends NodeJS.WriteStream>(stream: Stream): Stream => {
	const thrift = createThrift();
	return new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return (data: string | Uint8Array, ...rest: unknown[]) =>
					(target.write as (...all: unknown[]) => boolean).call(
						target,
						typeof data === 'string' ? thrift(data) : data,
						...rest,
					);
			}
			const value: unknown = Reflect.get(target, property, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
};
