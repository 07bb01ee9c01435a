import {Text} from 'ink';
import {useTerminal} from '../terminal/context.tsx';
import {shorten} from '../text/fit.ts';
import type {Tone} from '../theme.ts';
import {Line, type Span} from './line.tsx';
import {Panel, panelFrame} from './panel.tsx';

export type StopState = 'done' | 'current' | 'todo' | 'failed' | 'skipped' | 'waiting';
export type Stop = {readonly label: string; readonly state: StopState};

const tones: Readonly<Record<StopState, Tone>> = {
	done: 'good',
	current: 'accent',
	todo: 'quiet',
	failed: 'bad',
	skipped: 'quiet',
	waiting: 'wait',
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
	return (
		<Panel title={title} width={width} height={height}>
			{stops.map(stop => (
				<Text key={stop.label} wrap="truncate-end">
					<Text {...theme[tones[stop.state]]}>{glyphs[stop.state]}</Text>{' '}
					<Text {...(stop.state === 'current' ? theme.strong : stop.state === 'todo' ? theme.quiet : {})}>
						{shorten(stop.label, width - panelFrame.columns - 2, glyphs.ellipsis)}
					</Text>
				</Text>
			))}
		</Panel>
	);
};
