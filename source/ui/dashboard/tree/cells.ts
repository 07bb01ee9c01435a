// A row of the directory's tree: what it says in each column. Pure functions from model to cells.
import type {Decision, DecisionCode} from '../../../core/changes.ts';
import {hold, inside, type Roster} from '../../../core/model.ts';
import {fitSpans, type Span} from '../../parts/line.tsx';
import {count} from '../../text/numbers.ts';
import type {Glyphs, Tone} from '../../theme.ts';
import type {TreeRow} from '../../tree/rows.ts';
import {type GroupMark, type PersonMark, personMarks} from './marks.ts';
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

type Look = readonly [glyph: keyof Glyphs, word: string, tone: Tone];

/** What a plan does to a person, and to a group. */
const personLooks: Readonly<Record<Exclude<PersonMark, 'none'>, Look>> = {
	invite: ['added', 'new', 'new'],
	restore: ['again', 'comes back', 'new'],
	revoke: ['gone', 'leaving', 'warn'],
	remove: ['gone', 'removed', 'bad'],
	adopt: ['changed', 'linked', 'accent'],
};
const groupLooks: Readonly<Record<Exclude<GroupMark, 'none' | 'members'>, Look>> = {
	create: ['added', 'new group', 'new'],
	adopt: ['changed', 'taken over', 'accent'],
	rename: ['changed', 'renamed', 'accent'],
	empty: ['gone', 'emptied', 'warn'],
	delete: ['gone', 'deleted', 'bad'],
};

const personLook = (tree: DirectoryTree, user: number, group: number | undefined): Look => {
	const {roster} = tree.view;
	const mark = personMarks[tree.marks.people[user] ?? 0] ?? 'none';
	if (mark !== 'none') return personLooks[mark];
	const coded = (word: string): string => withCode(word, decisionOn(roster, user).code);
	if (tree.marks.problemsOfPerson.has(user)) return ['warning', coded('problem'), 'warn'];
	const verdict = roster.users[user];
	if (verdict === hold) return ['held', coded('on hold'), 'warn'];
	if (verdict !== inside) return ['left', coded('out'), 'quiet'];
	return group !== undefined && tree.marks.added.get(group)?.has(user) === true
		? ['added', 'joins', 'new']
		: ['done', 'in', 'quiet'];
};

/** A person, seen in a group or in no group. */
const personCells = (tree: DirectoryTree, user: number, group: number | undefined, glyphs: Glyphs): Cells => {
	const [glyph, word, tone] = personLook(tree, user, group);
	const name = tree.view.roster.snapshot.users[user]?.name ?? '';
	return {glyph: glyphs[glyph], name, count: '', word, tone, quiet: glyph === 'left'};
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

const groupLook = (tree: DirectoryTree, group: number, nested: boolean, glyphs: Glyphs, roomy: boolean): Look => {
	const {
		marks,
		view: {roster},
	} = tree;
	const mark = marks.groups.get(group) ?? 'none';
	if (mark === 'members') {
		const added = marks.added.get(group)?.size ?? 0;
		const removed = marks.removed.get(group) ?? 0;
		const word = membersWord(added, removed, glyphs, roomy) || 'changed';
		return ['changed', word, removed > 0 ? 'warn' : 'new'];
	}
	if (mark !== 'none') return groupLooks[mark];
	if (marks.problemsOfGroup.has(group)) return ['warning', 'problem', 'warn'];
	const verdict = roster.groups[group];
	const hidden = roster.snapshot.groups[group]!.membersHidden;
	if (verdict === hold) return ['held', hidden ? 'on hold, hidden' : 'on hold', 'warn'];
	return verdict === inside ? ['done', nested ? 'nested' : 'in', 'quiet'] : ['left', 'out', 'quiet'];
};

/** A group, at the top or in another. */
const groupCells = (tree: DirectoryTree, group: number, nested: boolean, glyphs: Glyphs, roomy = true): Cells => {
	const {roster} = tree.view;
	const {name, membersHidden} = roster.snapshot.groups[group]!;
	const [glyph, word, tone] = groupLook(tree, group, nested, glyphs, roomy);
	const people = membersHidden ? '?' : count(roster.members(group).length);
	return {glyph: glyphs[glyph], name, count: people, word, tone, quiet: glyph === 'left'};
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

/** Cells of the columns at the right of the tree: how many people, and the state as a word, with two blanks between. */
export const columnsFor = (width: number) =>
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
	[glyphs.changed, 'changes: other members, another name, linked or taken over'],
	[glyphs.again, 'comes back; or a group shown above already'],
	[glyphs.held, 'on hold: neither invited nor taken out'],
	[glyphs.left, 'out: the reason stands beside it'],
	[glyphs.warning, 'a problem that needs a person'],
];
