import type {Roster} from '../model.ts';
import {isUnheard} from '../plan/unheard.ts';
import type {EntraId, Ledger, LedgerPerson, Member} from '../ports.ts';
import type {Lists} from './settle.ts';

const soonMs = 15 * 60_000;
const dayMs = 86_400_000;

/**
 * What a list of members teaches the ledger: people of this tenant who are there, the address under which they are,
 * and that someone whom Usher once revoked is active again, so that a later revoke by an administrator is not taken
 * for Usher's own. Strangers are not recorded.
 */
export const observed = (
	members: readonly Member[],
	roster: Roster,
	ledger: Ledger,
	at: string,
): Map<EntraId, LedgerPerson> => {
	const people = new Map<EntraId, LedgerPerson>();
	for (const {externalId, email, status} of members) {
		if (externalId === undefined) continue;
		const id = externalId as EntraId;
		const known = ledger.people.get(id);
		if (known === undefined && roster.userAt(id) === undefined && !roster.snapshot.gone.has(id)) continue;
		const unsure = known === undefined || known.by === 'removed' || isUnheard(known);
		if (unsure || (known.by === 'revoked-by-usher' && status !== 'revoked')) people.set(id, {email, by: 'seen', at});
		else if (known.email !== email) people.set(id, {...known, email});
	}
	return people;
};

/** Whether a moment is so near to now. Those that are asked about together are mostly of one import, with one time. */
const within = (milliseconds: number, now: Date): ((at: string) => boolean) => {
	const time = now.getTime();
	let last: string | undefined;
	let near = false;
	return at => {
		if (at !== last) {
			last = at;
			near = Math.abs(time - Date.parse(at)) <= milliseconds;
		}
		return near;
	};
};

/**
 * Whether an import of a run that died may still be on its way: people written down as invited, or groups as made, a
 * short while ago, that the organisation does not hold. Both are written down before they are sent.
 */
export const somethingMissing = ({members, groups}: Lists, ledger: Ledger, now: Date): boolean => {
	const recent = within(soonMs, now);
	let there: Set<string> | undefined;
	for (const [id, person] of ledger.people) {
		if (person.by !== 'invited' || !recent(person.at)) continue;
		there ??= new Set(members.map(member => member.externalId ?? ''));
		if (!there.has(id)) return true;
	}
	let made: Set<string> | undefined;
	for (const [id, group] of ledger.groups) {
		if (group.group !== undefined || !recent(group.seenAt)) continue;
		made ??= new Set(groups.map(one => one.externalId ?? ''));
		if (!made.has(id)) return true;
	}
	return false;
};

/**
 * How many people the ledger is sure that the organisation held. An invitation counts after a day: until then it may
 * have been written down and never sent.
 */
export const surelyKnown = (ledger: Ledger, now: Date): number => {
	let sure = 0;
	for (const {by, at} of ledger.people.values())
		if (by !== 'removed' && by !== 'perhaps-invited' && (by !== 'invited' || now.getTime() - Date.parse(at) > dayMs))
			sure++;
	return sure;
};
