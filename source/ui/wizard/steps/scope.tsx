import {explainFilter} from '../../../core/filter/explain.ts';
import {parseGroupFilter, parseUserFilter} from '../../../core/filter/parse.ts';
import {comparePermissions, neededPermissions, permissions} from '../../../entra/permissions.ts';
import {type Span, spansApart, wrapSpans} from '../../parts/line.tsx';
import {barSpans} from '../../parts/progress.ts';
import {count, many} from '../../text/numbers.ts';
import {draftedSync} from '../logic/scope.ts';
import {suggestions} from '../logic/suggest.ts';
import {
	type Block,
	busyBlock,
	failureBlocks,
	headingBlock,
	noticeBlock,
	rowsBlock,
	textBlock,
} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import {pointed} from '../parts/pointed.ts';
import type {WizardState} from '../state.ts';
import {choiceBlocks} from './choices.tsx';
import type {StepView, ViewInput} from './step-view.ts';

/** What the filters mean, in sentences; nothing while they cannot be read. */
const meaning = ({draft}: WizardState): readonly string[] => {
	try {
		return [
			...(draft.groupFilter.trim() === '' ? [] : explainFilter(parseGroupFilter(draft.groupFilter))),
			...(draft.userFilter.trim() === '' ? [] : explainFilter(parseUserFilter(draft.userFilter))),
		];
	} catch {
		return [];
	}
};

const reading = (state: WizardState, width: number): Block[] => {
	const {session, sessionFailure} = state;
	if (sessionFailure !== undefined)
		return [
			...failureBlocks('session', {...sessionFailure, raw: undefined}, width),
			textBlock('no-counts', 'There are no counts without it. You can go on all the same.', width, {
				tone: 'quiet',
				weight: 4,
			}),
		];
	const run = session?.run;
	const error = session?.last?.report.error;
	if (run !== undefined) {
		const {users = 0, groups = 0} = run.read ?? {};
		const sofar =
			users + groups === 0 ? '' : ` ${many(users, 'person', 'people')} and ${many(groups, 'group')} so far.`;
		return [busyBlock('reading', `Reading the directory once, for the counts.${sofar}`, width, {weight: 8})];
	}
	if (session?.view === undefined && error !== undefined)
		return [noticeBlock('read-error', 'warn', error.message, error.advice, width, {weight: 8})];
	return session === undefined ? [busyBlock('opening', 'Opening the directory.', width, {weight: 8})] : [];
};

const counts = ({state, width, glyphs, roomy}: ViewInput): Block[] => {
	const said = state.counts;
	if (said === undefined) return [];
	if (said.kind === 'unit-unread') {
		const error = state.session?.run === undefined ? state.session?.last?.report.error : undefined;
		return error === undefined
			? [busyBlock('unit', 'The filter names an administrative unit. Reading who is in it.', width, {weight: 9})]
			: [noticeBlock('unit-error', 'bad', error.message, error.advice, width, {weight: 9})];
	}
	if (said.kind === 'wrong') {
		const {sentence, lines} = pointed(said.failure.message, width - 2);
		return [
			noticeBlock('wrong', 'bad', sentence, undefined, width, {weight: 9}),
			...(lines === undefined
				? []
				: [
						rowsBlock(
							'pointed',
							[
								[{text: '  '}, {text: lines[0]}],
								[{text: '  '}, {text: lines[1], tone: 'bad'}],
							],
							width,
							{gap: false, weight: 9},
						),
					]),
			textBlock('wrong-advice', said.failure.advice, width, {gap: false, weight: 7}),
		];
	}
	const {people, groups, why} = said;
	const all = people.inside + people.hold + people.out;
	const held = people.hold === 0 ? '' : `, ${count(people.hold)} on hold`;
	const reasons = why.map(([reason, times]) => `${count(times)} ${reason}`).join(', ');
	const cells = Math.max(...why.map(([, times]) => count(times).length), 0);
	return [
		rowsBlock(
			'counts',
			[
				[
					{text: `${glyphs.done} `, tone: 'good'},
					{text: many(people.inside, 'person', 'people'), tone: 'strong'},
					{text: ' and '},
					{text: many(groups.inside, 'group'), tone: 'strong'},
					{text: ' in'},
				],
				...(roomy && all > 0
					? [
							[
								{text: '  '},
								...barSpans(people.inside / all, Math.min(36, width - 18), glyphs),
								{text: `  of ${many(all, 'person', 'people')}`, tone: 'quiet' as const},
							],
						]
					: []),
			],
			width,
			{weight: 9},
		),
		roomy
			? rowsBlock(
					'out',
					[
						[{text: `  ${count(people.out)} out${held}${why.length === 0 ? '' : ':'}`}],
						...why.map(([reason, times]): Span[] => [
							{text: `    ${count(times).padStart(cells)}  `},
							{text: reason, tone: 'quiet'},
						]),
					],
					width,
					{weight: 8, gap: false},
				)
			: rowsBlock(
					'out',
					wrapSpans(
						[{text: `${count(people.out)} out${held}${reasons === '' ? '' : `: ${reasons}`}`, tone: 'quiet'}],
						width - 2,
					).map(row => [{text: '  '}, ...row]),
					width,
					{weight: 8, gap: false},
				),
		...(people.inside === 0
			? [
					noticeBlock(
						'nobody',
						'warn',
						'Nobody would be in. A sync with this would let everybody go; the guard would refuse it.',
						undefined,
						width,
						{weight: 8},
					),
				]
			: []),
	];
};

/** A unit in a filter needs a permission more, which step 6 has not looked for. */
const unitPermission = (state: WizardState, width: number): Block[] => {
	const {signIn} = state.checks;
	const roles = signIn.kind === 'good' ? signIn.result.roles : undefined;
	if (roles === undefined) return [];
	const {missing} = comparePermissions(roles, neededPermissions(draftedSync(state)));
	return missing.some(({name}) => name === permissions.units.name)
		? [
				noticeBlock(
					'unit-permission',
					'warn',
					`A filter that names an administrative unit needs ${permissions.units.name} as well.`,
					'Grant it in the portal as before; step 6 looks for it.',
					width,
					{weight: 8},
				),
			]
		: [];
};

/** A filter, and what it says. */
const examples: readonly (readonly [filter: readonly Span[], says: readonly Span[]])[] = [
	['include:Engineering,Finance', 'only these two'],
	['exclude:Test*', 'all but what is named like this'],
	['includeGroup:Staff', 'people: only who is in Staff'],
	['exclude:*@partner.example', 'people: nobody of this domain'],
	['include:"R&D, Berlin"', 'a comma inside a name'],
	['include:A* | exclude:Attic', 'both count; leaving out wins'],
].map(([filter = '', says = '']) => [[{text: filter}], [{text: `  ${says}`, tone: 'quiet' as const}]] as const);

/** Step 7: who and what. */
export const scopeView: StepView = input => {
	const {state, items, focused, onType, width, asideWidth, glyphs, roomy} = input;
	const sentences = meaning(state);
	const fitting = suggestions(state, focused?.id);
	const {sample, sampleOut} = state.counts?.kind === 'counted' ? state.counts : {sample: [], sampleOut: []};
	const language: Block[] = [
		headingBlock('language', 'How to write a filter', asideWidth, {weight: 3, needs: 'examples'}),
		rowsBlock('examples', roomy ? examples.flat() : examples.map(([example]) => example), asideWidth, {
			gap: false,
			weight: 3,
		}),
		textBlock('bwdc', 'The filters of Directory Connector work as they are. Empty means all.', asideWidth, {
			tone: 'quiet',
			weight: 2,
		}),
	];
	const examplesIn: Block[] =
		sample.length === 0
			? []
			: [
					headingBlock('sample-title', 'In, for example', width, {weight: 1, needs: 'sample'}),
					rowsBlock(
						'sample',
						sample.map(address => [{text: `  ${address}`, tone: 'quiet' as const}]),
						width,
						{gap: false, weight: 1},
					),
				];
	return {
		main: [
			...itemBlocks(items, {draft: state.draft, focused, width, onType, roomy}),
			...counts(input),
			...unitPermission(state, width),
			...(state.counts?.kind === 'counted' && state.session?.run === undefined ? [] : reading(state, width)),
			...examplesIn,
		],
		aside: [
			...(focused?.kind === 'pick'
				? choiceBlocks(focused, input)
				: sentences.length === 0
					? language
					: [
							headingBlock('means', 'What this says', asideWidth, {weight: 3, needs: 'means-0'}),
							...sentences
								.slice(0, 5)
								.map((text, index) => textBlock(`means-${index}`, text, asideWidth, {gap: false, weight: 3})),
						]),
			...(fitting.length === 0
				? []
				: [
						headingBlock('fitting-title', 'Groups of this tenant', asideWidth, {weight: 2, needs: 'fitting'}),
						rowsBlock(
							'fitting',
							fitting
								.slice(0, roomy ? 7 : undefined)
								.map(group =>
									spansApart(
										[{text: group.name}],
										[{text: ` ${count(group.members)}`, tone: 'quiet'}],
										asideWidth,
										glyphs.ellipsis,
									),
								),
							asideWidth,
							{gap: false, weight: 2},
						),
					]),
			...(sampleOut.length === 0
				? []
				: [
						headingBlock('out-title', 'Out, for example', asideWidth, {weight: 1, needs: 'sample-out'}),
						rowsBlock(
							'sample-out',
							sampleOut
								.slice(0, fitting.length > 0 ? 5 : 8)
								.map(([who, reason]) =>
									spansApart([{text: who}], [{text: ` ${reason}`, tone: 'quiet'}], asideWidth, glyphs.ellipsis),
								),
							asideWidth,
							{gap: false, weight: 1},
						),
					]),
			...(sentences.length === 0 || focused?.kind === 'pick' ? [] : language.map(block => ({...block, weight: 1}))),
		],
		asideTitle: focused?.kind === 'pick' ? focused.label : 'Filters',
	};
};
