// The import of Vaultwarden (public.rs, ldap_import): one person after the other, without a transaction.
import {type BitwardenReply, empty} from './message.ts';
import {dropMembers, isLastOwner, roles, type Store, type StoredMember, sendMail, statuses} from './store.ts';
import {rocketError, vaultwardenError} from './vaultwarden-error.ts';

type Person = {readonly email: string; readonly externalId: string; readonly deleted: boolean};
type Group = {readonly name: string; readonly externalId: string; readonly memberExternalIds: readonly string[]};
type Job = {
	readonly members: readonly Person[];
	readonly groups: readonly Group[];
	readonly overwriteExisting: boolean;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isPerson = (value: unknown): value is Person =>
	isObject(value) &&
	typeof value.email === 'string' &&
	typeof value.externalId === 'string' &&
	typeof value.deleted === 'boolean';

const isGroup = (value: unknown): value is Group =>
	isObject(value) &&
	typeof value.name === 'string' &&
	typeof value.externalId === 'string' &&
	Array.isArray(value.memberExternalIds) &&
	value.memberExternalIds.every(id => typeof id === 'string');

const jobOf = (body: string): Job | undefined => {
	try {
		const value: unknown = JSON.parse(body);
		if (!isObject(value) || typeof value.overwriteExisting !== 'boolean') return undefined;
		const {members, groups, overwriteExisting} = value;
		if (!Array.isArray(members) || !members.every(isPerson)) return undefined;
		if (!Array.isArray(groups) || !groups.every(isGroup)) return undefined;
		return {members, groups, overwriteExisting};
	} catch {
		return undefined;
	}
};

const saveGroups = (store: Store, groups: readonly Group[]): void => {
	const byExternalId = new Map<string, StoredMember>();
	for (const member of store.members.values())
		if (member.externalId !== null) byExternalId.set(member.externalId, member);
	for (const {name, externalId, memberExternalIds} of groups) {
		let group = [...store.groups.values()].find(known => known.externalId === externalId);
		if (group === undefined) {
			group = {id: store.newId(), name, externalId, collections: [], members: new Set()};
			store.groups.set(group.id, group);
		}
		// The name of a group that is there already stays as it is.
		group.members.clear();
		for (const id of memberExternalIds) {
			const member = byExternalId.get(id);
			if (member !== undefined) group.members.add(member.id);
		}
	}
};

const saveMembers = (store: Store, members: readonly Person[]): BitwardenReply | undefined => {
	const byEmail = new Map<string, StoredMember>();
	for (const member of store.members.values()) byEmail.set(member.email.toLowerCase(), member);
	for (const person of members) {
		const email = person.email.toLowerCase();
		const member = byEmail.get(email);
		if (person.deleted) {
			if (member === undefined) continue;
			if (!isLastOwner(store, member) && member.status !== statuses.revoked) {
				member.statusBefore = member.status;
				member.status = statuses.revoked;
			}
			member.externalId = person.externalId;
		} else if (member !== undefined) {
			if (member.status === statuses.revoked && !store.knobs.notCompliant.has(email))
				member.status = member.statusBefore;
			member.externalId = person.externalId;
		} else {
			const status = store.knobs.mailEnabled ? statuses.invited : statuses.accepted;
			const newcomer: StoredMember = {
				id: store.newId(),
				userId: store.newId(),
				name: null,
				email,
				type: roles.user,
				externalId: person.externalId,
				status,
				statusBefore: status,
				hasMasterPassword: false,
				permissions: null,
				collections: [],
			};
			if (store.knobs.mailEnabled && store.knobs.mailFailsFor.has(email))
				return vaultwardenError('Error sending invite');
			store.members.set(newcomer.id, newcomer);
			byEmail.set(email, newcomer);
			if (store.knobs.mailEnabled) sendMail(store, email);
		}
	}
	return undefined;
};

/** POST /api/public/organization/import. */
export const importVaultwarden = async (store: Store, body: string): Promise<BitwardenReply> => {
	const job = jobOf(body);
	if (job === undefined)
		return rocketError(
			422,
			'Unprocessable Entity',
			'The request was well-formed but was unable to be followed due to semantic errors.',
		);
	await store.knobs.beforeImportWrites?.();
	store.version++;
	const failed = saveMembers(store, job.members);
	if (failed !== undefined) return failed;
	if (store.knobs.groupsEnabled) saveGroups(store, job.groups);
	if (job.overwriteExisting) {
		const listed = new Set(job.members.map(member => member.externalId));
		const doomed = [...store.members.values()].filter(
			member => member.externalId !== null && !listed.has(member.externalId) && !isLastOwner(store, member),
		);
		dropMembers(
			store,
			doomed.map(member => member.id),
		);
	}
	return empty();
};
