import {Box} from 'ink';
import {useState} from 'react';
import {type Binding, helpGroups} from '../keys.ts';
import {useTerminal} from '../terminal/context.tsx';
import {fitTo, widthOf} from '../text/fit.ts';
import {useKeys} from '../use-keys.ts';
import type {Span} from './line.tsx';
import {List} from './list.tsx';
import {Panel, panelFrame} from './panel.tsx';

/** The rows of the help: every binding under its heading, why one is disabled, and what the glyphs mean. Pure. */
export const helpRows = <Context,>(
	bindings: readonly Binding<Context>[],
	context: Context,
	legend: readonly (readonly [glyph: string, word: string])[],
	unicode: boolean,
): Span[][] => {
	const groups = helpGroups(bindings, context, unicode);
	const keyCells = Math.min(22, Math.max(6, ...groups.flatMap(group => group.lines.map(line => widthOf(line.keys)))));
	const rows: Span[][] = [];
	for (const {title, lines} of groups) {
		if (rows.length > 0) rows.push([]);
		rows.push([{text: title, tone: 'title'}]);
		for (const line of lines) {
			rows.push([
				{text: `  ${fitTo(line.keys, keyCells)}  `, tone: line.disabled === undefined ? 'key' : 'quiet'},
				{text: line.text, tone: line.disabled === undefined ? 'plain' : 'quiet'},
				...(line.dangerous ? [{text: '  changes the organisation', tone: 'warn' as const}] : []),
				...(line.disabled === undefined ? [] : [{text: `  ${line.disabled}`, tone: 'quiet' as const}]),
			]);
		}
	}
	if (legend.length > 0) rows.push([], [{text: 'What the signs mean', tone: 'title'}]);
	for (const [glyph, word] of legend)
		rows.push([{text: `  ${fitTo(glyph, keyCells)}  `, tone: 'accent'}, {text: word}]);
	return rows;
};

/** `?`: what every key does here. Any of Esc, `?` and `q` closes it. */
export const HelpOverlay = <Context,>({
	title,
	bindings,
	context,
	legend = [],
	width,
	height,
	onClose,
}: {
	readonly title: string;
	readonly bindings: readonly Binding<Context>[];
	readonly context: Context;
	readonly legend?: readonly (readonly [glyph: string, word: string])[];
	readonly width: number;
	readonly height: number;
	readonly onClose: () => void;
}) => {
	const {capabilities} = useTerminal();
	const [top, scroll] = useState(0);
	const rows = helpRows(bindings, context, legend, capabilities.unicode);
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
			<Panel title={title} note="Esc closes" width={width} height={height} focused>
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
