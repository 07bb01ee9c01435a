import {Box, Text} from 'ink';
import {useRef} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {Line, type Span} from './line.tsx';
import {scrollTop, thumb} from './window.ts';

export type ListProps = {
	readonly total: number;
	/** Called for the visible rows only. */
	readonly rowAt: (index: number) => {readonly key: string; readonly spans: readonly Span[]};
	/** Undefined: nothing is selected, the list follows `top`. */
	readonly cursor?: number | undefined;
	/** Where the window starts when there is no cursor. */
	readonly top?: number;
	readonly width: number;
	readonly height: number;
	/** The keys go to this list: its selection is inverted, elsewhere it is bold. */
	readonly focused?: boolean;
	/** Draws where in the list the window is, in the last column. */
	readonly track?: boolean;
	/** What an empty list says. */
	readonly empty?: string;
};

/** A list of any length of which only the visible rows exist; a row is one line. Trees are lists of indented rows. */
export const List = ({
	total,
	rowAt,
	cursor,
	top: wanted = 0,
	width,
	height,
	focused = true,
	track = true,
	empty = '',
}: ListProps) => {
	const {theme, glyphs, plain} = useTerminal();
	const last = useRef(0);
	if (total === 0) return <Text {...theme.quiet}>{empty}</Text>;
	const top =
		cursor === undefined
			? Math.max(0, Math.min(wanted, total - height))
			: scrollTop(last.current, cursor, height, total);
	last.current = top;
	const shown = Math.min(height, total - top);
	const bar = track && !plain ? thumb(top, height, total) : undefined;
	const cells = bar === undefined ? width : width - 1;
	// A screen reader hears the selected row, not the whole window.
	// The pointer says what the inversion says, for terminals without it.
	const gutter = cursor === undefined || plain ? 0 : 1;
	const rows = plain && cursor !== undefined ? [cursor] : Array.from({length: shown}, (_, index) => top + index);
	return (
		<Box width={width}>
			<Box flexDirection="column" width={cells}>
				{rows.map(index => {
					const row = rowAt(index);
					const over = index === cursor ? (focused ? 'selected' : 'selectedElsewhere') : undefined;
					const spans = gutter === 0 ? row.spans : [{text: index === cursor ? glyphs.pointer : ' '}, ...row.spans];
					return <Line key={plain ? row.key : index - top} spans={spans} width={cells} over={over} />;
				})}
			</Box>
			{bar !== undefined && (
				<Box width={1}>
					<Text {...theme.border}>
						{Array.from({length: shown}, (_, index) => (index >= bar.from && index < bar.to ? glyphs.thumb : ' ')).join(
							'\n',
						)}
					</Text>
				</Box>
			)}
		</Box>
	);
};
