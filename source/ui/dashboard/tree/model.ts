// The directory's tree under a search and a filter. Pure.
import type {Roster} from '../../../core/model.ts';
import type {RunView} from '../../../core/run.ts';
import type {TreeModel} from '../../tree/rows.ts';
import {type Marks, marksFor} from './marks.ts';
import {leaverNode, leaversNode, nodeRef, noGroupNode, personNode} from './nodes.ts';
import {hitsOf, type TreeQuery} from './search.ts';
import {type Shape, shapeOf} from './shape.ts';

export type DirectoryTree = TreeModel & {
	readonly view: RunView;
	readonly marks: Marks;
	readonly shape: Shape;
	/** People and groups that the query is about; undefined when it is about all of them. */
	readonly found: {readonly people: number; readonly groups: number} | undefined;
};

/** So many hits are unfolded by themselves; beyond it, groups say how many they hold. */
const mostOpened = 400;

const empty = new Uint32Array();

/** The tree of a view, narrowed to a query. A group is shown when it is meant itself or holds somebody who is. */
export const directoryTree = (view: RunView, query: TreeQuery): DirectoryTree => {
	const {roster} = view;
	const {snapshot} = roster;
	const marks = marksFor(view);
	const shape = shapeOf(snapshot);
	const hits = hitsOf(roster, marks, shape, query);
	const childrenOf = new Map<number, ArrayLike<number>>();

	const people = (users: Iterable<number>): Uint32Array =>
		shape.sortedPeople(users).map(user => personNode(roster, user));
	const kept = (users: Uint32Array): Uint32Array =>
		hits === undefined ? users : users.filter(user => hits.people[user] === 1);
	const childrenOfGroup = (group: number): ArrayLike<number> => {
		const {groups, users} = snapshot.groups[group]!;
		// A group that is searched by its name shows everyone in it; one that changes shows who changes.
		const whole = hits === undefined || (query.filter === 'all' && hits.named[group] === 1);
		const inner = Array.from(groups)
			.filter(one => whole || hits.groups[one] === 1)
			.sort((a, b) => shape.groupRank[a]! - shape.groupRank[b]!);
		const own = people(whole ? users : kept(users));
		const nodes = new Uint32Array(inner.length + own.length);
		nodes.set(inner);
		nodes.set(own, inner.length);
		return nodes;
	};
	const children = (node: number): ArrayLike<number> => {
		const known = childrenOf.get(node);
		if (known !== undefined) return known;
		const ref = nodeRef(roster, node);
		const made =
			ref.kind === 'group'
				? childrenOfGroup(ref.group)
				: ref.kind === 'no-group'
					? people(kept(shape.ungrouped))
					: ref.kind === 'leavers'
						? leaverNodes(roster, marks, query)
						: empty;
		childrenOf.set(node, made);
		return made;
	};

	const tops = hits === undefined ? shape.tops : shape.tops.filter(group => hits.groups[group] === 1);
	// What takes access away stands first.
	const first = leaverNodes(roster, marks, query).length > 0 ? [leaversNode] : [];
	const last = kept(shape.ungrouped).length > 0 ? [noGroupNode] : [];
	const roots = new Int32Array(first.length + tops.length + last.length);
	roots.set(first);
	roots.set(tops, first.length);
	roots.set(last, first.length + tops.length);
	const few = hits !== undefined && hits.peopleCount + hits.groupCount <= mostOpened;
	return {
		view,
		marks,
		shape,
		roots,
		children,
		foldable: node => {
			const ref = nodeRef(roster, node);
			if (ref.kind === 'group') {
				const group = snapshot.groups[ref.group]!;
				return group.users.length + group.groups.length > 0;
			}
			return ref.kind === 'no-group' || ref.kind === 'leavers';
		},
		id: node => {
			const ref = nodeRef(roster, node);
			switch (ref.kind) {
				case 'group':
					return snapshot.groups[ref.group]!.id;
				case 'person':
					return snapshot.users[ref.user]!.id;
				case 'leaver':
					return marks.leavers[ref.leaver]!.person.externalId;
				default:
					return ref.kind;
			}
		},
		...(few ? {opened: (node: number) => node < 0 || (node < snapshot.groups.length && hits.holding[node] === 1)} : {}),
		found: hits === undefined ? undefined : {people: hits.peopleCount, groups: hits.groupCount},
	};
};

const leaverNodes = (roster: Roster, marks: Marks, {search, filter}: TreeQuery): Uint32Array => {
	if (filter === 'problems') return empty;
	const wanted = search.trim().toLowerCase();
	const nodes: number[] = [];
	for (const [position, {person}] of marks.leavers.entries()) {
		if (`${person.name}\n${person.email}`.toLowerCase().includes(wanted)) nodes.push(leaverNode(roster, position));
	}
	return Uint32Array.from(nodes);
};
