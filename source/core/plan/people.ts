import type {PersonRef} from '../changes.ts';
import type {EntraId} from '../ports.ts';
import type {Draft} from './input.ts';
import {none} from './input.ts';

export type PeopleByRank = {
	/** Of positions of users, and of members: sorted by address, then id. */
	users(positions: readonly number[]): PersonRef[];
	members(positions: readonly number[]): PersonRef[];
};

/**
 * Makes one PersonRef for each person who joins or leaves some group, sorts them once, and sorts every group's by
 * number after that: a first plan names a million memberships.
 */
export const peopleByRank = (draft: Draft): PeopleByRank => {
	const {roster} = draft.input;
	const {snapshot, emails} = roster;
	const {members} = draft.organisation;
	const {memberOf, userOf} = draft.match;
	// People are numbered: members by their position, then users without a member.
	const base = members.length;
	const numberOf = (user: number): number => (memberOf[user]! >= 0 ? memberOf[user]! : base + user);
	const rank = new Int32Array(base + snapshot.users.length).fill(-1);
	const refs: PersonRef[] = [];
	const numbers: number[] = [];
	const meet = (number: number): void => {
		if (rank[number] !== -1) return;
		rank[number] = refs.length;
		numbers.push(number);
		if (number >= base) {
			const user = number - base;
			refs.push({externalId: snapshot.users[user]!.id, email: emails[user]!, name: snapshot.users[user]!.name});
			return;
		}
		const member = members[number]!;
		const user = userOf[number]!;
		refs.push({
			// One made by hand has none.
			externalId: (user === none ? (member.externalId ?? '') : snapshot.users[user]!.id) as EntraId,
			email: member.email,
			name: user === none ? member.email : snapshot.users[user]!.name,
			member: member.id,
		});
	};
	for (const work of draft.groups) {
		for (const user of work.added) meet(numberOf(user));
		for (const member of work.removed) meet(member);
	}
	const order = refs.map((_ref, index) => index);
	order.sort((a, b) => {
		const one = refs[a]!;
		const two = refs[b]!;
		if (one.email !== two.email) return one.email < two.email ? -1 : 1;
		return one.externalId < two.externalId ? -1 : one.externalId > two.externalId ? 1 : 0;
	});
	const sorted = order.map(index => refs[index]!);
	order.forEach((index, place) => {
		rank[numbers[index]!] = place;
	});
	const pick = (places: Uint32Array): PersonRef[] => {
		places.sort();
		return Array.from(places, place => sorted[place]!);
	};
	return {
		users: positions => pick(Uint32Array.from(positions, user => rank[numberOf(user)]!)),
		members: positions => pick(Uint32Array.from(positions, member => rank[member]!)),
	};
};
