import type {Draft, GroupWork} from '../plan/input.ts';
import {shared} from '../plan/shared.ts';
import type {EntraId, Member, MemberId, OrgGroupId} from '../ports.ts';
import {type Cut, mostInOneImport, mostMembershipsInOneImport, type PlannedStep} from './planned-step.ts';

/** A group that may go in an import, and what is then recorded of it. */
export type Import = {
	readonly work: GroupWork;
	readonly rename: boolean;
	readonly memberExternalIds: readonly EntraId[];
	readonly planned: Omit<PlannedStep, 'step'>;
};

const keysOf = (work: GroupWork, rename: boolean): string[] => {
	if (work.act === 'empty' || work.act === 'delete') return [`${work.act}-group:${work.id}`];
	const keys: string[] = [];
	if (work.act === 'create') keys.push(`create-group:${work.id}`);
	if (rename) keys.push(`rename-group:${work.id}`);
	if (work.added.length > 0 || work.removed.length > 0) keys.push(`set-group-members:${work.id}`);
	return keys;
};

/** Taking over groups made by hand: each before anything else is sent about it, or an import would make a second one. */
export const adoptGroupSteps = (draft: Draft, works: readonly GroupWork[]): PlannedStep[] =>
	works
		.filter(work => work.act === 'adopt')
		.map(work => ({
			step: {kind: 'adopt-group', group: draft.organisation.groups[work.organisation!]!.id, externalId: work.id},
			keys: [`adopt-group:${work.id}`],
			label: `the group "${work.name}"`,
			people: [],
			groups: [],
		}));

/** What the groups need: imports that are not cut yet, and requests of one group each. */
type Parts = {
	readonly imports: readonly Import[];
	readonly singles: readonly PlannedStep[];
	readonly deletes: readonly PlannedStep[];
};

/**
 * The requests for groups, given the members as they are now. An import takes hundreds of groups in one request, so
 * it is preferred; but it replaces the membership by the listed external ids, and drops whoever has none. Where
 * somebody without an external id stays (`handAdded: keep`), where someone is in the group whom the list of members
 * does not know yet, where imports are blocked, and where there is only one group anyway, its members are set by
 * member id instead, one request a group. An import lists only ids that the organisation holds: it drops others
 * silently.
 */
export const groupSteps = (
	draft: Draft,
	works: readonly GroupWork[],
	now: readonly Member[],
	cut: Cut,
): PlannedStep[] => {
	const {organisation} = draft;
	const {imports, singles, deletes} = groupParts(draft, works, now);
	const [only] = imports;
	if (!organisation.abilities.canRead || imports.length !== 1 || only?.work.organisation === undefined || only.rename)
		return [...cutImports(imports, cut), ...singles, ...deletes];
	const known = new Map(now.map(member => [member.externalId, member.id]));
	const {id: group} = organisation.groups[only.work.organisation]!;
	const members = only.memberExternalIds.map(id => known.get(id)!);
	return [{step: {kind: 'set-group-members', group, members}, ...only.planned}, ...singles, ...deletes];
};

/** The same before it is cut into requests. */
export const groupParts = (draft: Draft, works: readonly GroupWork[], now: readonly Member[]): Parts => {
	const {organisation, input, match} = draft;
	const {snapshot} = input.roster;
	const {canRead} = organisation.abilities;
	const twice = shared(now.map(member => member.externalId));
	const known = new Map<string, MemberId>();
	const there = new Set<string>();
	for (const member of now) {
		there.add(member.id);
		if (member.externalId !== undefined && !twice.has(member.externalId)) known.set(member.externalId, member.id);
	}
	const imports: Import[] = [];
	const singles: PlannedStep[] = [];
	const deletes: PlannedStep[] = [];

	for (const work of works) {
		const group = work.organisation === undefined ? undefined : organisation.groups[work.organisation]!;
		const emptied = work.act === 'empty' || work.act === 'delete';
		const ended = work.act === 'delete' ? work.before : work.removed.length;
		if (work.act === 'delete') {
			deletes.push({
				step: {kind: 'delete-group', group: group!.id},
				keys: keysOf(work, false),
				label: `the group "${work.name}"`,
				people: [],
				groups: [{id: work.id, record: undefined, ended, created: false, emptied}],
			});
			continue;
		}
		const {stay, join, unknown} = draft.settle(work);
		const ids: string[] = [];
		const external: EntraId[] = [];
		let expressible = unknown.length === 0 && !draft.groupImportsBlocked;
		for (const position of stay) {
			const member = organisation.members[position]!;
			// Whoever left the organisation meanwhile is in no group of it.
			if (canRead && !there.has(member.id)) continue;
			ids.push(member.id);
			const id = (match.userOf[position]! >= 0 ? snapshot.users[match.userOf[position]!]!.id : member.externalId) as
				| EntraId
				| undefined;
			if (id === undefined || (canRead && known.get(id) !== member.id)) expressible = false;
			else external.push(id);
		}
		const record = [...draft.recordOf(work.id, ids)];
		for (const user of join) {
			const {id} = snapshot.users[user]!;
			const member = canRead ? known.get(id) : (id as string as MemberId);
			// Refused, or not arrived: the next run adds them.
			if (member === undefined) continue;
			ids.push(member);
			record.push(member);
			external.push(id);
		}
		ids.push(...unknown);
		// Whoever could not be linked after all would be dropped by the import that renames: the next run renames.
		const rename = work.rename && (expressible || !canRead);
		const keys = keysOf(work, rename);
		if (keys.length === 0) continue;
		const planned = {
			keys,
			label: `the group "${work.name}"`,
			people: [],
			groups: [
				{
					id: work.id,
					record: {
						name: group === undefined || rename ? work.name : group.name,
						...(group === undefined || !canRead ? {} : {group: group.id}),
						members: canRead ? record : external,
					},
					ended,
					created: work.act === 'create',
					emptied,
				},
			],
		};
		if (expressible || !canRead || work.act === 'create')
			imports.push({work, rename, memberExternalIds: external, planned});
		else
			singles.push({
				step: {kind: 'set-group-members', group: group!.id as OrgGroupId, members: ids as MemberId[]},
				...planned,
			});
	}

	return {imports, singles, deletes};
};

/** Imports of as many groups as a request may carry. */
export const cutImports = (imports: readonly Import[], cut: Cut): PlannedStep[] => {
	const most = Math.max(1, Math.min(cut.batch, mostInOneImport));
	const steps: PlannedStep[] = [];
	let batch: Import[] = [];
	let memberships = 0;
	const close = (): void => {
		if (batch.length === 0) return;
		steps.push({
			step: {
				kind: 'import',
				members: [],
				groups: batch.map(({work, memberExternalIds}) => ({
					name: work.name,
					externalId: work.id,
					memberExternalIds,
				})),
				invite: 'mail',
			},
			keys: batch.flatMap(({planned}) => planned.keys),
			people: [],
			groups: batch.flatMap(({planned}) => planned.groups),
		});
		batch = [];
		memberships = 0;
	};
	for (const one of imports) {
		const size = one.memberExternalIds.length;
		if (batch.length >= most || (batch.length > 0 && memberships + size > mostMembershipsInOneImport)) close();
		batch.push(one);
		memberships += size;
	}
	close();
	return steps;
};
