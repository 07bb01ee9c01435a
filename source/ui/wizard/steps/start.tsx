import {type Span, wrapSpans} from '../../parts/line.tsx';
import type {Item} from '../items.ts';
import {type Block, checkBlocks, headingBlock, noticeBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import type {StepView, ViewInput} from './step-view.ts';

/** What a data.json holds and what becomes of it, before anything is saved. */
const review: (input: Parameters<StepView>[0]) => Block[] = ({state: {checks}, width, glyphs}) =>
	checkBlocks('bwdc', checks.bwdc, 'Reading the file.', width, ({rows}) => {
		const cells = Math.max(...rows.map(row => row.what.length)) + 2;
		return [
			rowsBlock(
				'bwdc-rows',
				rows.map((row): Span[] => [
					{text: `${row.keep ? glyphs.done : glyphs.todo} `, tone: row.keep ? 'good' : 'wait'},
					{text: row.what.padEnd(cells)},
					{text: row.becomes, tone: row.keep ? 'strong' : 'quiet'},
				]),
				width,
				{weight: 9},
			),
		];
	});

/** The way of the data, drawn: three boxes, and what goes between them. */
const way = ({width, glyphs, plain}: ViewInput): Block[] => {
	const cells = 14;
	const {topLeft, topRight, bottomLeft, bottomRight, horizontal: h, vertical: v, arrow} = glyphs;
	const boxes = [
		['Entra ID', 'people', 'groups'],
		['Usher', 'who is in,', 'and why'],
		['Bitwarden', 'members', 'groups'],
	] as const;
	const link = (row: number, index: number): Span =>
		row === 1
			? {text: index === 0 ? ' read ' : ' sync ', tone: 'quiet'}
			: {text: row === 2 ? ` ${h.repeat(4 - arrow.length)}${arrow} `.padEnd(6) : '      '};
	const box = ([title, first, second]: (typeof boxes)[number], row: number): Span[] =>
		row === 0
			? [
					{text: `${topLeft} `, tone: 'border'},
					{text: title, tone: 'strong'},
					{text: ` ${h.repeat(cells - 4 - title.length)}${topRight}`, tone: 'border'},
				]
			: row === 3
				? [{text: bottomLeft + h.repeat(cells - 2) + bottomRight, tone: 'border'}]
				: [
						{text: `${v} `, tone: 'border'},
						{text: (row === 1 ? first : second).padEnd(cells - 4)},
						{text: ` ${v}`, tone: 'border'},
					];
	const rows = [0, 1, 2, 3].map((row): Span[] =>
		boxes.flatMap((one, index): Span[] => [...box(one, row), ...(index === 2 ? [] : [link(row, index)])]),
	);
	return plain ? [] : [rowsBlock('way', rows, width, {weight: 1})];
};

/** What somebody who is afraid of it wants to know first. */
const promises = ({width, glyphs}: ViewInput): Block[] => [
	rowsBlock(
		'promises',
		[
			['In Entra', 'it reads people, groups and who is in them; its permissions allow no change there.'],
			['In Bitwarden', 'nothing happens before you have seen the plan and said yes to it.'],
			['Owners', 'are never taken out. Who leaves is revoked, which can be undone.'],
			['An accident', 'is held: a plan that lets many go waits until somebody types their number.'],
		].flatMap(([what = '', says = '']) =>
			wrapSpans([{text: `${what} `, tone: 'strong'}, {text: says}], width - 2).map((row, line): Span[] => [
				{text: line === 0 ? `${glyphs.bullet} ` : '  ', tone: 'accent'},
				...row,
			]),
		),
		width,
		{weight: 2},
	),
];

const bullets = (texts: readonly string[], width: number, glyphs: ViewInput['glyphs']): Span[][] =>
	texts.flatMap(text =>
		wrapSpans([{text}], width - 2).map((row, line): Span[] => [
			{text: line === 0 ? `${glyphs.bullet} ` : '  ', tone: 'accent'},
			...row,
		]),
	);

const before = ({asideWidth, glyphs}: ViewInput): Block[] => [
	headingBlock('needs-title', 'What you will need', asideWidth, {weight: 4, needs: 'needs'}),
	rowsBlock(
		'needs',
		bullets(
			[
				'an owner’s login to the Bitwarden organisation',
				'an Entra administrator who may register and consent',
				'HTTPS from this machine to both',
			],
			asideWidth,
			glyphs,
		),
		asideWidth,
		{gap: false, weight: 4},
	),
	textBlock(
		'kept',
		'Everything is kept as you go: leave at any time, and usher setup goes on where you were.',
		asideWidth,
		{tone: 'quiet', weight: 3},
	),
	headingBlock('reaches-title', 'What this machine has to reach', asideWidth, {weight: 2, needs: 'reaches'}),
	rowsBlock(
		'reaches',
		bullets(
			[
				'login.microsoftonline.com',
				'graph.microsoft.com',
				'identity.bitwarden.com and api.bitwarden.com, or the same at bitwarden.eu, or your own server',
			],
			asideWidth,
			glyphs,
		),
		asideWidth,
		{gap: false, weight: 2},
	),
	textBlock(
		'proxy',
		'A proxy is used when HTTPS_PROXY names it. Nothing has to reach this machine, and it needs neither a desktop nor a browser.',
		asideWidth,
		{tone: 'quiet', weight: 2},
	),
];

const withoutDetail = ({detail: _, ...item}: Extract<Item, {kind: 'option'}>): Item => item;

/** Step 1: what a person has come for. */
export const startView: StepView = input => {
	const {state, items, focused, onType, width, asideWidth} = input;
	const importing = state.draft.start === 'import';
	const {bwdc} = state.checks;
	const good = [
		...(bwdc.kind === 'good' ? bwdc.result.notes : []),
		'Nothing is saved before you take it over, and the Directory Connector’s own files stay as they are.',
	];
	const action = items.filter(item => item.kind === 'action');
	const others = items.filter(item => item.kind !== 'action');
	// The review needs the room of the explanations.
	const plain = importing ? others.map(item => (item.kind === 'option' ? withoutDetail(item) : item)) : others;
	const rows = itemBlocks(plain, {draft: state.draft, focused, width, onType, roomy: input.roomy});
	return {
		main: [
			textBlock(
				'hello',
				'Usher keeps a Bitwarden organisation in step with Microsoft Entra ID. This set-up asks for what it cannot find out, tries each value at once, and changes nothing without asking.',
				width,
				{weight: importing ? 2 : 6},
			),
			...rows,
			...(importing ? review(input) : [...way(input), ...promises(input)]),
			...itemBlocks(action, {draft: state.draft, focused, width, onType}),
		],
		aside: importing
			? good.map((note, index) => noticeBlock(`bwdc-note-${index}`, 'info', note, undefined, asideWidth, {weight: 4}))
			: before(input),
		asideTitle: importing ? 'Good to know' : 'Before you start',
	};
};
