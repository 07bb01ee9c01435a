// Graphemes as Intl.Segmenter gives them. Making one of those loads Unicode's tables, a tenth of the time to the first
// frame, and many packages make one as they are loaded; this one does so only for text that needs it. The build puts it
// in the place of theirs.
import {isOneUnitEach} from './one-cell.ts';

/** Text of which every unit is a grapheme. */
class UnitSegments {
	readonly #text: string;
	readonly #real: () => Intl.Segments;

	constructor(text: string, real: () => Intl.Segments) {
		this.#text = text;
		this.#real = real;
	}

	containing(index?: number): Intl.SegmentData | undefined {
		return this.#real().containing(index);
	}

	*[Symbol.iterator](): Generator<Intl.SegmentData> {
		const input = this.#text;
		for (let index = 0; index < input.length; index++) yield {segment: input.charAt(index), index, input};
	}
}

/** Intl.Segmenter, made only when a text needs its tables. Graphemes of one unit each are the same in every language. */
export class QuickSegmenter {
	readonly #parameters: ConstructorParameters<typeof Intl.Segmenter>;
	#made: Intl.Segmenter | undefined;

	constructor(...parameters: ConstructorParameters<typeof Intl.Segmenter>) {
		this.#parameters = parameters;
	}

	get #real(): Intl.Segmenter {
		this.#made ??= new Intl.Segmenter(...this.#parameters);
		return this.#made;
	}

	segment(text: string): Iterable<Intl.SegmentData> & {containing(index?: number): Intl.SegmentData | undefined} {
		const granularity = this.#parameters[1]?.granularity ?? 'grapheme';
		if (granularity !== 'grapheme' || typeof text !== 'string' || !isOneUnitEach(text)) return this.#real.segment(text);
		return new UnitSegments(text, () => this.#real.segment(text));
	}

	resolvedOptions(): Intl.ResolvedSegmenterOptions {
		return this.#real.resolvedOptions();
	}
}
