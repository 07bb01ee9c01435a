// The person behind a registration: signed in once with a code, and used for everything that follows.

import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CloudName} from '../../platform/settings/settings.ts';
import type {Cloud} from '../clouds.ts';
import {createGraph, type Graph} from '../graph/client.ts';
import {findTenant, type Tenant} from '../tenant.ts';
import {callFor, type Ground} from './context.ts';
import {type Person, signInByDevice} from './device.ts';

/** Delegated permissions of Graph: for making and granting; renewing a credential needs only the first. */
export const registrationScopes = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'] as const;

export type Session = {readonly person: Person; readonly graph: Graph};

/** The error for a tenant that is in another cloud than the settings say. */
export const wrongCloud = (tenant: Tenant, chosen: {readonly label: string; readonly name: CloudName}): UsherError =>
	new UsherError({
		code: 'other-cloud',
		exitCode: exitCodes.signInFailed,
		message: `This tenant is in another of Microsoft’s clouds: ${tenant.cloud.label}, not ${chosen.label}.`,
		advice: `Change the cloud: usher config set entra.cloud ${tenant.cloud.name} (USHER_CLOUD). Then run it again.`,
	});

/** @throws UsherError `tenant-not-found`, `other-cloud` (exit 11), exit 16 */
export const tenantIn = async (ground: Ground, tenant: string): Promise<Tenant> => {
	const found = await findTenant({
		...ground.kit,
		domainOrId: tenant,
		cloud: ground.cloud,
		call: callFor(ground, 'sign-in'),
	});
	if (found.cloud.name !== ground.cloud.name) throw wrongCloud(found, ground.cloud);
	return found;
};

/** Signs a person in; tells the code and, later, who it is. @throws UsherError of the sign-in */
export const openSession = async (
	ground: Ground,
	tenant: string | undefined,
	scopes: readonly string[],
): Promise<Session> => {
	const {kit, tell} = ground;
	const cloud: Cloud = ground.cloud;
	tell({kind: 'step', step: 'sign-in', state: 'doing'});
	const place = tenant === undefined ? undefined : await tenantIn(ground, tenant);
	const person = await signInByDevice(
		{...kit, cloud, tenant: place?.id ?? 'organizations', scopes, show: code => tell({kind: 'code', ...code})},
		callFor(ground, 'sign-in'),
	);
	tell({kind: 'signed-in', name: person.name, upn: person.upn, tenant: person.tenant});
	tell({kind: 'step', step: 'sign-in', state: 'done', fact: person.upn});
	return {person, graph: createGraph({...kit, cloud, signIn: person.signIn})};
};
