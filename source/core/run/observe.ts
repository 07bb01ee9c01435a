import type {Roster} from '../model.ts';
import type {EntraId, Ledger, LedgerPerson, Member} from '../ports.ts';

const soonMs = 15 * 60_000;

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
		if (roster.userAt(id) === undefined && !roster.snapshot.gone.has(id)) continue;
		const known = ledger.people.get(id);
		if (known === undefined || known.by === 'removed' || (known.by === 'revoked-by-usher' && status !== 'revoked'))
			people.set(id, {email, by: 'seen', at});
		else if (known.email !== email) people.set(id, {...known, email});
	}
	return people;
};

/**
 * Whether an import of a run that died may still be on its way: people written down as invited a short while ago
 * whom the organisation does not hold. An invitation is written down before it is sent.
 */
export const invitationsMissing = (members: readonly Member[], ledger: Ledger, now: Date): boolean => {
	const time = now.getTime();
	let there: Set<string> | undefined;
	for (const [id, person] of ledger.people) {
		if (person.by !== 'invited' || Math.abs(time - Date.parse(person.at)) > soonMs) continue;
		there ??= new Set(members.map(member => member.externalId ?? ''));
		if (!there.has(id)) return true;
	}
	return false;
};
