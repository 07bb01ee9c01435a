import {Box, Text} from 'ink';
import {useTerminal} from '../terminal/context.tsx';
import {shorten} from '../text/fit.ts';
import type {Tone} from '../theme.ts';
import {Line, type Span} from './line.tsx';
import {Panel, panelFrame} from './panel.tsx';

export type StopState = 'done' | 'current' | 'todo' | 'failed' | 'skipped' | 'waiting';
export type Stop = {
	readonly label: string;
	readonly state: StopState;
	/** What was found out there, or will be asked: a few words each, drawn where there is room. */
	readonly facts?: readonly string[];
};

const tones: Readonly<Record<StopState, Tone>> = {
	done: 'good',
	current: 'accent',
	todo: 'quiet',
	failed: 'bad',
	skipped: 'quiet',
	waiting: 'wait',
};

/** How much of the stops fits into so many rows: what was found out, what is still ahead, and air between them. Pure. */
const railRows = (
	stops: readonly Stop[],
	height: number,
	cells: number,
): {readonly facts: 'none' | 'one' | 'all'; readonly air: boolean} => {
	const found = stops.filter(stop => stop.state !== 'todo' && stop.state !== 'current');
	const labels = stops.length;
	const one = labels + found.filter(stop => (stop.facts ?? []).length > 0).length;
	const all = labels + stops.reduce((sum, stop) => sum + (stop.facts ?? []).length, 0);
	// Half sentences help nobody.
	if (cells < 16) return {facts: one <= height ? 'one' : 'none', air: false};
	if (all + stops.length - 1 <= height) return {facts: 'all', air: true};
	if (all <= height) return {facts: 'all', air: false};
	return {facts: one <= height ? 'one' : 'none', air: false};
};

/** The steps of a way, with where one is: a frame with a row for each, or a single row when there is little room. */
export const Rail = ({
	title,
	stops,
	width,
	height,
	narrow = false,
}: {
	readonly title: string;
	readonly stops: readonly Stop[];
	readonly width: number;
	/** Of the frame; the narrow rail is one row. */
	readonly height: number;
	readonly narrow?: boolean;
}) => {
	const {theme, glyphs, plain} = useTerminal();
	const at = Math.max(
		0,
		stops.findIndex(stop => stop.state === 'current'),
	);
	if (plain) return <Text>{`${title}: step ${at + 1} of ${stops.length}, ${stops[at]?.label ?? ''}`}</Text>;
	if (narrow) {
		const spans: Span[] = stops.flatMap((stop, index) => [
			{text: index === 0 ? ' ' : ' '},
			{text: glyphs[stop.state], tone: tones[stop.state]},
			...(stop.state === 'current' ? [{text: ` ${stop.label}`, tone: 'strong' as const}] : []),
		]);
		return <Line width={width} spans={[...spans, {text: `  ${at + 1} of ${stops.length}`, tone: 'quiet'}]} />;
	}
	const cells = width - panelFrame.columns - 2;
	const {facts, air} = railRows(stops, height - panelFrame.rows - 1, cells);
	const shownFacts = (stop: Stop): readonly string[] =>
		facts === 'all'
			? (stop.facts ?? [])
			: facts === 'one' && stop.state !== 'todo' && stop.state !== 'current'
				? (stop.facts ?? []).slice(0, 1)
				: [];
	return (
		<Panel title={title} width={width} height={height}>
			{stops.map(stop => (
				<Box key={stop.label} flexDirection="column" flexShrink={0} marginTop={air ? 1 : 0}>
					<Text wrap="truncate-end">
						<Text {...theme[tones[stop.state]]}>{glyphs[stop.state]}</Text>{' '}
						<Text {...(stop.state === 'current' ? theme.strong : stop.state === 'todo' ? theme.quiet : {})}>
							{shorten(stop.label, cells, glyphs.ellipsis)}
						</Text>
					</Text>
					{shownFacts(stop).map(fact => (
						<Text key={fact} wrap="truncate-end" {...theme.quiet}>
							{`  ${shorten(fact, cells, glyphs.ellipsis)}`}
						</Text>
					))}
				</Box>
			))}
		</Panel>
	);
};
