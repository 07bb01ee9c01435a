// A plan and a run as people are told of them, the same in a shell, on a screen and in a list. Pure.
import type {Change, ChangeKind, Plan} from './changes.ts';
import type {Outcome, RunReport, RunStarter} from './run.ts';
import {count, number} from './words.ts';

/** How a run ended, as a word for lists. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
	'nothing-to-do': 'nothing to do',
	applied: 'applied',
	'applied-in-part': 'applied in part',
	planned: 'planned',
	refused: 'stopped by the guard',
	declined: 'left as it is',
	failed: 'failed',
	interrupted: 'interrupted',
};

/** Who has started a run. */
export const starterWords: Readonly<Record<RunStarter, string>> = {
	screen: 'a dashboard',
	command: 'a command',
	watch: 'usher watch',
	schedule: 'a scheduler',
};

type Told = {
	readonly newGroups: ReadonlyMap<string, Extract<Change, {kind: 'set-group-members'}> | undefined>;
	/** How many changes are told with one of these groups. */
	readonly withThem: number;
};

const known = new WeakMap<Plan, Told>();
const toldOf = (plan: Plan): Told => {
	const before = known.get(plan);
	if (before !== undefined) return before;
	const newGroups = new Map<string, Extract<Change, {kind: 'set-group-members'}> | undefined>();
	for (const change of plan.changes)
		if (change.kind === 'create-group') newGroups.set(change.group.externalId, undefined);
	let withThem = 0;
	if (newGroups.size > 0)
		for (const change of plan.changes)
			if (change.kind === 'set-group-members' && newGroups.has(change.group.externalId)) {
				newGroups.set(change.group.externalId, change);
				withThem++;
			}
	const told = {newGroups, withThem};
	known.set(plan, told);
	return told;
};

/** The groups that the plan creates, by their directory id, with who comes into each; undefined: nobody yet. */
export const newGroups = (plan: Plan): Told['newGroups'] => toldOf(plan).newGroups;

/** The people of a group that the plan creates are told with the group, not once more as a change of members. */
export const isToldWithItsGroup = (plan: Plan, change: Change): boolean =>
	change.kind === 'set-group-members' && newGroups(plan).has(change.group.externalId);

/** How many changes are told with the group that the plan creates. */
export const toldWithTheirGroup = (plan: Plan): number => plan.toldWithGroups ?? toldOf(plan).withThem;

/** How many changes of each kind a person is told of. */
export const toldCounts = (plan: Plan): Plan['counts'] => ({
	...plan.counts,
	'set-group-members': Math.max(0, (plan.counts['set-group-members'] ?? 0) - toldWithTheirGroup(plan)),
});

/** How many changes a person is told of: what the lines of a plan add up to. */
export const toldTotal = (plan: Plan): number => plan.changes.length - toldWithTheirGroup(plan);

/** What was applied, as it is told: groups made in this run count once, as created. */
export const toldApplied = ({applied, plan}: Pick<RunReport, 'applied' | 'plan'>): RunReport['applied'] =>
	plan === undefined || !applied['create-group'] || applied['create-group'] !== plan.counts['create-group']
		? applied
		: {
				...applied,
				'set-group-members': Math.max(0, (applied['set-group-members'] ?? 0) - toldWithTheirGroup(plan)),
			};

/** How each kind of change is called when it has been made, with how many. */
export const doneWord: Readonly<Record<ChangeKind, (value: number) => string>> = {
	remove: value => `${number(value)} removed`,
	revoke: value => `${number(value)} revoked`,
	invite: value => `${number(value)} invited`,
	restore: value => `${number(value)} restored`,
	'adopt-member': value => `${number(value)} linked`,
	'create-group': value => `${count(value, 'group')} created`,
	'adopt-group': value => `${count(value, 'group')} taken over`,
	'rename-group': value => `${count(value, 'group')} renamed`,
	'set-group-members': value => `${count(value, 'group')} with other members`,
	'empty-group': value => `${count(value, 'group')} emptied`,
	'delete-group': value => `${count(value, 'group')} deleted`,
};

/** What was applied, a few words for each kind: `63 invited`, `4 revoked`, `12 groups created`. */
export const doneWords = (report: Pick<RunReport, 'applied' | 'plan'>): string[] => {
	const applied = toldApplied(report);
	return (Object.keys(doneWord) as ChangeKind[]).flatMap(kind =>
		(applied[kind] ?? 0) > 0 ? [doneWord[kind](applied[kind] ?? 0)] : [],
	);
};
