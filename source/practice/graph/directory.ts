// Users, groups, their members, administrative units, the organisation, deleted items: what can be read.
import type {PracticeGroup, PracticeObject, PracticeUnit, PracticeUser} from '../company/model.ts';
import type {PracticeReply} from '../exchange.ts';
import {holds, need, readGroups, readMembers, readUnits, readUsers, readUsersBasic} from './access.ts';
import type {GraphContext, GraphRequest} from './context.ts';
import {countReply, isAdvanced, type Listing, listPage} from './listing.ts';
import {checkSelection, isProperty, property, selection, writerFor} from './objects.ts';
import {badRequest, denied, noSegment, notFound, unsupported} from './refusal.ts';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const checkGuid = (id: string): void => {
	if (!guid.test(id)) throw badRequest(`Invalid object identifier '${id}'.`);
};

const collection = (
	context: GraphContext,
	request: GraphRequest,
	type: 'user' | 'group',
): Listing<number, PracticeObject> => {
	const {store} = context.company;
	return {
		path: `${type}s`,
		source: type === 'user' ? store.users : store.groups,
		pick(handle) {
			const object = store.view(handle);
			return object?.state === 'here' ? object : undefined;
		},
		writer: select => writerFor(request.caller, select, false),
		property,
		isProperty: name => isProperty(type, name),
		context: `${type}s${selectionContext(request)}`,
		checkSelect: select => checkSelection(select, type, true),
	};
};

const selectionContext = (request: GraphRequest): string => {
	const select = selection(request.query);
	return select === undefined ? '' : `(${select.join(',')})`;
};

/** GET /users and below. @throws GraphRefusal */
export const getUsers = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const [, id, third] = request.segments;
	need(request.caller, ...readUsersBasic);
	const listing = collection(context, request, 'user');
	if (id === undefined) return listPage(context, request, listing);
	if (id === '$count') return countReply(request, listing);
	const user = findUser(context, id);
	if (third === undefined) return single(request, user, 'user');
	if (third !== 'memberOf' && third !== 'transitiveMemberOf') throw noSegment(third);
	return parents(context, request, user, third);
};

const findUser = (context: GraphContext, id: string): PracticeUser => {
	const {store} = context.company;
	const handle = guid.test(id)
		? store.byId.get(id.toLowerCase())
		: store.users.find(
				one => (store.view(one) as PracticeUser | undefined)?.userPrincipalName.toLowerCase() === id.toLowerCase(),
			);
	const user = handle === undefined ? undefined : store.view(handle);
	if (user?.kind !== 'user' || user.state !== 'here') throw notFound(id);
	return user;
};

/** GET /me: only a person has one. @throws GraphRefusal */
export const getMe = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const {caller} = request;
	if (caller.app) throw badRequest('/me request is only valid with delegated authentication flow.');
	need(caller, 'User.Read', 'User.Read.All', 'User.ReadBasic.All', 'Directory.Read.All');
	if (request.segments.length > 1) throw noSegment(request.segments[1] ?? '');
	const all = {...caller, can: new Set([...caller.can, 'User.Read.All'])};
	return single({...request, caller: all}, findUser(context, caller.id), 'user');
};

const single = (request: GraphRequest, object: PracticeObject, type: 'user' | 'group'): PracticeReply => {
	const select = selection(request.query);
	checkSelection(select, type, false);
	return {status: 200, body: writerFor(request.caller, select, false)(object)};
};

const parents = (
	context: GraphContext,
	request: GraphRequest,
	member: PracticeObject,
	which: 'memberOf' | 'transitiveMemberOf',
): PracticeReply => {
	need(request.caller, ...readGroups);
	const {store} = context.company;
	const found = new Set<number>();
	const wave = [member.handle];
	while (wave.length > 0) {
		const below = wave.pop() as number;
		for (const handle of store.groups) {
			const group = store.view(handle);
			if (group?.kind !== 'group' || group.state !== 'here' || !group.members.includes(below) || found.has(handle))
				continue;
			found.add(handle);
			if (which === 'transitiveMemberOf') wave.push(handle);
		}
	}
	return listPage(context, request, mixed(context, request, `users/${member.id}/${which}`, [...found]));
};

/** GET /groups and below. @throws GraphRefusal */
export const getGroups = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const [, id, third, fourth] = request.segments;
	const listing = collection(context, request, 'group');
	if (id === undefined || id === '$count') {
		need(request.caller, ...readGroups);
		return id === undefined ? listPage(context, request, listing) : countReply(request, listing);
	}
	checkGuid(id);
	if (third === undefined) {
		need(request.caller, ...readGroups);
		return single(request, findGroup(context, id), 'group');
	}
	if (third !== 'members' && third !== 'transitiveMembers') throw noSegment(third);
	need(request.caller, ...readMembers);
	const group = findGroup(context, id);
	const direct = third === 'members' ? group.members : flattened(context, group);
	const hidden = group.visibility === 'HiddenMembership' && !holds(request.caller, 'Member.Read.Hidden');
	if (hidden && context.knobs.hiddenMembers === 'forbidden') throw denied();
	return membersPage(context, request, `groups/${group.id}/${third}`, hidden ? [] : direct, fourth);
};

const findGroup = (context: GraphContext, id: string): PracticeGroup => {
	const {store} = context.company;
	const handle = store.byId.get(id.toLowerCase());
	const group = handle === undefined ? undefined : store.view(handle);
	if (group?.kind !== 'group' || group.state !== 'here') throw notFound(id);
	return group;
};

/** Everybody and every group below, each once, the group itself only when a cycle leads back to it. */
const flattened = (context: GraphContext, group: PracticeGroup): number[] => {
	const seen = new Set<number>();
	const open = [group];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		for (const handle of next.members) {
			if (seen.has(handle)) continue;
			seen.add(handle);
			const member = context.company.store.view(handle);
			if (member?.kind === 'group' && member.state === 'here') open.push(member);
		}
	}
	return [...seen];
};

/** A collection of all kinds. Service principals are left out: a known issue of Graph v1.0, "List group members". */
const mixed = (
	context: GraphContext,
	request: GraphRequest,
	path: string,
	source: readonly number[],
	only?: string,
): Listing<number, PracticeObject> => ({
	path: only === undefined ? path : `${path}/microsoft.graph.${only}`,
	source,
	pick(handle) {
		const object = context.company.store.view(handle);
		if (object?.state !== 'here' || object.kind === 'servicePrincipal') return undefined;
		return only === undefined || object.kind === only ? object : undefined;
	},
	writer: select => writerFor(request.caller, select, true),
	property,
	context: `directoryObjects${selectionContext(request)}`,
});

const casts = new Set(['user', 'group', 'device', 'servicePrincipal', 'orgContact']);

const membersPage = (
	context: GraphContext,
	request: GraphRequest,
	path: string,
	source: readonly number[],
	cast: string | undefined,
): PracticeReply => {
	if (cast === '$count') return countReply(request, mixed(context, request, path, source));
	let only: string | undefined;
	if (cast === '$ref') {
		return listPage(context, request, {
			...mixed(context, request, path, source),
			path: `${path}/$ref`,
			writer: () => object =>
				JSON.stringify({
					'@odata.id': `${context.graphUrl()}/v2/${context.company.tenantId}/directoryObjects/${object.id}/Microsoft.DirectoryServices.${object.kind}`,
				}),
		});
	}
	if (cast !== undefined) {
		only = cast.replace(/^microsoft\.graph\./, '');
		if (!cast.startsWith('microsoft.graph.') || !casts.has(only)) throw noSegment(cast);
		if (!isAdvanced(request) && !request.query.has('$skiptoken')) {
			throw unsupported('The specified cast is not supported without the ConsistencyLevel header and $count.');
		}
	}
	return listPage(context, request, mixed(context, request, path, source, only));
};

/** GET /directory/administrativeUnits and below. @throws GraphRefusal */
export const getUnits = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const [, , id, below, cast] = request.segments;
	need(request.caller, ...readUnits);
	const {units} = context.company.store;
	const write = (unit: PracticeUnit): string => {
		const {id: unitId, displayName, description, visibility} = unit;
		return JSON.stringify({id: unitId, deletedDateTime: null, displayName, description, visibility});
	};
	if (id === undefined) {
		return listPage(context, request, {
			path: 'directory/administrativeUnits',
			source: units,
			pick: unit => unit,
			writer: () => write,
			property: (unit, name) => unit[name as keyof PracticeUnit],
			context: 'directory/administrativeUnits',
		});
	}
	checkGuid(id);
	const unit = units.find(one => one.id === id.toLowerCase());
	if (unit === undefined) throw notFound(id);
	if (below === undefined) return {status: 200, body: write(unit)};
	if (below !== 'members') throw noSegment(below);
	const hidden = unit.visibility === 'HiddenMembership' && !holds(request.caller, 'Member.Read.Hidden');
	if (hidden && context.knobs.hiddenMembers === 'forbidden') throw denied();
	return membersPage(
		context,
		request,
		`directory/administrativeUnits/${unit.id}/members`,
		hidden ? [] : unit.members,
		cast,
	);
};

/** GET /organization: exactly one; little of it without the permission for more. @throws GraphRefusal */
export const getOrganisation = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const full = holds(request.caller, 'Organization.Read.All', 'Directory.Read.All', 'User.Read.All');
	if (!full) need(request.caller, 'User.Read');
	const {company} = context;
	const domain = (name: string, isInitial: boolean): object => ({
		name,
		isInitial,
		isDefault: !isInitial,
		type: 'Managed',
		capabilities: 'Email, OfficeCommunicationsOnline',
	});
	const only = <T>(value: T): T | null => (full ? value : null);
	const all: Record<string, unknown> = {
		id: company.tenantId,
		displayName: company.name,
		verifiedDomains: [domain(company.domains.main, false), domain(company.domains.initial, true)],
		tenantType: only('AAD'),
		countryLetterCode: only('NO'),
		onPremisesSyncEnabled: null,
		createdDateTime: only('2019-03-04T08:00:00Z'),
		directorySizeQuota: only({used: company.store.objects.length, total: 300_000}),
	};
	const select = selection(request.query);
	const shown =
		select === undefined ? all : Object.fromEntries(['id', ...select].map(name => [name, all[name] ?? null]));
	return {
		status: 200,
		body: JSON.stringify({'@odata.context': `${context.graphUrl()}/v1.0/$metadata#organization`, value: [shown]}),
	};
};

/** POST /directoryObjects/getByIds. @throws GraphRefusal */
export const getByIds = (context: GraphContext, request: GraphRequest): PracticeReply => {
	need(request.caller, 'Directory.Read.All');
	const {ids, types} = (request.body ?? {}) as {ids?: unknown; types?: unknown};
	if (!Array.isArray(ids) || ids.length > 1000) throw badRequest('The parameter ids must name at most 1000 objects.');
	const {store} = context.company;
	const wanted = Array.isArray(types) ? new Set(types.map(String)) : undefined;
	const write = writerFor(request.caller, selection(request.query), true);
	const found = ids.flatMap(id => {
		const handle = store.byId.get(String(id).toLowerCase());
		const object = handle === undefined ? undefined : store.view(handle);
		return object?.state === 'here' && (wanted?.has(object.kind) ?? true) ? [write(object)] : [];
	});
	return {status: 200, body: `{"value":[${found.join(',')}]}`};
};

/** GET /directory/deletedItems/{type} and one deleted item. @throws GraphRefusal */
export const getDeleted = (context: GraphContext, request: GraphRequest): PracticeReply | undefined => {
	const [, , cast = ''] = request.segments;
	const {store} = context.company;
	const type = cast.replace(/^microsoft\.graph\./, '');
	if (type !== 'user' && type !== 'group') return undefined;
	need(request.caller, ...(type === 'user' ? readUsers : ['Group.Read.All', 'Directory.Read.All']));
	return listPage(context, request, {
		path: `directory/deletedItems/${cast}`,
		source: type === 'user' ? store.users : store.groups,
		pick(handle: number) {
			const object = store.view(handle);
			return object?.state === 'deleted' ? object : undefined;
		},
		writer: select => writerFor(request.caller, select ?? ['id', 'displayName', 'mail', 'deletedDateTime'], false),
		property,
		context: `directoryObjects/$/Microsoft.Graph.${type}`,
	});
};
