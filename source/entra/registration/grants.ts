// The permissions: granted by this person, or by someone who may.
import {GraphError} from '../graph/errors.ts';
import {portal} from '../portal.ts';
import {isArriving, isUnknown, keep, patiently, type Workshop} from './context.ts';
import type {ConsentNeeded} from './events.ts';
import type {RegistrationRecord} from './journal.ts';
import type {GrantObject, PrincipalObject} from './tenant-objects.ts';

export type Role = {readonly name: string; readonly id: string};

type Grant = RegistrationRecord['grants'][number];

const remember = (shop: Workshop, grant: Grant): void => {
	keep(shop, {grants: [...shop.record.grants.filter(one => one.role !== grant.role), grant]});
};
const forget = (shop: Workshop, role: string): void => {
	keep(shop, {grants: shop.record.grants.filter(one => one.role !== role)});
};

const grantsSeen = (shop: Workshop, principal: PrincipalObject): Promise<readonly GrantObject[] | undefined> =>
	patiently(shop, 'permissions', 'The service principal has not reached every part of Microsoft Graph yet', () =>
		shop.objects.grantsOf(principal.id),
	);

/**
 * Grants exactly these permissions; those that are there stay as they are.
 * @returns the permissions that this person may not grant (Microsoft Graph, "Grant an appRoleAssignment for a service
 * principal": a Privileged Role Administrator or Global Administrator may)
 */
export const ensureGrants = async (
	shop: Workshop,
	principal: PrincipalObject,
	graphPrincipal: PrincipalObject,
	roles: readonly Role[],
): Promise<{readonly refused: readonly Role[]; readonly granted: number}> => {
	const there = await grantsSeen(shop, principal);
	const refused: Role[] = [];
	let granted = 0;
	for (const role of roles) {
		const has = (grants: readonly GrantObject[] | undefined): GrantObject | undefined =>
			grants?.find(one => one.role === role.id && one.resource === graphPrincipal.id);
		const made = (grant: GrantObject): void => {
			const intendedAt = shop.kit.now().toISOString();
			remember(shop, {name: role.name, role: role.id, intendedAt, id: grant.id, made: true});
			shop.tell({kind: 'made', item: {kind: 'permission', label: role.name, id: grant.id}});
			granted++;
		};
		const before = has(there);
		const intended = shop.record.grants.find(one => one.role === role.id);
		if (before !== undefined) {
			// Sent by an earlier try whose answer was lost: it is ours, and listed.
			if (intended !== undefined && intended.id === undefined) made(before);
			continue;
		}
		remember(shop, {name: role.name, role: role.id, intendedAt: shop.kit.now().toISOString(), made: true});
		try {
			const grant = await patiently(
				shop,
				'permissions',
				'The service principal has not reached every part of Microsoft Graph yet',
				() => shop.objects.grant(principal.id, graphPrincipal.id, role.id),
				{arriving: isArriving},
			);
			if (grant !== undefined) made(grant);
		} catch (error) {
			shop.signal.throwIfAborted();
			if (error instanceof GraphError && error.status === 403) {
				forget(shop, role.id);
				refused.push(role);
				continue;
			}
			const ambiguous =
				isUnknown(error) || (error instanceof GraphError && (error.status === 400 || error.status === 409));
			// "Exists already" is a 400 like many others: what counts is whether it is there.
			const now = ambiguous ? has(await shop.objects.grantsOf(principal.id)) : undefined;
			if (now === undefined) {
				if (!isUnknown(error)) forget(shop, role.id);
				throw error;
			}
			made(now);
		}
	}
	return {refused, granted};
};

/** What someone who may consent needs to know and do, with a message to send. */
export const consentNeeded = (
	shop: Pick<Workshop, 'cloud'>,
	about: {
		readonly tenant: string;
		readonly appId: string;
		readonly name: string;
		readonly permissions: readonly string[];
	},
): ConsentNeeded => {
	const link = portal.adminConsent(shop.cloud, about.tenant, about.appId);
	const page = portal.permissions(shop.cloud, about.appId);
	const lines = [
		'Hello,',
		'',
		`the application “${about.name}” (${about.appId}) in our Entra tenant needs admin consent. It reads people and groups, so that our Bitwarden organisation follows them; it cannot change anything in Entra. It asks for these application permissions of Microsoft Graph:`,
		...about.permissions.map(name => `- ${name}`),
		'',
		...(page === undefined
			? [`A Privileged Role Administrator or Global Administrator can grant it with this link: ${link}`]
			: [
					'A Privileged Role Administrator or Global Administrator can grant it:',
					`- in the portal, “Grant admin consent”: ${page}`,
					`- or with this link: ${link}`,
				]),
		'',
		'If the browser says at the end that no reply address is registered (AADSTS500113), look at the portal page: the consent may have been granted all the same.',
		'Thank you.',
	];
	return {permissions: about.permissions, link, ...(page === undefined ? {} : {page}), message: lines.join('\n')};
};
