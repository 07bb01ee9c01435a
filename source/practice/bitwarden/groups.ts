// The calls about groups (Bitwarden server, Public/Controllers/GroupsController).
import {accessOf} from './members.ts';
import {type BitwardenReply, type BitwardenRequest, badRequest, empty, json} from './message.ts';
import type {Store, StoredGroup} from './store.ts';
import {checkText, type Findings, guidsOf, modelOf, refuseFindings, textOf} from './validate.ts';

/** A group as the server shows one, with its collections, in the list too. */
export const groupView = (group: StoredGroup): Record<string, unknown> => ({
	object: 'group',
	id: group.id,
	collections: group.collections,
	name: group.name,
	externalId: group.externalId,
});

/** POST /public/groups, and PUT /public/groups/{id}: collections that are not sent stay as they are. */
export const saveGroup = (store: Store, request: BitwardenRequest, existing?: StoredGroup): BitwardenReply => {
	const model = modelOf(request.body);
	const findings: Findings = new Map();
	const name = textOf(model, 'name');
	const externalId = textOf(model, 'externalId');
	checkText(findings, 'Name', name, {most: 100, required: true});
	checkText(findings, 'ExternalId', externalId, {most: 300, required: false});
	refuseFindings(findings);
	const collections = accessOf(store, model);
	if (!store.knobs.planHasGroups) throw badRequest('This organization cannot use groups.');
	const group = existing ?? {
		id: store.newId(),
		name: '',
		externalId: null,
		collections: [],
		members: new Set<string>(),
	};
	group.name = name ?? '';
	group.externalId = externalId;
	if (collections !== undefined) group.collections = collections;
	store.groups.set(group.id, group);
	store.groupsVersion++;
	return json(200, groupView(group));
};

/** DELETE /public/groups/{id}. */
export const deleteGroup = (store: Store, group: StoredGroup): BitwardenReply => {
	store.groups.delete(group.id);
	store.groupsVersion++;
	return empty();
};

/** GET and PUT /public/groups/{id}/member-ids: the PUT replaces them all. */
export const groupMembers = (store: Store, group: StoredGroup, request: BitwardenRequest): BitwardenReply => {
	if (request.method === 'GET') return json(200, [...group.members]);
	const ids = guidsOf(modelOf(request.body), 'memberIds') ?? [];
	group.members.clear();
	for (const id of ids) if (store.members.has(id)) group.members.add(id);
	store.groupsVersion++;
	return empty();
};
