// Rows of a plan, and its summary. Pure.
import type {Change, PersonRef, Plan, Refusal} from '../../../core/changes.ts';
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

/** Why a change is made, in a few words. */
const becauseText = (change: Change, glyphs: Pick<Glyphs, 'added' | 'gone'>): string => {
	switch (change.kind) {
		case 'invite':
		case 'restore':
		case 'revoke':
		case 'remove':
			// The heading says in or out already.
			return change.because.reason.replace(/^(?:In|Out|On hold): /, '');
		case 'adopt-member':
			return change.how === 'recreated'
				? 'a new account of the same address'
				: 'is a member already, by the same address';
		case 'rename-group':
			return `was "${change.was}"`;
		case 'set-group-members':
			return [
				...(change.added.length > 0 ? [`${glyphs.added}${count(change.added.length)}`] : []),
				...(change.removed.length > 0 ? [`${glyphs.gone}${count(change.removed.length)}`] : []),
			].join('  ');
		default:
			return change.memberships > 0 ? `${change.because} ${many(change.memberships, 'membership')}` : change.because;
	}
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
				{text: `  ${words.section?.(node.change, tree.plan.counts[node.change]) ?? ''}`, tone: 'quiet'},
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
					? fitSpans([{text: name}], nameCells + (mailCells === 0 ? 0 : 2 + mailCells), glyphs.ellipsis)
					: [
							...fitSpans([{text: name}], nameCells, glyphs.ellipsis),
							{text: '  '},
							...fitSpans([{text: email, tone: 'quiet'}], mailCells, glyphs.ellipsis),
						]),
				{text: '  '},
				{text: words.change?.(change) ?? '', tone: 'warn'},
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

const notes = (plan: Plan): Partial<Record<Change['kind'], string>> => {
	const {seats, mails} = plan;
	const seatText =
		seats === undefined
			? ''
			: seats.toBuy > 0
				? `${many(seats.free, 'seat')} free, ${count(seats.toBuy)} to buy`
				: `${many(seats.free, 'seat')} free`;
	return {
		invite: [seatText, mails > 0 ? many(mails, 'mail') : 'no mail goes out'].filter(text => text !== '').join('; '),
		revoke: 'access ends; can be restored',
		remove: 'cannot be undone',
		restore: 'Usher revoked them, and they are back',
		'empty-group': 'access through them ends; collections stay mapped',
		'delete-group': 'cannot be undone',
	};
};

/** The plan in a few rows: how many of what, and what it costs. */
export const planSummary = (
	plan: Plan,
	told: Partial<Record<Change['kind'], string>> = notes(plan),
	none = 'Nothing to do: the organisation is as the directory says.',
): Span[][] => {
	const kinds = changeOrder.filter(kind => (plan.counts[kind] ?? 0) > 0);
	if (kinds.length === 0) return [[{text: none, tone: 'good'}]];
	const label = (kind: Change['kind']) => changeWords[kind].count(plan.counts[kind]).replace(/^[\d,]+ /, '');
	const labelCells = Math.max(...kinds.map(kind => widthOf(label(kind))));
	return kinds.map(kind => [
		{text: `  ${count(plan.counts[kind]).padStart(6)}  `, tone: changeTone[kind]},
		{text: fitTo(label(kind), labelCells)},
		{text: told[kind] === undefined ? '' : `  ${told[kind]}`, tone: 'quiet'},
	]);
};

/** What the guard says, and the way on. */
export const guardRows = (refusals: readonly Refusal[]): string[] => refusals.map(refusalText);

/** The question before a plan that the guard holds back is applied. */
export const confirmQuestion = (refusals: readonly Refusal[], number: number): string =>
	`${refusals.length === 1 ? 'The guard holds this plan back.' : `The guard holds this plan back for ${refusals.length} reasons.`} Type ${count(number)} to let it pass, Esc to leave everything as it is:`;
