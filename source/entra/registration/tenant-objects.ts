// Applications, service principals and grants as Graph gives them, with their shapes checked. Microsoft Graph,
// "application", "servicePrincipal" and "appRoleAssignment" resource types.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext} from '../../core/ports.ts';
import {cleanText} from '../../platform/text/clean.ts';
import type {Graph} from '../graph/client.ts';
import {GraphError} from '../graph/errors.ts';
import {asObject, entraId, itemsOf, type Json} from '../graph/json.ts';
import {graphAppId} from '../permissions.ts';

export type KeyCredential = {
	readonly keyId: string;
	readonly name: string;
	readonly ends?: string;
	/** Hex or base64, as the tenant has it. */
	readonly thumbprint: string;
	/** As it was given: the list is replaced whole, and what is to stay has to be sent back. */
	readonly raw: Json;
};
export type PasswordCredential = {
	readonly keyId: string;
	readonly name: string;
	readonly hint: string;
	readonly ends?: string;
};
export type ApplicationObject = {
	readonly id: string;
	readonly appId: string;
	readonly name: string;
	readonly notes: string;
	readonly uniqueName: string;
	readonly createdAt?: string;
	/** Application permissions that it asks of Graph, by id. */
	readonly asks: ReadonlySet<string>;
	/** As it was given, to be added to. */
	readonly access: readonly Json[];
	readonly keys: readonly KeyCredential[];
	readonly passwords: readonly PasswordCredential[];
};
export type PrincipalObject = {
	readonly id: string;
	readonly appId: string;
	readonly enabled: boolean;
	/** Application permissions that it offers: id by name, only those that are on. */
	readonly roles: ReadonlyMap<string, string>;
};
export type GrantObject = {readonly id: string; readonly role: string; readonly resource: string};

const applicationFields =
	'id,appId,displayName,notes,uniqueName,createdDateTime,requiredResourceAccess,keyCredentials,passwordCredentials';

const list = (value: unknown): Json[] =>
	Array.isArray(value)
		? value.flatMap(one => {
				const object = asObject(one);
				return object === undefined ? [] : [object];
			})
		: [];
/** A list that is sent back whole: what is missing from it would be taken away from its owner. @throws UsherError */
const whole = (value: unknown, what: string, isSound: (one: Json) => boolean = () => true): Json[] => {
	const found = list(value);
	if (!Array.isArray(value) || found.length !== value.length || !found.every(isSound)) throw unreadable(what);
	return found;
};
/** Nothing, or what base64 and hex are made of. */
const isBytes = (value: unknown): boolean =>
	value === null || value === undefined || (typeof value === 'string' && /^[\w+/=-]*$/.test(value));
/** Microsoft Graph, "keyCredential resource type": one that is sent back otherwise than it was is another one. */
const isKeyCredential = (one: Json): boolean =>
	entraId(one.keyId) !== undefined &&
	/^\w+$/.test(text(one.type)) &&
	/^\w+$/.test(text(one.usage)) &&
	isBytes(one.key) &&
	isBytes(one.customKeyIdentifier) &&
	[one.startDateTime, one.endDateTime].every(time => !Number.isNaN(Date.parse(text(time)))) &&
	(one.displayName === null || one.displayName === undefined || typeof one.displayName === 'string');
/** Microsoft Graph, "requiredResourceAccess resource type": with another id, somebody's permission would be taken away. */
const isAccess = (one: Json): boolean =>
	entraId(one.resourceAppId) !== undefined &&
	Array.isArray(one.resourceAccess) &&
	one.resourceAccess.every(
		each => entraId(asObject(each)?.id) !== undefined && /^\w+$/.test(text(asObject(each)?.type)),
	);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** '' for what is none: it is written down, told, and sent back. */
const keyIdOf = (value: unknown): string => entraId(value) ?? '';

const unreadable = (what: string): UsherError =>
	new UsherError({
		code: 'graph-unreadable',
		exitCode: exitCodes.unavailable,
		message: `Microsoft Graph gave ${what} in a shape that cannot be read.`,
		advice: 'Run it again. If it stays, something between this machine and Microsoft changes the answers.',
	});

/** @throws UsherError `graph-unreadable` when it is no application */
export const readApplication = (body: unknown): ApplicationObject => {
	const one = asObject(body);
	const id = entraId(one?.id);
	const appId = entraId(one?.appId);
	if (one === undefined || id === undefined || appId === undefined) throw unreadable('an application');
	const access = whole(one.requiredResourceAccess, 'the permissions that an application asks for', isAccess);
	const asks = new Set(
		access
			.filter(each => text(each.resourceAppId).toLowerCase() === graphAppId)
			.flatMap(each => list(each.resourceAccess))
			.filter(each => each.type === 'Role')
			.map(each => text(each.id).toLowerCase()),
	);
	const ends = (each: Json): {ends?: string} =>
		Number.isNaN(Date.parse(text(each.endDateTime))) ? {} : {ends: new Date(text(each.endDateTime)).toISOString()};
	const createdAt = text(one.createdDateTime);
	return {
		id,
		appId,
		name: cleanText(one.displayName, 256),
		notes: cleanText(one.notes, 1024),
		uniqueName: text(one.uniqueName),
		...(createdAt === '' ? {} : {createdAt: cleanText(createdAt, 40)}),
		asks,
		access,
		keys: whole(one.keyCredentials, 'the certificates of an application', isKeyCredential).map(each => ({
			keyId: keyIdOf(each.keyId),
			name: cleanText(each.displayName, 256),
			thumbprint: text(each.customKeyIdentifier),
			raw: each,
			...ends(each),
		})),
		passwords: list(one.passwordCredentials).map(each => ({
			keyId: keyIdOf(each.keyId),
			name: cleanText(each.displayName, 256),
			hint: text(each.hint),
			...ends(each),
		})),
	};
};

const readPrincipal = (body: unknown): PrincipalObject => {
	const one = asObject(body);
	const id = entraId(one?.id);
	if (one === undefined || id === undefined) throw unreadable('a service principal');
	const roles = new Map<string, string>();
	for (const role of list(one.appRoles)) {
		const roleId = entraId(role.id);
		const forApplications = Array.isArray(role.allowedMemberTypes) && role.allowedMemberTypes.includes('Application');
		if (roleId !== undefined && role.isEnabled === true && forApplications) roles.set(text(role.value), roleId);
	}
	return {id, appId: text(one.appId).toLowerCase(), enabled: one.accountEnabled !== false, roles};
};

/** It goes into the path of a DELETE: base64url and nothing that leads elsewhere. */
const grantId = /^[\w-]{1,200}$/;

const readGrant = (body: unknown): GrantObject => {
	const one = asObject(body);
	const role = entraId(one?.appRoleId);
	const id = text(one?.id);
	if (one === undefined || role === undefined || !grantId.test(id)) throw unreadable('a granted permission');
	return {id, role, resource: text(one.resourceId).toLowerCase()};
};

/** The answer, or undefined when there is no such object (or this replica has not heard of it yet). */
const orNothing = async <T>(work: Promise<T>): Promise<T | undefined> => {
	try {
		return await work;
	} catch (error) {
		if (error instanceof GraphError && error.status === 404) return undefined;
		throw error;
	}
};

/** That it is the one that was asked for: what is done to it next would be done to another. */
const asked =
	(key: 'id' | 'appId', value: string) =>
	(found: ApplicationObject): ApplicationObject => {
		if (found[key] !== value.toLowerCase()) throw unreadable('another application than was asked for');
		return found;
	};

const quoted = (value: string): string => encodeURIComponent(`'${value.replaceAll("'", "''")}'`);

/** What a registration reads, in one place. Each call throws GraphError; reads of one object give undefined for 404. */
export const tenantObjects = (graph: Pick<Graph, 'get' | 'send'>, call: CallContext) => ({
	/** Microsoft Graph itself in this tenant, with the permissions that it offers now. */
	graphPrincipal: async (): Promise<PrincipalObject> =>
		readPrincipal(
			await graph.get(`/servicePrincipals(appId='${graphAppId}')?$select=id,appId,accountEnabled,appRoles`, call),
		),
	application: (id: string) =>
		orNothing(
			graph.get(`/applications/${id}?$select=${applicationFields}`, call).then(readApplication).then(asked('id', id)),
		),
	applicationByAppId: (appId: string) =>
		orNothing(
			graph
				.get(`/applications(appId='${appId}')?$select=${applicationFields}`, call)
				.then(readApplication)
				.then(asked('appId', appId)),
		),
	/** Undefined too where a cloud does not know this way to an application: its notes name it as well. */
	applicationByUniqueName: async (name: string): Promise<ApplicationObject | undefined> => {
		try {
			return readApplication(await graph.get(`/applications(uniqueName='${name}')?$select=${applicationFields}`, call));
		} catch (error) {
			if (error instanceof GraphError && (error.status === 404 || error.status === 400)) return undefined;
			throw error;
		}
	},
	applicationsNamed: async (name: string): Promise<readonly ApplicationObject[]> => {
		const body = await graph.get(
			`/applications?$filter=${encodeURIComponent('displayName eq ')}${quoted(name)}&$select=${applicationFields}`,
			call,
			{shape: 'collection'},
		);
		return (itemsOf(body) ?? []).map(readApplication);
	},
	principalByAppId: (appId: string) =>
		orNothing(
			graph
				.get(`/servicePrincipals(appId='${appId}')?$select=id,appId,accountEnabled,appRoles`, call)
				.then(readPrincipal),
		),
	/** What has been granted to a service principal. Undefined while it is not known. */
	grantsOf: (principal: string) =>
		orNothing(
			graph
				.get(`/servicePrincipals/${principal}/appRoleAssignments`, call, {shape: 'collection'})
				.then(body => (itemsOf(body) ?? []).map(readGrant)),
		),
	createPrincipal: (appId: string) => graph.send('POST', '/servicePrincipals', {appId}, call).then(readPrincipal),
	grant: (principal: string, resource: string, role: string) =>
		graph
			.send(
				'POST',
				`/servicePrincipals/${resource}/appRoleAssignedTo`,
				{principalId: principal, resourceId: resource, appRoleId: role},
				call,
			)
			.then(readGrant),
});

export type TenantObjects = ReturnType<typeof tenantObjects>;
