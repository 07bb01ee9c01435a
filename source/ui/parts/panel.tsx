import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {shorten, widthOf} from '../text/fit.ts';

/** Columns that a panel's frame takes from its width, and rows from its height. */
export const panelFrame = {columns: 4, rows: 2} as const;

/**
 * A frame with its title in the upper edge and a note at the right of it.
 * Width and height are those of the frame; the inside is `width - 4` by `height - 2`. A screen reader gets the title and the content.
 */
export const Panel = ({
	title,
	note = '',
	foot = '',
	width,
	height,
	focused = false,
	children,
}: {
	readonly title: string;
	readonly note?: string;
	/** A few words in the lower edge. */
	readonly foot?: string;
	readonly width: number;
	readonly height: number;
	readonly focused?: boolean;
	readonly children: ReactNode;
}) => {
	const {theme, glyphs, plain} = useTerminal();
	if (plain) {
		return (
			<Box flexDirection="column">
				<Text>{note === '' ? title : `${title}, ${note}`}</Text>
				{children}
			</Box>
		);
	}
	const edge = focused ? theme.borderFocused : theme.border;
	const inner = width - 2;
	const shownNote = note === '' ? '' : ` ${shorten(note, inner - 8, glyphs.ellipsis)} `;
	const shownTitle = title === '' ? '' : ` ${shorten(title, inner - widthOf(shownNote) - 3, glyphs.ellipsis)} `;
	const shownFoot = foot === '' ? '' : ` ${shorten(foot, inner - 4, glyphs.ellipsis)} `;
	const line = (cells: number) => glyphs.horizontal.repeat(Math.max(0, cells));
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Text wrap="truncate-end">
				<Text {...edge}>{glyphs.topLeft}</Text>
				<Text {...(focused ? {...theme.borderFocused, bold: true} : theme.title)}>{shownTitle}</Text>
				<Text {...edge}>{line(inner - widthOf(shownTitle) - widthOf(shownNote) - (shownNote === '' ? 0 : 1))}</Text>
				<Text {...(focused ? theme.borderFocused : theme.quiet)}>{shownNote}</Text>
				<Text {...edge}>{(shownNote === '' ? '' : glyphs.horizontal) + glyphs.topRight}</Text>
			</Text>
			<Box height={height - 2} overflow="hidden">
				<Rule rows={height - 2} edge="left" focused={focused} />
				<Box flexDirection="column" width={width - 4} height={height - 2} overflow="hidden">
					{children}
				</Box>
				<Rule rows={height - 2} edge="right" focused={focused} />
			</Box>
			<Text wrap="truncate-end" {...edge}>
				{glyphs.bottomLeft}
				{line(inner - widthOf(shownFoot) - (shownFoot === '' ? 0 : 1))}
				{shownFoot}
				{shownFoot === '' ? '' : glyphs.horizontal}
				{glyphs.bottomRight}
			</Text>
		</Box>
	);
};

const Rule = ({
	rows,
	edge,
	focused,
}: {
	readonly rows: number;
	readonly edge: 'left' | 'right';
	readonly focused: boolean;
}) => {
	const {theme, glyphs} = useTerminal();
	const piece = edge === 'left' ? `${glyphs.vertical} ` : ` ${glyphs.vertical}`;
	return (
		<Box width={2} flexShrink={0}>
			<Text {...(focused ? theme.borderFocused : theme.border)}>{Array(Math.max(0, rows)).fill(piece).join('\n')}</Text>
		</Box>
	);
};
