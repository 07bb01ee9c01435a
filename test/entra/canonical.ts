import type {Snapshot} from '../../source/core/ports.ts';

/** Order means nothing in a snapshot: everything by id. Devices and the like are only counted, and left out here. */
export const canonical = (snapshot: Snapshot) => {
	const userId = (at: number) => snapshot.users[at]?.id;
	const groupId = (at: number) => snapshot.groups[at]?.id;
	return {
		users: snapshot.users.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
		groups: snapshot.groups
			.map(group => ({
				...group,
				others: 0,
				users: [...group.users].map(userId).toSorted(),
				groups: [...group.groups].map(groupId).toSorted(),
			}))
			.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
	};
};
