// What the page of a registration shows, phase by phase, as blocks that fit into the rows there are.
import {
	type RegistrationEvent,
	registrationSteps,
	type StepName,
	stepTitles,
} from '../../../entra/registration/events.ts';
import {type Span, spansWidth, wrapSpans} from '../../parts/line.tsx';
import {countdown} from '../../text/numbers.ts';
import type {Glyphs, Tone} from '../../theme.ts';
import {
	type Block,
	failureBlocks,
	headingBlock,
	linkBlock,
	noticeBlock,
	rowNodes,
	rowsBlock,
	textBlock,
} from '../parts/blocks.tsx';
import {askingBlocks} from './asking.ts';
import {codeBlocks} from './code.tsx';
import type {RegistrationState, StepShown} from './session.ts';

type Look = {
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
	/** Half blocks can be drawn, and make sense to who reads. */
	readonly pictures: boolean;
};

const tones: Readonly<Record<StepShown['state'], Tone>> = {
	doing: 'accent',
	waiting: 'wait',
	done: 'good',
	partly: 'warn',
	failed: 'bad',
};

const glyphOf = (state: StepShown['state'] | undefined, glyphs: Glyphs): string => {
	switch (state) {
		case undefined:
			return glyphs.todo;
		case 'doing':
			return glyphs.current;
		case 'waiting':
			return glyphs.waiting;
		case 'done':
			return glyphs.done;
		case 'partly':
			return glyphs.warning;
		case 'failed':
			return glyphs.failed;
	}
};

const nextLook = ({nextAt}: StepShown, now: number): string =>
	nextAt === undefined ? '' : ` (next look in ${countdown(Math.max(0, nextAt - now))})`;

/** The steps with their state; the facts of those that matter now below them. */
const stepBlocks = (state: RegistrationState, {width, glyphs}: Look): Block[] => {
	const shown: StepName[] = [
		...registrationSteps,
		...(['retire', 'undo'] as const).filter(name => state.steps.has(name)),
	];
	const rows = shown.flatMap((name): Span[][] => {
		const one = state.steps.get(name);
		const words: Span[] = [
			{text: `${glyphOf(one?.state, glyphs)} `, tone: one === undefined ? 'quiet' : tones[one.state]},
			{text: stepTitles[name].padEnd(34), ...(one === undefined ? {tone: 'quiet' as const} : {})},
		];
		if (one === undefined || one.fact === '') return [words];
		const fact: Span = {
			text: one.fact + nextLook(one, state.now),
			tone: one.state === 'done' ? 'quiet' : tones[one.state],
		};
		// What is done may be shortened; what a person waits for, or has to read, is not.
		if (width >= 76 && (one.state === 'done' || spansWidth([...words, fact]) <= width)) return [[...words, fact]];
		if (one.state === 'done') return [words];
		return [words, ...wrapSpans([fact], width - 2).map((row): Span[] => [{text: '  '}, ...row])];
	});
	// With little room: how many are done, and what goes on.
	const done = shown.filter(name => state.steps.get(name)?.state === 'done').length;
	const rest = [...state.steps].filter(
		([, one]) => one.state !== 'done' && !(one.state === 'partly' && state.consent !== undefined),
	);
	const short: Span[][] = [
		...(done === 0
			? []
			: [[{text: `${glyphs.done} `, tone: 'good' as const}, {text: `${done} of ${shown.length} steps done`}]]),
		...rest.flatMap(([name, one]) =>
			wrapSpans(
				[{text: `${stepTitles[name]}${one.fact === '' ? '' : `: ${one.fact}`}${nextLook(one, state.now)}`}],
				width - 2,
			).map((row, index): Span[] => [
				index === 0 ? {text: `${glyphOf(one.state, glyphs)} `, tone: tones[one.state]} : {text: '  '},
				...row,
			]),
		),
	];
	return [rowsBlock('steps', rows, width, {weight: 9, short: {height: short.length, node: rowNodes(short, width)}})];
};

const kinds: Readonly<Record<Extract<RegistrationEvent, {kind: 'made'}>['item']['kind'], string>> = {
	application: 'Application',
	'service-principal': 'Service principal',
	permission: 'Permission',
	certificate: 'Certificate',
	secret: 'Client secret',
	'key-file': 'Certificate and key, here',
};

/** Everything that exists because of Usher. */
const madeBlocks = (
	state: RegistrationState,
	{width, glyphs}: Look,
	title = 'What exists because of Usher',
): Block[] =>
	state.made.length === 0
		? []
		: [
				headingBlock('made-title', title, width, {weight: 5}),
				rowsBlock(
					'made',
					// Whole, also a long path: what is listed is what a person would have to look for.
					state.made.flatMap(item =>
						wrapSpans(
							[
								{text: `${kinds[item.kind]}: ${item.label}`},
								{text: item.unsure === true ? ' (perhaps)' : '', tone: 'warn'},
							],
							width - 2,
						).map((row, index): Span[] => [{text: index === 0 ? `${glyphs.bullet} ` : '  ', tone: 'accent'}, ...row]),
					),
					width,
					{weight: 6, gap: false},
				),
			];

/** Whether all of it shall go, and what that means. */
const undoBlocks = (state: RegistrationState, look: Look): Block[] => {
	const tenant = state.result?.tenantName ?? 'your tenant';
	const own = state.made.some(({kind}) => kind === 'application');
	// The settings name it from when it works.
	const then = state.phase === 'done' ? ' Nothing is synced until an application is registered again.' : '';
	return [
		noticeBlock(
			'ask-undo',
			'warn',
			own
				? `Delete the application that Usher made in ${tenant}? y deletes it, n leaves everything as it is.`
				: `Take away what Usher added to the application in ${tenant}? y takes it away, n leaves everything as it is.`,
			own
				? `Its permissions and its credential go with it, and the key on this machine; nobody and nothing else in the tenant is touched.${then} The tenant keeps a deleted application in its recycle bin for 30 days.`
				: `The application was there before, and stays; nobody and nothing else in the tenant is touched.${then}`,
			look.width,
			{weight: 9},
		),
		...madeBlocks(state, look, 'What goes').map(block => ({...block, weight: 9})),
	];
};

const noteBlocks = (state: RegistrationState, width: number): Block[] =>
	state.notes.map((text, index) =>
		noticeBlock(`note-${index}`, 'info', text, undefined, width, {weight: 5, gap: index === 0}),
	);

const consentBlocks = (state: RegistrationState, width: number): Block[] =>
	state.consent === undefined
		? []
		: [
				noticeBlock(
					'consent',
					'warn',
					`This account may not grant ${state.consent.permissions.join(', ')}.`,
					'A Privileged Role Administrator or Global Administrator can, with this link; m shows a message to send, c copies it, C copies the link. Usher waits and goes on by itself.',
					width,
					{weight: 9},
				),
				linkBlock('consent-link', state.consent.link, width, {weight: 9}),
			];

/** The page as it stands. */
export const pageBlocks = (state: RegistrationState, look: Look): Block[] => {
	const {width} = look;
	if (state.reading && state.consent !== undefined) {
		return [
			headingBlock('message-title', 'A message for someone who may grant consent', width, {weight: 9}),
			textBlock('message', state.consent.message, width, {weight: 9}),
		];
	}
	if (state.asksUndo) return undoBlocks(state, look);
	switch (state.phase) {
		case 'asking':
			return askingBlocks(state, look);
		case 'running':
		case 'undoing':
			return state.code === undefined
				? [...stepBlocks(state, look), ...consentBlocks(state, width), ...noteBlocks(state, width)]
				: codeBlocks(state, look);
		case 'failed':
			return [
				...(state.failure === undefined ? [] : failureBlocks('failure', state.failure, width)),
				...stepBlocks(state, look).map(block => ({...block, weight: 2})),
				...madeBlocks(state, look),
				...noteBlocks(state, width),
			];
		case 'undone':
			return [
				noticeBlock(
					'undone',
					'good',
					'What Usher had made is taken back.',
					'The tenant keeps a deleted application in its recycle bin for 30 days.',
					width,
					{weight: 9},
				),
				...madeBlocks(state, look),
			];
		case 'done':
			return [
				noticeBlock(
					'done',
					'good',
					`It works in ${state.result?.tenantName ?? 'your tenant'}. Every call was tried.`,
					state.result?.credentialEnds === undefined
						? undefined
						: `Its ${state.result.credential === 'secret' ? 'client secret' : 'certificate'} ends on ${state.result.credentialEnds.slice(0, 10)}; Usher says so 30 days before.`,
					width,
					{weight: 9},
				),
				...madeBlocks(state, look),
				...noteBlocks(state, width),
			];
	}
};
