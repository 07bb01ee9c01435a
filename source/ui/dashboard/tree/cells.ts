// A row of the directory's tree: what it says in each column. Pure functions from model to cells.
import type {Decision, DecisionCode} from '../../../core/changes.ts';
import {hold, inside, type Roster} from '../../../core/model.ts';
import {fitSpans, type Span} from '../../parts/line.tsx';
import {count} from '../../text/numbers.ts';
import type {Glyphs, Tone} from '../../theme.ts';
import type {TreeRow} from '../../tree/rows.ts';
import {personMarks} from './marks.ts';
import type {DirectoryTree} from './model.ts';
import {nodeRef} from './nodes.ts';

/** What a row says: state as a glyph and as a word, in one tone. */
export type Cells = {
	readonly glyph: string;
	readonly name: string;
	/** People in it, with those of nested groups; empty for a person. */
	readonly count: string;
	readonly word: string;
	readonly tone: Tone;
	/** The name itself is quiet: out of scope. */
	readonly quiet: boolean;
};

const codeWords: Readonly<Record<DecisionCode, string>> = {
	selected: '',
	'through-group': '',
	guest: 'guest',
	disabled: 'disabled',
	'no-email': 'no e-mail',
	'bad-email': 'bad e-mail',
	twin: 'same e-mail',
	filtered: 'filtered',
	deleted: 'deleted',
	stranger: 'stranger',
	'hidden-members': 'hidden',
	'email-changed': 'new e-mail',
	protected: 'protected',
	held: 'held',
};

const decisions = new WeakMap<Roster, Map<number, Decision>>();

/** The decision on a person, made once for each. */
export const decisionOn = (roster: Roster, user: number): Decision => {
	let known = decisions.get(roster);
	if (known === undefined) {
		known = new Map();
		decisions.set(roster, known);
	}
	let decision = known.get(user);
	if (decision === undefined) {
		decision = roster.explainUser(user);
		known.set(user, decision);
	}
	return decision;
};

const withCode = (word: string, code: DecisionCode): string =>
	codeWords[code] === '' ? word : `${word}, ${codeWords[code]}`;

/** A person, seen in a group or in no group. */
export const personCells = (tree: DirectoryTree, user: number, group: number | undefined, glyphs: Glyphs): Cells => {
	const {roster} = tree.view;
	const name = roster.snapshot.users[user]?.name ?? '';
	const cells = (glyph: string, word: string, tone: Tone, quiet = false): Cells => ({
		glyph,
		name,
		count: '',
		word,
		tone,
		quiet,
	});
	switch (personMarks[tree.marks.people[user] ?? 0]) {
		case 'invite':
			return cells(glyphs.added, 'new', 'new');
		case 'restore':
			return cells(glyphs.again, 'comes back', 'new');
		case 'revoke':
			return cells(glyphs.gone, 'leaving', 'warn');
		case 'remove':
			return cells(glyphs.gone, 'removed', 'bad');
		case 'adopt':
			return cells(glyphs.changed, 'adopted', 'accent');
		default:
	}
	if (tree.marks.problemsOfPerson.has(user))
		return cells(glyphs.warning, withCode('problem', decisionOn(roster, user).code), 'warn');
	const verdict = roster.users[user];
	if (verdict === hold) return cells(glyphs.held, withCode('on hold', decisionOn(roster, user).code), 'warn');
	if (verdict !== inside) return cells(glyphs.left, withCode('out', decisionOn(roster, user).code), 'quiet', true);
	if (group !== undefined && tree.marks.added.get(group)?.has(user) === true)
		return cells(glyphs.added, 'joins', 'new');
	return cells(glyphs.done, 'in', 'quiet');
};

const membersWord = (added: number, removed: number, glyphs: Glyphs, roomy: boolean): string => {
	if (!roomy)
		return [
			...(added > 0 ? [`${glyphs.added}${count(added)}`] : []),
			...(removed > 0 ? [`${glyphs.gone}${count(removed)}`] : []),
		].join(' ');
	return [...(added > 0 ? [`${count(added)} join`] : []), ...(removed > 0 ? [`${count(removed)} leave`] : [])].join(
		', ',
	);
};

/** A group, at the top or in another. */
export const groupCells = (
	tree: DirectoryTree,
	group: number,
	nested: boolean,
	glyphs: Glyphs,
	roomy = true,
): Cells => {
	const {roster} = tree.view;
	const {name, membersHidden} = roster.snapshot.groups[group]!;
	const cells = (glyph: string, word: string, tone: Tone, quiet = false): Cells => ({
		glyph,
		name,
		count: membersHidden ? '?' : count(roster.members(group).length),
		word,
		tone,
		quiet,
	});
	const added = tree.marks.added.get(group)?.size ?? 0;
	const removed = tree.marks.removed.get(group) ?? 0;
	switch (tree.marks.groups.get(group)) {
		case 'create':
			return cells(glyphs.added, 'new group', 'new');
		case 'adopt':
			return cells(glyphs.changed, 'adopted', 'accent');
		case 'rename':
			return cells(glyphs.changed, 'renamed', 'accent');
		case 'empty':
			return cells(glyphs.gone, 'emptied', 'warn');
		case 'delete':
			return cells(glyphs.gone, 'deleted', 'bad');
		case 'members':
			return cells(
				glyphs.changed,
				membersWord(added, removed, glyphs, roomy) || 'changed',
				removed > 0 ? 'warn' : 'new',
			);
		default:
	}
	if (tree.marks.problemsOfGroup.has(group)) return cells(glyphs.warning, 'problem', 'warn');
	const verdict = roster.groups[group];
	if (verdict === hold) return cells(glyphs.held, membersHidden ? 'on hold, hidden' : 'on hold', 'warn');
	if (verdict !== inside) return cells(glyphs.left, 'out', 'quiet', true);
	return cells(glyphs.done, nested ? 'nested' : 'in', 'quiet');
};

const cellsOf = (tree: DirectoryTree, row: TreeRow, glyphs: Glyphs, roomy: boolean): Cells => {
	const {roster} = tree.view;
	const ref = nodeRef(roster, row.node);
	switch (ref.kind) {
		case 'group': {
			if (row.again)
				return {
					...groupCells(tree, ref.group, true, glyphs, roomy),
					glyph: glyphs.again,
					word: 'as above',
					tone: 'quiet',
				};
			return groupCells(tree, ref.group, row.depth > 0, glyphs, roomy);
		}
		case 'person': {
			const parent = row.parent === undefined ? undefined : nodeRef(roster, row.parent);
			return personCells(tree, ref.user, parent?.kind === 'group' ? parent.group : undefined, glyphs);
		}
		case 'leaver': {
			const leaver = tree.marks.leavers[ref.leaver]!;
			const removed = leaver.change.kind === 'remove';
			return {
				glyph: glyphs.gone,
				name: leaver.person.name || leaver.person.email,
				count: '',
				word: removed ? 'removed' : 'leaving',
				tone: removed ? 'bad' : 'warn',
				quiet: false,
			};
		}
		case 'no-group':
			return {
				glyph: ' ',
				name: 'In no group',
				count: count(tree.children(row.node).length),
				word: '',
				tone: 'quiet',
				quiet: true,
			};
		case 'leavers':
			return {
				glyph: glyphs.gone,
				name: 'Gone from the directory',
				count: count(tree.children(row.node).length),
				word: 'leaving',
				tone: 'warn',
				quiet: false,
			};
	}
};

/** Cells of the columns at the right of the tree. */
const columnsFor = (width: number) =>
	width >= 64
		? {count: 7, word: 20, roomy: true}
		: width >= 46
			? {count: 7, word: 16, roomy: true}
			: {count: 6, word: 11, roomy: false};

/** A row of the tree in so many cells: indentation, fold, state, name, how many, and the state as a word. */
export const treeRowSpans = (tree: DirectoryTree, row: TreeRow, width: number, glyphs: Glyphs): Span[] => {
	const columns = columnsFor(width);
	const cells = cellsOf(tree, row, glyphs, columns.roomy);
	const fold = row.foldable ? (row.open ? glyphs.open : glyphs.closed) : ' ';
	const left: Span[] = [
		{text: `${'  '.repeat(Math.min(row.depth, 12))}${fold} `},
		{text: `${cells.glyph} `, tone: cells.tone},
		{text: cells.name, tone: cells.quiet ? 'quiet' : row.foldable ? 'strong' : 'plain'},
	];
	return [
		...fitSpans(left, width - columns.count - columns.word - 2, glyphs.ellipsis),
		{text: cells.count.padStart(columns.count), tone: 'quiet'},
		{text: '  '},
		...fitSpans([{text: cells.word, tone: cells.tone}], columns.word, glyphs.ellipsis),
	];
};

/** The signs of the tree, for the help. */
export const legend = (glyphs: Glyphs): readonly (readonly [string, string])[] => [
	[glyphs.done, 'in, and nothing changes'],
	[glyphs.added, 'new: is invited, joins a group, or is a new group'],
	[glyphs.gone, 'leaves: is revoked, removed, emptied or deleted'],
	[glyphs.changed, 'changes: other members, another name, or adopted'],
	[glyphs.again, 'comes back; or a group shown above already'],
	[glyphs.held, 'on hold: neither invited nor taken out'],
	[glyphs.left, 'out: the reason stands beside it'],
	[glyphs.warning, 'a problem that needs a person'],
];
