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
	let call = 0;
	return start => {
		call++;
		const found: number[] = [];
		const todo = [start];
		seenGroups[start] = call;
		for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
			const group = groups[at];
			if (group === undefined) continue;
			for (const user of group.users) {
				if (user >= users.length || seenUsers[user] === call) continue;
				seenUsers[user] = call;
				found.push(user);
			}
			for (const inner of group.groups) {
				if (inner >= groups.length || seenGroups[inner] === call) continue;
				seenGroups[inner] = call;
				todo.push(inner);
			}
		}
		return Uint32Array.from(found).sort();
	};
};
