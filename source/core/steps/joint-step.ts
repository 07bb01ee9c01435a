import type {PeopleChange} from '../changes.ts';
import type {Draft, GroupWork} from '../plan/input.ts';
import type {ImportedMember, Member, MemberId} from '../ports.ts';
import {cutImports, groupParts} from './group-steps.ts';
import {type Cut, mostInOneImport, mostMembershipsInOneImport, type PlannedStep} from './planned-step.ts';

/**
 * Which requests for people can wait for the groups, to go with them in one import: all imports, but tombstones when
 * somebody is restored, who may need a seat that they free.
 */
export const waitingImports = (
	steps: readonly PlannedStep[],
): {readonly first: readonly PlannedStep[]; readonly waiting: readonly PlannedStep[]} => {
	const restoring = steps.some(({step}) => step.kind === 'restore');
	const waits = ({step, people}: PlannedStep): boolean =>
		step.kind === 'import' && !(restoring && people.some(change => change.kind === 'remove'));
	return {first: steps.filter(step => !waits(step)), waiting: steps.filter(waits)};
};

/** Whether a request is about this group. */
export const carries = (step: PlannedStep, work: GroupWork): boolean => step.groups.some(({id}) => id === work.id);

/** The members as they will be: linked, and those invited under an id of ours, since the server has not given one yet. */
const expected = (members: readonly Member[], people: readonly PeopleChange[]): Member[] => {
	const links = new Map(
		people.flatMap(({kind, person}) => (kind === 'adopt-member' ? [[person.member, person.externalId]] : [])),
	);
	return [
		...members.map(member => {
			const externalId = links.get(member.id);
			return externalId === undefined ? member : {...member, externalId};
		}),
		...people.flatMap(({kind, person: {externalId, email}}): Member[] =>
			kind === 'invite'
				? [{id: externalId as string as MemberId, email, externalId, role: 'user', status: 'invited'}]
				: [],
		),
	];
};

/** More memberships than one import should carry, as far as the work itself tells. */
const tooMany = (works: readonly GroupWork[]): boolean => {
	let memberships = 0;
	for (const {before, removed, added} of works) memberships += before - removed.length + added.length;
	return memberships > mostMembershipsInOneImport;
};

/**
 * One import of everything that goes by import, people and groups, where there would be several and all of it fits a
 * batch. In one import the server takes out the removed, links and invites first, and looks up who is in the groups
 * after that, the just invited among them (Bitwarden server, ImportOrganizationUsersAndGroupsCommand; Vaultwarden,
 * public.rs). It drops whoever is still not there, silently: so the ledger at first records of these groups only who
 * was a member before, and everyone once the members have been read.
 *
 * `people` are those whose requests are done or are in `waiting`. What is left out comes later: a group that is taken
 * over, and one that holds somebody who is linked here.
 */
export const jointStep = (
	draft: Draft,
	{
		people,
		waiting,
		works,
	}: {
		readonly people: readonly PeopleChange[];
		readonly waiting: readonly PlannedStep[];
		readonly works: readonly GroupWork[];
	},
	cut: Cut,
): PlannedStep | undefined => {
	const most = Math.min(cut.batch, mostInOneImport);
	if (!cut.joint || waiting.length === 0 || works.length > most || tooMany(works)) return undefined;
	const joined = new Map<string, ImportedMember>();
	// Linked and restored is one entry, where both are said by sending the person.
	for (const {step} of waiting)
		if (step.kind === 'import') for (const member of step.members) joined.set(member.externalId, member);
	if (joined.size > most) return undefined;
	const {members, groups: there, groupMembers, abilities} = draft.organisation;
	const linking = new Set(
		waiting.flatMap(step => step.people.flatMap(({kind, person}) => (kind === 'adopt-member' ? [person.member] : []))),
	);
	// Whom it does not link after all, the same import would drop from a group that holds them already.
	const risky = ({organisation: at}: GroupWork): boolean =>
		linking.size > 0 && at !== undefined && groupMembers.get(there[at]!.id)?.some(id => linking.has(id)) === true;
	const {imports} = groupParts(
		draft,
		works.filter(work => work.act !== 'adopt' && !(abilities.canRead && risky(work))),
		expected(members, people),
	);
	const ofGroups = cutImports(imports, cut);
	if (ofGroups.length > 1 || waiting.length + ofGroups.length < 2) return undefined;
	const [{step: ofPeople}] = waiting as [PlannedStep];
	const [groups] = ofGroups;
	const unsure = new Set<string>(
		waiting.flatMap(step => step.people.map(({person}) => person.member ?? person.externalId)),
	);
	return {
		step: {
			kind: 'import',
			members: [...joined.values()],
			groups: groups?.step.kind === 'import' ? groups.step.groups : [],
			invite: ofPeople.kind === 'import' ? ofPeople.invite : 'mail',
		},
		keys: [...waiting, ...ofGroups].flatMap(({keys}) => keys),
		people: waiting.flatMap(step => step.people),
		groups: (groups?.groups ?? []).map(group => ({
			...group,
			record:
				group.record === undefined || !abilities.canRead
					? group.record
					: {...group.record, members: group.record.members.filter(id => !unsure.has(id))},
		})),
		joint: true,
	};
};
