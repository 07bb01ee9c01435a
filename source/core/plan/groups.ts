import type {Problem} from '../changes.ts';
import {hold, inside, out} from '../model.ts';
import type {EntraId, OrgGroupId} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import {type Differ, differ} from './diff.ts';
import {type Draft, fates, type GroupWork, type Match, none, type PlanInput} from './input.ts';
import {type PlacedGroups, placeGroups} from './place-groups.ts';
import {say} from './say.ts';

/** The part of a draft that is about groups. */
export type GroupsDraft = Pick<
	Draft,
	'groups' | 'managedGroups' | 'managedMemberships' | 'groupImportsBlocked' | 'problems' | 'recordOf' | 'settle'
>;

const nobody: readonly string[] = [];

/** What working out the groups works on, and what it finds. */
type Grouping = {
	readonly input: PlanInput;
	/** As read, or what the ledger stands for. */
	readonly organisation: OrganisationState;
	readonly match: Match;
	readonly placed: PlacedGroups;
	readonly difference: Differ;
	/** Groups made by hand that may be taken over: ids or names. */
	readonly adopt: ReadonlySet<string>;
	/** No import may carry groups. */
	readonly importsBlocked: boolean;
	readonly work: GroupWork[];
	readonly problems: Problem[];
	/** Groups that the settings would delete, and the server cannot. */
	readonly undeletable: GroupWork[];
	/** Memberships in groups that Usher manages, and groups that wait for imports. */
	memberships: number;
	waiting: number;
};

const beginGrouping = (input: PlanInput, organisation: OrganisationState, match: Match): Grouping => {
	const {settings} = input;
	const placed = placeGroups(input, organisation);
	return {
		input,
		organisation,
		match,
		placed,
		difference: differ(input.roster, organisation, match, {
			keepHand: settings.handAdded === 'keep',
			resend: input.resend === true && !organisation.abilities.canRead,
		}),
		adopt: new Set(settings.adoptGroups),
		importsBlocked: match.importsBlocked || placed.twice.size > 0,
		work: [],
		problems: [...placed.problems],
		undeletable: [],
		memberships: 0,
		waiting: 0,
	};
};

const heldBy = ({organisation: {groups, groupMembers}}: Grouping, position: number | undefined): readonly string[] =>
	position === undefined ? nobody : (groupMembers.get(groups[position]!.id) ?? nobody);

const recordedOf = ({input: {ledger}}: Grouping, id: EntraId): readonly string[] | undefined =>
	ledger.groups.get(id)?.members;

const isRefused = ({input: {refused}}: Grouping, id: EntraId): boolean => refused?.has(id) === true;

/** A group that is deleted, or out of scope: emptied, deleted or kept, as the settings say. */
const endGroup = (at: Grouping, id: EntraId, position: number, known: number | undefined): void => {
	const {organisation, match, difference, work, undeletable} = at;
	const {settings} = at.input;
	const held = heldBy(at, position);
	const {added, removed, before, there} = difference.compare(held, undefined, recordedOf(at, id));
	at.memberships += there;
	if (settings.deletedGroups === 'keep' || isRefused(at, id)) return;
	// With whom an undo has put back into it, it stays for as long as they are held.
	const erase =
		settings.deletedGroups === 'delete' && !(match.held.size > 0 && held.some(member => match.held.has(member)));
	const {name} = organisation.groups[position]!;
	const base = {id, roster: known, organisation: position, name, rename: false, added, removed, before};
	if (erase && organisation.abilities.canDeleteGroups) work.push({...base, act: 'delete'});
	else if (removed.length > 0) {
		const one: GroupWork = {...base, act: removed.length === before ? 'empty' : 'set'};
		work.push(one);
		if (erase) undeletable.push(one);
	}
};

/** Whether a group is to get its new name; says why it keeps the old one where that cannot be. */
const renames = (at: Grouping, id: EntraId, position: number, known: number): boolean => {
	const {input, organisation, match, difference, problems} = at;
	const was = organisation.groups[position]!.name;
	const name = input.roster.groupNames[known]!;
	if (was === name) return false;
	if (!organisation.abilities.canRenameGroups) {
		problems.push(say.cannotRename(id, was, name));
		return false;
	}
	if (at.importsBlocked) {
		at.waiting++;
		return false;
	}
	// Only an import renames, and it would drop whoever has no external id.
	if (input.settings.handAdded !== 'keep' && match.held.size === 0) return true;
	/** Has an external id, or this plan gives them one before it comes to the groups. */
	const linked = (member: number): boolean =>
		organisation.members[member]!.externalId !== undefined ||
		(match.fate[member] === fates.governed && match.userOf[member] !== none);
	const {stay, unknown} = difference.settle(heldBy(at, position), known, recordedOf(at, id));
	if (unknown.length === 0 && stay.every(linked)) return true;
	problems.push(say.renameWouldDrop(id, was, name));
	return false;
};

/** A group in scope that is there: renamed and filled as the roster says. */
const keepInStep = (at: Grouping, id: EntraId, position: number, known: number, hand: readonly OrgGroupId[]): void => {
	const name = at.input.roster.groupNames[known]!;
	const {added, removed, before, there} = at.difference.compare(heldBy(at, position), known, recordedOf(at, id));
	at.memberships += there;
	if (hand.length > 0) at.problems.push(say.sameName(id, name, hand, true));
	const rename = renames(at, id, position, known);
	if (rename || added.length > 0 || removed.length > 0)
		at.work.push({id, roster: known, organisation: position, name, rename, act: 'set', added, removed, before});
};

/** A group in scope that is not there: made, or one made by hand is taken over when the settings say so. */
const addGroup = (at: Grouping, id: EntraId, known: number, hand: readonly OrgGroupId[]): void => {
	const {input, placed, difference, work, problems} = at;
	const name = input.roster.groupNames[known]!;
	const base = {id, roster: known, name, rename: false};
	if (hand.length > 0 && (at.adopt.has(id) || at.adopt.has(name))) {
		const [taken, another] = placed.byHand.get(name)!;
		if (another !== undefined) problems.push(say.adoptAmbiguous(id, name, hand));
		else {
			const compared = difference.compare(heldBy(at, taken), known, recordedOf(at, id));
			work.push({...base, organisation: taken, act: 'adopt', ...compared});
		}
		return;
	}
	if (hand.length > 0) problems.push(say.sameName(id, name, hand, false));
	if (at.importsBlocked) at.waiting++;
	else work.push({...base, organisation: undefined, act: 'create', ...difference.compare(nobody, known, undefined)});
};

/** One group of the directory, by its verdict. */
const matchGroup = (at: Grouping, known: number): void => {
	const {input, organisation, placed} = at;
	const {id} = input.roster.snapshot.groups[known]!;
	const verdict = input.roster.groups[known];
	const position = placed.at[known] === none ? undefined : placed.at[known];
	if (placed.twice.has(id)) return;
	if (verdict === out) {
		if (position !== undefined) endGroup(at, id, position, known);
	} else if (verdict === hold || isRefused(at, id)) at.memberships += heldBy(at, position).length;
	else {
		const hand = (placed.byHand.get(input.roster.groupNames[known]!) ?? []).map(one => organisation.groups[one]!.id);
		if (position === undefined) addGroup(at, id, known, hand);
		else keepInStep(at, id, position, known, hand);
	}
};

/**
 * What each group needs: made, taken over, renamed, filled, emptied or deleted. Groups are matched by external id
 * only, as the server does; one made by hand is taken over only when the settings say so.
 */
export const matchGroups = (input: PlanInput, organisation: OrganisationState, match: Match): GroupsDraft => {
	const {roster} = input;
	const at = beginGrouping(input, organisation, match);
	const {placed, difference, work, problems, undeletable} = at;
	for (let known = 0; known < roster.snapshot.groups.length; known++) matchGroup(at, known);
	for (const position of placed.gone)
		endGroup(at, organisation.groups[position]!.externalId as EntraId, position, undefined);
	if (at.waiting > 0) problems.push(say.importsBlocked('groups', at.waiting));
	if (undeletable.length > 0) problems.push(say.cannotDelete(undeletable));

	return {
		groups: work,
		managedGroups: placed.managed,
		managedMemberships: at.memberships,
		groupImportsBlocked: at.importsBlocked,
		problems,
		recordOf: (id, current) => {
			const known = roster.groupAt(id);
			const wanted = known !== undefined && roster.groups[known] === inside ? known : undefined;
			return difference.recordOf(current, wanted, recordedOf(at, id));
		},
		settle: one => {
			const ends =
				one.act === 'empty' || one.act === 'delete' || one.roster === undefined || roster.groups[one.roster] === out;
			return difference.settle(
				one.act === 'create' ? nobody : heldBy(at, one.organisation),
				ends ? undefined : one.roster,
				recordedOf(at, one.id),
			);
		},
	};
};
