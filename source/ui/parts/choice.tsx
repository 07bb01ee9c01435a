import {Box, Text} from 'ink';
import {useState} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {useKeys} from '../use-keys.ts';
import {Paragraph} from './line.tsx';

export type Option<Value> = {
	readonly value: Value;
	readonly label: string;
	/** A sentence below the label. */
	readonly detail?: string;
	/** Why it cannot be chosen. */
	readonly disabled?: string;
};

/** One of a few: arrows or j/k move, a digit jumps, Enter chooses. The chosen one has a glyph of its own. */
export const Choice = <Value,>({
	options,
	value,
	width,
	focus = true,
	onMove,
	onChoose,
	notice,
}: {
	readonly options: readonly Option<Value>[];
	/** What is chosen so far. */
	readonly value?: Value | undefined;
	readonly width: number;
	readonly focus?: boolean;
	/** The selection moves: for a detail beside the list. */
	readonly onMove?: (value: Value) => void;
	readonly onChoose: (value: Value) => void;
	/** Hears why a disabled option cannot be chosen. */
	readonly notice?: (reason: string) => void;
}) => {
	const {theme, glyphs} = useTerminal();
	const [cursor, setCursor] = useState(() =>
		Math.max(
			0,
			options.findIndex(option => option.value === value),
		),
	);
	const go = (index: number) => {
		const next = Math.max(0, Math.min(options.length - 1, index));
		setCursor(next);
		const option = options[next];
		if (option !== undefined) onMove?.(option.value);
	};
	const choose = (index: number) => {
		const option = options[index];
		if (option === undefined) return;
		if (option.disabled === undefined) onChoose(option.value);
		else notice?.(option.disabled);
	};
	useKeys(
		[
			{id: 'up', keys: ['up', 'k'], label: 'up', run: () => go(cursor - 1)},
			{id: 'down', keys: ['down', 'j'], label: 'down', run: () => go(cursor + 1)},
			{id: 'first', keys: ['home'], label: 'first', run: () => go(0)},
			{id: 'last', keys: ['end'], label: 'last', run: () => go(options.length - 1)},
			{id: 'choose', keys: ['enter', 'space'], label: 'choose', run: () => choose(cursor)},
		],
		undefined,
		{
			isActive: focus,
			fallback: name => {
				if (/^[1-9]$/.test(name)) go(Number(name) - 1);
			},
		},
	);
	return (
		<Box flexDirection="column" width={width}>
			{options.map((option, index) => {
				const here = index === cursor && focus;
				return (
					<Box key={option.label} flexDirection="column">
						<Text wrap="truncate-end">
							<Text {...(here ? theme.accent : {})}>{here ? glyphs.pointer : ' '}</Text>{' '}
							<Text {...(option.value === value ? theme.good : theme.quiet)}>
								{option.value === value ? glyphs.current : glyphs.todo}
							</Text>{' '}
							<Text
								{...(option.disabled === undefined
									? here
										? {...theme.accent, bold: true}
										: theme.strong
									: theme.quiet)}
							>
								{option.label}
							</Text>
						</Text>
						{option.detail !== undefined && <Paragraph text={option.detail} width={width} indent={4} />}
						{option.disabled !== undefined && (
							<Paragraph text={option.disabled} width={width} indent={4} tone="quiet" />
						)}
					</Box>
				);
			})}
		</Box>
	);
};
