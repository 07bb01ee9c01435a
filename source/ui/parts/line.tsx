import {Text} from 'ink';
import {memo} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {shorten, steady, widthOf} from '../text/fit.ts';
import type {Tone} from '../theme.ts';

/** A piece of a line and how it looks. */
export type Span = {readonly text: string; readonly tone?: Tone};

/** Cells that the spans take together. */
export const spansWidth = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + widthOf(span.text), 0);

/** The spans in exactly that many cells: the last that does not fit is shortened, what is left over is filled. */
export const fitSpans = (spans: readonly Span[], cells: number, ellipsis = '…'): Span[] => {
	const kept: Span[] = [];
	let room = cells;
	for (const given of spans) {
		const span = {...given, text: steady(given.text)};
		const width = widthOf(span.text);
		if (width <= room) {
			kept.push(span);
			room -= width;
			continue;
		}
		const text = shorten(span.text, room, ellipsis);
		kept.push({...span, text});
		room -= widthOf(text);
		break;
	}
	if (room > 0) kept.push({text: ' '.repeat(room)});
	return kept;
};

/** Spans at both ends of a line; the left ones give way. */
export const spansApart = (left: readonly Span[], right: readonly Span[], cells: number, ellipsis = '…'): Span[] => {
	const end = spansWidth(right) >= cells ? fitSpans(right, cells, ellipsis) : right;
	return [...fitSpans(left, cells - spansWidth(end), ellipsis), ...end];
};

const same = (a: LineProps, b: LineProps): boolean =>
	a.width === b.width &&
	a.over === b.over &&
	a.spans.length === b.spans.length &&
	a.spans.every((span, index) => span.text === b.spans[index]?.text && span.tone === b.spans[index]?.tone);

type LineProps = {
	readonly spans: readonly Span[];
	/** Cells; the line is cut or filled to them. */
	readonly width: number;
	/** A tone for the whole line, over those of its spans: the selection. */
	readonly over?: Tone | undefined;
};

/** One terminal row, one `<Text>`. Rendered again only when what it says has changed. */
export const Line = memo(({spans, width, over}: LineProps) => {
	const {theme, glyphs} = useTerminal();
	const fitted = fitSpans(spans, width, glyphs.ellipsis);
	if (over === 'selected') {
		return (
			<Text wrap="truncate-end" {...theme.selected}>
				{fitted.map(span => span.text).join('')}
			</Text>
		);
	}
	return (
		<Text wrap="truncate-end" {...(over === undefined ? {} : theme[over])}>
			{fitted.map((span, index) =>
				span.tone === undefined || span.tone === 'plain' ? (
					span.text
				) : (
					// biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place in the line
					<Text key={index} {...theme[span.tone]}>
						{span.text}
					</Text>
				),
			)}
		</Text>
	);
}, same);

/** A text over several rows, broken between words. */
export const Paragraph = ({
	text,
	width,
	tone,
	indent = 0,
	lines,
}: {
	readonly text: string;
	readonly width: number;
	readonly tone?: Tone;
	readonly indent?: number;
	/** At most so many rows. */
	readonly lines?: number;
}) => {
	const {theme, glyphs} = useTerminal();
	return (
		<>
			{wrapSpans([{text, ...(tone === undefined ? {} : {tone})}], width - indent, lines, glyphs.ellipsis).map(
				(spans, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
					<Text key={index} wrap="truncate-end" {...(tone === undefined ? {} : theme[tone])}>
						{' '.repeat(indent) + spans.map(span => span.text).join('')}
					</Text>
				),
			)}
		</>
	);
};

/** Spans broken into rows of at most so many cells, between words; each row keeps its tones. */
export const wrapSpans = (spans: readonly Span[], cells: number, most?: number, ellipsis = '…'): Span[][] => {
	const rows: Span[][] = [[]];
	let used = 0;
	for (const span of spans) {
		for (const [paragraph, part] of steady(span.text).split('\n').entries()) {
			if (paragraph > 0) {
				rows.push([]);
				used = 0;
			}
			for (const word of part.split(/(?<= )/)) {
				const bare = word.trimEnd();
				if (used > 0 && used + widthOf(bare) > cells) {
					rows.push([]);
					used = 0;
				}
				let rest = word;
				while (widthOf(rest.trimEnd()) > cells && cells > 0) {
					const head = shorten(rest, cells, '');
					if (head === '') break;
					rows.at(-1)!.push({...span, text: head});
					rows.push([]);
					rest = rest.slice(head.length);
				}
				if (rest !== '') rows.at(-1)!.push({...span, text: rest});
				used = spansWidth(rows.at(-1)!);
			}
		}
	}
	// The blank between two words is not carried over the end of a row.
	for (const row of rows) {
		const end = row.at(-1);
		if (end !== undefined) row[row.length - 1] = {...end, text: end.text.trimEnd()};
	}
	if (most === undefined || rows.length <= most) return rows;
	const kept = rows.slice(0, most);
	const last = kept.at(-1);
	if (last !== undefined) kept[most - 1] = fitSpans([...last, {text: ` ${ellipsis}`}], cells, ellipsis);
	return kept;
};
