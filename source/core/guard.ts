import type {Guard, Plan, Refusal} from './changes.ts';
import {count, number} from './words.ts';

type Limit = Extract<Refusal, {asked: number}>['limit'];

/** What a plan would do, in the numbers that the guard counts. */
export type Toll = {
	readonly offboarded: number;
	readonly invited: number;
	readonly membershipsRemoved: number;
	readonly groupsEmptied: number;
};

/** Counts what the guard limits: whoever loses access, whoever is invited, memberships and groups that end. */
export const tollOf = (plan: Pick<Plan, 'changes'>): Toll => {
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
	return {offboarded, invited, membershipsRemoved, groupsEmptied};
};

/** The largest total that a percentage lets pass; below `least` it does not count at all. */
const share = (of: number, percent: number, least: number): number =>
	Math.max(Math.floor((of * percent) / 100), Math.max(0, least - 1));

/**
 * Holds a plan against the limits of the settings: what it asks plus what the last 24 hours already had without a
 * person's word. Gives one refusal a limit, with its numbers and the exact flag that lets this plan pass; nothing
 * when the plan may be applied. A plan without changes always may.
 */
export const guard: Guard = (plan, ledger, settings, allowances) => {
	if (plan.changes.length === 0) return [];
	const refusals: Refusal[] = [];
	const {offboarded, invited, membershipsRemoved, groupsEmptied} = tollOf(plan);
	const limits = settings.guard;
	const day = ledger.lastDay;

	const hold = (
		limit: Limit,
		asked: number,
		lastDay: number,
		allowed: number,
		flag: string,
		bound: number | undefined,
		what: string,
		rule: string,
	): void => {
		if (asked === 0 || asked + lastDay <= allowed || (bound !== undefined && asked <= bound)) return;
		const before = lastDay > 0 ? `, after ${number(lastDay)} in the last 24 hours` : '';
		const exact = `${flag} ${asked}`;
		const message = `This plan would ${what}${before}; ${rule}. If that is right, let it pass with ${exact}.`;
		refusals.push({limit, asked, lastDay, allowed, flag: exact, message});
	};

	if (ledger.approvedScope === undefined) {
		if (!allowances.firstRun)
			refusals.push({
				limit: 'first-run',
				flag: '--first-run',
				message:
					plan.basis === 'organisation'
						? 'This is the first run of this profile: nothing is applied before a person has seen its plan. If it is right, let it pass with --first-run.'
						: 'Usher remembers nothing of this organisation, and its server cannot be read: this is the first run, or the ledger was lost. If it was lost, restore its backup; if the plan is right, let it pass with --first-run.',
			});
	} else if (ledger.approvedScope !== plan.scope && !allowances.acceptScope)
		refusals.push({
			limit: 'scope-changed',
			flag: '--accept-scope',
			message:
				'The settings that decide who is in have changed since a person last approved a plan. Look at it; if it is right, let it pass with --accept-scope.',
		});

	if (plan.people === 0 && plan.managed > 0 && offboarded + membershipsRemoved + groupsEmptied > 0)
		refusals.push({
			limit: 'empty-directory',
			message: `Nobody is in: the directory or the filters leave no one, while Usher manages ${count(plan.managed, 'member', 'members')}. That is never applied. Look at the filters and at what \`usher test\` reads.`,
		});

	const leaves = `offboard ${count(offboarded, 'person', 'people')}`;
	const everyone = plan.managed > 0 && offboarded >= plan.managed;
	if (everyone)
		hold(
			'everyone-leaves',
			offboarded,
			day.offboarded,
			0,
			'--allow-removals',
			allowances.removals,
			leaves,
			'that is everyone whom Usher manages',
		);
	else
		hold(
			'offboard',
			offboarded,
			day.offboarded,
			Math.min(limits.offboardMost, share(plan.managed, limits.offboardPercent, limits.offboardLeast)),
			'--allow-removals',
			allowances.removals,
			leaves,
			`the limit is ${limits.offboardPercent} % of ${count(plan.managed, 'managed member', 'managed members')}, from ${limits.offboardLeast} on, and ${limits.offboardMost} at most`,
		);
	hold(
		'memberships',
		membershipsRemoved,
		day.membershipsRemoved,
		share(plan.managedMemberships, limits.membershipPercent, limits.membershipLeast),
		'--allow-membership-removals',
		allowances.membershipRemovals,
		`end ${count(membershipsRemoved, 'membership', 'memberships')} in groups`,
		`the limit is ${limits.membershipPercent} % of ${count(plan.managedMemberships, 'membership', 'memberships')}, from ${limits.membershipLeast} on`,
	);
	hold(
		'groups',
		groupsEmptied,
		day.groupsEmptied,
		share(plan.managedGroups, limits.groupPercent, limits.groupLeast),
		'--allow-group-removals',
		allowances.groupRemovals,
		`empty or delete ${count(groupsEmptied, 'group', 'groups')}`,
		`the limit is ${limits.groupPercent} % of ${count(plan.managedGroups, 'managed group', 'managed groups')}, from ${limits.groupLeast} on`,
	);
	hold(
		'invite',
		invited,
		day.invited,
		limits.invites,
		'--allow-invites',
		allowances.invites,
		`invite ${count(invited, 'person', 'people')}`,
		`the limit is ${limits.invites}`,
	);
	hold(
		'seats',
		plan.seats?.toBuy ?? 0,
		0,
		limits.seats,
		'--allow-seats',
		allowances.seats,
		`buy ${count(plan.seats?.toBuy ?? 0, 'seat', 'seats')}`,
		limits.seats === 0 ? 'none is bought without a word' : `the limit is ${limits.seats}`,
	);
	return refusals;
};
