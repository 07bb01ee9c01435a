import {between, perhaps} from '../plan/record.ts';
import {unheard} from '../plan/unheard.ts';
import type {EntraId, Ledger, LedgerChange, LedgerGroup, LedgerPerson} from '../ports.ts';
import type {PlannedStep} from '../steps/planned-step.ts';

/**
 * What the ledger is told before a request to a server that reads nothing back, and told back when it was refused:
 * that these people and groups are in doubt. Left so by a lost answer or a killed process, the next plan sends again
 * whoever is in, and takes back whoever is not: a request that was never heard of may have let them in.
 */
export const unheardEntry = (
	{people: changes, groups: planned}: PlannedStep,
	ledger: Ledger,
	at: string,
): {readonly before: LedgerChange; readonly refused: LedgerChange} => {
	const people = new Map<EntraId, LedgerPerson>();
	const groups = new Map<EntraId, LedgerGroup>();
	const linked = new Set(changes.flatMap(({kind, person}) => (kind === 'adopt-member' ? [person.externalId] : [])));
	for (const change of changes) {
		const {email, externalId} = change.person;
		if (change.kind !== 'adopt-member') {
			// Two entries with one address would keep both from being revoked by it: the old one stands for both.
			if (!linked.has(externalId)) people.set(externalId, unheard(ledger.people.get(externalId), email, at));
			continue;
		}
		// Linking restores there.
		const was = change.was as EntraId;
		const known = ledger.people.get(was);
		if (known?.by === 'revoked-by-usher') people.set(was, unheard(known, email, at));
	}
	for (const {id, record} of planned) {
		if (record === undefined) continue;
		const known = ledger.groups.get(id);
		const members = between(known?.members ?? [], record.members);
		// One that is made empty lets nobody in, and is made again.
		if (known !== undefined || members.length > 0)
			groups.set(id, {...(known ?? {name: record.name}), members, seenAt: at});
	}
	const told = <Key, Value>(of: ReadonlyMap<Key, Value>, was: ReadonlyMap<Key, Value>): Map<Key, Value | undefined> =>
		new Map(Array.from(of.keys(), key => [key, was.get(key)]));
	const change = (
		somebody: ReadonlyMap<EntraId, LedgerPerson | undefined>,
		some: ReadonlyMap<EntraId, LedgerGroup | undefined>,
	): LedgerChange => ({
		...(somebody.size > 0 ? {people: somebody} : {}),
		...(some.size > 0 ? {groups: some} : {}),
	});
	return {before: change(people, groups), refused: change(told(people, ledger.people), told(groups, ledger.groups))};
};

/**
 * Who is in a group after an import that named these people was answered: the server leaves out, silently, whom it does
 * not know, because the import that invites them was refused or came half-way.
 */
export const heardMembers = (
	named: readonly string[],
	personOf: (id: EntraId) => LedgerPerson | undefined,
): readonly string[] =>
	named.flatMap(id => {
		const by = personOf(id as EntraId)?.by ?? 'removed';
		return by === 'removed' ? [] : [by === 'perhaps-invited' ? perhaps(id) : id];
	});
