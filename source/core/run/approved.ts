import type {Change, PersonRef} from '../changes.ts';
import type {GroupWork} from '../plan/input.ts';
import {changeKey} from '../steps/planned-step.ts';

export type Approved = ReadonlyMap<string, Change>;

/** The changes that a run may make: those of the plan that passed. */
export const approvedOf = (changes: readonly Change[]): Approved =>
	new Map(changes.map(change => [changeKey(change), change]));

const who = (person: PersonRef): string => person.externalId || `member ${person.member ?? ''}`;

const within = (some: readonly PersonRef[], all: readonly PersonRef[]): boolean => {
	if (some.length === 0) return true;
	const allowed = new Set(all.map(who));
	return some.every(person => allowed.has(who(person)));
};

/**
 * Whether a change that was planned anew in the middle of a run is part of what passed. What is new since then, done
 * by somebody else meanwhile, waits for the next run and its guard.
 */
const isApproved = (change: Change, approved: Approved): boolean => {
	const before = approved.get(changeKey(change));
	if (before === undefined) return false;
	if ('person' in change && 'person' in before)
		return change.person.email === before.person.email && change.person.member === before.person.member;
	if (change.kind === 'set-group-members' && before.kind === 'set-group-members')
		return within(change.added, before.added) && within(change.removed, before.removed);
	if ('memberships' in change && 'memberships' in before) return change.memberships <= before.memberships;
	return true;
};

/** Keeps, of what was planned anew, what passed: people one by one, groups whole or not at all. */
export const stillApproved = (
	changes: readonly Change[],
	works: readonly GroupWork[],
	approved: Approved,
): {readonly changes: Change[]; readonly works: GroupWork[]} => {
	const barred = new Set<string>();
	const kept = changes.filter(change => {
		const ok = isApproved(change, approved);
		if (!ok && 'group' in change) barred.add(change.group.externalId);
		return ok;
	});
	return {changes: kept, works: works.filter(work => !barred.has(work.id))};
};
