import type {Allowances, Guard, Plan, Refusal} from './changes.ts';
import type {Fingerprint, Ledger, Tally} from './ports.ts';
import type {GuardSettings} from './settings.ts';
import {count, number} from './words.ts';

type LimitRefusal = Extract<Refusal, {readonly asked: number}>;

/** Counts what the guard limits: whoever loses access, whoever is invited, memberships and groups that end, seats to buy. */
export const tollOf = (plan: Pick<Plan, 'changes' | 'seats'>): Tally => {
	let offboarded = 0;
	let invited = 0;
	let membershipsRemoved = 0;
	let groupsEmptied = 0;
	for (const change of plan.changes) {
		if (change.kind === 'revoke' || change.kind === 'remove') offboarded++;
		else if (change.kind === 'invite') invited++;
		else if (change.kind === 'set-group-members') membershipsRemoved += change.removed.length;
		else if (change.kind === 'empty-group' || change.kind === 'delete-group') {
			groupsEmptied++;
			membershipsRemoved += change.memberships;
		}
	}
	return {offboarded, invited, membershipsRemoved, groupsEmptied, seats: plan.seats?.toBuy ?? 0};
};

/** The largest total that a percentage lets pass; below `least` it does not count at all. */
const share = (of: number, percent: number, least: number): number =>
	Math.max(Math.floor((of * percent) / 100), Math.max(0, least - 1));

/** One limit, and what a plan asks of it. */
type Asked = Pick<LimitRefusal, 'limit' | 'asked' | 'lastDay' | 'allowed' | 'flag'> & {
	/** What the flag lets pass, where a person gave it. */
	readonly bound: number | undefined;
	/** "This plan would …" */
	readonly what: string;
	readonly rule: string;
};

const refusalOf = ({bound, what, rule, ...numbers}: Asked): LimitRefusal | undefined => {
	const {asked, lastDay, allowed} = numbers;
	if (asked === 0 || asked + lastDay <= allowed || (bound !== undefined && asked <= bound)) return undefined;
	const before = lastDay > 0 ? `, after ${number(lastDay)} in the last 24 hours` : '';
	const flag = `${numbers.flag} ${asked}`;
	const message = `This plan would ${what}${before}; ${rule}. If that is right, let it pass with ${flag}.`;
	return {...numbers, flag, message};
};

/** A first run, or settings that nobody has approved yet. */
const approvalNeeded = (
	plan: Plan,
	approved: Fingerprint | undefined,
	{firstRun, acceptScope}: Allowances,
): Refusal | undefined => {
	if (approved === undefined)
		return firstRun
			? undefined
			: {
					limit: 'first-run',
					flag: '--first-run',
					message:
						plan.basis === 'organisation'
							? 'This is the first run of this profile: nothing is applied before a person has seen its plan. If it is right, let it pass with --first-run.'
							: 'Usher remembers nothing of this organisation, and its server cannot be read: this is the first run, or the ledger was lost. If it was lost, restore its backup; if the plan is right, let it pass with --first-run.',
				};
	return approved === plan.scope || acceptScope
		? undefined
		: {
				limit: 'scope-changed',
				flag: '--accept-scope',
				message:
					'The settings that decide who is in have changed since a person last approved a plan. Look at it; if it is right, let it pass with --accept-scope.',
			};
};

/** A directory or filters that leave nobody: no flag lets that pass. */
const nobodyIn = (plan: Plan, {offboarded, membershipsRemoved, groupsEmptied}: Tally): Refusal | undefined =>
	plan.people === 0 && plan.managed > 0 && offboarded + membershipsRemoved + groupsEmptied > 0
		? {
				limit: 'empty-directory',
				message: `Nobody is in: the directory or the filters leave no one, while Usher manages ${count(plan.managed, 'member')}. That is never applied. Look at the filters and at what \`usher test\` reads.`,
			}
		: undefined;

const offboarding = (
	{managed}: Plan,
	{offboarded}: Tally,
	limits: GuardSettings,
): Pick<Asked, 'limit' | 'allowed' | 'rule'> => {
	// Whom Usher has revoked before may be removed now: so there can be more than are active.
	if (managed > 0 && offboarded >= managed)
		return {
			limit: 'everyone-leaves',
			allowed: 0,
			rule:
				offboarded === managed
					? 'that is everyone whom Usher manages'
					: `that is more than the ${count(managed, 'active member')} whom Usher manages, so some are revoked already`,
		};
	return {
		limit: 'offboard',
		allowed: Math.min(limits.offboardMost, share(managed, limits.offboardPercent, limits.offboardLeast)),
		rule: `the limit is ${limits.offboardPercent} % of ${count(managed, 'managed member')}, from ${limits.offboardLeast} on, and ${limits.offboardMost} at most`,
	};
};

/** What the plan asks of each limit. */
const askedOf = (
	plan: Plan,
	toll: Tally,
	{lastDay: day}: Pick<Ledger, 'lastDay'>,
	limits: GuardSettings,
	allowances: Allowances,
): readonly Asked[] => {
	const {offboarded, invited, membershipsRemoved, groupsEmptied, seats} = toll;
	return [
		{
			...offboarding(plan, toll, limits),
			asked: offboarded,
			lastDay: day.offboarded,
			flag: '--allow-removals',
			bound: allowances.removals,
			what: `offboard ${count(offboarded, 'person', 'people')}`,
		},
		{
			limit: 'memberships',
			asked: membershipsRemoved,
			lastDay: day.membershipsRemoved,
			allowed: share(plan.managedMemberships, limits.membershipPercent, limits.membershipLeast),
			flag: '--allow-membership-removals',
			bound: allowances.membershipRemovals,
			what: `end ${count(membershipsRemoved, 'membership')} in groups`,
			rule: `the limit is ${limits.membershipPercent} % of ${count(plan.managedMemberships, 'membership')}, from ${limits.membershipLeast} on`,
		},
		{
			limit: 'groups',
			asked: groupsEmptied,
			lastDay: day.groupsEmptied,
			allowed: share(plan.managedGroups, limits.groupPercent, limits.groupLeast),
			flag: '--allow-group-removals',
			bound: allowances.groupRemovals,
			what: `empty or delete ${count(groupsEmptied, 'group')}`,
			rule: `the limit is ${limits.groupPercent} % of ${count(plan.managedGroups, 'managed group')}, from ${limits.groupLeast} on`,
		},
		{
			limit: 'invite',
			asked: invited,
			lastDay: day.invited,
			allowed: limits.invites,
			flag: '--allow-invites',
			bound: allowances.invites,
			what: `invite ${count(invited, 'person', 'people')}`,
			rule: `the limit is ${limits.invites}`,
		},
		{
			limit: 'seats',
			asked: seats,
			lastDay: day.seats,
			allowed: limits.seats,
			flag: '--allow-seats',
			bound: allowances.seats,
			what: `buy ${count(seats, 'seat')}`,
			rule: limits.seats === 0 ? 'none is bought without a word' : `the limit is ${limits.seats}`,
		},
	];
};

/**
 * Holds a plan against the limits of the settings: what it asks plus what the last 24 hours already had without a
 * person's word. Gives one refusal a limit, with its numbers and the exact flag that lets this plan pass; nothing
 * when the plan may be applied. A plan without changes always may.
 */
export const guard: Guard = (plan, ledger, settings, allowances) => {
	if (plan.changes.length === 0) return [];
	const toll = tollOf(plan);
	return [
		approvalNeeded(plan, ledger.approvedScope, allowances),
		nobodyIn(plan, toll),
		...askedOf(plan, toll, ledger, settings.guard, allowances).map(refusalOf),
	].filter(refusal => refusal !== undefined);
};
