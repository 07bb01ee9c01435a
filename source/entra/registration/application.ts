// The application and its service principal: made once, whatever is lost on the way.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {GraphError, isGraphError} from '../graph/errors.ts';
import {graphAppId, type NeededPermission} from '../permissions.ts';
import {isArriving, isUnknown, keep, patiently, type Workshop} from './context.ts';
import {isOf, notesOf, uniqueNameOf} from './find.ts';
import {type ApplicationObject, type PrincipalObject, readApplication} from './tenant-objects.ts';

/** Ids of the permissions on Graph, as this tenant offers them; the well-known ones where it does not say. */
export const roleIds = (
	needed: readonly NeededPermission[],
	graph: PrincipalObject,
): readonly {readonly name: string; readonly id: string}[] =>
	needed.map(({name, id}) => ({name, id: graph.roles.get(name) ?? id}));

const mayNotCreate = (error: GraphError): UsherError =>
	new UsherError({
		code: 'registration-forbidden',
		exitCode: exitCodes.permissionMissing,
		message: 'This account may not register applications in this tenant.',
		advice:
			'Sign in with an Application Administrator, a Cloud Application Administrator or a Global Administrator; a role that is only eligible (PIM) has to be activated first. Or ask one to make the registration in the portal: `usher setup` shows each click.',
		requestId: error.requestId,
		raw: error.raw,
	});

/** Looks for what an earlier request may have made; the tenant's lists lag behind its writes. */
const lookFor = async (shop: Workshop): Promise<ApplicationObject | undefined> => {
	const {objects, record} = shop;
	const byName = await objects.applicationByUniqueName(uniqueNameOf(record.marker));
	if (byName !== undefined) return byName;
	return (await objects.applicationsNamed(record.name)).find(one => isOf(one, record));
};

/** How long after a request its object may still be hidden from the lists. */
const hiddenMs = 120_000;

const settled = (shop: Workshop, application: ApplicationObject, made: boolean): ApplicationObject => {
	const intendedAt = shop.record.application?.intendedAt ?? shop.kit.now().toISOString();
	keep(shop, {application: {intendedAt, id: application.id, appId: application.appId, made}});
	if (made) shop.tell({kind: 'made', item: {kind: 'application', label: application.name, id: application.id}});
	return application;
};

/** Under its unique name; where a cloud does not know that way, as any other, and it is found by its notes. */
const send = async (shop: Workshop, body: object): Promise<unknown> => {
	try {
		const path = `/applications(uniqueName='${uniqueNameOf(shop.record.marker)}')`;
		return await shop.graph.send('PATCH', path, body, shop.call, {prefer: 'create-if-missing'});
	} catch (error) {
		const unknownWay = error instanceof GraphError && [400, 404, 405, 501].includes(error.status);
		if (!unknownWay) throw error;
		return shop.graph.send('POST', '/applications', body, shop.call);
	}
};

/**
 * The application of the record: the one that is there, or a new one, single tenant, which says what made it.
 * Made under a unique name of its own ("Upsert application"), so that a second request finds the first one's.
 * @throws UsherError exit 12 `registration-forbidden`, GraphError
 */
export const ensureApplication = async (
	shop: Workshop,
	roles: readonly {readonly id: string}[],
	by: string,
): Promise<ApplicationObject> => {
	const {objects, kit} = shop;
	const before = shop.record.application;
	if (before?.id !== undefined) {
		const {id} = before;
		const young = kit.now().getTime() - Date.parse(before.intendedAt) < hiddenMs;
		const there = await patiently(
			shop,
			'application',
			'The application has not reached every part of Microsoft Graph yet',
			() => objects.application(id),
			{
				budgetMs: young ? hiddenMs : 0,
			},
		);
		if (there !== undefined) return there;
		// Deleted by someone: what belonged to it is gone with it.
		keep(shop, {application: undefined, principal: undefined, grants: []});
	} else if (before !== undefined) {
		const there = await lookFor(shop);
		if (there !== undefined) return settled(shop, there, true);
	}

	const intendedAt = kit.now().toISOString();
	keep(shop, {application: {intendedAt, made: true}});
	const {record} = shop;
	const body = {
		displayName: record.name,
		// Without it the application would be open to personal accounts too, and throttled harder.
		signInAudience: 'AzureADMyOrg',
		notes: notesOf(record.marker, by, kit.now()),
		requiredResourceAccess: [{resourceAppId: graphAppId, resourceAccess: roles.map(({id}) => ({id, type: 'Role'}))}],
	};
	const arrives = (): Promise<ApplicationObject | undefined> =>
		patiently(shop, 'application', 'Looking whether the application has been made', () => lookFor(shop), {
			budgetMs: hiddenMs,
		});
	try {
		const answer = await send(shop, body);
		// 204 without a body: an earlier request had made it after all.
		if (answer !== undefined) return settled(shop, readApplication(answer), true);
	} catch (error) {
		shop.signal.throwIfAborted();
		if (error instanceof GraphError && error.status === 403) {
			keep(shop, {application: undefined});
			throw mayNotCreate(error);
		}
		if (!isUnknown(error)) {
			keep(shop, {application: undefined});
			throw error;
		}
		const there = await arrives();
		if (there === undefined) throw error;
		return settled(shop, there, true);
	}
	const there = await arrives();
	if (there !== undefined) return settled(shop, there, true);
	throw new UsherError({
		code: 'registration-not-arrived',
		exitCode: exitCodes.unavailable,
		message: 'The application has been made, but Microsoft Graph does not show it yet.',
		advice: 'Run it again in some minutes; it goes on from here, and nothing is made twice.',
	});
};

/** Adds to what the application asks for, so that the consent page shows it; what else it asks for stays. */
export const ensureAsked = async (
	shop: Workshop,
	application: ApplicationObject,
	roles: readonly {readonly id: string}[],
): Promise<boolean> => {
	const missing = roles.filter(({id}) => !application.asks.has(id));
	if (missing.length === 0) return false;
	const added = missing.map(({id}) => ({id, type: 'Role'}));
	const ofGraph = application.access.find(
		one => typeof one.resourceAppId === 'string' && one.resourceAppId.toLowerCase() === graphAppId,
	);
	const requiredResourceAccess =
		ofGraph === undefined
			? [...application.access, {resourceAppId: graphAppId, resourceAccess: added}]
			: application.access.map(one =>
					one === ofGraph
						? {...one, resourceAccess: [...(Array.isArray(one.resourceAccess) ? one.resourceAccess : []), ...added]}
						: one,
				);
	await patiently(
		shop,
		'application',
		'The application has not reached every part of Microsoft Graph yet',
		async () => {
			await shop.graph.send('PATCH', `/applications/${application.id}`, {requiredResourceAccess}, shop.call);
			return true;
		},
		{arriving: isArriving},
	);
	return true;
};

/**
 * The service principal of the application, made where there is none.
 * @returns undefined when this person may not make one
 * @throws UsherError exit 11 `application-disabled`
 */
export const ensurePrincipal = async (
	shop: Workshop,
	application: ApplicationObject,
): Promise<PrincipalObject | undefined> => {
	const {objects} = shop;
	const {appId} = application;
	const found = (principal: PrincipalObject, made: boolean): PrincipalObject => {
		const intendedAt = shop.record.principal?.intendedAt ?? shop.kit.now().toISOString();
		if (shop.record.principal?.id !== principal.id) keep(shop, {principal: {intendedAt, id: principal.id, made}});
		if (made) shop.tell({kind: 'made', item: {kind: 'service-principal', label: application.name, id: principal.id}});
		if (!principal.enabled) {
			throw new UsherError({
				code: 'application-disabled',
				exitCode: exitCodes.signInFailed,
				message: 'The application is switched off in this tenant.',
				advice:
					'Someone did that on purpose. In the portal, Enterprise applications, open it, Properties, and set “Enabled for users to sign in” to Yes; or make a new registration.',
			});
		}
		return principal;
	};
	const there = await objects.principalByAppId(appId);
	const intended = shop.record.principal;
	if (there !== undefined) return found(there, intended?.made === true && intended.id === undefined);
	keep(shop, {principal: {intendedAt: shop.kit.now().toISOString(), made: true}});
	const looked = (): Promise<PrincipalObject | undefined> =>
		patiently(shop, 'service-principal', 'Looking whether it has been made', () => objects.principalByAppId(appId));
	try {
		const made = await patiently(
			shop,
			'service-principal',
			'The application has not reached every part of Microsoft Graph yet',
			() => objects.createPrincipal(appId),
			{arriving: isArriving},
		);
		if (made !== undefined) return found(made, true);
	} catch (error) {
		shop.signal.throwIfAborted();
		if (isGraphError(error, 'Request_MultipleObjectsWithSameKeyValue', 'ObjectConflict') || isUnknown(error)) {
			const mine = await looked();
			if (mine !== undefined) return found(mine, true);
			throw error;
		}
		keep(shop, {principal: undefined});
		if (error instanceof GraphError && error.status === 403) return undefined;
		throw error;
	}
	return undefined;
};
