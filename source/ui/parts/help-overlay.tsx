import {Box} from 'ink';
import {useState} from 'react';
import {type Binding, helpGroups} from '../keys.ts';
import {useTerminal} from '../terminal/context.tsx';
import {fitTo, widthOf} from '../text/fit.ts';
import {useKeys} from '../use-keys.ts';
import {fitSpans, type Span, wrapSpans} from './line.tsx';
import {List} from './list.tsx';
import {moreLines} from './more-lines.ts';
import {Panel, panelFrame} from './panel.tsx';

/** Two columns from here on: what does not fit below each other may well fit side by side. */
const twoFrom = 104;
const gap = 3;

/** The help as blocks of rows of so many cells: every binding under its heading, why one is disabled, what the glyphs mean. */
const helpBlocks = <Context,>(
	bindings: readonly Binding<Context>[],
	context: Context,
	legend: readonly (readonly [glyph: string, word: string])[],
	unicode: boolean,
	width: number,
	danger = 'changes the organisation',
): Span[][][] => {
	const groups = helpGroups(bindings, context, unicode);
	const keyCells = Math.min(22, Math.max(6, ...groups.flatMap(group => group.lines.map(line => widthOf(line.keys)))));
	const lineRows = (key: Span, text: readonly Span[]): Span[][] =>
		wrapSpans(text, width - keyCells - 4).map((spans, index) => [
			index === 0 ? {...key, text: `  ${fitTo(key.text, keyCells)}  `} : {text: ' '.repeat(keyCells + 4)},
			...spans,
		]);
	const blocks = groups.map(({title, lines}): Span[][] => [
		[{text: title, tone: 'title'}],
		...lines.flatMap(line => {
			const able = line.disabled === undefined;
			return lineRows({text: line.keys, tone: able ? 'key' : 'quiet'}, [
				{text: line.text, tone: able ? 'plain' : 'quiet'},
				...(line.dangerous ? [{text: `  ${danger}`, tone: 'warn' as const}] : []),
				...(line.disabled === undefined ? [] : [{text: `  ${line.disabled}`, tone: 'quiet' as const}]),
			]);
		}),
	]);
	if (legend.length === 0) return blocks;
	const signs = legend.flatMap(([glyph, word]) => lineRows({text: glyph, tone: 'accent'}, [{text: word}]));
	return [...blocks, [[{text: 'What the signs mean', tone: 'title'}], ...signs]];
};

const below = (blocks: readonly Span[][][]): Span[][] =>
	blocks.flatMap((block, index) => (index === 0 ? block : [[], ...block]));

/** The rows of the help in a window: in two columns where there is room, as even as whole blocks allow. Pure. */
export const helpRows = <Context,>(
	bindings: readonly Binding<Context>[],
	context: Context,
	legend: readonly (readonly [glyph: string, word: string])[],
	unicode: boolean,
	width: number,
	danger?: string,
): Span[][] => {
	const one = below(helpBlocks(bindings, context, legend, unicode, width, danger));
	if (width < twoFrom) return one;
	const cells = Math.floor((width - gap) / 2);
	const blocks = helpBlocks(bindings, context, legend, unicode, cells, danger);
	const heights = blocks.map((_, cut) => Math.max(below(blocks.slice(0, cut)).length, below(blocks.slice(cut)).length));
	const cut = heights.indexOf(Math.min(...heights));
	// Texts that take two rows each in half the room gain nothing.
	if ((heights[cut] ?? one.length) >= one.length) return one;
	const left = below(blocks.slice(0, cut));
	const right = below(blocks.slice(cut));
	return Array.from({length: Math.max(left.length, right.length)}, (_, index) => [
		...fitSpans(left[index] ?? [], cells),
		{text: ' '.repeat(gap)},
		...(right[index] ?? []),
	]);
};

/** `?`: what every key does here. Any of Esc, `?` and `q` closes it. */
export const HelpOverlay = <Context,>({
	title,
	bindings,
	context,
	legend = [],
	danger,
	width,
	height,
	onClose,
}: {
	readonly title: string;
	readonly bindings: readonly Binding<Context>[];
	readonly context: Context;
	readonly legend?: readonly (readonly [glyph: string, word: string])[];
	/** What is said of a key that is dangerous. */
	readonly danger?: string;
	readonly width: number;
	readonly height: number;
	readonly onClose: () => void;
}) => {
	const {capabilities, plain} = useTerminal();
	const [top, scroll] = useState(0);
	const inner = width - panelFrame.columns - 2;
	// A screen reader goes from line to line.
	const cells = plain ? Math.min(inner, twoFrom - 1) : inner;
	const rows = helpRows(bindings, context, legend, capabilities.unicode, cells, danger);
	const visible = height - panelFrame.rows;
	const most = Math.max(0, rows.length - visible);
	const by = (step: number) => scroll(now => Math.max(0, Math.min(most, now + step)));
	useKeys(
		[
			{id: 'close', keys: ['escape', '?', 'q', 'enter'], label: 'close', run: onClose},
			{id: 'down', keys: ['down', 'j'], label: 'down', run: () => by(1)},
			{id: 'up', keys: ['up', 'k'], label: 'up', run: () => by(-1)},
			{id: 'page-down', keys: ['pagedown', 'space'], label: 'page down', run: () => by(visible)},
			{id: 'page-up', keys: ['pageup'], label: 'page up', run: () => by(-visible)},
		],
		undefined,
	);
	return (
		<Box flexDirection="column" width={width} height={height}>
			<Panel
				title={title}
				note="Esc closes"
				foot={moreLines({above: top, below: rows.length - top - visible})}
				width={width}
				height={height}
				focused
			>
				<List
					total={rows.length}
					rowAt={index => ({key: String(index), spans: rows[index] ?? []})}
					top={top}
					width={width - panelFrame.columns}
					height={visible}
				/>
			</Panel>
		</Box>
	);
};
