// The groups of the company, and who is in them.
import type {Random} from '../random.ts';
import {hostileGroupNames} from './hostile.ts';
import type {PracticeGroup} from './model.ts';
import {departments, teams} from './names.ts';
import type {Domains} from './people.ts';
import type {Store} from './store.ts';

/** Total number of memberships, or the same number for each group. */
export type MemberCount = number | {readonly perGroup: number};

type Plan = {
	readonly count: number;
	readonly members: MemberCount;
	readonly oddities: boolean;
	readonly domains: Domains;
	readonly born: number;
};

/** Makes departments, teams nested in them, a cycle, and the odd ones; then fills them. */
export const makeGroups = (store: Store, random: Random, plan: Plan): void => {
	const add = (name: string, more: Partial<PracticeGroup> = {}): PracticeGroup =>
		store.insertGroup({
			id: random.guid(),
			displayName: name,
			description: null,
			mail: more.unified ? `group-${store.objects.length}@${plan.domains.main}` : null,
			mailNickname: `group-${store.objects.length}`,
			unified: false,
			visibility: null,
			members: [],
			created: plan.born - (1 + random.below(2000)) * 86_400_000,
			state: 'here',
			deletedAt: 0,
			...more,
		});
	const odd = plan.oddities && plan.count >= 16;
	const special = odd ? 4 + (plan.count >= 30 ? hostileGroupNames.length : 2) : 0;
	const departmentCount = Math.min(departments.length, Math.max(1, Math.round((plan.count - special) / 6)));
	const tops: PracticeGroup[] = [];
	const fillable: PracticeGroup[] = [];
	for (let index = 0; index < plan.count - special; index++) {
		const department = index % departmentCount;
		const round = Math.floor(index / departmentCount);
		const top = departments[department] ?? 'Everyone';
		if (round === 0) {
			const made = add(top);
			tops.push(made);
			fillable.push(made);
			continue;
		}
		const turn = Math.floor((round - 1) / teams.length);
		const team = add(`${top} ${teams[(round - 1) % teams.length]}${turn > 0 ? ` ${turn + 1}` : ''}`);
		fillable.push(team);
		// Nested links count as memberships, so a company asked for exactly so many a group nests only its first teams.
		if (round <= 4) tops[department]?.members.push(team.handle);
	}
	if (odd) {
		addOdd(store, random, {add, tops, fillable, hostile: special - 4});
		const first = tops[0];
		const inner = first?.members[0];
		// The one cycle: a department holds a team that holds the department.
		if (first !== undefined && inner !== undefined) (store.objects[inner] as PracticeGroup).members.push(first.handle);
	}
	fill(store, random, fillable, plan.members);
};

const addOdd = (
	store: Store,
	random: Random,
	made: {
		readonly add: (name: string, more?: Partial<PracticeGroup>) => PracticeGroup;
		readonly tops: readonly PracticeGroup[];
		readonly fillable: PracticeGroup[];
		readonly hostile: number;
	},
): void => {
	for (const name of hostileGroupNames.slice(0, made.hostile)) made.fillable.push(made.add(name));
	const everyone = made.add('All staff', {unified: true, visibility: 'Private'});
	everyone.members.push(...made.tops.map(top => top.handle));
	const hidden = made.add('Board (confidential)', {unified: true, visibility: 'HiddenMembership'});
	for (const handle of store.users.slice(0, 3)) hidden.members.push(handle);
	const thing = (kind: 'device' | 'servicePrincipal' | 'orgContact', displayName: string): number =>
		store.insertThing({kind, id: random.guid(), displayName, state: 'here', deletedAt: 0}).handle;
	const mixed = made.add('Meeting rooms and machines');
	mixed.members.push(
		thing('device', 'ROOM-PANEL-01'),
		thing('device', 'ROOM-PANEL-02'),
		thing('servicePrincipal', 'Build robot'),
		thing('orgContact', 'Front desk of the landlord'),
	);
	const someone = store.users[1];
	if (someone !== undefined) mixed.members.push(someone);
	made.add('Empty on purpose');
};

/** Gives each group its share of people, each person at most once, so that the total is as asked. */
const fill = (store: Store, random: Random, groups: readonly PracticeGroup[], members: MemberCount): void => {
	const people = store.users.length;
	if (groups.length === 0 || people === 0) return;
	const each = typeof members === 'object';
	const already = store.groups.reduce(
		(sum, handle) => sum + (store.objects[handle] as PracticeGroup).members.length,
		0,
	);
	const fillableAlready = groups.reduce((sum, group) => sum + group.members.length, 0);
	const total = each ? members.perGroup * groups.length : Math.max(0, members - (already - fillableAlready));
	const weights = groups.map(() => (each ? 1 : 0.3 + 1.4 * random.next()));
	const sum = weights.reduce((left, right) => left + right, 0);
	const quotas = weights.map(weight => Math.floor((total * weight) / sum));
	let rest = total - quotas.reduce((left, right) => left + right, 0);
	for (let index = 0; rest > 0; index = (index + 1) % quotas.length, rest--) quotas[index] = (quotas[index] ?? 0) + 1;
	// Everybody has a home group first, in turn; the rest of each group is drawn.
	const first = store.users[0] ?? 0;
	const mark = new Int32Array(people).fill(-1);
	let next = 0;
	for (const [index, group] of groups.entries()) {
		const quota = quotas[index] ?? 0;
		for (let home = Math.ceil(people / groups.length); home > 0 && group.members.length < quota; home--) {
			if (next >= people) break;
			mark[next] = index;
			group.members.push(first + next++);
		}
		if (quota - group.members.length > people * 0.6) {
			for (let person = 0; person < people && group.members.length < quota; person++) {
				if (mark[person] !== index) group.members.push(first + person);
			}
			continue;
		}
		while (group.members.length < quota) {
			const person = random.below(people);
			if (mark[person] === index) continue;
			mark[person] = index;
			group.members.push(first + person);
		}
	}
};
