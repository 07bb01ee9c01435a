// What a search and a filter are about, fast enough for each letter on the largest tenant. Pure.
import type {Roster} from '../../../core/model.ts';
import type {Marks} from './marks.ts';
import type {Shape} from './shape.ts';

export type TreeFilter = 'all' | 'changes' | 'problems';
/** What is shown of the tree: whose names match, and with what. */
export type TreeQuery = {readonly search: string; readonly filter: TreeFilter};

export type Hits = {
	/** By user, by group: shown. */
	readonly people: Uint8Array;
	readonly groups: Uint8Array;
	/** By group: meant itself. */
	readonly named: Uint8Array;
	/** By group: holds somebody or some group that is meant. */
	readonly holding: Uint8Array;
	readonly peopleCount: number;
	readonly groupCount: number;
};

/** Fewer than one in so many: it is quicker to ask the people for their groups than the groups for their people. */
const rare = 20;

const lastMatches = new WeakMap<Shape, {readonly wanted: string; readonly users: Uint32Array}>();

/** People whose name or address holds the text: another letter looks only among those of the letters before. */
const matching = (shape: Shape, wanted: string): Uint32Array => {
	const names = shape.lowerUserNames();
	const last = lastMatches.get(shape);
	if (last?.wanted === wanted) return last.users;
	const narrower = last !== undefined && wanted.includes(last.wanted);
	const total = narrower ? last.users.length : names.length;
	const found = new Uint32Array(total);
	let count = 0;
	for (let at = 0; at < total; at++) {
		const user = narrower ? last.users[at]! : at;
		if (names[user]!.includes(wanted)) found[count++] = user;
	}
	const users = found.slice(0, count);
	lastMatches.set(shape, {wanted, users});
	return users;
};

/** What the query is about; undefined when it is about everything. */
export const hitsOf = (roster: Roster, marks: Marks, shape: Shape, {search, filter}: TreeQuery): Hits | undefined => {
	const wanted = search.trim().toLowerCase();
	if (wanted === '' && filter === 'all') return undefined;
	const {users, groups} = roster.snapshot;
	const people = new Uint8Array(users.length);
	const named = new Uint8Array(groups.length);
	const candidates = wanted === '' ? undefined : matching(shape, wanted);
	const groupNames = wanted === '' ? undefined : shape.lowerGroupNames();
	let peopleCount = 0;
	let groupCount = 0;
	const total = candidates?.length ?? users.length;
	for (let at = 0; at < total; at++) {
		const user = candidates === undefined ? at : candidates[at]!;
		if (filter === 'changes' && marks.people[user] === 0) continue;
		if (filter === 'problems' && !marks.problemsOfPerson.has(user)) continue;
		people[user] = 1;
		peopleCount++;
	}
	for (let group = 0; group < groups.length; group++) {
		if (groupNames !== undefined && !groupNames[group]!.includes(wanted)) continue;
		if (filter === 'changes' && !marks.groups.has(group)) continue;
		if (filter === 'problems' && !marks.problemsOfGroup.has(group)) continue;
		named[group] = 1;
		groupCount++;
	}
	// Who joins a group that is there already changes too.
	if (filter === 'changes') {
		const names = wanted === '' ? undefined : shape.lowerUserNames();
		for (const added of marks.added.values()) {
			for (const user of added) if (names === undefined || names[user]!.includes(wanted)) people[user] = 1;
		}
	}
	const holding = new Uint8Array(groups.length);
	const shown = Uint8Array.from(named);
	const stack: number[] = [];
	for (let group = 0; group < groups.length; group++) if (named[group] === 1) stack.push(group);
	if (peopleCount * rare < users.length && filter !== 'changes') {
		for (let user = 0; user < users.length; user++) {
			if (people[user] === 0) continue;
			for (const group of shape.groupsOf(user)) {
				if (holding[group] === 1 || named[group] === 1) continue;
				holding[group] = 1;
				stack.push(group);
			}
		}
	} else {
		// Where many are meant, a look into a group soon finds one of them.
		for (const [position, group] of groups.entries()) {
			if (named[position] === 1) continue;
			for (const user of group.users) {
				if (people[user] === 0) continue;
				holding[position] = 1;
				stack.push(position);
				break;
			}
		}
	}
	const seen = new Uint8Array(groups.length);
	while (stack.length > 0) {
		const group = stack.pop()!;
		if (seen[group] === 1) continue;
		seen[group] = 1;
		shown[group] = 1;
		for (const parent of shape.parents[group]!) {
			holding[parent] = 1;
			stack.push(parent);
		}
	}
	return {people, groups: shown, named, holding, peopleCount, groupCount};
};
