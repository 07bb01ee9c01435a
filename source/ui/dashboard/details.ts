// What is known of the selected row: state, reason, way through the groups, and what will happen. Pure.
import type {Change, Problem} from '../../core/changes.ts';
import {hold, inside} from '../../core/model.ts';
import type {EntraId} from '../../core/ports.ts';
import type {Span} from '../parts/line.tsx';
import {count, many} from '../text/numbers.ts';
import type {TreeRow} from '../tree/rows.ts';
import {decisionOn} from './tree/cells.ts';
import type {DirectoryTree} from './tree/model.ts';
import {nodeRef} from './tree/nodes.ts';

export type Details = {
	readonly title: string;
	/** One or two words of state for the frame. */
	readonly note: string;
	/** Paragraphs, in order; the panel wraps them. */
	readonly paragraphs: readonly (readonly Span[])[];
};

const verdictWord = (verdict: number | undefined): string =>
	verdict === inside ? 'in' : verdict === hold ? 'on hold' : 'out';

const names = (tree: DirectoryTree, ids: readonly EntraId[]): string[] =>
	ids.map(id => {
		const group = tree.view.roster.groupAt(id);
		return group === undefined ? id : tree.view.roster.snapshot.groups[group]!.name;
	});

const list = (items: readonly string[], most: number): string => {
	const shown = items.slice(0, most).join(', ');
	return items.length > most ? `${shown} and ${count(items.length - most)} more` : shown;
};

/** What a change means for this person, in the future tense. */
const willHappen = (change: Change): string => {
	switch (change.kind) {
		case 'invite':
			return `Will be invited as ${change.person.email}.`;
		case 'restore':
			return 'Will be restored: Usher revoked them, and they are back.';
		case 'revoke':
			return 'Will be revoked: access ends, the membership can be restored.';
		case 'remove':
			return 'Will be removed from the organisation. That cannot be undone.';
		case 'adopt-member':
			return change.how === 'recreated'
				? 'The member will be linked to the new account of the same address.'
				: 'A member with this address is there already and will be linked.';
		case 'create-group':
			return 'The group will be created.';
		case 'rename-group':
			return `The group will be renamed; it was "${change.was}".`;
		case 'adopt-group':
			return 'A group of this name is there already and will be taken over.';
		case 'empty-group':
			return `The group will be emptied: ${many(change.memberships, 'membership')} end. ${change.because}`;
		case 'delete-group':
			return `The group will be deleted, with ${many(change.memberships, 'membership')}. ${change.because}`;
		case 'set-group-members':
			return '';
	}
};

const problemParagraphs = (problems: readonly Problem[] | undefined): Span[][] =>
	(problems ?? []).map(problem => [{text: problem.message, tone: 'warn' as const}]);

/** Groups that a person stands in directly. */
const groupsWith = (tree: DirectoryTree, user: number): string[] =>
	Array.from(tree.shape.groupsOf(user), group => tree.view.roster.snapshot.groups[group]!.name);

/** Groups of the organisation that a person comes into. */
const joinedBy = (tree: DirectoryTree, user: number): string[] =>
	[...tree.marks.added].flatMap(([group, users]) =>
		users.has(user) ? [tree.view.roster.snapshot.groups[group]!.name] : [],
	);

const seatsParagraph = (tree: DirectoryTree): Span[][] => {
	const seats = tree.view.plan?.seats;
	if (seats === undefined) return [];
	return seats.toBuy > 0
		? [
				[
					{
						text: `${many(seats.needed, 'seat')} needed, ${count(seats.free)} free: ${count(seats.toBuy)} will be bought.`,
						tone: 'warn',
					},
				],
			]
		: [[{text: `${many(seats.needed, 'seat')} needed, ${count(seats.free)} free.`, tone: 'quiet'}]];
};

const personDetails = (tree: DirectoryTree, user: number): Details => {
	const {roster} = tree.view;
	const person = roster.snapshot.users[user]!;
	const decision = decisionOn(roster, user);
	const change = tree.marks.personChange.get(user);
	const email = roster.emails[user] ?? '';
	const path = names(tree, decision.path);
	const groups = groupsWith(tree, user);
	const joins = joinedBy(tree, user);
	return {
		title: person.name || email || person.upn,
		note: verdictWord(roster.users[user]),
		paragraphs: [
			[
				{text: email === '' ? person.upn : email, tone: 'accent'},
				...(email !== '' && person.upn !== email
					? [{text: `  signs in as ${person.upn}`, tone: 'quiet' as const}]
					: []),
			],
			[{text: decision.reason}],
			...(path.length > 0 ? [[{text: 'Through ', tone: 'quiet' as const}, {text: path.join(' → ')}]] : []),
			...(change === undefined
				? []
				: [
						[
							{
								text: willHappen(change),
								tone: change.kind === 'revoke' || change.kind === 'remove' ? ('warn' as const) : ('new' as const),
							},
						],
					]),
			...(change?.kind === 'invite' ? seatsParagraph(tree) : []),
			...(joins.length === 0 ? [] : [[{text: 'Joins ', tone: 'new' as const}, {text: list(joins, 8)}]]),
			...problemParagraphs(tree.marks.problemsOfPerson.get(user)),
			[{text: 'Groups ', tone: 'quiet'}, {text: groups.length === 0 ? 'none' : list(groups, 12)}],
			[
				{
					text: [
						person.enabled ? 'account enabled' : 'account disabled',
						person.guest ? 'guest' : 'member of the tenant',
					].join(', '),
					tone: 'quiet',
				},
			],
			[{text: person.id, tone: 'quiet'}],
		],
	};
};

const groupDetails = (tree: DirectoryTree, group: number): Details => {
	const {roster} = tree.view;
	const {name, users, groups, others, membersHidden, id} = roster.snapshot.groups[group]!;
	const inOrganisation = roster.groupNames[group];
	const parents = tree.shape.parents[group]!.map(parent => roster.snapshot.groups[parent]!.name);
	const changes = tree.marks.groupChanges.get(group) ?? [];
	const members = changes.find(change => change.kind === 'set-group-members');
	const people = (list_: readonly {readonly name: string; readonly email: string}[]) =>
		list(
			list_.map(person => person.name || person.email),
			8,
		);
	return {
		title: name,
		note: verdictWord(roster.groups[group]),
		paragraphs: [
			[{text: roster.explainGroup(group).reason}],
			[
				{
					text: membersHidden
						? 'Its members are hidden, and Usher may not see them: the group is left as it is.'
						: groups.length === 0
							? `${many(users.length, 'person', 'people')}, no nested groups.`
							: `${many(roster.members(group).length, 'person', 'people')} in all: ${count(users.length)} directly, the others through ${many(groups.length, 'nested group')}.`,
				},
				...(others > 0
					? [{text: ` ${many(others, 'device or app', 'devices or apps')} in it, not counted.`, tone: 'quiet' as const}]
					: []),
			],
			...changes
				.filter(change => change.kind !== 'set-group-members')
				.map(change => [
					{
						text: willHappen(change),
						tone:
							change.kind === 'empty-group' || change.kind === 'delete-group' ? ('warn' as const) : ('new' as const),
					},
				]),
			...(members === undefined || members.added.length === 0
				? []
				: [[{text: `${count(members.added.length)} join: `, tone: 'new' as const}, {text: people(members.added)}]]),
			...(members === undefined || members.removed.length === 0
				? []
				: [
						[
							{text: `${count(members.removed.length)} leave: `, tone: 'warn' as const},
							{text: people(members.removed)},
						],
					]),
			...problemParagraphs(tree.marks.problemsOfGroup.get(group)),
			...(inOrganisation !== undefined && inOrganisation !== name
				? [[{text: 'In the organisation it is called ', tone: 'quiet' as const}, {text: inOrganisation}]]
				: []),
			...(parents.length > 0 ? [[{text: 'Stands in ', tone: 'quiet' as const}, {text: list(parents, 8)}]] : []),
			[{text: id, tone: 'quiet'}],
		],
	};
};

/** The details of a row of the tree. */
export const detailsOf = (tree: DirectoryTree, row: TreeRow): Details => {
	const ref = nodeRef(tree.view.roster, row.node);
	switch (ref.kind) {
		case 'person':
			return personDetails(tree, ref.user);
		case 'group':
			return groupDetails(tree, ref.group);
		case 'leaver': {
			const {person, change} = tree.marks.leavers[ref.leaver]!;
			return {
				title: person.name || person.email,
				note: 'leaving',
				paragraphs: [
					[{text: person.email, tone: 'accent'}],
					...('because' in change && typeof change.because !== 'string' ? [[{text: change.because.reason}]] : []),
					[{text: willHappen(change), tone: 'warn'}],
				],
			};
		}
		case 'no-group':
			return {
				title: 'In no group',
				note: '',
				paragraphs: [
					[{text: `${many(tree.children(row.node).length, 'person', 'people')} of the directory stand in no group.`}],
				],
			};
		case 'leavers':
			return {
				title: 'Gone from the directory',
				note: '',
				paragraphs: [
					[
						{
							text: 'People whom the directory no longer has, and who are still in the organisation. The plan takes their access away.',
						},
					],
				],
			};
	}
};
