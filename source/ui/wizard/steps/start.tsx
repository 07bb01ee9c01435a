import {type Span, wrapSpans} from '../../parts/line.tsx';
import type {Item} from '../items.ts';
import {type Block, checkBlocks, headingBlock, noticeBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import type {StepView} from './step-view.ts';

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

const withoutDetail = ({detail: _, ...item}: Extract<Item, {kind: 'option'}>): Item => item;

/** Step 1: what a person has come for. */
export const startView: StepView = input => {
	const {state, items, focused, onType, width, asideWidth, glyphs} = input;
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
	const rows = itemBlocks(plain, {draft: state.draft, focused, width, onType});
	const needs = [
		'an owner’s login to the Bitwarden organisation',
		'somebody who may register applications in Entra, and grant them consent',
		'HTTPS from this machine to both',
	].flatMap(text =>
		wrapSpans([{text}], asideWidth - 2).map((row, line): Span[] => [
			{text: line === 0 ? `${glyphs.bullet} ` : '  ', tone: 'accent'},
			...row,
		]),
	);
	return {
		main: [
			textBlock(
				'hello',
				'Usher keeps a Bitwarden organisation in step with Microsoft Entra ID. This set-up asks for what it cannot find out, tries each value at once, and changes nothing in either place.',
				width,
				{weight: importing ? 2 : 6},
			),
			...rows,
			...(importing ? review(input) : []),
			...itemBlocks(action, {draft: state.draft, focused, width, onType}),
		],
		aside: importing
			? good.map((note, index) => noticeBlock(`bwdc-note-${index}`, 'info', note, undefined, asideWidth, {weight: 4}))
			: [
					headingBlock('needs-title', 'What you will need', asideWidth, {weight: 4, needs: 'needs'}),
					rowsBlock('needs', needs, asideWidth, {gap: false, weight: 4}),
					textBlock(
						'kept',
						'Everything is kept as you go. Leave at any time with Ctrl+C; usher setup goes on where you were.',
						asideWidth,
						{tone: 'quiet', weight: 3},
					),
				],
		asideTitle: importing ? 'Good to know' : 'Before you start',
	};
};
