// Rows of a plan, and its summary. Pure.
import type {Change, PersonRef, Plan, Refusal} from '../../../core/changes.ts';
import {doneWord, isToldWithItsGroup, newGroups, toldCounts} from '../../../core/told.ts';
import {fitSpans, type Span} from '../../parts/line.tsx';
import {fitTo, widthOf} from '../../text/fit.ts';
import {count, many} from '../../text/numbers.ts';
import type {Glyphs, Tone} from '../../theme.ts';
import type {TreeRow} from '../../tree/rows.ts';
import {changeOrder, changeWords, refusalText} from '../../words.ts';
import type {PlanTree} from './model.ts';

const changeTone: Readonly<Record<Change['kind'], Tone>> = {
	invite: 'new',
	restore: 'new',
	revoke: 'warn',
	remove: 'bad',
	'adopt-member': 'accent',
	'create-group': 'new',
	'adopt-group': 'accent',
	'rename-group': 'accent',
	'set-group-members': 'accent',
	'empty-group': 'warn',
	'delete-group': 'bad',
};

const changeGlyph = (change: Change, glyphs: Glyphs): string => {
	if (change.kind === 'invite' || change.kind === 'create-group') return glyphs.added;
	if (change.kind === 'restore') return glyphs.again;
	if (
		change.kind === 'revoke' ||
		change.kind === 'remove' ||
		change.kind === 'empty-group' ||
		change.kind === 'delete-group'
	)
		return glyphs.gone;
	return glyphs.changed;
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A reason without its verdict: the heading says in or out already. */
const withoutVerdict = (reason: string): string => reason.replace(/^(?:In|Out|On hold): /, '');

/** Why a change is made, in a few words. */
const becauseText = (change: Change, glyphs: Pick<Glyphs, 'added' | 'gone'>): string => {
	switch (change.kind) {
		case 'invite':
		case 'restore':
		case 'revoke':
		case 'remove':
			return withoutVerdict(change.because.reason);
		case 'adopt-member':
			return change.how === 'recreated'
				? 'made anew in Entra, with the same address'
				: 'a member already, by the same address';
		case 'rename-group':
			return `was "${change.was}"`;
		case 'set-group-members':
			return [
				...(change.added.length > 0 ? [`${glyphs.added}${count(change.added.length)}`] : []),
				...(change.removed.length > 0 ? [`${glyphs.gone}${count(change.removed.length)}`] : []),
			].join('  ');
		default: {
			const because = withoutVerdict(change.because);
			return change.memberships > 0
				? `${because.replace(/\.$/, '')}; ${many(change.memberships, 'membership ends', 'memberships end')}`
				: because;
		}
	}
};

/** Beside a group that is created: how many are in it from the start. */
const peopleText = (tree: PlanTree, change: Change): string => {
	if (change.kind !== 'create-group') return '';
	const people = newGroups(tree.plan).get(change.group.externalId)?.added.length ?? 0;
	return fitTo(people === 0 ? 'nobody yet' : many(people, 'person', 'people'), 13);
};

/** What a plan's rows say beyond the plan itself: of one that is past, or of an undo. */
export type RowWords = {
	/** The heading of what is held back. */
	readonly problems: string;
	/** Beside a heading: what became of it. */
	readonly section?: (kind: Change['kind'], planned: number) => string;
	/** Before a reason: what became of this one. */
	readonly change?: (change: Change) => string;
};
export const usualRowWords: RowWords = {problems: 'Held back, or needs a person'};

/** A row of the plan: who, and why. */
export const planRowSpans = (
	tree: PlanTree,
	row: TreeRow,
	width: number,
	glyphs: Glyphs,
	words: RowWords = usualRowWords,
): Span[] => {
	const node = tree.nodeAt(row.node);
	const fold = row.foldable ? (row.open ? glyphs.open : glyphs.closed) : ' ';
	const indent = `${'  '.repeat(row.depth)}${fold} `;
	switch (node.kind) {
		case 'section':
			return [
				{text: indent},
				{text: `${changeWords[node.change].title} `, tone: 'strong'},
				{text: count(node.count), tone: changeTone[node.change]},
				{text: `  ${words.section?.(node.change, toldCounts(tree.plan)[node.change]) ?? ''}`, tone: 'quiet'},
			];
		case 'problems':
			return [{text: indent}, {text: `${words.problems} `, tone: 'strong'}, {text: count(node.count), tone: 'warn'}];
		case 'problem': {
			const problem = tree.plan.problems[node.index]!;
			return [{text: indent}, {text: `${glyphs.warning} `, tone: 'warn'}, {text: problem.message}];
		}
		case 'person':
			return [
				{text: indent},
				{text: `${node.joins ? glyphs.added : glyphs.gone} `, tone: node.joins ? 'new' : 'warn'},
				{text: node.person.name || node.person.email},
				{text: `  ${node.person.name === '' ? '' : node.person.email}`, tone: 'quiet'},
				{text: node.joins ? '  joins' : '  leaves', tone: 'quiet'},
			];
		case 'change': {
			const {change} = node;
			const name = 'person' in change ? change.person.name || change.person.email : change.group.name;
			const email = 'person' in change && change.person.email !== name ? change.person.email : '';
			const nameCells = width >= 110 ? 28 : Math.min(28, Math.floor(width * 0.38));
			// Where there is little room the reason matters more than the address.
			const mailCells = width < 100 ? 0 : Math.min(width >= 110 ? 32 : 26, Math.floor(width * 0.34));
			return [
				{text: indent},
				{text: `${changeGlyph(change, glyphs)} `, tone: changeTone[change.kind]},
				...(mailCells === 0 || email === ''
					? fitSpans(
							[{text: name}],
							// Beside a group stand how many come and the reason; beside a person without a name, nothing.
							'person' in change
								? nameCells + (mailCells === 0 ? 0 : 2 + mailCells)
								: Math.max(nameCells, Math.floor(width * 0.36)),
							glyphs.ellipsis,
						)
					: [
							...fitSpans([{text: name}], nameCells, glyphs.ellipsis),
							{text: '  '},
							...fitSpans([{text: email, tone: 'quiet'}], mailCells, glyphs.ellipsis),
						]),
				{text: '  '},
				{text: words.change?.(change) ?? '', tone: 'warn'},
				{text: peopleText(tree, change)},
				{text: capital(becauseText(change, glyphs)), tone: 'quiet'},
			];
		}
	}
};

const calledText = ({name, email}: PersonRef): string => (name === '' || name === email ? email : `${name}, ${email}`);

/** All that there is to say of a row, for below the list: the row itself may have to shorten it. */
export const planRowDetail = (tree: PlanTree, row: TreeRow, glyphs: Glyphs): string => {
	const node = tree.nodeAt(row.node);
	switch (node.kind) {
		case 'problem':
			return tree.plan.problems[node.index]!.message;
		case 'person':
			return `${calledText(node.person)}: ${node.joins ? 'joins the group' : 'leaves the group'}`;
		case 'change': {
			const {change} = node;
			if (!('person' in change)) return `${change.group.name}: ${becauseText(change, glyphs)}`;
			const reason = 'because' in change ? change.because.reason : becauseText(change, glyphs);
			return `${calledText(change.person)}. ${reason}`;
		}
		case 'problems': {
			// The only one there is need not be gone to.
			const only = node.count === 1 ? tree.nodeAt(tree.children(row.node)[0] ?? 0) : undefined;
			return only?.kind === 'problem' ? (tree.plan.problems[only.index]?.message ?? '') : '';
		}
		default:
			return row.open ? '' : `${glyphs.leftright} opens and closes it: who, and why.`;
	}
};

const memberships = (changes: readonly Change[], side: 'added' | 'removed'): number =>
	changes.reduce((sum, change) => (change.kind === 'set-group-members' ? sum + change[side].length : sum), 0);

const seatText = ({seats}: Plan): string =>
	seats === undefined
		? ''
		: seats.toBuy > 0
			? `${many(seats.free, 'seat')} free, ${count(seats.toBuy)} to buy`
			: `${many(seats.free, 'seat')} free`;

type Notes = Partial<Record<Change['kind'], string>>;

/** Each plan is gone through once, not with every frame. */
const noted = new WeakMap<Plan, Notes>();
const notes = (plan: Plan): Notes => {
	const before = noted.get(plan);
	if (before !== undefined) return before;
	const made = makeNotes(plan);
	noted.set(plan, made);
	return made;
};

const makeNotes = (plan: Plan): Notes => {
	const ofNew = [...newGroups(plan).values()].filter(change => change !== undefined);
	const ofOld = plan.changes.filter(change => !isToldWithItsGroup(plan, change));
	return {
		invite: [seatText(plan), plan.mails > 0 ? many(plan.mails, 'mail') : 'no mail goes out']
			.filter(text => text !== '')
			.join('; '),
		revoke: 'access ends; can be restored',
		remove: 'cannot be undone',
		restore: 'Usher revoked them, and they are back',
		'adopt-member': 'members already; nothing changes',
		...(ofNew.length === 0 ? {} : {'create-group': `with ${many(memberships(ofNew, 'added'), 'membership')}`}),
		'adopt-group': 'made by hand; collections stay',
		'set-group-members': `${count(memberships(ofOld, 'added'))} join, ${count(memberships(ofOld, 'removed'))} leave`,
		'empty-group': `access through ${plan.counts['empty-group'] === 1 ? 'it' : 'them'} ends`,
		'delete-group': 'cannot be undone',
	};
};

/** What a summary says beyond the counts. */
export type SummaryWords = {
	/** Beside a kind of change. */
	readonly notes?: Notes;
	/** When there is no change. */
	readonly none?: string;
	/** It has been applied: what was, not what will be. */
	readonly done?: boolean;
};

/** The plan in a few rows: how many of what, and what it costs. */
export const planSummary = (plan: Plan, words: SummaryWords = {}): Span[][] => {
	const {done = false, none = 'Nothing to do: the organisation is as the directory says.'} = words;
	const told = words.notes ?? (done ? {} : notes(plan));
	const counts = toldCounts(plan);
	const kinds = changeOrder.filter(kind => (counts[kind] ?? 0) > 0);
	if (kinds.length === 0) return none === '' ? [] : [[{text: none, tone: 'good'}]];
	const label = (kind: Change['kind']) =>
		(done ? doneWord[kind](counts[kind]) : changeWords[kind].count(counts[kind])).replace(/^[\d,]+ /, '');
	const labelCells = Math.max(...kinds.map(kind => widthOf(label(kind))));
	return kinds.map(kind => [
		{text: `  ${count(counts[kind]).padStart(6)}  `, tone: changeTone[kind]},
		{text: fitTo(label(kind), labelCells)},
		{text: told[kind] === undefined ? '' : `  ${told[kind]}`, tone: 'quiet'},
	]);
};

/** What the guard says, and the way on. */
export const guardRows = (refusals: readonly Refusal[]): string[] => refusals.map(refusalText);

const counted: Readonly<Record<Extract<Refusal, {asked: number}>['limit'], string>> = {
	invite: 'the number of invitations',
	offboard: 'the number of people who lose access',
	'everyone-leaves': 'the number of people who lose access',
	memberships: 'the number of memberships that end',
	groups: 'the number of groups emptied or deleted',
	seats: 'the number of seats to buy',
};

/** The question before a plan that the guard stops is applied: it says what the number is that has to be typed. */
export const confirmQuestion = (refusals: readonly Refusal[], value: number): string => {
	const why =
		refusals.length === 1 ? 'The guard stops this plan.' : `The guard stops this plan for ${refusals.length} reasons.`;
	const asked = refusals.find(refusal => 'asked' in refusal && refusal.asked === value);
	const what = asked !== undefined && 'asked' in asked ? counted[asked.limit] : 'the number of changes';
	return `${why} Type ${count(value)} to let it pass (${what}), Esc to leave everything as it is:`;
};
