// Ink builds every cell of a frame anew, and most of them say what they said before: a cursor move changes two rows of
// forty. Here a frame is taken apart into its rows, each is built by Ink, and a row whose parts are the same as once
// before is taken from memory. What comes out is the same, character for character.

type Edge = number | undefined;
export type Clip = {readonly x1: Edge; readonly x2: Edge; readonly y1: Edge; readonly y2: Edge};
type Transformer = (line: string, index: number) => string;

/** What Ink draws a frame on (`ink/build/output.js`). */
export type Output = {
	write(x: number, y: number, text: string, options: {transformers: Transformer[]}): void;
	clip(clip: Clip): void;
	unclip(): void;
	get(): {output: string; height: number};
};
export type OutputClass = new (size: {width: number; height: number}) => Output;

type Written = {
	readonly x: number;
	readonly y: number;
	readonly text: string;
	readonly lines: readonly string[];
	readonly transformers: Transformer[];
	readonly clip: Clip | undefined;
};

/** Rows kept: some screens full of them. */
const mostRows = 2000;

const tighter = (a: Edge, b: Edge, pick: (a: number, b: number) => number): Edge =>
	a === undefined ? b : b === undefined ? a : pick(a, b);

const within = (outer: Clip | undefined, inner: Clip): Clip =>
	outer === undefined
		? inner
		: {
				x1: tighter(outer.x1, inner.x1, Math.max),
				x2: tighter(outer.x2, inner.x2, Math.min),
				y1: tighter(outer.y1, inner.y1, Math.max),
				y2: tighter(outer.y2, inner.y2, Math.min),
			};

const shifted = (edge: Edge, by: number): Edge => (edge === undefined ? undefined : edge - by);

/** The same class with a memory for rows, which lasts from frame to frame. */
export const byRows = (Real: OutputClass): OutputClass => {
	const known = new Map<string, string>();
	/** What Ink remembers of texts while it draws one frame; here from row to row. */
	let caches: unknown;

	/** The row as Ink builds it: a frame of one row, and everything moved up to it. */
	const build = (parts: readonly Written[], row: number, width: number): string => {
		const real: Output & {caches?: unknown} = new Real({width, height: 1});
		caches ??= real.caches;
		real.caches = caches;
		for (const {x, y, text, transformers, clip} of parts) {
			if (clip !== undefined) {
				real.clip({x1: clip.x1, x2: clip.x2, y1: shifted(clip.y1, row), y2: shifted(clip.y2, row)});
			}
			real.write(x, y - row, text, {transformers});
			if (clip !== undefined) real.unclip();
		}
		return real.get().output;
	};

	return class {
		readonly width: number;
		readonly height: number;
		readonly #written: Written[] = [];
		readonly #clips: (Clip | undefined)[] = [];

		constructor({width, height}: {width: number; height: number}) {
			this.width = width;
			this.height = height;
		}

		write(x: number, y: number, text: string, {transformers}: {transformers: Transformer[]}): void {
			if (text === '') return;
			this.#written.push({x, y, text, lines: text.split('\n'), transformers, clip: this.#clips.at(-1)});
		}

		clip(clip: Clip): void {
			this.#clips.push(within(this.#clips.at(-1), clip));
		}

		unclip(): void {
			this.#clips.pop();
		}

		get(): {output: string; height: number} {
			const parts: Written[][] = Array.from({length: this.height}, () => []);
			const keys: string[] = new Array<string>(this.height).fill(String(this.width));
			for (const one of this.#written) {
				const {x, y, text, lines, transformers, clip} = one;
				// Colours may reach over the end of a line: then the whole text belongs to each of them.
				const coloured = lines.length > 1 && text.includes('\x1b');
				const first = Math.max(0, y, clip?.y1 ?? 0);
				const last = Math.min(this.height, y + lines.length, clip?.y2 ?? Number.POSITIVE_INFINITY);
				for (let row = first; row < last; row++) {
					const line = lines[row - y]!;
					let key = `\0${x} ${clip?.x1 ?? ''} ${clip?.x2 ?? ''}\0${line}`;
					if (coloured) key += `\0${row - y}\0${text}`;
					// A transformer is told from others by what it makes of the line.
					for (const transformer of transformers) key += `\0${transformer(line, row - y)}`;
					keys[row] += key;
					parts[row]!.push(one);
				}
			}
			const rows = keys.map((key, row) => {
				let found = known.get(key);
				if (found === undefined) {
					found = build(parts[row]!, row, this.width);
					if (known.size >= mostRows) {
						known.clear();
						caches = undefined;
					}
					known.set(key, found);
				}
				return found;
			});
			return {output: rows.join('\n'), height: this.height};
		}
	};
};
