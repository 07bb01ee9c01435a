import {explainFilter} from '../../../core/filter/explain.ts';
import {parseGroupFilter, parseUserFilter} from '../../../core/filter/parse.ts';
import {comparePermissions, neededPermissions, permissions} from '../../../entra/permissions.ts';
import {type Span, spansApart, wrapSpans} from '../../parts/line.tsx';
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
import type {StepView} from './step-view.ts';

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

const counts = (state: WizardState, width: number, glyphs: Parameters<StepView>[0]['glyphs']): Block[] => {
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
	const held = people.hold === 0 ? '' : `, ${count(people.hold)} on hold`;
	const reasons = why.map(([reason, times]) => `${count(times)} ${reason}`).join(', ');
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
			],
			width,
			{weight: 9},
		),
		rowsBlock(
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

/** Step 7: who and what. */
export const scopeView: StepView = ({state, items, focused, onType, width, asideWidth, glyphs}) => {
	const sentences = meaning(state);
	const fitting = suggestions(state, focused?.id);
	const sample = state.counts?.kind === 'counted' ? state.counts.sample : [];
	const help: Span[][] = [
		[{text: 'include:Engineering,Finance'}],
		[{text: 'exclude:Test*'}],
		[{text: 'includeGroup:Staff | exclude:*@partner.example'}],
		[
			{text: '"R&D, Berlin"', tone: 'plain'},
			{text: '  a comma in a name', tone: 'quiet'},
		],
	];
	return {
		main: [
			...itemBlocks(items, {draft: state.draft, focused, width, onType}),
			...counts(state, width, glyphs),
			...unitPermission(state, width),
			...(state.counts?.kind === 'counted' && state.session?.run === undefined ? [] : reading(state, width)),
		],
		aside: [
			...(sentences.length === 0
				? [
						headingBlock('language', 'How to write a filter', asideWidth, {weight: 3, needs: 'examples'}),
						rowsBlock('examples', help, asideWidth, {gap: false, weight: 3}),
						textBlock('bwdc', 'The filters of Directory Connector work as they are. Empty means all.', asideWidth, {
							tone: 'quiet',
							weight: 2,
						}),
					]
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
							fitting.map(group =>
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
			...(sample.length === 0 || fitting.length > 0
				? []
				: [
						headingBlock('sample-title', 'In, for example', asideWidth, {weight: 1, needs: 'sample'}),
						rowsBlock(
							'sample',
							sample.map(address => [{text: address, tone: 'quiet' as const}]),
							asideWidth,
							{gap: false, weight: 1},
						),
					]),
		],
		asideTitle: 'Filters',
	};
};
