// A directory while it is read: everything by number, in the order of first sight, because members are often named
// before the page that they are on has come.
import type {DirectoryGroup, DirectoryUser, EntraId} from '../../core/ports.ts';
import type {GroupFacts, MemberKind} from './object.ts';

const none = new Uint32Array(0);

type GroupEntry = {
	readonly id: EntraId;
	facts: GroupFacts | undefined;
	users: number[];
	groups: number[];
	others: number;
	/** Members as they are kept once all are read. */
	done: {readonly users: Uint32Array; readonly groups: Uint32Array} | undefined;
};

export type Roll = {
	/** The one copy of this id that is kept, whoever named it first. */
	intern(id: EntraId): EntraId;
	user(user: DirectoryUser): void;
	/** @returns whether the group was not listed before */
	group(id: EntraId, facts: GroupFacts): boolean;
	member(group: EntraId, member: EntraId, kind: MemberKind): void;
	/** Forgets the members of a group seen so far: its listing begins again. */
	restartMembers(group: EntraId): void;
	/** All members of the group are read. @returns how many users and groups */
	sealMembers(group: EntraId): {readonly users: number; readonly groups: number};
	/** The group is no more. */
	dropGroup(group: EntraId): void;
	/** Forgets which users, or groups, were listed: the listing begins again. */
	restart(what: 'users' | 'groups'): void;
	/** Named as members, not listed. */
	unknownUsers(): readonly EntraId[];
	unknownGroups(): readonly EntraId[];
	/** Users and groups with each other's positions; what was never listed is left out of the memberships. */
	build(): {readonly users: readonly DirectoryUser[]; readonly groups: readonly DirectoryGroup[]};
	readonly counts: () => {readonly users: number; readonly groups: number};
};

/** The numbers, mapped to positions, ascending, each once; -1 is left out. */
const placed = (numbers: Uint32Array, positions: Int32Array): Uint32Array => {
	if (numbers.length === 0) return none;
	const result = new Uint32Array(numbers.length);
	let length = 0;
	for (const number of numbers) {
		const at = positions[number] ?? -1;
		if (at >= 0) result[length++] = at;
	}
	const sorted = result.subarray(0, length).sort();
	let kept = 0;
	for (let index = 0; index < length; index++) {
		if (index === 0 || sorted[index] !== sorted[index - 1]) sorted[kept++] = sorted[index] as number;
	}
	return kept === numbers.length ? result : result.slice(0, kept);
};

/**
 * An empty roll.
 * @param mayReadHidden false: groups that hide their members count as unknown, not as empty
 */
export const createRoll = (mayReadHidden: boolean): Roll => {
	const userNumbers = new Map<EntraId, number>();
	const userIds: EntraId[] = [];
	const users: (DirectoryUser | undefined)[] = [];
	const groupNumbers = new Map<EntraId, number>();
	const groups: GroupEntry[] = [];
	let listedUsers = 0;
	let listedGroups = 0;

	const userNumber = (id: EntraId): number => {
		let number = userNumbers.get(id);
		if (number === undefined) {
			number = userIds.length;
			userIds.push(id);
			users.push(undefined);
			userNumbers.set(id, number);
		}
		return number;
	};
	const groupNumber = (id: EntraId): number => {
		let number = groupNumbers.get(id);
		if (number === undefined) {
			number = groups.length;
			groups.push({id, facts: undefined, users: [], groups: [], others: 0, done: undefined});
			groupNumbers.set(id, number);
		}
		return number;
	};
	const entry = (id: EntraId): GroupEntry => groups[groupNumber(id)] as GroupEntry;

	return {
		intern: id => userIds[userNumber(id)] as EntraId,
		user: user => {
			const number = userNumber(user.id);
			if (users[number] === undefined) listedUsers++;
			users[number] = user;
		},
		group: (id, facts) => {
			const group = entry(id);
			const fresh = group.facts === undefined;
			if (fresh) listedGroups++;
			group.facts = facts;
			return fresh;
		},
		member: (id, member, kind) => {
			const group = entry(id);
			if (kind === 'user') group.users.push(userNumber(member));
			else if (kind === 'group') group.groups.push(groupNumber(member));
			else group.others++;
		},
		restartMembers: id => {
			const group = entry(id);
			group.users = [];
			group.groups = [];
			group.others = 0;
		},
		sealMembers: id => {
			const group = entry(id);
			const done = {users: Uint32Array.from(group.users), groups: Uint32Array.from(group.groups)};
			group.done = done;
			group.users = [];
			group.groups = [];
			return {users: done.users.length, groups: done.groups.length};
		},
		dropGroup: id => {
			const group = entry(id);
			if (group.facts !== undefined) listedGroups--;
			group.facts = undefined;
		},
		restart: what => {
			if (what === 'users') {
				users.fill(undefined);
				listedUsers = 0;
			} else {
				for (const group of groups) group.facts = undefined;
				listedGroups = 0;
			}
		},
		unknownUsers: () => userIds.filter((_, number) => users[number] === undefined),
		unknownGroups: () => groups.filter(group => group.facts === undefined).map(group => group.id),
		counts: () => ({users: listedUsers, groups: listedGroups}),
		build: () => {
			const userPositions = new Int32Array(users.length).fill(-1);
			const listed: DirectoryUser[] = [];
			users.forEach((user, number) => {
				if (user === undefined) return;
				userPositions[number] = listed.length;
				listed.push(user);
			});
			const groupPositions = new Int32Array(groups.length).fill(-1);
			const known = groups.filter(group => group.facts !== undefined);
			known.forEach((group, position) => {
				groupPositions[groupNumbers.get(group.id) as number] = position;
			});
			return {
				users: listed,
				groups: known.map(({id, facts, done, others}) => {
					const membersHidden = facts?.hidden === true && !mayReadHidden;
					return {
						id,
						name: facts?.name ?? '',
						users: placed(done?.users ?? none, userPositions),
						groups: placed(done?.groups ?? none, groupPositions),
						others,
						membersHidden,
					};
				}),
			};
		},
	};
};
