// How the directory hangs together: which groups stand at the top, who is in no group, and in which order. Pure, and made once a snapshot.
import type {Snapshot} from '../../../core/ports.ts';

export type Shape = {
	/** Groups that stand in no other group, by name; of groups that only contain each other, one. */
	readonly tops: Uint32Array;
	/** By group: the groups that it stands in. */
	readonly parents: readonly (readonly number[])[];
	/** People in no group. */
	readonly ungrouped: Uint32Array;
	/** Groups by name. */
	readonly groupRank: Uint32Array;
	/** Groups that have the user as a direct member. */
	groupsOf(user: number): Uint32Array;
	/** People by name; few of them without ranking everyone. */
	sortedPeople(users: Iterable<number>): Uint32Array;
	/** By user: name and addresses in lower case. Made when first asked for, or piece by piece by `warm`. */
	lowerUserNames(): readonly string[];
	lowerGroupNames(): readonly string[];
	/** Does a few milliseconds of what searching will need; true when all of it is done. */
	warm(): boolean;
};

const ranks = (names: readonly string[]): Uint32Array => {
	const order = Uint32Array.from(names.keys());
	order.sort((a, b) => {
		const left = names[a]!;
		const right = names[b]!;
		return left < right ? -1 : left > right ? 1 : a - b;
	});
	const rank = new Uint32Array(names.length);
	for (let place = 0; place < order.length; place++) rank[order[place]!] = place;
	return rank;
};

/** Letters without their accents, lower case, numbers by their value: Öztürk stands beside Oz, Team 9 before Team 10. */
const sortName = (name: string): string => {
	const letters = /^[ -~]*$/.test(name)
		? name.toLowerCase()
		: name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
	return /\d/.test(letters) ? letters.replace(/\d+/g, digits => digits.padStart(8, '0')) : letters;
};

const once = <Value>(make: () => Value): (() => Value) => {
	let made: {readonly value: Value} | undefined;
	return () => {
		made ??= {value: make()};
		return made.value;
	};
};

/** Values by position, made in order and as far as they are needed. */
const inOrder = <Value>(total: number, make: (position: number) => Value) => {
	const made: Value[] = [];
	return (most = total): readonly Value[] => {
		const end = Math.min(most, total);
		while (made.length < end) made.push(make(made.length));
		return made;
	};
};

/** Ranking everyone takes as long as a thousand small sorts. */
const fewPeople = 2000;
const warmedAtOnce = 4000;

const shapes = new WeakMap<Snapshot, Shape>();

/** The shape of a snapshot; made once for each. */
export const shapeOf = (snapshot: Snapshot): Shape => {
	const known = shapes.get(snapshot);
	if (known !== undefined) return known;
	const shape = makeShape(snapshot);
	shapes.set(snapshot, shape);
	return shape;
};

const makeShape = ({groups, users}: Snapshot): Shape => {
	const parents: number[][] = groups.map(() => []);
	// How many groups each has, then where their groups begin in one long list of all memberships.
	const begins = new Uint32Array(users.length + 1);
	for (const [position, group] of groups.entries()) {
		for (const inner of group.groups) if (inner !== position) parents[inner]?.push(position);
		for (const user of group.users) begins[user + 1]!++;
	}
	const ungrouped: number[] = [];
	for (let user = 0; user < users.length; user++) {
		if (begins[user + 1] === 0) ungrouped.push(user);
		begins[user + 1]! += begins[user]!;
	}
	const memberships = once(() => {
		const all = new Uint32Array(begins[users.length]!);
		const next = begins.slice();
		for (const [position, group] of groups.entries()) for (const user of group.users) all[next[user]!++] = position;
		return all;
	});
	const sortNames = inOrder(users.length, user => sortName(users[user]!.name));
	const lowerNames = inOrder(users.length, user => {
		const {name, mail, upn} = users[user]!;
		return `${name}\n${mail ?? ''}\n${upn}`.toLowerCase();
	});
	const userRank = once(() => ranks(sortNames()));
	let warmed = 0;
	const groupRank = ranks(groups.map(group => sortName(group.name)));
	const byRank = (a: number, b: number) => groupRank[a]! - groupRank[b]!;
	const tops = [...groups.keys()].filter(group => parents[group]!.length === 0);
	// Groups that only contain each other hang from nothing: the first by name stands at the top for them.
	const reached = new Uint8Array(groups.length);
	const reach = (start: number): void => {
		const stack = [start];
		while (stack.length > 0) {
			const group = stack.pop()!;
			if (reached[group] === 1) continue;
			reached[group] = 1;
			for (const inner of groups[group]!.groups) stack.push(inner);
		}
	};
	for (const top of tops) reach(top);
	for (const group of [...groups.keys()].sort(byRank)) {
		if (reached[group] === 1) continue;
		tops.push(group);
		reach(group);
	}
	return {
		tops: Uint32Array.from(tops.sort(byRank)),
		parents,
		ungrouped: Uint32Array.from(ungrouped),
		groupRank,
		groupsOf: user => memberships().subarray(begins[user], begins[user + 1]),
		sortedPeople: given => {
			const people = Uint32Array.from(given);
			if (people.length > fewPeople) {
				const rank = userRank();
				return people.sort((a, b) => rank[a]! - rank[b]!);
			}
			const named = Array.from(people, user => ({user, name: sortName(users[user]!.name)}));
			named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.user - b.user));
			return Uint32Array.from(named, ({user}) => user);
		},
		lowerUserNames: () => lowerNames(),
		lowerGroupNames: once(() => groups.map(group => group.name.toLowerCase())),
		warm: () => {
			warmed += warmedAtOnce;
			lowerNames(warmed);
			sortNames(warmed);
			if (warmed < users.length) return false;
			memberships();
			return true;
		},
	};
};
