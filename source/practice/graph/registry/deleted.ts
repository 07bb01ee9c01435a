// The recycle bin of applications and service principals: listed, restored, emptied.
import type {PracticeReply} from '../../exchange.ts';
import type {Application, ServicePrincipal} from '../../tenant/registry.ts';
import type {GraphContext, GraphRequest} from '../context.ts';
import {listPage} from '../listing.ts';
import {GraphRefusal, noSegment, notFound} from '../refusal.ts';
import {applicationJson, principalJson, type Shown, selected} from './json.ts';
import {needManage, needRead} from './rights.ts';

type Kept = {readonly application: Application} | {readonly principal: ServicePrincipal};

const shown = (context: GraphContext, kept: Kept): Shown =>
	'application' in kept ? applicationJson(kept.application) : principalJson(context.registry, kept.principal);

/** /directory/deletedItems for what is registered, by type or by id. @throws GraphRefusal */
export const deletedItems = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const [, , which = '', action] = request.segments;
	const {registry} = context;
	needRead(request.caller);
	const type = /^microsoft\.graph\.(application|servicePrincipal)$/.exec(which)?.[1];
	if (type !== undefined) {
		const all: readonly Kept[] =
			type === 'application'
				? registry.applications.filter(one => one.deletedAt !== undefined).map(application => ({application}))
				: registry.principals.filter(one => one.deletedAt !== undefined).map(principal => ({principal}));
		return listPage(context, request, {
			path: `directory/deletedItems/${which}`,
			source: all,
			pick: one => one,
			writer: select => one => selected(shown(context, one), select, type),
			property: (one, name) => shown(context, one)[name],
			context: `directoryObjects/$/Microsoft.Graph.${type}`,
		});
	}
	const application = registry.applications.find(one => one.id === which && one.deletedAt !== undefined);
	const principal = registry.principals.find(one => one.id === which && one.deletedAt !== undefined);
	const kept: Kept | undefined =
		application !== undefined ? {application} : principal !== undefined ? {principal} : undefined;
	if (kept === undefined) throw notFound(which);
	if (request.method === 'GET') return {status: 200, body: JSON.stringify(shown(context, kept))};
	needManage(request.caller, application ?? registry.applications.find(one => one.appId === principal?.appId));
	if (request.method === 'POST' && action === 'restore') return restore(context, kept);
	if (request.method !== 'DELETE' || action !== undefined) throw noSegment(action ?? which);
	if (application !== undefined) registry.applications.splice(registry.applications.indexOf(application), 1);
	if (principal !== undefined) {
		registry.principals.splice(registry.principals.indexOf(principal), 1);
		registry.assignments = registry.assignments.filter(one => one.principalId !== principal.id);
	}
	return {status: 204};
};

const restore = (context: GraphContext, kept: Kept): PracticeReply => {
	const {registry} = context;
	const object = 'application' in kept ? kept.application : kept.principal;
	const taken = 'principal' in kept && registry.principalByAppId(object.appId) !== undefined;
	if (taken) {
		const message = 'The service principal cannot be restored because its name is already in use.';
		throw new GraphRefusal(409, 'Request_MultipleObjectsWithSameKeyValue', message, {
			details: [{code: 'ObjectConflict', message}],
		});
	}
	object.deletedAt = undefined;
	return {status: 200, body: JSON.stringify(shown(context, kept))};
};
