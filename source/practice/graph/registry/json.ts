// Applications, service principals and grants as Graph shows them.
import {graphAppId, permissions} from '../../tenant/permissions.ts';
import type {Application, Registry, RoleAssignment, Secret, ServicePrincipal} from '../../tenant/registry.ts';
import {GraphRefusal} from '../refusal.ts';

export type Shown = Readonly<Record<string, unknown>>;

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const secretJson = (secret: Secret, text: string | null): Shown => ({
	customKeyIdentifier: null,
	displayName: secret.displayName,
	endDateTime: new Date(secret.end).toISOString(),
	hint: secret.text.slice(0, 3),
	keyId: secret.keyId,
	secretText: text,
	startDateTime: new Date(secret.start).toISOString(),
});

export const applicationJson = (application: Application): Shown => ({
	id: application.id,
	deletedDateTime: application.deletedAt === undefined ? null : time(application.deletedAt),
	appId: application.appId,
	createdDateTime: time(application.createdAt),
	description: null,
	displayName: application.displayName,
	identifierUris: [],
	isFallbackPublicClient: application.publicClient,
	notes: application.notes,
	publisherDomain: 'halden.example',
	signInAudience: application.signInAudience,
	tags: application.tags,
	uniqueName: application.uniqueName,
	requiredResourceAccess: application.requiredResourceAccess,
	passwordCredentials: application.secrets.map(secret => secretJson(secret, null)),
	keyCredentials: application.certificates.map(certificate => ({
		customKeyIdentifier: Buffer.from(certificate.sha1, 'base64url').toString('hex').toUpperCase(),
		displayName: certificate.displayName,
		endDateTime: time(certificate.end),
		key: null,
		keyId: certificate.keyId,
		startDateTime: time(certificate.start),
		type: 'AsymmetricX509Cert',
		usage: 'Verify',
	})),
});

export const principalJson = (registry: Registry, principal: ServicePrincipal): Shown => {
	const graph = principal.appId === graphAppId;
	const named = [...permissions];
	return {
		id: principal.id,
		deletedDateTime: principal.deletedAt === undefined ? null : time(principal.deletedAt),
		accountEnabled: principal.enabled,
		appDisplayName: principal.displayName,
		appId: principal.appId,
		appOwnerOrganizationId: graph ? 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' : null,
		appRoleAssignmentRequired: false,
		createdDateTime: time(principal.createdAt),
		displayName: principal.displayName,
		servicePrincipalNames: [principal.appId],
		servicePrincipalType: 'Application',
		signInAudience: registry.applicationByAppId(principal.appId)?.signInAudience ?? 'AzureADMultipleOrgs',
		tags: [],
		appRoles: graph
			? named.flatMap(([value, {role, says}]) =>
					role === undefined
						? []
						: [
								{
									allowedMemberTypes: ['Application'],
									description: says,
									displayName: value,
									id: role,
									isEnabled: true,
									origin: 'Application',
									value,
								},
							],
				)
			: [],
		oauth2PermissionScopes: graph
			? named.flatMap(([value, {scope, says}]) =>
					scope === ''
						? []
						: [
								{
									adminConsentDescription: says,
									adminConsentDisplayName: value,
									id: scope,
									isEnabled: true,
									type: 'Admin',
									value,
								},
							],
				)
			: [],
	};
};

export const assignmentJson = (registry: Registry, assignment: RoleAssignment): Shown => {
	const name = (id: string): string | null => registry.principals.find(one => one.id === id)?.displayName ?? null;
	return {
		id: assignment.id,
		deletedDateTime: null,
		appRoleId: assignment.appRoleId,
		createdDateTime: new Date(assignment.createdAt).toISOString(),
		principalDisplayName: name(assignment.principalId),
		principalId: assignment.principalId,
		principalType: 'ServicePrincipal',
		resourceDisplayName: name(assignment.resourceId),
		resourceId: assignment.resourceId,
	};
};

/** Only what was selected. @throws GraphRefusal 400 for a property that does not exist */
export const selected = (shown: Shown, names: readonly string[] | undefined, type: string): string => {
	if (names === undefined) return JSON.stringify(shown);
	const some: Record<string, unknown> = {};
	for (const name of names) {
		if (!Object.hasOwn(shown, name)) {
			throw new GraphRefusal(
				400,
				'BadRequest',
				`Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
			);
		}
		some[name] = shown[name];
	}
	return JSON.stringify(some);
};
