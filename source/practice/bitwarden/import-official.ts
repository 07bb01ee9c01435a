// The import of the official server, with its order, without a transaction: what was done before a refusal stays done.
// Bitwarden server, ImportOrganizationUsersAndGroupsCommand.
import type {Import, ImportedGroup, ImportedMember} from './import-model.ts';
import {badRequest, unhandled} from './message.ts';
import {makeRoom} from './seats.ts';
import {dropMembers, roles, type Store, type StoredMember, sendMail, statuses} from './store.ts';

/** Most members, and groups, that one import of the cloud takes unless it says that it is large. */
const most = 2000;

/** A dictionary as .NET makes one: a key that is there already ends in 500. */
const dictionary = <Value>(entries: Iterable<readonly [string, Value]>): Map<string, Value> => {
	const map = new Map<string, Value>();
	for (const [key, value] of entries) {
		if (map.has(key)) throw unhandled();
		map.set(key, value);
	}
	return map;
};

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** The members as the import saw them when it began; a second import that runs meanwhile is not in it. */
type Seen = {readonly all: readonly StoredMember[]; readonly byExternalId: Map<string, string>};

const overwrite = (store: Store, seen: Seen, imported: ReadonlySet<string>): void => {
	const doomed = seen.all.filter(
		member => !isBlank(member.externalId) && member.type !== roles.owner && !imported.has(member.externalId ?? ''),
	);
	if (doomed.some(member => !member.hasMasterPassword))
		throw badRequest(
			"Sync failed. To proceed, disable the 'Remove and re-add users during next sync' setting and try again.",
		);
	dropMembers(
		store,
		doomed.map(member => member.id),
	);
	for (const member of doomed) seen.byExternalId.delete(member.externalId ?? '');
};

const adopt = (store: Store, seen: Seen, active: readonly ImportedMember[]): void => {
	if (active.length === 0) return;
	const byHand = dictionary(seen.all.filter(m => isBlank(m.externalId)).map(m => [m.email, m] as const));
	const imported = dictionary(active.map(member => [member.email ?? '', member] as const));
	const found: (readonly [StoredMember, string])[] = [];
	for (const [email, member] of byHand) {
		const match = imported.get(email);
		if (match === undefined) continue;
		// Adding an id that another member has already is what ends in 500, before anything is written.
		if (seen.byExternalId.has(match.externalId)) throw unhandled();
		seen.byExternalId.set(match.externalId, member.id);
		found.push([member, match.externalId]);
	}
	for (const [member, externalId] of found) member.externalId = externalId;
	if (found.length > 0) store.version++;
};

const invite = (
	store: Store,
	seen: Seen,
	job: Import,
	active: readonly ImportedMember[],
	hosting: 'cloud' | 'self-hosted',
) => {
	const staged = !job.inviteUsersAfterProvisioning && store.knobs.staged;
	const known = new Set(seen.all.filter(member => store.members.has(member.id)).map(m => m.email.toLowerCase()));
	const newcomers: ImportedMember[] = [];
	const taken = new Set<string>();
	for (const member of active) {
		if (seen.byExternalId.has(member.externalId) || known.has(member.email ?? '')) continue;
		if (taken.has(member.email ?? '')) continue;
		taken.add(member.email ?? '');
		newcomers.push(member);
	}
	if (newcomers.length === 0) return;
	if (![...store.members.values()].some(m => m.type === roles.owner && m.status === statuses.confirmed))
		throw badRequest('Organization must have at least one confirmed owner.');
	if (!staged) makeRoom(store, newcomers.length, hosting);
	for (const {email, externalId} of newcomers) {
		const status = staged ? statuses.staged : statuses.invited;
		const id = store.newId();
		store.members.set(id, {
			id,
			userId: null,
			name: null,
			email: email ?? '',
			type: roles.user,
			externalId,
			status,
			statusBefore: status,
			hasMasterPassword: false,
			permissions: null,
			collections: [],
		});
		if (!seen.byExternalId.has(externalId)) seen.byExternalId.set(externalId, id);
		if (!staged) sendMail(store, email ?? '');
	}
	store.version++;
};

const saveGroups = (store: Store, seen: Seen, groups: readonly ImportedGroup[]): void => {
	if (groups.length === 0) return;
	if (!store.knobs.planHasGroups) throw badRequest('Organization cannot use groups.');
	const wanted = dictionary(groups.map(group => [group.externalId, group] as const));
	const existing = dictionary(
		[...store.groups.values()].filter(g => !isBlank(g.externalId)).map(g => [g.externalId ?? '', g] as const),
	);
	for (const [externalId, {name, memberExternalIds}] of wanted) {
		let group = existing.get(externalId);
		if (group === undefined) {
			group = {id: store.newId(), name, externalId, collections: [], members: new Set()};
			store.groups.set(group.id, group);
		}
		group.name = name;
		group.members.clear();
		for (const id of memberExternalIds) {
			const member = seen.byExternalId.get(id);
			if (member !== undefined && store.members.has(member)) group.members.add(member);
		}
	}
	store.groupsVersion++;
};

/** Runs one import. @throws Refusal; what was done before it stays done. */
export const runImport = async (store: Store, job: Import, hosting: 'cloud' | 'self-hosted'): Promise<void> => {
	const active = job.members.filter(member => !member.deleted);
	if (hosting === 'cloud' && !job.largeImport && (job.groups.length > most || active.length > most))
		throw badRequest('You cannot import this much data at once.');
	if (!store.knobs.planHasDirectory) throw badRequest('Organization cannot use directory syncing.');
	const all = [...store.members.values()];
	const seen: Seen = {
		all,
		byExternalId: dictionary(all.filter(m => !isBlank(m.externalId)).map(m => [m.externalId ?? '', m.id] as const)),
	};
	await store.knobs.beforeImportWrites?.();
	const imported = new Set(active.map(member => member.externalId));
	const doomed = job.members
		.filter(member => member.deleted && !imported.has(member.externalId))
		.flatMap(member => seen.byExternalId.get(member.externalId) ?? [])
		.filter(id => store.members.get(id)?.type !== roles.owner);
	if (doomed.length > 0) dropMembers(store, doomed);
	if (job.overwriteExisting) overwrite(store, seen, imported);
	adopt(store, seen, active);
	invite(store, seen, job, active, hosting);
	saveGroups(store, seen, job.groups);
};
