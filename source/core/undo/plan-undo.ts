import type {Change, GroupChange, PersonRef, Plan, Problem, Seats} from '../changes.ts';
import {planFingerprint} from '../fingerprint.ts';
import {heldKey} from '../held.ts';
import {organisationFromLedger} from '../plan/from-ledger.ts';
import {doubted} from '../plan/record.ts';
import {sortChanges} from '../plan/sort.ts';
import {isUnheard} from '../plan/unheard.ts';
import {noChanges} from '../plan.ts';
import type {EntraId, Fingerprint, Ledger, Member, OrgGroup} from '../ports.ts';
import {sortProblems} from '../problems.ts';
import type {OrganisationState} from '../run.ts';
import {sayUndo} from './say.ts';

export type UndoInput = {
	readonly profile: string;
	/** The run that is undone, and what it applied. */
	readonly run: string;
	readonly applied: readonly Change[];
	/** As it is now; where the server reads nothing back, the ledger stands in for it. */
	readonly organisation: OrganisationState;
	readonly ledger: Ledger;
	/** Until when the next runs leave these people alone. */
	readonly until: string;
};

export type UndoPlan = {
	/** Restores, and groups with whom they get back: nothing that takes anything from anyone. */
	readonly plan: Plan;
	/** Whom the next runs leave alone, so that they do not undo the undoing. */
	readonly hold: readonly EntraId[];
	/** The organisation that the plan was made against. */
	readonly organisation: OrganisationState;
};

type Lookup = {
	member(person: PersonRef): Member | undefined;
	group(change: GroupChange): OrgGroup | undefined;
};

const lookup = ({members, groups}: OrganisationState): Lookup => {
	const byId = new Map<string, Member>(members.map(member => [member.id, member]));
	const byExternalId = new Map<string, Member>();
	for (const member of members) if (member.externalId !== undefined) byExternalId.set(member.externalId, member);
	const groupById = new Map<string, OrgGroup>(groups.map(group => [group.id, group]));
	const groupByExternalId = new Map<string, OrgGroup>();
	for (const group of groups) if (group.externalId !== undefined) groupByExternalId.set(group.externalId, group);
	return {
		member: person =>
			(person.member === undefined ? undefined : byId.get(person.member)) ??
			(person.externalId === '' ? undefined : byExternalId.get(person.externalId)),
		group: ({group}) =>
			(group.group === undefined ? undefined : groupById.get(group.group)) ?? groupByExternalId.get(group.externalId),
	};
};

/** Whom a change took out of a group. */
const takenOut = (change: Change): readonly PersonRef[] =>
	change.kind === 'set-group-members' || change.kind === 'empty-group' ? (change.removed ?? []) : [];

/** Groups of which this undo needs to know the members. */
export const groupsConcerned = (applied: readonly Change[], organisation: OrganisationState): OrgGroup[] => {
	const {group} = lookup(organisation);
	return applied.flatMap(change => {
		if ('person' in change || takenOut(change).length === 0) return [];
		const found = group(change);
		return found === undefined ? [] : [found];
	});
};

/** What making the plan works on, and what it finds. */
type Undoing = {
	readonly input: UndoInput;
	/** As read, or what the ledger stands for. */
	readonly organisation: OrganisationState;
	readonly find: Lookup;
	readonly changes: Change[];
	readonly hold: Set<EntraId>;
	/** Ids of members who are restored. */
	readonly restored: Set<string>;
	/** Who is in the organisation no more, and who was revoked by somebody else since: addresses by id. */
	readonly gone: Map<string, string>;
	readonly byOthers: Map<string, string>;
	/** Names of groups that are no more. */
	readonly goneGroups: string[];
};

/** Restores whom the run revoked, unless somebody else has revoked them since. */
const restorePeople = ({input, find, changes, hold, restored, gone, byOthers}: Undoing): void => {
	const {applied, ledger, run, until} = input;
	const {canRead} = input.organisation.abilities;
	for (const change of applied) {
		if (change.kind !== 'revoke') continue;
		const member = find.member(change.person);
		if (member === undefined) {
			gone.set(change.person.externalId, change.person.email);
			continue;
		}
		// Re-created in Entra since: the member carries the new id.
		const person = {...change.person, externalId: (member.externalId ?? change.person.externalId) as EntraId};
		const known = ledger.people.get(person.externalId);
		const unsure = !canRead && isUnheard(known);
		if (member.status === 'revoked' || unsure) {
			if (!unsure && known?.by !== 'revoked-by-usher') {
				byOthers.set(member.id, member.email);
				continue;
			}
			restored.add(member.id);
			changes.push({
				kind: 'restore',
				person: {...person, member: member.id},
				because: {
					subject: person.externalId,
					verdict: 'hold',
					code: 'held',
					reason: `Left alone until ${until.slice(0, 10)}; run ${run} revoked them.`,
					path: [],
				},
			});
		}
		hold.add(heldKey(member));
	}
};

/** Puts back into groups whom the run took out of them, as far as they are active or restored. */
const refillGroups = (at: Undoing): void => {
	const {input, organisation, find, changes, hold, restored, gone, byOthers, goneGroups} = at;
	const {canRead} = organisation.abilities;
	for (const change of input.applied) {
		if ('person' in change) continue;
		const taken = takenOut(change);
		if (taken.length === 0) continue;
		const group = find.group(change);
		if (group === undefined) {
			goneGroups.push(change.group.name);
			continue;
		}
		const unsure = canRead ? undefined : doubted(input.ledger.groups.get(change.group.externalId)?.members);
		const there = new Set<string>((organisation.groupMembers.get(group.id) ?? []).filter(id => !unsure?.has(id)));
		const added: PersonRef[] = [];
		for (const person of taken) {
			const member = find.member(person);
			if (member === undefined) gone.set(person.externalId || person.email, person.email);
			else if (member.status === 'revoked' && !restored.has(member.id)) byOthers.set(member.id, member.email);
			else {
				hold.add(heldKey(member));
				if (!there.has(member.id)) added.push({...person, member: member.id});
			}
		}
		if (added.length > 0)
			changes.push({
				kind: 'set-group-members',
				group: {externalId: change.group.externalId, name: group.name, group: group.id},
				added,
				removed: [],
			});
	}
};

/** What cannot be given back. */
const problemsOf = ({input: {applied}, gone, byOthers, goneGroups}: Undoing): Problem[] => {
	const lost = new Map(gone);
	for (const change of applied) if (change.kind === 'remove') lost.set(change.person.externalId, change.person.email);
	const deleted = applied.flatMap(change => (change.kind === 'delete-group' ? [change.group] : []));
	const given = sayUndo.given(applied);
	return [
		...(lost.size > 0 ? [sayUndo.gone([...lost])] : []),
		...(byOthers.size > 0 ? [sayUndo.revokedByOthers([...byOthers])] : []),
		...(goneGroups.length > 0 ? [sayUndo.groupsGone(goneGroups)] : []),
		...(deleted.length > 0 ? [sayUndo.groupsDeleted(deleted)] : []),
		...(given === undefined ? [] : [given]),
	];
};

/** The seats that restored people need, where the server says how many there are. */
const seatsOf = ({abilities: {seats}, members}: OrganisationState, restores: number): Seats | undefined => {
	if (seats === undefined) return undefined;
	const taken = members.filter(({status}) => status !== 'revoked' && status !== 'staged').length;
	const free = Math.max(0, seats.bought - taken);
	return {needed: restores, free, toBuy: Math.max(0, restores - free)};
};

/**
 * What of a run can be given back: whom it revoked is restored, whom it took out of groups is put back. It is held
 * against the organisation as it is now, so what someone has put right meanwhile is not done twice, and whom an
 * administrator has revoked since stays revoked. What cannot be given back is said as problems of the plan. Pure.
 */
export const planUndo = (input: UndoInput): UndoPlan => {
	const {ledger, run} = input;
	const {abilities} = input.organisation;
	const organisation = abilities.canRead ? input.organisation : organisationFromLedger(ledger, input.organisation);
	const at: Undoing = {
		input,
		organisation,
		find: lookup(organisation),
		changes: [],
		hold: new Set(),
		restored: new Set(),
		gone: new Map(),
		byOthers: new Map(),
		goneGroups: [],
	};
	restorePeople(at);
	refillGroups(at);
	const changes = sortChanges(at.changes);
	const counts = noChanges();
	for (const change of changes) counts[change.kind]++;
	const scope = ledger.approvedScope ?? ('' as Fingerprint);
	const seats = seatsOf(organisation, counts.restore);
	return {
		plan: {
			version: 1,
			fingerprint: planFingerprint(`${input.profile} undo ${run}`, scope, changes),
			basis: abilities.canRead ? 'organisation' : 'last-applied',
			changes,
			counts,
			people: at.hold.size,
			managed: organisation.members.filter(member => member.status !== 'revoked').length,
			managedGroups: organisation.groups.length,
			managedMemberships: 0,
			scope,
			...(seats === undefined ? {} : {seats}),
			mails: 0,
			problems: sortProblems(problemsOf(at)),
		},
		hold: [...at.hold].sort(),
		organisation,
	};
};
