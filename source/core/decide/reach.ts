// Who is in groups, through groups within groups, and the way there.
import type {Directory} from './directory.ts';

export type Reach = {
	/** By user: the group that they are a direct member of on the shortest way from a root; -1 for who is not reached. */
	readonly userVia: Int32Array;
	/** By group: the group it is in on that way; -1 for a root, -2 for what is not reached. */
	readonly groupVia: Int32Array;
	/** A group on the way whose members are hidden, so that not everyone is known; -1 when there is none. */
	readonly hidden: number;
};

/**
 * Everyone in the given groups, directly or through groups within. Each group and membership is looked at once, so cycles
 * end by themselves. Of several ways the shortest counts, then the first by group id: the order of the snapshot does not show.
 */
export const reachFrom = (directory: Directory, roots: Iterable<number>): Reach => {
	const {groups, users} = directory.snapshot;
	const userVia = new Int32Array(users.length).fill(-1);
	const groupVia = new Int32Array(groups.length).fill(-2);
	const byRank = (a: number, b: number): number => directory.rank[a]! - directory.rank[b]!;
	let level: number[] = [];
	for (const root of roots) {
		if (groupVia[root] !== -2) continue;
		groupVia[root] = -1;
		level.push(root);
	}
	let hidden = -1;
	while (level.length > 0) {
		level.sort(byRank);
		const next: number[] = [];
		for (const position of level) {
			const group = groups[position]!;
			if (group.membersHidden && hidden === -1) hidden = position;
			for (const user of group.users) if (userVia[user] === -1) userVia[user] = position;
			for (const inner of group.groups) {
				if (groupVia[inner] !== -2) continue;
				groupVia[inner] = position;
				next.push(inner);
			}
		}
		level = next;
	}
	return {userVia, groupVia, hidden};
};

/** The groups from a root to the given one, outermost first. */
export const wayTo = (reach: Reach, group: number): readonly number[] => {
	const way: number[] = [];
	for (let at = group; at >= 0; at = reach.groupVia[at]!) way.push(at);
	return way.reverse();
};
