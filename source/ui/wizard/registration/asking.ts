// The question which application to go on with, when there are some already. Pure.
import type {ExistingApplication} from '../../../entra/registration/events.ts';
import {wrapSpans} from '../../parts/line.tsx';
import type {Glyphs} from '../../theme.ts';
import {type Block, headingBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import type {RegistrationState} from './session.ts';

const whose: Readonly<Record<ExistingApplication['known'], string>> = {
	settings: 'The one that the settings of this profile name.',
	here: 'This profile made it.',
	usher: 'Another Usher made it: another machine or profile may be using it.',
	name: 'Only its name is the same; somebody made it by hand.',
};

/** Rows beside the list: heading, keys and the blanks between them. */
const besides = 7;

/** The applications around the one that is pointed at, as many as there is room for. */
const inView = ({found, pointed}: RegistrationState, most: number): {readonly from: number; readonly to: number} => {
	const from = Math.max(0, Math.min(pointed - Math.floor(most / 2), found.length - most));
	return {from, to: Math.min(found.length, from + most)};
};

/** What is there, whose it is, and what can be done with it. */
export const askingBlocks = (
	state: RegistrationState,
	{width, height, glyphs}: {readonly width: number; readonly height: number; readonly glyphs: Glyphs},
): Block[] => {
	const {found, pointed} = state;
	const one = found.length === 1;
	const indent = one ? '' : '  ';
	const {from, to} = inView(state, Math.max(1, Math.floor((height - besides) / 4)));
	const hidden = found.length - (to - from);
	return [
		headingBlock('asking', one ? 'An application is there already' : 'Applications are there already', width, {
			weight: 9,
		}),
		...found.slice(from, to).flatMap((each, index) => [
			rowsBlock(
				`found-${from + index}`,
				[
					[
						{text: one ? '' : `${from + index === pointed ? glyphs.pointer : ' '} `, tone: 'accent'},
						{text: each.name, tone: 'strong'},
						...(each.createdAt === undefined
							? []
							: [{text: `  made on ${each.createdAt.slice(0, 10)}`, tone: 'quiet' as const}]),
					],
					[{text: `${indent}${each.appId}`}],
				],
				width,
				{weight: 9},
			),
			rowsBlock(
				`known-${from + index}`,
				wrapSpans(
					[{text: whose[each.known], tone: each.known === 'name' ? 'warn' : 'quiet'}],
					width - indent.length,
				).map(row => [{text: indent}, ...row]),
				width,
				{gap: false, weight: 8},
			),
		]),
		...(hidden === 0
			? []
			: [
					textBlock('hidden', `and ${hidden} more; the arrows show them`, width, {
						tone: 'quiet',
						gap: false,
						weight: 8,
					}),
				]),
		rowsBlock(
			'choices',
			[
				[{text: 'r', tone: 'key'}, {text: '  repair it: add what is missing; what it has stays'}],
				[{text: 'e', tone: 'key'}, {text: '  repair it and give it a new credential'}],
				[{text: 'n', tone: 'key'}, {text: one ? '  make another one beside it' : '  make another one beside them'}],
			],
			width,
			{weight: 9},
		),
	];
};
