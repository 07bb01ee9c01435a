import type {Plan, Problem} from '../changes.ts';
import type {EntraId, Ledger, Member} from '../ports.ts';
import type {Past} from '../run.ts';
import {few, number} from '../words.ts';
import {type ChangedBack, changedBack} from './changed-back.ts';

/** Set by Usher so often already, and changed back each time: a colleague's slip of hand is not that. */
const again = 2;
/** So many things changed back at once are no hand either, though it may be a colleague's spring cleaning. */
const atOnce = 10;
/** So many members whose id was written over. */
const fewestIds = 3;
const advice =
	'Look whether Bitwarden Directory Connector, a second Usher (another machine, another profile) or a colleague works on the same organisation, and let only one of them do it. `usher history` shows what Usher did and when.';

const repeated = (found: readonly ChangedBack[]): Problem => ({
	code: 'another-hand',
	message: `Somebody else changes back what Usher sets, again and again: ${few(found.map(one => one.label).sort())}. Usher sets it once more now. ${advice}`,
	subject: found.map(one => one.what).sort(),
	severity: 'needs-person',
});

const atOnceProblem = (found: readonly ChangedBack[]): Problem => ({
	code: 'changed-back',
	message: `${number(found.length)} things that Usher had set were changed by someone else since: ${few(found.map(one => one.label).sort())}. Usher sets them again. If that was no person: ${advice}`,
	subject: found.map(one => one.what).sort(),
	severity: 'warning',
});

/** Members whom the ledger knows under an id of this tenant, and who carry one now that nobody knows. */
const overwritten = (
	members: readonly Member[],
	ledger: Ledger,
	knows: (id: EntraId) => boolean,
): readonly Member[] => {
	const there = new Set(members.map(member => member.externalId));
	const expected = new Set<string>();
	for (const [id, {by, email}] of ledger.people) if (by !== 'removed' && !there.has(id)) expected.add(email);
	if (expected.size === 0) return [];
	return members.filter(
		({externalId, email}) =>
			externalId !== undefined &&
			expected.has(email) &&
			!ledger.people.has(externalId as EntraId) &&
			!knows(externalId as EntraId),
	);
};

const idsReplaced = (members: readonly Member[]): Problem => ({
	code: 'external-ids-replaced',
	message: `${number(members.length)} members whom Usher keeps carry another tool's id now: ${few(members.map(member => member.email).sort())}. They are left alone until that is settled. ${advice}`,
	subject: members.map(member => member.id as string).sort(),
	severity: 'needs-person',
});

/**
 * Whether another tool, another Usher or a colleague works against this one. Says nothing of a single change by hand:
 * that is what a sync is there to put right.
 */
export const noticeOthers = (input: {
	readonly plan: Plan;
	readonly members: readonly Member[];
	readonly ledger: Ledger;
	/** Whether this tenant has, or had, something with that id. */
	readonly knows: (id: EntraId) => boolean;
	/** Asked only when there is something to compare. */
	readonly past: Past;
}): Problem[] => {
	const {plan, members, ledger, knows, past} = input;
	const problems: Problem[] = [];
	if (plan.basis !== 'organisation') return problems;
	const ids = overwritten(members, ledger, knows);
	if (ids.length >= fewestIds) problems.push(idsReplaced(ids));
	if (plan.changes.length === 0) return problems;
	const found = changedBack(plan, past);
	const oftener = found.filter(one => one.times >= again);
	if (oftener.length > 0) problems.push(repeated(oftener));
	else if (found.length >= atOnce) problems.push(atOnceProblem(found));
	return problems;
};
