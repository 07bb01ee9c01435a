import type {Problem} from '../changes.ts';
import {hold, inside, out} from '../model.ts';
import type {EntraId, OrgGroup, OrgGroupId} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import {differ} from './diff.ts';
import {fates, type GroupWork, type Match, none, type PlanInput, type Settled} from './input.ts';
import {say} from './say.ts';
import {shared} from './shared.ts';

export type GroupsWork = {
	readonly work: readonly GroupWork[];
	readonly managedGroups: number;
	readonly managedMemberships: number;
	readonly groupImportsBlocked: boolean;
	readonly problems: readonly Problem[];
	recordOf(group: EntraId, current: readonly string[]): readonly string[];
	settle(work: GroupWork): Settled;
};

const nobody: readonly string[] = [];

/**
 * What each group needs: made, taken over, renamed, filled, emptied or deleted. Groups are matched by external id
 * only, as the server does; one made by hand is taken over only when the settings say so.
 */
export const matchGroups = (input: PlanInput, organisation: OrganisationState, match: Match): GroupsWork => {
	const {roster, ledger, settings} = input;
	const {snapshot} = roster;
	const {abilities, groups, groupMembers} = organisation;
	const work: GroupWork[] = [];
	const problems: Problem[] = [];
	const difference = differ(roster, organisation, match, {
		keepHand: settings.handAdded === 'keep',
		resend: input.resend === true && !abilities.canRead,
	});
	const claim = new Set(settings.claim);
	const adopt = new Set(settings.adoptGroups);
	const twice = shared(groups.map(group => group.externalId));
	const refused = (id: string): boolean => input.refused?.has(id) === true;
	const heldBy = (position: number | undefined): readonly string[] =>
		position === undefined ? nobody : (groupMembers.get(groups[position]!.id) ?? nobody);
	/** Has an external id, or this plan gives them one before it comes to the groups. */
	const linked = (member: number): boolean =>
		organisation.members[member]!.externalId !== undefined ||
		(match.fate[member] === fates.governed && match.userOf[member] !== none);
	const recorded = (id: EntraId): readonly string[] | undefined => ledger.groups.get(id)?.members;

	const at = new Int32Array(snapshot.groups.length).fill(-1);
	const byHand = new Map<string, OrgGroupId[]>();
	const gone: number[] = [];
	const strangers: OrgGroup[] = [];
	let managedGroups = 0;
	let managedMemberships = 0;
	const positionOf = new Map<OrgGroupId, number>();
	groups.forEach((group, position) => {
		const id = group.externalId as EntraId | undefined;
		positionOf.set(group.id, position);
		if (id === undefined) {
			byHand.set(group.name, [...(byHand.get(group.name) ?? []), group.id]);
			return;
		}
		const known = roster.groupAt(id);
		const ours =
			known !== undefined || snapshot.gone.has(id) || ledger.groups.has(id) || claim.has('*') || claim.has(id);
		if (!ours) {
			strangers.push(group);
			return;
		}
		managedGroups++;
		if (twice.has(id)) return;
		if (known === undefined) gone.push(position);
		else at[known] = position;
	});
	for (const id of twice) {
		const same = groups.filter(group => group.externalId === id);
		problems.push(say.duplicateGroup(id, same));
	}
	if (strangers.length > 0) problems.push(say.strangerGroups(strangers));

	const undeletable: GroupWork[] = [];
	const end = (id: EntraId, position: number, known: number | undefined): void => {
		const {added, removed, before, there} = difference.compare(heldBy(position), undefined, recorded(id));
		managedMemberships += there;
		if (settings.deletedGroups === 'keep' || refused(id)) return;
		// With whom an undo has put back into it, it stays for as long as they are held.
		const erase =
			settings.deletedGroups === 'delete' && !(match.held.size > 0 && heldBy(position).some(id => match.held.has(id)));
		const {name} = groups[position]!;
		const base = {id, roster: known, organisation: position, name, rename: false, added, removed, before};
		if (erase && abilities.canDeleteGroups) work.push({...base, act: 'delete'});
		else if (removed.length > 0) {
			const one: GroupWork = {...base, act: removed.length === before ? 'empty' : 'set'};
			work.push(one);
			if (erase) undeletable.push(one);
		}
	};

	const importsBlocked = match.importsBlocked || twice.size > 0;
	let waiting = 0;
	for (let known = 0; known < snapshot.groups.length; known++) {
		const {id} = snapshot.groups[known]!;
		const verdict = roster.groups[known];
		const position = at[known]! < 0 ? undefined : at[known]!;
		if (twice.has(id)) continue;
		if (verdict === out) {
			if (position !== undefined) end(id, position, known);
			continue;
		}
		if (position !== undefined && (verdict === hold || refused(id))) {
			managedMemberships += heldBy(position).length;
			continue;
		}
		if (verdict !== inside || refused(id)) continue;
		const name = roster.groupNames[known]!;
		const hand = byHand.get(name) ?? [];
		const base = {id, roster: known, name, rename: false};
		if (position !== undefined) {
			const was = groups[position]!.name;
			const {added, removed, before, there} = difference.compare(heldBy(position), known, recorded(id));
			managedMemberships += there;
			if (hand.length > 0) problems.push(say.sameName(id, name, hand, true));
			let rename = was !== name;
			if (rename && !abilities.canRenameGroups) {
				problems.push(say.cannotRename(id, was, name));
				rename = false;
			}
			if (rename && importsBlocked) {
				waiting++;
				rename = false;
			}
			// Only an import renames, and it would drop whoever has no external id.
			if (rename && (settings.handAdded === 'keep' || match.held.size > 0)) {
				const {stay, unknown} = difference.settle(heldBy(position), known, recorded(id));
				if (unknown.length > 0 || !stay.every(linked)) {
					problems.push(say.renameWouldDrop(id, was, name));
					rename = false;
				}
			}
			if (rename || added.length > 0 || removed.length > 0)
				work.push({...base, organisation: position, rename, act: 'set', added, removed, before});
			continue;
		}
		const wanted = hand.length > 0 && (adopt.has(id) || adopt.has(name));
		if (wanted && hand.length === 1) {
			const taken = positionOf.get(hand[0]!)!;
			work.push({
				...base,
				organisation: taken,
				act: 'adopt',
				...difference.compare(heldBy(taken), known, recorded(id)),
			});
		} else if (wanted) problems.push(say.adoptAmbiguous(id, name, hand));
		else {
			if (hand.length > 0) problems.push(say.sameName(id, name, hand, false));
			if (importsBlocked) waiting++;
			else
				work.push({...base, organisation: undefined, act: 'create', ...difference.compare(nobody, known, undefined)});
		}
	}
	for (const position of gone) {
		const id = groups[position]!.externalId as EntraId;
		end(id, position, undefined);
	}
	if (waiting > 0) problems.push(say.importsBlocked('groups', waiting));
	if (undeletable.length > 0) problems.push(say.cannotDelete(undeletable));

	return {
		work,
		managedGroups,
		managedMemberships,
		groupImportsBlocked: importsBlocked,
		problems,
		recordOf: (id, current) => {
			const known = roster.groupAt(id);
			const wanted = known !== undefined && roster.groups[known] === inside ? known : undefined;
			return difference.recordOf(current, wanted, recorded(id));
		},
		settle: one => {
			const ends =
				one.act === 'empty' || one.act === 'delete' || one.roster === undefined || roster.groups[one.roster] === out;
			return difference.settle(
				one.act === 'create' ? nobody : heldBy(one.organisation),
				ends ? undefined : one.roster,
				recorded(one.id),
			);
		},
	};
};
