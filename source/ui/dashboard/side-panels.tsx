import {memo} from 'react';
import {type Span, wrapSpans} from '../parts/line.tsx';
import {List} from '../parts/list.tsx';
import {Panel, panelFrame} from '../parts/panel.tsx';
import type {LogLine} from '../session/state.ts';
import {useTerminal} from '../terminal/context.tsx';
import type {Details} from './details.ts';
import type {Rect} from './layout.ts';
import {logRows} from './log-rows.ts';

/** Details over their rows: each paragraph begins a new one. `width` is that of the panel inside its frame. */
export const detailRows = (details: Details, width: number): Span[][] =>
	// Two cells for the track.
	details.paragraphs.flatMap(paragraph => wrapSpans(paragraph, width - 2));

/** Everything about the selected row. */
export const DetailsPanel = memo(
	({
		details,
		rect,
		top,
		focused,
	}: {
		readonly details: Details;
		readonly rect: Rect;
		readonly top: number;
		readonly focused: boolean;
	}) => {
		const width = rect.width - panelFrame.columns;
		const height = rect.height - panelFrame.rows;
		const rows = detailRows(details, width);
		return (
			<Panel title={details.title} note={details.note} width={rect.width} height={rect.height} focused={focused}>
				<List
					total={rows.length}
					rowAt={index => ({key: String(index), spans: rows[index] ?? []})}
					top={top}
					width={width}
					height={height}
				/>
			</Panel>
		);
	},
);

/** The log of the runs: follows its end until it is scrolled. */
export const LogPanel = memo(
	({
		log,
		rect,
		top,
		focused,
		hint,
	}: {
		readonly log: readonly LogLine[];
		readonly rect: Rect;
		readonly top: number | undefined;
		readonly focused: boolean;
		readonly hint: string;
	}) => {
		const {glyphs} = useTerminal();
		const width = rect.width - panelFrame.columns;
		const height = rect.height - panelFrame.rows;
		const rows = logRows(log, width - 2);
		const end = Math.max(0, rows.length - height);
		const below = top === undefined ? 0 : Math.max(0, end - top);
		return (
			<Panel
				title="Log"
				note={below > 0 ? `${below} more below, End follows` : hint}
				width={rect.width}
				height={rect.height}
				focused={focused}
			>
				<List
					total={rows.length}
					rowAt={index => ({key: String(index), spans: rows[index] ?? []})}
					top={top ?? end}
					width={width}
					height={height}
					empty={`Nothing has run yet ${glyphs.dash} what a run does appears here.`}
				/>
			</Panel>
		);
	},
);
