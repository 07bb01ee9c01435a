// A small drawing of a page of a portal: where on it the value stands, or the button. Pure.
import {fitSpans, type Span, spansApart, spansWidth} from '../../parts/line.tsx';
import {shorten, widthOf} from '../../text/fit.ts';
import type {Glyphs} from '../../theme.ts';
import {type Block, rowsBlock} from './blocks.tsx';

/** Wider than this a drawing does not get. */
const widest = 64;

/** A row of a drawing; `here` is said at its end, with an arrow to it. */
export type SketchRow = {readonly spans: readonly Span[]; readonly here?: string; readonly tone?: 'good' | 'warn'};

/** Text and a button as they stand on a page. */
export const text = (words: string): Span => ({text: words, tone: 'quiet'});
export const button = (words: string): Span => ({text: `[ ${words} ]`, tone: 'strong'});

const framed = (title: string, rows: readonly SketchRow[], cells: number, glyphs: Glyphs): Span[][] => {
	const {topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical} = glyphs;
	const inner = cells - 4;
	const name = ` ${shorten(title, cells - 6, glyphs.ellipsis)} `;
	const edge = (line: string): Span => ({text: line, tone: 'border'});
	return [
		[
			edge(topLeft + horizontal),
			{text: name, tone: 'quiet'},
			edge(horizontal.repeat(cells - 3 - widthOf(name)) + topRight),
		],
		...rows.map(({spans, here, tone = 'good'}): Span[] => {
			const mark: Span[] = here === undefined ? [] : [{text: ` ${glyphs.here} ${here}`, tone}];
			return [
				edge(`${vertical} `),
				...(mark.length === 0
					? fitSpans(spans, inner, glyphs.ellipsis)
					: spansWidth(spans) + spansWidth(mark) <= inner
						? fitSpans([...spans, ...mark], inner, glyphs.ellipsis)
						: spansApart(spans, mark, inner, glyphs.ellipsis)),
				edge(` ${vertical}`),
			];
		}),
		[edge(bottomLeft + horizontal.repeat(cells - 2) + bottomRight)],
	];
};

/**
 * A page, drawn. The rows are as wide as the frame allows; what is too long gives way to its mark.
 * @param plain read aloud there is nothing to see: no block
 */
export const sketchBlock = (
	id: string,
	title: string,
	rows: readonly SketchRow[],
	{width, glyphs, plain}: {readonly width: number; readonly glyphs: Glyphs; readonly plain: boolean},
	more: {readonly weight?: number; readonly gap?: boolean} = {},
): Block[] =>
	plain ? [] : [rowsBlock(id, framed(title, rows, Math.min(width, widest), glyphs), width, {weight: 1, ...more})];
