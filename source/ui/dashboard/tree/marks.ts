// What the plan does to whom, as columns beside the roster: one number a person, one a group. Pure.
import type {Change, PersonRef, Plan, Problem} from '../../../core/changes.ts';
import type {Roster} from '../../../core/model.ts';
import type {EntraId} from '../../../core/ports.ts';
import type {RunView} from '../../../core/run.ts';

export const personMarks = ['none', 'invite', 'restore', 'revoke', 'remove', 'adopt'] as const;
export type PersonMark = (typeof personMarks)[number];
export type GroupMark = 'none' | 'create' | 'adopt' | 'rename' | 'members' | 'empty' | 'delete';

/** People who will be gone and whom the directory no longer holds. */
export type Leaver = {readonly person: PersonRef; readonly change: Change};

export type Marks = {
	/** By user: position in `personMarks`. */
	readonly people: Uint8Array;
	readonly personChange: ReadonlyMap<number, Change>;
	readonly groups: ReadonlyMap<number, GroupMark>;
	readonly groupChanges: ReadonlyMap<number, readonly Change[]>;
	/** By group: people who come in and people who go. */
	readonly added: ReadonlyMap<number, ReadonlySet<number>>;
	readonly removed: ReadonlyMap<number, number>;
	readonly leavers: readonly Leaver[];
	readonly problemsOfPerson: ReadonlyMap<number, readonly Problem[]>;
	readonly problemsOfGroup: ReadonlyMap<number, readonly Problem[]>;
	readonly problems: readonly Problem[];
};

const personMarkOf: Partial<Record<Change['kind'], PersonMark>> = {
	invite: 'invite',
	restore: 'restore',
	revoke: 'revoke',
	remove: 'remove',
	'adopt-member': 'adopt',
};
const groupMarkOf: Partial<Record<Change['kind'], GroupMark>> = {
	'create-group': 'create',
	'adopt-group': 'adopt',
	'rename-group': 'rename',
	'set-group-members': 'members',
	'empty-group': 'empty',
	'delete-group': 'delete',
};

const push = <Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void => {
	const known = map.get(key);
	if (known === undefined) map.set(key, [value]);
	else known.push(value);
};

const placeProblems = (roster: Roster, problems: readonly Problem[]) => {
	const people = new Map<number, Problem[]>();
	const groups = new Map<number, Problem[]>();
	const byEmail = new Map<string, Problem[]>();
	for (const problem of problems) {
		for (const subject of problem.subject) {
			const user = roster.userAt(subject.toLowerCase() as EntraId);
			const group = user === undefined ? roster.groupAt(subject.toLowerCase() as EntraId) : undefined;
			if (user !== undefined) push(people, user, problem);
			else if (group !== undefined) push(groups, group, problem);
			else if (subject.includes('@')) push(byEmail, subject.toLowerCase(), problem);
		}
	}
	if (byEmail.size > 0) {
		for (const [user, email] of roster.emails.entries()) {
			for (const problem of byEmail.get(email) ?? [])
				if (!people.get(user)?.includes(problem)) push(people, user, problem);
		}
	}
	return {people, groups};
};

const marksOf = new WeakMap<RunView, Marks>();

/** The marks of a view; made once for each view. */
export const marksFor = (view: RunView): Marks => {
	const known = marksOf.get(view);
	if (known !== undefined) return known;
	const marks = makeMarks(view.roster, view.plan);
	marksOf.set(view, marks);
	return marks;
};

const makeMarks = (roster: Roster, plan: Plan | undefined): Marks => {
	const people = new Uint8Array(roster.snapshot.users.length);
	const personChange = new Map<number, Change>();
	const groups = new Map<number, GroupMark>();
	const groupChanges = new Map<number, Change[]>();
	const added = new Map<number, Set<number>>();
	const removed = new Map<number, number>();
	const leavers: Leaver[] = [];
	for (const change of plan?.changes ?? []) {
		const personMark = personMarkOf[change.kind];
		if ('person' in change && personMark !== undefined) {
			const user = roster.userAt(change.person.externalId);
			if (user === undefined) leavers.push({person: change.person, change});
			else {
				people[user] = personMarks.indexOf(personMark);
				personChange.set(user, change);
			}
		}
		if (!('group' in change)) continue;
		const group = roster.groupAt(change.group.externalId);
		if (group === undefined) continue;
		push(groupChanges, group, change);
		const mark = groupMarkOf[change.kind] ?? 'none';
		if (mark !== 'members' || !groups.has(group)) groups.set(group, mark);
		if (change.kind === 'set-group-members') {
			const newcomers = new Set<number>();
			for (const person of change.added) {
				const user = roster.userAt(person.externalId);
				if (user !== undefined) newcomers.add(user);
			}
			added.set(group, newcomers);
			removed.set(group, change.removed.length);
		}
	}
	const problems = plan?.problems ?? roster.problems;
	const placed = placeProblems(roster, problems);
	return {
		people,
		personChange,
		groups,
		groupChanges,
		added,
		removed,
		leavers,
		problemsOfPerson: placed.people,
		problemsOfGroup: placed.groups,
		problems,
	};
};
