// A snapshot and the changes since make the next snapshot. Pure, so that thousands of histories can be held against full reads.
import type {DirectoryGroup, DirectoryUser, EntraId, FullReadReason, GoneReason, Snapshot} from '../../core/ports.ts';
import type {Changes, GroupChange} from './changes.ts';
import {groupFrom, isWholeUser, userFrom} from './object.ts';

export type Index = {readonly users: ReadonlyMap<EntraId, number>; readonly groups: ReadonlyMap<EntraId, number>};

/** Positions by id. */
export const indexOf = (snapshot: Pick<Snapshot, 'users' | 'groups'>): Index => ({
	users: new Map(snapshot.users.map((user, at) => [user.id, at])),
	groups: new Map(snapshot.groups.map((group, at) => [group.id, at])),
});

/**
 * Whether the changes cannot be merged: someone or something is back. Soft-deleted users keep their memberships, and
 * groups say nothing of a restore, so only a full read knows what they are in (Microsoft Graph, "Get incremental changes for groups").
 */
export const fullReadFor = (snapshot: Snapshot, changes: Changes): FullReadReason | undefined => {
	for (const [id, change] of changes.users) {
		// Ended and living in one round: which came last cannot be told for sure.
		if (change.live !== undefined && (snapshot.gone.has(id) || change.removed !== undefined)) return 'user-restored';
	}
	for (const [id, change] of changes.groups) {
		if (
			(change.live !== undefined || change.members.size > 0) &&
			(snapshot.gone.has(id) || change.removed !== undefined)
		)
			return 'group-restored';
	}
	return undefined;
};

/** Who is gone: as was known, and as the changes say. */
export const goneIn = (snapshot: Snapshot, changes: Changes): Map<EntraId, GoneReason> => {
	const gone = new Map(snapshot.gone);
	for (const list of [changes.users, changes.groups]) {
		for (const [id, {removed}] of list) if (removed !== undefined) gone.set(id, removed);
	}
	return gone;
};

/** Ids that the changes name, of which neither they nor the snapshot know enough: to be looked up. */
export const unknownIn = (
	snapshot: Snapshot,
	index: Index,
	changes: Changes,
): {readonly users: readonly EntraId[]; readonly groups: readonly EntraId[]} => {
	const users = new Set<EntraId>();
	const groups = new Set<EntraId>();
	for (const [id, change] of changes.users) {
		if (change.live !== undefined && !index.users.has(id) && !isWholeUser(change.live)) users.add(id);
	}
	for (const change of changes.groups.values()) {
		for (const [id, {kind, here}] of change.members) {
			if (!here || snapshot.gone.has(id)) continue;
			if (kind === 'user' && !index.users.has(id) && !changes.users.has(id)) users.add(id);
			if (kind === 'group' && !index.groups.has(id) && !changes.groups.has(id)) groups.add(id);
		}
	}
	return {users: [...users], groups: [...groups]};
};

type Placement = {
	/** Old position to new; -1 for who is gone. Undefined when nothing moved. */
	readonly moved: Int32Array | undefined;
	readonly at: (id: EntraId) => number | undefined;
};

const place = <Item extends {readonly id: EntraId}>(
	before: readonly Item[],
	kept: (item: Item) => Item | undefined,
	added: readonly Item[],
): {readonly items: readonly Item[]; readonly placement: Placement} => {
	const moved = new Int32Array(before.length);
	const items: Item[] = [];
	before.forEach((item, at) => {
		const now = kept(item);
		moved[at] = now === undefined ? -1 : items.length;
		if (now !== undefined) items.push(now);
	});
	const same = items.length === before.length;
	items.push(...added);
	let positions: Map<EntraId, number> | undefined;
	return {
		items,
		placement: {
			moved: same ? undefined : moved,
			at: id => {
				positions ??= new Map(items.map((item, at) => [item.id, at]));
				return positions.get(id);
			},
		},
	};
};

const carried = (positions: Uint32Array, {moved}: Placement): Uint32Array => {
	if (moved === undefined) return positions;
	let length = 0;
	const result = new Uint32Array(positions.length);
	for (const position of positions) {
		const now = moved[position] ?? -1;
		if (now >= 0) result[length++] = now;
	}
	return length === result.length ? result : result.slice(0, length);
};

const changed = (positions: Uint32Array, enter: readonly number[], leave: ReadonlySet<number>): Uint32Array => {
	if (enter.length === 0 && leave.size === 0) return positions;
	const set = new Set(positions);
	for (const position of leave) set.delete(position);
	for (const position of enter) set.add(position);
	return Uint32Array.from(set).sort();
};

/**
 * Merges. What the changes name and nobody knows must have been looked up before, or it is left out.
 * @param mayReadHidden false: members of groups that hide them stay unknown
 * @returns users and groups, the very same arrays when nothing has changed, and the ids that are gone
 */
export const merge = (
	snapshot: Snapshot,
	index: Index,
	changes: Changes,
	mayReadHidden: boolean,
): Pick<Snapshot, 'users' | 'groups' | 'gone'> => {
	if (changes.users.size === 0 && changes.groups.size === 0) return snapshot;
	const gone = goneIn(snapshot, changes);
	const newUsers: DirectoryUser[] = [];
	for (const [id, {live, removed}] of changes.users) {
		if (live !== undefined && removed === undefined && !index.users.has(id)) newUsers.push(userFrom(id, live));
	}
	const people = place(
		snapshot.users,
		user => {
			const change = changes.users.get(user.id);
			if (change === undefined) return user;
			if (change.removed !== undefined) return undefined;
			return change.live === undefined ? user : userFrom(user.id, change.live, user);
		},
		newUsers,
	);

	const blank = (id: EntraId): DirectoryGroup => ({
		id,
		name: '',
		users: new Uint32Array(0),
		groups: new Uint32Array(0),
		others: 0,
		membersHidden: false,
	});
	const newGroups: DirectoryGroup[] = [];
	for (const [id, {live, removed}] of changes.groups) {
		if (live !== undefined && removed === undefined && !index.groups.has(id)) newGroups.push(blank(id));
	}
	const teams = place(
		snapshot.groups,
		group => (changes.groups.get(group.id)?.removed === undefined ? group : undefined),
		newGroups,
	);

	const withMembers = (group: DirectoryGroup, change: GroupChange): DirectoryGroup => {
		const facts = groupFrom(change.live ?? {}, {name: group.name, hidden: group.membersHidden});
		// A group that hides its members was never seen to have any; with the right to see them it is like any other.
		if (facts.hidden && !mayReadHidden) {
			return {...blank(group.id), name: facts.name, membersHidden: true};
		}
		const enter = {users: [] as number[], groups: [] as number[]};
		const leave = {users: new Set<number>(), groups: new Set<number>()};
		let {others} = group;
		for (const [id, {kind, here}] of change.members) {
			const user = people.placement.at(id);
			const nested = teams.placement.at(id);
			if (here) {
				if (user !== undefined) enter.users.push(user);
				else if (nested !== undefined) enter.groups.push(nested);
				else if (kind === 'other') others++;
			} else if (user !== undefined) leave.users.add(user);
			else if (nested !== undefined) leave.groups.add(nested);
			else if (kind === 'other') others = Math.max(0, others - 1);
		}
		return {
			id: group.id,
			name: facts.name,
			users: changed(group.users, enter.users, leave.users),
			groups: changed(group.groups, enter.groups, leave.groups),
			others,
			membersHidden: false,
		};
	};
	const groups = teams.items.map(group => {
		const users = carried(group.users, people.placement);
		const nested = carried(group.groups, teams.placement);
		const same = users === group.users && nested === group.groups;
		const moved = same ? group : {...group, users, groups: nested};
		const change = changes.groups.get(group.id);
		return change === undefined ? moved : withMembers(moved, change);
	});
	// A member that was named and is nowhere: when it turns up after all, only a full read knows its memberships.
	for (const change of changes.groups.values()) {
		for (const [id, {kind, here}] of change.members) {
			const known = people.placement.at(id) !== undefined || teams.placement.at(id) !== undefined;
			if (here && (kind === 'user' || kind === 'group') && !known && !gone.has(id)) gone.set(id, 'absent');
		}
	}
	return {users: people.items, groups, gone};
};
