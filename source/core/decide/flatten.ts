import type {Snapshot} from '../ports.ts';

/**
 * Gives the members of a group: positions of every user in it or in groups within, whatever anybody's verdict; ascending,
 * each once. Worked out when asked for, in time and memory of that group alone; cycles are harmless.
 */
export const createFlatten = (snapshot: Snapshot): ((group: number) => Uint32Array) => {
	const {users, groups} = snapshot;
	// What was seen in this call carries its number, so that nothing has to be cleared between calls.
	const seenUsers = new Uint32Array(users.length);
	const seenGroups = new Uint32Array(groups.length);
	// Everyone found in this call, and whether they came in order: a group without others in it needs no sorting.
	const found = new Uint32Array(users.length);
	let call = 0;
	return start => {
		call++;
		let count = 0;
		let last = -1;
		let ascending = true;
		const pending = [start];
		seenGroups[start] = call;
		for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
			const group = groups[at];
			if (group === undefined) continue;
			const {users: direct, groups: inner} = group;
			for (let i = 0; i < direct.length; i++) {
				const user = direct[i]!;
				if (user >= users.length || seenUsers[user] === call) continue;
				seenUsers[user] = call;
				if (user < last) ascending = false;
				last = user;
				found[count++] = user;
			}
			for (let i = 0; i < inner.length; i++) {
				const next = inner[i]!;
				if (next >= groups.length || seenGroups[next] === call) continue;
				seenGroups[next] = call;
				pending.push(next);
			}
		}
		const members = found.slice(0, count);
		return ascending ? members : members.sort();
	};
};
