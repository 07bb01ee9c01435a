// Applications: created, found, changed, deleted, restored ("application resource type" of Microsoft Graph).
import type {PracticeReply} from '../../exchange.ts';
import type {Application, RequiredAccess} from '../../tenant/registry.ts';
import type {GraphContext, GraphRequest} from '../context.ts';
import {listPage} from '../listing.ts';
import {selection} from '../objects.ts';
import {badRequest, noSegment, notFound} from '../refusal.ts';
import {addPassword, removePassword, replaceCertificates} from './credentials.ts';
import {applicationJson, selected} from './json.ts';
import {needCreate, needManage, needRead} from './rights.ts';

/** Whether the replicas of Graph know an object that was made then. */
export const isReplicated = (context: GraphContext, createdAt: number): boolean =>
	createdAt + context.registry.propagation.objectMs <= context.clock();

/** The value of an alternate key: `(appId='…')`. */
export const alternateKey = (segment: string): string | undefined => /^\(appId='([^']*)'\)$/i.exec(segment)?.[1];
/** The other one, which the client chooses: `(uniqueName='…')`. */
const uniqueNameIn = (segment: string): string | undefined => /^\(uniqueName='([^']+)'\)$/i.exec(segment)?.[1];

const byUniqueName = (context: GraphContext, name: string): Application | undefined =>
	context.registry.applications.find(one => one.uniqueName === name && one.deletedAt === undefined);

const findApplication = (context: GraphContext, segment: string): Application => {
	const appId = alternateKey(segment);
	const uniqueName = uniqueNameIn(segment);
	const {registry} = context;
	const found =
		uniqueName !== undefined
			? byUniqueName(context, uniqueName)
			: appId === undefined
				? registry.application(segment)
				: registry.applicationByAppId(appId);
	if (found === undefined || !isReplicated(context, found.createdAt)) throw notFound(uniqueName ?? appId ?? segment);
	return found;
};

/** Everything under /applications. @throws GraphRefusal */
export const applications = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const [, id, action, below] = request.segments;
	const {method, caller} = request;
	if (id === undefined) return method === 'POST' ? create(context, request) : list(context, request);
	const uniqueName = uniqueNameIn(id);
	// "Upsert application": without this preference it is an update of what is there, and 404 when nothing is.
	const upsert = /(?:^|[,;\s])create-if-missing(?:$|[,;\s])/i.test(request.headers.prefer ?? '');
	if (method === 'PATCH' && uniqueName !== undefined && upsert && byUniqueName(context, uniqueName) === undefined)
		return create(context, request, uniqueName);
	needRead(caller);
	// The write goes to where the name is kept, so that a replica which is behind cannot make a second one.
	const application =
		(method === 'PATCH' && upsert && byUniqueName(context, uniqueName ?? '')) || findApplication(context, id);
	switch (action) {
		case undefined:
			break;
		case 'addPassword':
			needManage(caller, application);
			return addPassword(context, request, application);
		case 'removePassword':
			needManage(caller, application);
			return removePassword(request, application);
		case 'owners':
			return owners(context, request, application, below);
		case 'federatedIdentityCredentials':
			return federated(context, request, application, below);
		default:
			throw noSegment(action);
	}
	if (method === 'GET') {
		return {status: 200, body: selected(applicationJson(application), selection(request.query), 'application')};
	}
	needManage(caller, application);
	if (method === 'PATCH') return patch(context, request, application);
	if (method !== 'DELETE') throw noSegment(id);
	application.deletedAt = request.now;
	const principal = context.registry.principalByAppId(application.appId);
	if (principal !== undefined) principal.deletedAt = request.now;
	return {status: 204};
};

const list = (context: GraphContext, request: GraphRequest): PracticeReply => {
	needRead(request.caller);
	return listPage(context, request, {
		path: 'applications',
		source: context.registry.applications,
		pick: one => (one.deletedAt === undefined && isReplicated(context, one.createdAt) ? one : undefined),
		writer: select => one => selected(applicationJson(one), select, 'application'),
		property: (one, name) => applicationJson(one)[name],
		isProperty: name =>
			['id', 'appId', 'displayName', 'signInAudience', 'notes', 'createdDateTime', 'tags', 'uniqueName'].includes(name),
		context: 'applications',
	});
};

const create = (context: GraphContext, request: GraphRequest, uniqueName: string | null = null): PracticeReply => {
	needCreate(context, request.caller);
	const body = bodyOf(request);
	const {displayName, passwordCredentials, keyCredentials, signInAudience, ...others} = body;
	if (typeof displayName !== 'string' || displayName === '') {
		throw badRequest("A value is required for property 'displayName' of resource 'Application'.", [
			{code: 'MissingValue', message: 'displayName is required.', target: 'displayName'},
		]);
	}
	if (passwordCredentials !== undefined)
		throw badRequest("Property 'passwordCredentials' cannot be set when an application is created.");
	const application = context.registry.register(displayName, {
		signInAudience: typeof signInAudience === 'string' ? signInAudience : 'AzureADandPersonalMicrosoftAccount',
		uniqueName,
	});
	try {
		assign(application, others);
		if (keyCredentials !== undefined) replaceCertificates(context, application, keyCredentials);
	} catch (error) {
		context.registry.applications.pop();
		throw error;
	}
	application.owners.add(request.caller.id);
	const root = context.graphUrl();
	return {
		status: 201,
		headers: {
			location: `${root}/v2/${context.company.tenantId}/directoryObjects/${application.id}/Microsoft.DirectoryServices.Application`,
		},
		body: JSON.stringify({
			'@odata.context': `${root}/v1.0/$metadata#applications/$entity`,
			...applicationJson(application),
		}),
	};
};

const patch = (context: GraphContext, request: GraphRequest, application: Application): PracticeReply => {
	const {keyCredentials, ...others} = bodyOf(request);
	if (others.passwordCredentials !== undefined) {
		throw badRequest('Updates to passwordCredentials are not allowed here. Use addPassword and removePassword.');
	}
	assign(application, others);
	if (keyCredentials !== undefined) replaceCertificates(context, application, keyCredentials);
	return {status: 204};
};

const bodyOf = (request: GraphRequest): Record<string, unknown> => {
	const {body} = request;
	if (typeof body !== 'object' || body === null || Array.isArray(body))
		throw badRequest('Empty Payload. JSON content expected.');
	return body as Record<string, unknown>;
};

const assign = (application: Application, given: Record<string, unknown>): void => {
	for (const [name, value] of Object.entries(given)) {
		switch (name) {
			case 'displayName':
				if (typeof value !== 'string' || value === '' || value.length > 256) throw invalid(name);
				application.displayName = value;
				break;
			case 'signInAudience':
				if (typeof value !== 'string') throw invalid(name);
				application.signInAudience = value;
				break;
			case 'notes':
				if (value !== null && (typeof value !== 'string' || value.length > 1024)) throw invalid(name);
				application.notes = value;
				break;
			case 'tags':
				if (!Array.isArray(value) || value.some(tag => typeof tag !== 'string')) throw invalid(name);
				application.tags = value;
				break;
			case 'isFallbackPublicClient':
				application.publicClient = value === true;
				break;
			case 'requiredResourceAccess':
				application.requiredResourceAccess = accessOf(value);
				break;
			case 'description':
			case 'web':
			case 'publicClient':
			case 'spa':
			case 'info':
			case 'api':
			case 'serviceManagementReference':
				break;
			default:
				throw badRequest(`Invalid property '${name}'.`);
		}
	}
};

const invalid = (name: string) =>
	badRequest(`Invalid value specified for property '${name}' of resource 'Application'.`, [
		{code: 'InvalidValue', message: `The value of ${name} is not allowed.`, target: name},
	]);

const accessOf = (value: unknown): RequiredAccess[] => {
	if (!Array.isArray(value)) throw invalid('requiredResourceAccess');
	return value.map((one: {resourceAppId?: unknown; resourceAccess?: unknown}) => {
		const access = one?.resourceAccess;
		if (typeof one?.resourceAppId !== 'string' || !Array.isArray(access)) throw invalid('requiredResourceAccess');
		return {
			resourceAppId: one.resourceAppId,
			resourceAccess: access.map((entry: {id?: unknown; type?: unknown}) => {
				const fits = typeof entry?.id === 'string' && (entry.type === 'Role' || entry.type === 'Scope');
				if (!fits) throw invalid('requiredResourceAccess');
				return {id: String(entry.id), type: String(entry.type)};
			}),
		};
	});
};

const owners = (
	context: GraphContext,
	request: GraphRequest,
	application: Application,
	below: string | undefined,
): PracticeReply => {
	if (request.method === 'GET') {
		return {status: 200, body: JSON.stringify({value: [...application.owners].map(id => ({id}))})};
	}
	if (below !== '$ref' || request.method !== 'POST') throw noSegment(below ?? 'owners');
	needManage(request.caller, application);
	const link = String(bodyOf(request)['@odata.id'] ?? '');
	const id = link.split('/').at(-1) ?? '';
	const known = context.registry.principal(id) !== undefined || context.company.store.byId.has(id);
	if (!known) throw notFound(id);
	if (application.owners.has(id)) {
		throw badRequest(
			"One or more added object references already exist for the following modified properties: 'owners'.",
		);
	}
	application.owners.add(id);
	return {status: 204};
};

const federated = (
	context: GraphContext,
	request: GraphRequest,
	application: Application,
	below: string | undefined,
): PracticeReply => {
	if (request.method === 'GET') return {status: 200, body: JSON.stringify({value: application.federated})};
	needManage(request.caller, application);
	if (request.method === 'DELETE') {
		const at = application.federated.findIndex(one => one.id === below || one.name === below);
		if (at < 0) throw notFound(below ?? '');
		application.federated.splice(at, 1);
		return {status: 204};
	}
	const {name, issuer, subject, audiences} = bodyOf(request);
	if (
		typeof name !== 'string' ||
		typeof issuer !== 'string' ||
		typeof subject !== 'string' ||
		!Array.isArray(audiences)
	) {
		throw badRequest('A federated identity credential needs name, issuer, subject and audiences.');
	}
	const made = {id: context.registry.random.guid(), name, issuer, subject, audiences: audiences.map(String)};
	application.federated.push(made);
	return {status: 201, body: JSON.stringify({...made, description: null})};
};
