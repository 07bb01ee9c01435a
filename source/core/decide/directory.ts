// The snapshot with an index: ids to positions, an order that does not depend on how pages arrived, and what is hidden.
import type {DirectoryGroup, DirectoryUser, EntraId, Snapshot} from '../ports.ts';

export type Directory = {
	/** Without duplicates; the given one when it had none. */
	readonly snapshot: Snapshot;
	readonly userAt: ReadonlyMap<EntraId, number>;
	readonly groupAt: ReadonlyMap<EntraId, number>;
	/** By group: its place when groups are sorted by id. */
	readonly rank: Uint32Array;
	/** By group: 1 when its members, or those of a group somewhere within, are hidden. Undefined when nothing is. */
	readonly hidden: Uint8Array | undefined;
};

const lastOfEach = <T extends {readonly id: EntraId}>(
	items: readonly T[],
): {readonly kept: readonly T[]; readonly at: Map<EntraId, number>; readonly moved: Uint32Array | undefined} => {
	const at = new Map<EntraId, number>();
	for (let position = 0; position < items.length; position++) at.set(items[position]!.id, position);
	if (at.size === items.length) return {kept: items, at, moved: undefined};
	at.clear();
	for (const item of items) if (!at.has(item.id)) at.set(item.id, at.size);
	const kept: T[] = [];
	const moved = new Uint32Array(items.length);
	items.forEach((item, position) => {
		const target = at.get(item.id)!;
		// What came later is newer.
		kept[target] = item;
		moved[position] = target;
	});
	return {kept, at, moved};
};

/** Members of every occurrence of a group, at the positions that are left. */
const rewrite = (
	snapshot: Snapshot,
	kept: readonly DirectoryGroup[],
	userMoved: Uint32Array | undefined,
	groupMoved: Uint32Array | undefined,
): readonly DirectoryGroup[] => {
	const users: Set<number>[] = kept.map(() => new Set());
	const groups: Set<number>[] = kept.map(() => new Set());
	const hidden = kept.map(() => false);
	snapshot.groups.forEach((group, position) => {
		const target = groupMoved?.[position] ?? position;
		for (const user of group.users) users[target]!.add(userMoved?.[user] ?? user);
		for (const inner of group.groups) groups[target]!.add(groupMoved?.[inner] ?? inner);
		if (group.membersHidden) hidden[target] = true;
	});
	return kept.map((group, position) => ({
		...group,
		users: Uint32Array.from(users[position]!).sort(),
		groups: Uint32Array.from(groups[position]!).sort(),
		membersHidden: hidden[position]!,
	}));
};

/** By group: 1 when hidden members are within it, found from the hidden groups outwards. */
const withHidden = (groups: readonly DirectoryGroup[]): Uint8Array | undefined => {
	const within = new Uint8Array(groups.length);
	const pending: number[] = [];
	groups.forEach((group, position) => {
		if (!group.membersHidden) return;
		within[position] = 1;
		pending.push(position);
	});
	if (pending.length === 0) return undefined;
	const holders: number[][] = groups.map(() => []);
	groups.forEach((group, position) => {
		for (const inner of group.groups) holders[inner]?.push(position);
	});
	for (let inner = pending.pop(); inner !== undefined; inner = pending.pop()) {
		for (const holder of holders[inner]!) {
			if (within[holder] === 1) continue;
			within[holder] = 1;
			pending.push(holder);
		}
	}
	return within;
};

/** Indexes a snapshot. An object that came twice is kept once: the later one, with the members of both. */
export const indexDirectory = (given: Snapshot): Directory => {
	const users = lastOfEach<DirectoryUser>(given.users);
	const groups = lastOfEach<DirectoryGroup>(given.groups);
	const snapshot =
		users.moved === undefined && groups.moved === undefined
			? given
			: {...given, users: users.kept, groups: rewrite(given, groups.kept, users.moved, groups.moved)};
	const order = snapshot.groups.map((_, position) => position);
	const ids = snapshot.groups.map(group => group.id);
	order.sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
	const rank = new Uint32Array(order.length);
	order.forEach((position, place) => {
		rank[position] = place;
	});
	return {snapshot, userAt: users.at, groupAt: groups.at, rank, hidden: withHidden(snapshot.groups)};
};
