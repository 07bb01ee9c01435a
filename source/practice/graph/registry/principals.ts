// Service principals and the roles granted to them.
import type {PracticeReply} from '../../exchange.ts';
import {roleName} from '../../tenant/permissions.ts';
import type {RoleAssignment, ServicePrincipal} from '../../tenant/registry.ts';
import type {GraphContext, GraphRequest} from '../context.ts';
import {listPage} from '../listing.ts';
import {selection} from '../objects.ts';
import {badRequest, GraphRefusal, noSegment, notFound} from '../refusal.ts';
import {alternateKey, isReplicated} from './applications.ts';
import {assignmentJson, principalJson, selected} from './json.ts';
import {needGrant, needManage, needRead} from './rights.ts';

const find = (context: GraphContext, segment: string): ServicePrincipal => {
	const {registry} = context;
	const appId = alternateKey(segment);
	const found = appId === undefined ? registry.principal(segment) : registry.principalByAppId(appId);
	if (found === undefined || !isReplicated(context, found.createdAt)) throw notFound(appId ?? segment);
	return found;
};

/** Everything under /servicePrincipals. @throws GraphRefusal */
export const servicePrincipals = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const [, id, action, below] = request.segments;
	const {method, caller} = request;
	const {registry} = context;
	if (id === undefined) return method === 'POST' ? create(context, request) : list(context, request);
	if (action === 'appRoleAssignments' || action === 'appRoleAssignedTo')
		return grants(context, request, id, action, below);
	needRead(caller);
	const principal = find(context, id);
	if (action !== undefined) throw noSegment(action);
	if (method === 'GET') {
		return {
			status: 200,
			body: selected(principalJson(registry, principal), selection(request.query), 'servicePrincipal'),
		};
	}
	needManage(caller, registry.applicationByAppId(principal.appId));
	if (method === 'PATCH') {
		const {accountEnabled} = (request.body ?? {}) as {accountEnabled?: unknown};
		if (typeof accountEnabled === 'boolean') principal.enabled = accountEnabled;
		return {status: 204};
	}
	if (method !== 'DELETE') throw noSegment(id);
	principal.deletedAt = request.now;
	return {status: 204};
};

const list = (context: GraphContext, request: GraphRequest): PracticeReply => {
	needRead(request.caller);
	const {registry} = context;
	return listPage(context, request, {
		path: 'servicePrincipals',
		source: registry.principals,
		pick: one => (one.deletedAt === undefined && isReplicated(context, one.createdAt) ? one : undefined),
		writer: select => one => selected(principalJson(registry, one), select, 'servicePrincipal'),
		property: (one, name) => principalJson(registry, one)[name],
		isProperty: name => ['id', 'appId', 'displayName', 'accountEnabled', 'servicePrincipalType'].includes(name),
		context: 'servicePrincipals',
	});
};

const create = (context: GraphContext, request: GraphRequest): PracticeReply => {
	needRead(request.caller);
	const {registry} = context;
	const {appId} = (request.body ?? {}) as {appId?: unknown};
	if (typeof appId !== 'string')
		throw badRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
	const application = registry.applicationByAppId(appId);
	needManage(request.caller, application);
	if (application === undefined || !isReplicated(context, application.createdAt)) {
		const message = `The appId '${appId}' of the service principal does not reference a valid application object.`;
		throw badRequest(message, [{code: 'NoBackingApplicationObject', message, target: 'appId'}]);
	}
	if (registry.principalByAppId(appId) !== undefined) {
		const message = `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`;
		throw new GraphRefusal(409, 'Request_MultipleObjectsWithSameKeyValue', message, {
			details: [{code: 'ObjectConflict', message, target: 'servicePrincipalNames'}],
		});
	}
	const principal = registry.addPrincipal(application.appId, application.displayName);
	const root = `${context.graphUrl()}/v1.0/$metadata#servicePrincipals/$entity`;
	return {status: 201, body: JSON.stringify({'@odata.context': root, ...principalJson(registry, principal)})};
};

const grants = (
	context: GraphContext,
	request: GraphRequest,
	id: string,
	action: 'appRoleAssignments' | 'appRoleAssignedTo',
	below: string | undefined,
): PracticeReply => {
	const {registry} = context;
	const {method, caller} = request;
	if (method === 'GET') needRead(caller);
	else needGrant(caller);
	const principal = find(context, id);
	const side = action === 'appRoleAssignments' ? 'principalId' : 'resourceId';
	const own = registry.assignments.filter(one => one[side] === principal.id);
	if (method === 'GET') {
		return listPage(context, request, {
			path: `servicePrincipals/${principal.id}/${action}`,
			source: own,
			pick: (one): RoleAssignment => one,
			writer: select => one => selected(assignmentJson(registry, one), select, 'appRoleAssignment'),
			property: (one, name) => one[name as keyof RoleAssignment],
			context: 'appRoleAssignments',
		});
	}
	if (method === 'DELETE') {
		const found = own.find(one => one.id === below);
		if (found === undefined) throw notFound(below ?? '');
		registry.assignments = registry.assignments.filter(one => one !== found);
		return {status: 204};
	}
	const {principalId, resourceId, appRoleId} = (request.body ?? {}) as Record<string, unknown>;
	if (typeof principalId !== 'string' || typeof resourceId !== 'string' || typeof appRoleId !== 'string') {
		throw badRequest('An appRoleAssignment needs principalId, resourceId and appRoleId.');
	}
	if ((side === 'principalId' ? principalId : resourceId) !== principal.id) {
		throw badRequest(`The ${side} does not match the object in the address.`);
	}
	const to = find(context, principalId);
	const resource = find(context, resourceId);
	if (resource.id !== registry.graph.id || roleName(appRoleId) === undefined) {
		throw badRequest(`Permission being assigned was not found on application '${resource.displayName}'.`, [
			{code: 'InvalidValue', message: 'The role does not exist.', target: 'appRoleId'},
		]);
	}
	const there = registry.assignments.find(
		one => one.principalId === to.id && one.resourceId === resource.id && one.appRoleId === appRoleId,
	);
	if (there !== undefined && context.knobs.duplicateAssignment === 'refused') {
		throw badRequest('Permission being assigned already exists on the object', [
			{code: 'InvalidUpdate', message: 'Permission being assigned already exists on the object'},
		]);
	}
	const made = there ?? registry.grant(to, appRoleId, resource.id);
	return {status: 201, body: JSON.stringify(assignmentJson(registry, made))};
};
