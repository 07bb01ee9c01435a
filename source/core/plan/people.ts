import type {PersonRef} from '../changes.ts';
import type {Register} from '../fingerprint.ts';
import type {EntraId} from '../ports.ts';
import type {Draft, PeoplePlan} from './input.ts';
import {none} from './input.ts';
import {orderOfPeople} from './sort.ts';

export type PeopleByRank = Register & {
	/** Of positions of users, and of members: sorted by address, then id. */
	users(positions: readonly number[]): PersonRef[];
	members(positions: readonly number[]): PersonRef[];
};

/**
 * Makes one PersonRef for each person who joins or leaves some group, sorts them once, and sorts every group's by
 * number after that: a first plan names a million memberships.
 */
export const peopleByRank = (draft: Draft & Pick<PeoplePlan, 'people'>): PeopleByRank => {
	const {roster} = draft.input;
	const {snapshot} = roster;
	const {members} = draft.organisation;
	const {memberOf, userOf} = draft.match;
	// People are numbered: members by their position, then users without a member.
	const base = members.length;
	const numberOf = (user: number): number => (memberOf[user]! >= 0 ? memberOf[user]! : base + user);
	const rank = new Int32Array(base + snapshot.users.length).fill(-1);
	const refs: PersonRef[] = [];
	const numbers: number[] = [];
	const put = (number: number, ref: PersonRef): void => {
		rank[number] = refs.length;
		refs.push(ref);
		numbers.push(number);
	};
	const meet = (number: number): void => {
		if (rank[number] !== -1) return;
		const member = members[number]!;
		const user = userOf[number]!;
		put(number, {
			// One made by hand has none.
			externalId: (user === none ? (member.externalId ?? '') : snapshot.users[user]!.id) as EntraId,
			email: member.email,
			name: user === none ? member.email : snapshot.users[user]!.name,
			member: member.id,
		});
	};
	// Who comes into a group without being a member is invited, and sorted already: one long run that the sort takes as it is.
	for (const change of draft.people) {
		if (change.kind !== 'invite') continue;
		const user = roster.userAt(change.person.externalId);
		if (user !== undefined) put(numberOf(user), change.person);
	}
	for (const work of draft.groups) {
		for (const user of work.added) meet(numberOf(user));
		for (const member of work.removed) meet(member);
	}
	const order = orderOfPeople(refs);
	const sorted = order.map(index => refs[index]!);
	order.forEach((index, place) => {
		rank[numbers[index]!] = place;
	});
	const placesOf = new Map<readonly PersonRef[], Uint32Array>();
	const inOrder = (places: Uint32Array): PersonRef[] => {
		places.sort();
		const people: PersonRef[] = [];
		for (let at = 0; at < places.length; at++) people.push(sorted[places[at]!]!);
		placesOf.set(people, places);
		return people;
	};
	return {
		people: sorted,
		placesOf: list => placesOf.get(list),
		users: positions => {
			const places = new Uint32Array(positions.length);
			for (let at = 0; at < places.length; at++) places[at] = rank[numberOf(positions[at]!)]!;
			return inOrder(places);
		},
		members: positions => {
			const places = new Uint32Array(positions.length);
			for (let at = 0; at < places.length; at++) places[at] = rank[positions[at]!]!;
			return inOrder(places);
		},
	};
};
