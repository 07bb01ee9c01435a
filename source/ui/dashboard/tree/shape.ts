// How the directory hangs together: which groups stand at the top, who is in no group, and in which order. Pure, and made once a snapshot.
import type {Snapshot} from '../../../core/ports.ts';

export type Shape = {
	/** Groups that stand in no other group, by name; of groups that only contain each other, one. */
	readonly tops: Uint32Array;
	/** By group: the groups that it stands in. */
	readonly parents: readonly (readonly number[])[];
	/** By user: 1 when some group has them. */
	readonly grouped: Uint8Array;
	/** Groups by name. */
	readonly groupRank: Uint32Array;
	/** By user: the place among all names. Made when first asked for. */
	userRank(): Uint32Array;
	lowerUserNames(): readonly string[];
	lowerGroupNames(): readonly string[];
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
	const grouped = new Uint8Array(users.length);
	for (const [position, group] of groups.entries()) {
		for (const inner of group.groups) if (inner !== position) parents[inner]?.push(position);
		for (const user of group.users) grouped[user] = 1;
	}
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
		grouped,
		groupRank,
		userRank: once(() => ranks(users.map(user => sortName(user.name)))),
		lowerUserNames: once(() => users.map(user => `${user.name}\n${user.mail ?? ''}\n${user.upn}`.toLowerCase())),
		lowerGroupNames: once(() => groups.map(group => group.name.toLowerCase())),
	};
};
