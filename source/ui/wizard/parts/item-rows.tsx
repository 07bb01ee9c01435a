// Fields, picks, options and actions as blocks of a step's screen.
import {Box, Text} from 'ink';
import {Field} from '../../parts/field.tsx';
import {Line, type Span, spansApart, wrapSpans} from '../../parts/line.tsx';
import {useTerminal} from '../../terminal/context.tsx';
import {shorten, widthOf} from '../../text/fit.ts';
import type {Draft, DraftKey} from '../draft.ts';
import type {Item} from '../items.ts';
import {type Block, customBlock} from './blocks.tsx';

type Common = {
	readonly draft: Draft;
	readonly focused: Item | undefined;
	readonly width: number;
	readonly onType: (key: DraftKey, text: string) => void;
	/** There is height to spare: each field says why it is asked. */
	readonly roomy?: boolean;
};

const stars = (text: string): string => '*'.repeat([...text].length);

const FieldRows = ({
	item,
	draft,
	focused,
	width,
	onType,
	height,
	why,
}: Common & {
	readonly item: Extract<Item, {kind: 'field'}>;
	readonly height: number;
	readonly why: readonly Span[][];
}) => {
	const {theme, glyphs} = useTerminal();
	const here = focused?.id === item.id;
	const note: Span[] =
		item.fixed !== undefined
			? [{text: `set by ${item.fixed.replace(/^from /, '')}`, tone: 'quiet'}]
			: item.note === undefined
				? []
				: [
						{text: `${glyphs.done} `, tone: 'good'},
						{text: item.note, tone: 'quiet'},
					];
	const value = draft[item.id];
	return (
		<Box flexDirection="column" width={width} height={height + why.length}>
			<Line
				width={width}
				spans={spansApart([{text: `  ${item.label}`, tone: here ? 'strong' : 'plain'}], note, width, glyphs.ellipsis)}
			/>
			<Box width={width} height={height - 1}>
				<Box width={2} flexShrink={0}>
					<Text {...theme.accent}>{here ? glyphs.pointer : ' '}</Text>
				</Box>
				<Box width={width - 2} height={height - 1}>
					{item.fixed !== undefined ? (
						<Text {...theme.quiet} wrap="truncate-end">
							{item.secret === true ? stars('secret') : value}
						</Text>
					) : here ? (
						<Field
							value={value}
							onChange={text => onType(item.id, text)}
							placeholder={item.placeholder ?? ''}
							{...(item.secret === true ? {mask: '*'} : {})}
						/>
					) : (
						<Text wrap="hard" {...(value === '' ? theme.quiet : {})}>
							{value === '' ? (item.placeholder ?? glyphs.dash) : item.secret === true ? stars(value) : value}
						</Text>
					)}
				</Box>
			</Box>
			{why.map((spans, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Line key={index} width={width} spans={[{text: '  '}, ...spans]} />
			))}
		</Box>
	);
};

/** Cells of a pick's label, the same for all picks of a step, so that their values stand below each other. */
const labelCells = (items: readonly Item[]): number =>
	Math.max(0, ...items.map(item => (item.kind === 'pick' ? widthOf(item.label) : 0)));

const PickRow = ({
	item,
	draft,
	focused,
	width,
	cells,
}: Common & {readonly item: Extract<Item, {kind: 'pick'}>; readonly cells: number}) => {
	const {glyphs} = useTerminal();
	const here = focused?.id === item.id;
	const value = item.options.find(option => option.value === draft[item.id])?.label ?? draft[item.id];
	const ends = here ? ['‹', '›'] : [' ', ' '];
	return (
		<Line
			width={width}
			spans={[
				{text: `${here ? glyphs.pointer : ' '} `, tone: 'accent'},
				{text: item.label.padEnd(cells), tone: here ? 'strong' : 'plain'},
				{text: `  ${ends[0]} `, tone: 'accent'},
				{text: shorten(value, width - cells - 8, glyphs.ellipsis), tone: here ? 'accent' : 'strong'},
				{text: ` ${ends[1]}`, tone: 'accent'},
				...(item.fixed === undefined ? [] : [{text: `  set by ${item.fixed}`, tone: 'quiet' as const}]),
			]}
		/>
	);
};

const OptionRows = ({
	item,
	draft,
	focused,
	width,
	detail,
}: Common & {readonly item: Extract<Item, {kind: 'option'}>; readonly detail: readonly Span[][]}) => {
	const {glyphs} = useTerminal();
	const here = focused?.id === item.id;
	const chosen = draft[item.sets] === item.value;
	return (
		<>
			<Line
				width={width}
				spans={[
					{text: `${here ? glyphs.pointer : ' '} `, tone: 'accent'},
					{text: `${chosen ? glyphs.current : glyphs.todo} `, tone: chosen ? 'good' : 'quiet'},
					{text: item.label, tone: here ? 'accent' : chosen ? 'strong' : 'plain'},
				]}
			/>
			{detail.map((spans, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Line key={index} width={width} spans={[{text: '    '}, ...spans]} />
			))}
		</>
	);
};

const ActionRow = ({item, focused, width}: Common & {readonly item: Extract<Item, {kind: 'action'}>}) => {
	const {glyphs} = useTerminal();
	const here = focused?.id === item.id;
	return (
		<Line
			width={width}
			spans={[
				{text: `${here ? glyphs.pointer : ' '} `, tone: 'accent'},
				{text: `${glyphs.arrow} ${item.label}`, tone: here ? 'accent' : 'strong'},
			]}
		/>
	);
};

/** The items of a step as blocks; lists of options and picks stand close together. */
export const itemBlocks = (items: readonly Item[], common: Common): Block[] => {
	const cells = labelCells(items);
	const choosing = common.focused?.kind === 'option';
	const roomyOptions = items.some(item => item.kind === 'option' && item.detail !== undefined);
	const blockOf = (item: Item, before: Item | undefined): Block => {
		const id = `item-${item.id}`;
		switch (item.kind) {
			case 'field': {
				// One cell more for the cursor behind the last character.
				const shown = Math.max(widthOf(common.draft[item.id]) + 1, 1);
				const height = 1 + Math.min(4, Math.ceil(shown / (common.width - 2)));
				const why =
					common.roomy !== true || item.why === undefined
						? []
						: wrapSpans([{text: item.why, tone: 'quiet'}], common.width - 2);
				return customBlock(id, height + why.length, <FieldRows {...common} item={item} height={height} why={why} />, {
					weight: 9,
				});
			}
			case 'pick':
				return customBlock(id, 1, <PickRow {...common} item={item} cells={cells} />, {
					weight: 9,
					gap: before?.kind !== 'pick',
				});
			case 'option': {
				const detail =
					item.detail === undefined ? [] : wrapSpans([{text: item.detail, tone: 'quiet'}], common.width - 4);
				const chosen = common.draft[item.sets] === item.value;
				return customBlock(id, 1 + detail.length, <OptionRows {...common} item={item} detail={detail} />, {
					weight: 9,
					gap: (roomyOptions && common.roomy === true) || before?.kind !== 'option',
					// Where there is no room for the list, what is chosen of it stays.
					...(choosing || (chosen && detail.length === 0)
						? {}
						: {
								short: chosen
									? {height: 1, node: <OptionRows {...common} item={item} detail={[]} />}
									: {height: 0, node: null},
							}),
				});
			}
			case 'action':
				return customBlock(id, 1, <ActionRow {...common} item={item} />, {weight: 9, gap: before?.kind !== 'action'});
		}
	};
	return items.map((item, index) => blockOf(item, items[index - 1]));
};
