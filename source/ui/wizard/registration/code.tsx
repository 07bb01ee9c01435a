// The code of a sign-in: where to type it, how long it is good, and a picture of the page for who holds a phone.
import {Box} from 'ink';
import {renderUnicodeCompact} from 'uqr';
import {largeText} from '../../../platform/text/large.ts';
import {Line, type Span} from '../../parts/line.tsx';
import {countdown} from '../../text/numbers.ts';
import {type Block, Blocks, busyBlock, customBlock, linkBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import type {RegistrationState} from './session.ts';

type Look = {
	readonly width: number;
	readonly height: number;
	/** Half blocks can be drawn, and make sense to who reads. */
	readonly pictures: boolean;
};

/** Cells that the words need beside the picture: a large code has nine characters of four. */
const wordsWidth = 40;
/** Cells after which lines are hard to read. */
const readable = 60;
const gap = 2;

/** Rows of a QR code of the page; none where the words beside it would not have room. */
const qrRows = (page: string, {width, height, pictures}: Look): readonly string[] => {
	if (!pictures) return [];
	const rows = renderUnicodeCompact(page, {border: 1}).split('\n');
	return (rows[0]?.length ?? 0) + gap + wordsWidth <= width && rows.length <= height ? rows : [];
};

const wordBlocks = (code: NonNullable<RegistrationState['code']>, now: number, look: Look): Block[] => {
	const {width, pictures} = look;
	const large = pictures ? largeText(code.userCode) : undefined;
	const left = code.expiresAt - now;
	return [
		textBlock(
			'sign-in',
			'Sign in as an administrator, on any device that has a browser. Open this page and type the code:',
			width,
			{weight: 8},
		),
		linkBlock('page', code.page, width, {weight: 9}),
		rowsBlock(
			'code',
			[
				...(large === undefined || (large[0]?.length ?? 0) > width
					? []
					: large.map((text): Span[] => [{text, tone: 'strong'}])),
				[{text: 'Code: '}, {text: code.userCode, tone: 'strong'}],
			],
			width,
			{weight: 9},
		),
		rowsBlock(
			'left',
			[
				[
					{
						text: left > 0 ? `Good for ${countdown(left)} more.` : 'The code has run out.',
						tone: left > 120_000 ? 'quiet' : 'warn',
					},
				],
			],
			width,
			{weight: 9},
		),
		busyBlock('waiting', 'Waiting for the sign-in. Usher goes on by itself.', width, {weight: 7, gap: false}),
		textBlock(
			'who',
			'Best is a Global Administrator, or an Application Administrator together with a Privileged Role Administrator. The page says “Microsoft Graph Command Line Tools”: that is Microsoft’s own tool for this.',
			width,
			{tone: 'quiet', weight: 4},
		),
	];
};

/** The code, as large as the terminal lets it be, and to its right the picture, when there is room. */
export const codeBlocks = (state: RegistrationState, look: Look): Block[] => {
	const {code, now} = state;
	if (code === undefined) return [];
	const {width, height} = look;
	const picture = qrRows(code.page, look);
	const wide = picture[0]?.length ?? 0;
	if (wide === 0) return wordBlocks(code, now, look);
	const words = Math.min(readable, width - wide - gap);
	return [
		customBlock(
			'code-and-picture',
			height,
			<Box width={width} height={height}>
				<Box flexDirection="column" width={words + gap} flexShrink={0}>
					<Blocks blocks={wordBlocks(code, now, {...look, width: words})} height={height} />
				</Box>
				<Box flexDirection="column" width={wide} flexShrink={0}>
					{picture.map((text, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
						<Line key={index} spans={[{text}]} width={wide} />
					))}
				</Box>
			</Box>,
			{weight: 9},
		),
	];
};
