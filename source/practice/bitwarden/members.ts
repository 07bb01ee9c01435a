// The calls about members (Bitwarden server, Public/Controllers/MembersController).
import {type BitwardenReply, type BitwardenRequest, badRequest, empty, json, Refusal} from './message.ts';
import type {BitwardenOptions} from './options.ts';
import {makeRoom} from './seats.ts';
import {
	type CollectionAccess,
	dropMembers,
	isLastOwner,
	roles,
	type Store,
	type StoredMember,
	sendMail,
	statuses,
} from './store.ts';
import {
	checkText,
	type Findings,
	find,
	flagOf,
	guidsOf,
	invalidRole,
	isEmail,
	type Model,
	modelOf,
	modelsOf,
	permissionsOf,
	refuseFindings,
	textOf,
} from './validate.ts';

const noOwner = () => badRequest('Organization must have at least one confirmed owner.');

/** A member as the server shows one; the list does not say their collections. */
export const memberView = (member: StoredMember, withCollections: boolean): Record<string, unknown> => ({
	object: 'member',
	id: member.id,
	userId: member.userId,
	name: member.name,
	email: member.email,
	twoFactorEnabled: false,
	status: member.status,
	collections: withCollections ? member.collections : null,
	type: member.type,
	externalId: member.externalId,
	ssoExternalId: null,
	resetPasswordEnrolled: false,
	permissions: member.type === roles.custom ? member.permissions : null,
});

/** Collections of a request, checked; undefined where it has none. */
export const accessOf = (store: Store, model: Model): CollectionAccess[] | undefined => {
	const findings: Findings = new Map();
	const list = modelsOf(model, 'collections')?.map((entry, at) => {
		const id = textOf(entry, 'id', `$.collections[${at}]`);
		const readOnly = flagOf(entry, 'readOnly', `$.collections[${at}]`);
		if (id === null) find(findings, `Collections[${at}].Id`, 'The Id field is required.');
		if (readOnly === undefined) find(findings, `Collections[${at}].ReadOnly`, 'The ReadOnly field is required.');
		return {
			id: id ?? '',
			readOnly: readOnly ?? false,
			hidePasswords: flagOf(entry, 'hidePasswords', `$.collections[${at}]`) ?? false,
			manage: flagOf(entry, 'manage', `$.collections[${at}]`) ?? false,
		};
	});
	refuseFindings(findings);
	for (const access of list ?? []) {
		if (access.manage && (access.readOnly || access.hidePasswords))
			throw badRequest(
				'The Manage property is mutually exclusive and cannot be true while the ReadOnly or HidePasswords properties are also true.',
			);
		if (!store.collections.has(access.id))
			throw new Refusal(json(404, {object: 'error', message: 'Resource not found.', errors: null}));
	}
	return list;
};

type MemberModel = {
	readonly type: number;
	readonly externalId: string | null;
	readonly permissions: Record<string, boolean> | null;
	readonly collections: CollectionAccess[] | undefined;
	readonly groups: string[] | undefined;
	readonly model: Model;
};

const memberModelOf = (store: Store, body: string, email?: (findings: Findings, model: Model) => void): MemberModel => {
	const model = modelOf(body);
	const findings: Findings = new Map();
	const externalId = textOf(model, 'externalId');
	const type = model.type;
	const permissions = permissionsOf(model);
	if (type === undefined || type === null) find(findings, 'Type', 'The Type field is required.');
	else invalidRole(findings, type);
	if (permissions !== null && type !== roles.custom)
		find(findings, 'Permissions', 'Only users with the Custom role may use custom permissions.');
	checkText(findings, 'ExternalId', externalId, {most: 300, required: false});
	email?.(findings, model);
	refuseFindings(findings);
	if (type === roles.custom && !store.knobs.planHasCustomPermissions)
		throw badRequest('To enable custom permissions the organization must be on an Enterprise plan.');
	return {
		type: Number(type),
		externalId,
		permissions,
		collections: accessOf(store, model),
		groups: guidsOf(model, 'groups'),
		model,
	};
};

const setGroups = (store: Store, member: string, groups: readonly string[]): void => {
	const wanted = new Set(groups);
	for (const group of store.groups.values())
		if (wanted.has(group.id)) group.members.add(member);
		else group.members.delete(member);
	store.version++;
};

const hostingOf = (options: BitwardenOptions) => options.hosting ?? 'cloud';

/** POST /public/members. */
export const createMember = (store: Store, request: BitwardenRequest, options: BitwardenOptions): BitwardenReply => {
	const body = memberModelOf(store, request.body, (findings, model) => {
		const email = textOf(model, 'email');
		checkText(findings, 'Email', email, {most: 256, required: true});
		if (email !== null && email.trim() !== '' && !isEmail(email))
			find(findings, 'Email', 'The Email field is not a supported e-mail address format.');
	});
	const email = (textOf(body.model, 'email') ?? '').toLowerCase();
	for (const known of store.members.values())
		if (known.email.toLowerCase() === email) throw badRequest('This user has already been invited.');
	makeRoom(store, 1, hostingOf(options));
	const member: StoredMember = {
		id: store.newId(),
		userId: null,
		name: null,
		email,
		type: body.type,
		externalId: body.externalId,
		status: statuses.invited,
		statusBefore: statuses.invited,
		hasMasterPassword: false,
		permissions: body.permissions,
		collections: body.collections ?? [],
	};
	store.members.set(member.id, member);
	if (body.groups !== undefined) setGroups(store, member.id, body.groups);
	sendMail(store, email);
	store.version++;
	return json(200, memberView(member, true));
};

/** PUT /public/members/{id}: everything that is not sent is taken away, except the groups. */
export const updateMember = (store: Store, member: StoredMember, request: BitwardenRequest): BitwardenReply => {
	const body = memberModelOf(store, request.body);
	if (isLastOwner(store, member) && body.type !== roles.owner) throw noOwner();
	member.type = body.type;
	member.externalId = body.externalId;
	if (body.type === roles.custom && body.permissions !== null) member.permissions = body.permissions;
	member.collections = body.collections ?? [];
	if (body.groups !== undefined) setGroups(store, member.id, body.groups);
	store.version++;
	return json(200, memberView(member, true));
};

/** DELETE /public/members/{id}: owners too, except the last one. */
export const deleteMember = (store: Store, member: StoredMember): BitwardenReply => {
	if (isLastOwner(store, member)) throw noOwner();
	dropMembers(store, [member.id]);
	return empty();
};

/** POST …/revoke. */
export const revokeMember = (store: Store, member: StoredMember): BitwardenReply => {
	if (member.status === statuses.revoked) throw badRequest('Already revoked.');
	if (isLastOwner(store, member)) throw noOwner();
	member.statusBefore = member.status;
	member.status = statuses.revoked;
	store.version++;
	return empty();
};

/** POST …/restore. */
export const restoreMember = (store: Store, member: StoredMember, options: BitwardenOptions): BitwardenReply => {
	if (member.status !== statuses.revoked) throw badRequest('Already active.');
	if (store.knobs.notCompliant.has(member.email.toLowerCase()))
		throw badRequest(`${member.email} is not compliant with the two-step login policy.`);
	makeRoom(store, 1, hostingOf(options));
	member.status = member.statusBefore;
	store.version++;
	return empty();
};

/** POST …/reinvite. */
export const reinviteMember = (store: Store, member: StoredMember): BitwardenReply => {
	if (member.status !== statuses.invited) throw badRequest('User invalid.');
	sendMail(store, member.email, 'reinvite');
	return empty();
};

/** GET and PUT …/group-ids. */
export const memberGroups = (store: Store, member: StoredMember, request: BitwardenRequest): BitwardenReply => {
	if (request.method === 'GET')
		return json(
			200,
			[...store.groups.values()].filter(g => g.members.has(member.id)).map(g => g.id),
		);
	setGroups(store, member.id, guidsOf(modelOf(request.body), 'groupIds') ?? []);
	return empty();
};
