import type {PeopleChange} from '../changes.ts';
import type {EntraId, Ledger, LedgerChange, LedgerGroup, LedgerPerson, Tally} from '../ports.ts';
import {changeKey, type PlannedStep} from '../steps/planned-step.ts';
import {heardMembers, unheardEntry} from './unheard-entry.ts';

/** What a person has allowed does not count towards the limits again. */
export type Uncounted = {readonly [Count in keyof Tally]: boolean};

/** What a step counts towards the guard's limits. */
const tallyOf = (planned: PlannedStep, uncounted: Uncounted): Tally | undefined => {
	let offboarded = 0;
	let invited = 0;
	let membershipsRemoved = 0;
	let groupsEmptied = 0;
	for (const {kind} of planned.people) {
		if (kind === 'revoke' || kind === 'remove') offboarded++;
		else if (kind === 'invite') invited++;
	}
	for (const group of planned.groups) {
		membershipsRemoved += group.ended;
		if (group.emptied) groupsEmptied++;
	}
	const tally = {
		offboarded: uncounted.offboarded ? 0 : offboarded,
		invited: uncounted.invited ? 0 : invited,
		membershipsRemoved: uncounted.membershipsRemoved ? 0 : membershipsRemoved,
		groupsEmptied: uncounted.groupsEmptied ? 0 : groupsEmptied,
		// A run counts them as a whole: which request needs one more than are free cannot be told.
		seats: 0,
	};
	return Object.values(tally).some(count => count > 0) ? tally : undefined;
};

/** The entry of someone after a change is done. */
const entryAfter = (change: PeopleChange, ledger: Ledger, at: string): LedgerPerson => {
	const {email} = change.person;
	if (change.kind === 'invite') return {email, by: 'invited', at};
	if (change.kind === 'restore') return {email, by: 'seen', at};
	if (change.kind === 'remove') return {email, by: 'removed', at};
	if (change.kind !== 'adopt-member') return {email, by: 'revoked-by-usher', at};
	// Their new id is still revoked, by Usher, until the restore that follows.
	const was = change.was === undefined ? undefined : ledger.people.get(change.was as EntraId);
	const by = was?.by === 'revoked-by-usher' ? 'revoked-by-usher' : 'adopted';
	return {email, by, at};
};

export type Entry = {
	/** Written before the step is sent. */
	readonly before: LedgerChange;
	/** Written when the server has refused it. */
	readonly refused: LedgerChange;
	/** Written when it was refused and these changes of people, by key, turn out to be done all the same. */
	readonly refusedBut: (done: ReadonlySet<string>) => LedgerChange;
	/** Written when it is done. */
	readonly done: LedgerChange;
};

/**
 * What the ledger learns of a step, and when.
 *
 * Where the organisation can be read, whom Usher is about to revoke, link or invite is written down before the
 * request leaves. Killed between sending and hearing, the next run then still knows that it was Usher who revoked
 * them, so that they can come back; written down but never sent is harmless, since the next list of members shows
 * them active and the entry is corrected. An invitation or a new group written down and not to be seen makes the next run
 * wait for the server before it sends again. The count towards the limits is written first too: a process that is killed
 * and started in a circle must not get the limit anew each time. What is removed or restored is written when done.
 *
 * Where nothing can be read back the ledger is the only memory, and repeating a request is harmless there (people are
 * matched by address): whom and what a request is about is written down as in doubt before it leaves, and as known when
 * it is done. The count is written when done as well, because what is in doubt is planned, and so counted, again.
 */
export const entryOf = (
	planned: PlannedStep,
	ledger: Ledger,
	canRead: boolean,
	uncounted: Uncounted,
	at: string,
): Entry => {
	const before = new Map<EntraId, LedgerPerson | undefined>();
	const undo = new Map<EntraId, LedgerPerson | undefined>();
	const done = new Map<EntraId, LedgerPerson | undefined>();
	for (const change of planned.people) {
		const id = change.person.externalId;
		const entry = entryAfter(change, ledger, at);
		done.set(id, entry);
		if (change.kind === 'revoke' || change.kind === 'invite' || change.kind === 'adopt-member') {
			before.set(id, entry);
			undo.set(id, ledger.people.get(id));
		}
		// An id that nobody has any more is kept, because this tenant is known to have had it. What is known of it already
		// stays until it is done: whom Usher revoked under an old id comes back.
		const ended = endedBy(change);
		if (ended === undefined) continue;
		const old: LedgerPerson = {email: change.person.email, by: 'removed', at};
		done.set(ended, old);
		if (!ledger.people.has(ended)) {
			before.set(ended, old);
			undo.set(ended, undefined);
		}
	}
	const groups = new Map<EntraId, LedgerGroup | undefined>();
	const made = new Map<EntraId, LedgerGroup>();
	const unmade = new Map<EntraId, LedgerGroup | undefined>();
	const nowIn = (named: readonly string[]): readonly string[] =>
		canRead ? named : heardMembers(named, id => done.get(id) ?? ledger.people.get(id));
	for (const {id, record, created} of planned.groups) {
		groups.set(id, record === undefined ? undefined : {...record, members: nowIn(record.members), seenAt: at});
		if (!created || record === undefined) continue;
		// Empty: whoever finds the group reads who is in it.
		made.set(id, {name: record.name, members: [], seenAt: at});
		unmade.set(id, ledger.groups.get(id));
	}
	const tally = tallyOf(planned, uncounted);
	const people = (map: Map<EntraId, LedgerPerson | undefined>): LedgerChange => (map.size > 0 ? {people: map} : {});
	const withTally = (change: LedgerChange): LedgerChange =>
		tally === undefined ? change : {...change, tally: {...tally, at}};
	const whenDone: LedgerChange = {...people(done), ...(groups.size > 0 ? {groups} : {})};
	if (!canRead) {
		const doubt = unheardEntry(planned, ledger, at);
		return {...doubt, refusedBut: () => doubt.refused, done: withTally(whenDone)};
	}
	const refusedBut = (happened: ReadonlySet<string>): LedgerChange => {
		const back = new Map(undo);
		const not: PeopleChange[] = [];
		for (const change of planned.people) {
			if (!happened.has(changeKey(change))) not.push(change);
			else for (const id of idsOf(change)) back.set(id, done.get(id));
		}
		const counted = tallyOf({...planned, people: not}, uncounted);
		return {
			...people(back),
			...(unmade.size > 0 ? {groups: unmade} : {}),
			...(counted === undefined ? {} : {tally: {...negative(counted), at}}),
		};
	};
	return {
		before: withTally({...people(before), ...(made.size > 0 ? {groups: made} : {})}),
		refused: refusedBut(new Set()),
		refusedBut,
		done: whenDone,
	};
};

/** The id under which nobody is a member once the change is done. */
const endedBy = (change: PeopleChange): EntraId | undefined => {
	if (change.kind === 'remove') return change.person.externalId;
	return change.kind === 'adopt-member' ? (change.was as EntraId | undefined) : undefined;
};

const idsOf = (change: PeopleChange): EntraId[] =>
	change.kind === 'adopt-member' && change.was !== undefined
		? [change.person.externalId, change.was as EntraId]
		: [change.person.externalId];

const negative = (tally: Tally): Tally => ({
	offboarded: -tally.offboarded,
	invited: -tally.invited,
	membershipsRemoved: -tally.membershipsRemoved,
	groupsEmptied: -tally.groupsEmptied,
	seats: -tally.seats,
});

/** Whether there is anything in it to save. */
export const saysSomething = (change: LedgerChange): boolean => Object.keys(change).length > 0;
