import type {Change, ChangeKind, PersonRef, Plan, Problem} from '../changes.ts';
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
	group(change: Extract<Change, {group: unknown}>): OrgGroup | undefined;
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

/**
 * What of a run can be given back: whom it revoked is restored, whom it took out of groups is put back. It is held
 * against the organisation as it is now, so what someone has put right meanwhile is not done twice, and whom an
 * administrator has revoked since stays revoked. What cannot be given back is said as problems of the plan. Pure.
 */
export const planUndo = (input: UndoInput): UndoPlan => {
	const {ledger, applied, run, until} = input;
	const {abilities} = input.organisation;
	const organisation = abilities.canRead ? input.organisation : organisationFromLedger(ledger, input.organisation);
	const find = lookup(organisation);
	const changes: Change[] = [];
	const hold = new Set<EntraId>();
	const problems: Problem[] = [];
	const restored = new Set<string>();
	const gone = new Map<string, string>();
	const byOthers = new Map<string, string>();

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
		const unsure = !abilities.canRead && isUnheard(known);
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

	const goneGroups: string[] = [];
	for (const change of applied) {
		if ('person' in change) continue;
		const taken = takenOut(change);
		if (taken.length === 0) continue;
		const group = find.group(change);
		if (group === undefined) {
			goneGroups.push(change.group.name);
			continue;
		}
		const unsure = abilities.canRead ? undefined : doubted(ledger.groups.get(change.group.externalId)?.members);
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

	for (const [id, email] of removedBy(applied)) gone.set(id, email);
	if (gone.size > 0) problems.push(sayUndo.gone([...gone]));
	if (byOthers.size > 0) problems.push(sayUndo.revokedByOthers([...byOthers]));
	if (goneGroups.length > 0) problems.push(sayUndo.groupsGone(goneGroups));
	const deleted = applied.flatMap(change => (change.kind === 'delete-group' ? [change.group] : []));
	if (deleted.length > 0) problems.push(sayUndo.groupsDeleted(deleted));
	const given = sayUndo.given(applied);
	if (given !== undefined) problems.push(given);

	sortChanges(changes);
	const counts: Record<ChangeKind, number> = noChanges();
	for (const change of changes) counts[change.kind]++;
	const active = organisation.members.filter(member => member.status !== 'revoked');
	const scope = ledger.approvedScope ?? ('' as Fingerprint);
	const {seats} = abilities;
	const free =
		seats === undefined ? 0 : Math.max(0, seats.bought - active.filter(one => one.status !== 'staged').length);
	return {
		plan: {
			version: 1,
			fingerprint: planFingerprint(`${input.profile} undo ${run}`, scope, changes),
			basis: abilities.canRead ? 'organisation' : 'last-applied',
			changes,
			counts,
			people: hold.size,
			managed: active.length,
			managedGroups: organisation.groups.length,
			managedMemberships: 0,
			scope,
			...(seats === undefined
				? {}
				: {seats: {needed: counts.restore, free, toBuy: Math.max(0, counts.restore - free)}}),
			mails: 0,
			problems: sortProblems(problems),
		},
		hold: [...hold].sort(),
		organisation,
	};
};

const removedBy = (applied: readonly Change[]): [string, string][] =>
	applied.flatMap((change): [string, string][] =>
		change.kind === 'remove' ? [[change.person.externalId, change.person.email]] : [],
	);
