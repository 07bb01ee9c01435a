import {Box, Text} from 'ink';
import {useTerminal} from '../terminal/context.tsx';
import type {Tone} from '../theme.ts';
import {Paragraph} from './line.tsx';

export type NoticeKind = 'good' | 'info' | 'wait' | 'warn' | 'bad';

const looks: Readonly<
	Record<NoticeKind, {readonly glyph: 'done' | 'bullet' | 'waiting' | 'warning' | 'failed'; readonly tone: Tone}>
> = {
	good: {glyph: 'done', tone: 'good'},
	info: {glyph: 'bullet', tone: 'accent'},
	wait: {glyph: 'waiting', tone: 'wait'},
	warn: {glyph: 'warning', tone: 'warn'},
	bad: {glyph: 'failed', tone: 'bad'},
};

/** What is so, and below it, quieter, what to do. The glyph carries what the colour says. */
export const Notice = ({
	kind,
	text,
	advice,
	width,
}: {
	readonly kind: NoticeKind;
	readonly text: string;
	readonly advice?: string | undefined;
	readonly width: number;
}) => {
	const {theme, glyphs} = useTerminal();
	const {glyph, tone} = looks[kind];
	return (
		<Box width={width}>
			<Box width={2} flexShrink={0}>
				<Text {...theme[tone]}>{glyphs[glyph]}</Text>
			</Box>
			<Box flexDirection="column" width={width - 2}>
				<Paragraph
					text={text}
					width={width - 2}
					{...(kind === 'bad' || kind === 'warn' ? {tone: 'strong' as const} : {})}
				/>
				{advice !== undefined && advice !== '' && <Paragraph text={advice} width={width - 2} />}
			</Box>
		</Box>
	);
};
