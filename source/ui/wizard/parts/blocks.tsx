import {Box} from 'ink';
import type {ReactNode} from 'react';
import {Line, type Span, wrapSpans} from '../../parts/line.tsx';
import {Link, linkRows} from '../../parts/link.tsx';
import {Notice, type NoticeKind} from '../../parts/notice.tsx';
import {SmallTable, type TableRow, tableHeight} from '../../parts/small-table.tsx';
import {Spinner} from '../../parts/spinner.tsx';
import {widthOf} from '../../text/fit.ts';
import type {Tone} from '../../theme.ts';
import type {Check, Failure} from '../checks/check.ts';
import {type BlockView, type Sized, viewBlocks} from './fit-blocks.ts';

/** A piece of a step's screen, of a known height. */
export type Block = Sized & {
	readonly node: ReactNode;
	readonly shortNode?: ReactNode;
	readonly instead?: Block | undefined;
};

type More = {
	readonly weight?: number;
	readonly gap?: boolean;
	readonly needs?: string;
	/** The same, shorter. */
	readonly short?: {readonly height: number; readonly node: ReactNode};
};

const sized = (id: string, height: number, node: ReactNode, {weight = 5, gap = true, needs, short}: More): Block => ({
	id,
	height,
	weight,
	gap,
	needs,
	node,
	shortHeight: short?.height,
	shortNode: short?.node,
});

/** The blocks of a view, one below the other, scrolled to where it stands. */
export const BlocksInView = ({view: {placed, top}}: {readonly view: BlockView<Block>}) => (
	<Box flexDirection="column" flexShrink={0} marginTop={-top}>
		{placed.map(({block, above, short}) => (
			<Box key={block.id} flexDirection="column" marginTop={above} flexShrink={0}>
				{short === true ? block.shortNode : block.node}
			</Box>
		))}
	</Box>
);

/** The blocks that fit, one below the other. */
export const Blocks = ({blocks, height}: {readonly blocks: readonly Block[]; readonly height: number}) => (
	<BlocksInView view={viewBlocks(blocks, height, 0)} />
);

/** Rows of spans, drawn. */
export const rowNodes = (rows: readonly (readonly Span[])[], width: number): ReactNode =>
	rows.map((spans, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
		<Line key={index} spans={spans} width={width} />
	));

/** Rows of spans, each as wide as it may be. */
export const rowsBlock = (id: string, rows: readonly (readonly Span[])[], width: number, more: More = {}): Block =>
	sized(id, rows.length, rowNodes(rows, width), more);

/** A small table, as wide as its cells need; `instead` says the same where it would leave no room for the rest. */
export const tableBlock = (
	id: string,
	rows: readonly TableRow[],
	width: number,
	{instead, toneOf, ...more}: More & {readonly instead: Block; readonly toneOf?: (text: string) => Tone},
): Block => ({
	...sized(id, tableHeight(rows), <SmallTable rows={rows} width={width} toneOf={toneOf} />, more),
	instead,
});

/** A paragraph, broken between words. */
export const textBlock = (
	id: string,
	text: string | readonly Span[],
	width: number,
	{tone, ...more}: More & {readonly tone?: Tone} = {},
): Block => {
	const spans = typeof text === 'string' ? [{text, ...(tone === undefined ? {} : {tone})}] : text;
	return rowsBlock(id, wrapSpans(spans, width), width, more);
};

/** What is so, and what to do. */
export const noticeBlock = (
	id: string,
	kind: NoticeKind,
	text: string,
	advice: string | undefined,
	width: number,
	more: More = {},
): Block => {
	const height = (part: string | undefined): number =>
		part === undefined || part === '' ? 0 : wrapSpans([{text: part}], width - 2).length;
	return sized(
		id,
		height(text) + height(advice),
		<Notice kind={kind} text={text} advice={advice} width={width} />,
		more,
	);
};

/** Names and values below each other, the values in a column; a long value goes on below itself. */
export const factsBlock = (
	id: string,
	facts: readonly (readonly [name: string, value: string, tone?: Tone])[],
	width: number,
	{indent = 2, ...more}: More & {readonly indent?: number} = {},
): Block => {
	const cells = Math.max(0, ...facts.map(([name]) => widthOf(name))) + 2;
	const rows = facts.flatMap(([name, value, tone = 'plain']) =>
		wrapSpans([{text: value, tone}], width - indent - cells).map((row, line): Span[] => [
			{text: ' '.repeat(indent)},
			{text: (line === 0 ? name : '').padEnd(cells), tone: 'quiet'},
			...row,
		]),
	);
	return rowsBlock(id, rows, width, more);
};

/** Something is under way. */
export const busyBlock = (id: string, text: string, width: number, more: More = {}): Block => {
	const rows = wrapSpans([{text}], width - 2);
	return sized(
		id,
		rows.length,
		<Box width={width}>
			<Box width={2} flexShrink={0}>
				<Spinner />
			</Box>
			<Box flexDirection="column" width={width - 2}>
				{rows.map((spans, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
					<Line key={index} spans={spans} width={width - 2} />
				))}
			</Box>
		</Box>,
		more,
	);
};

/** An address, printed whole and clickable where the terminal does that. */
export const linkBlock = (id: string, address: string, width: number, more: More = {}): Block =>
	sized(id, linkRows(address, width).length, <Link address={address} width={width} />, {gap: false, ...more});

/** A heading above what follows. */
export const headingBlock = (id: string, text: string, width: number, more: More = {}): Block =>
	rowsBlock(id, [[{text, tone: 'title'}]], width, more);

/** Numbered steps; the number stands in the margin. */
export const clicksBlock = (
	id: string,
	clicks: readonly (readonly Span[])[],
	width: number,
	{spaced = false, ...more}: More & {readonly spaced?: boolean} = {},
): Block => {
	const rows = clicks.flatMap((spans, index): Span[][] => [
		...(spaced && index > 0 ? [[]] : []),
		...wrapSpans(spans, width - 3).map((row, line): Span[] => [
			{text: line === 0 ? `${index + 1}. `.padEnd(3) : '   ', tone: 'accent'},
			...row,
		]),
	]);
	return rowsBlock(id, rows, width, more);
};

/** How a failure is said: what is so, what to do, and the service's own words when there is room. */
export const failureBlocks = (id: string, failure: Failure, width: number): Block[] => {
	const said = [
		...(failure.raw === undefined || failure.raw === '' ? [] : [failure.raw]),
		...(failure.requestId === undefined ? [] : [`Request ${failure.requestId}`]),
	].join(' · ');
	return [
		noticeBlock(id, failure.unreachable ? 'warn' : 'bad', failure.message, failure.advice, width, {weight: 9}),
		...(said === '' ? [] : [textBlock(`${id}-raw`, said, width, {tone: 'quiet', weight: 1})]),
	];
};

/** A check as it stands; nothing while it is idle. */
export const checkBlocks = <Result,>(
	id: string,
	check: Check<Result>,
	running: string,
	width: number,
	good: (result: Result) => Block[],
): Block[] => {
	switch (check.kind) {
		case 'idle':
			return [];
		case 'running':
			return [busyBlock(id, check.note === undefined ? running : `${running} ${check.note}.`, width, {weight: 9})];
		case 'good':
			return good(check.result);
		case 'bad':
			return failureBlocks(id, check.failure, width);
	}
};

/** Any component, of a known height. */
export const customBlock = (id: string, height: number, node: ReactNode, more: More = {}): Block =>
	sized(id, height, node, more);
