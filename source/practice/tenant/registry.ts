// The applications registered in the tenant, their service principals, and what was granted to them.
import {createHash, X509Certificate} from 'node:crypto';
import type {Clock} from '../clock.ts';
import type {Random} from '../random.ts';
import {commandLineToolsAppId, graphAppId, permissions} from './permissions.ts';

export type Secret = {
	readonly keyId: string;
	readonly displayName: string | null;
	readonly text: string;
	readonly start: number;
	end: number;
	/** From when on the login host knows it. */
	readonly knownAt: number;
};

export type Certificate = {
	readonly keyId: string;
	readonly displayName: string | null;
	readonly der: Buffer;
	readonly sha1: string;
	readonly sha256: string;
	readonly start: number;
	readonly end: number;
	readonly knownAt: number;
};

export type Federated = {
	readonly id: string;
	readonly name: string;
	readonly issuer: string;
	readonly subject: string;
	readonly audiences: readonly string[];
};

export type Application = {
	readonly id: string;
	readonly appId: string;
	displayName: string;
	signInAudience: string;
	notes: string | null;
	/** The alternate key that its maker chose ("Upsert application"). */
	readonly uniqueName: string | null;
	tags: readonly string[];
	requiredResourceAccess: readonly RequiredAccess[];
	/** "Allow public client flows". */
	publicClient: boolean;
	secrets: Secret[];
	certificates: Certificate[];
	federated: Federated[];
	/** Object ids of people and service principals. */
	readonly owners: Set<string>;
	readonly createdAt: number;
	/** When it was soft-deleted. */
	deletedAt: number | undefined;
};

export type RequiredAccess = {
	readonly resourceAppId: string;
	readonly resourceAccess: readonly {readonly id: string; readonly type: string}[];
};

export type ServicePrincipal = {
	readonly id: string;
	readonly appId: string;
	displayName: string;
	enabled: boolean;
	readonly createdAt: number;
	deletedAt: number | undefined;
};

export type RoleAssignment = {
	readonly id: string;
	readonly appRoleId: string;
	readonly principalId: string;
	readonly resourceId: string;
	readonly createdAt: number;
};

/** How long the parts of Entra take to hear of a write, milliseconds. */
export type Propagation = {
	/** Graph's replicas of an application or a service principal just made: NoBackingApplicationObject, 404. */
	objectMs: number;
	/** The login host, of an application just made: AADSTS700016. */
	applicationMs: number;
	/** The login host, of a secret just made: AADSTS7000215. */
	secretMs: number;
	/** The login host, of a certificate just registered: AADSTS700027. */
	certificateMs: number;
	/** Tokens, of a role just granted. */
	consentMs: number;
};

/** Tenant-wide app management policy. */
export type AppPolicy = {
	secrets: 'allowed' | 'banned';
	maxSecretDays: number | undefined;
	maxCertificateDays: number | undefined;
	/** "Users can register applications". */
	usersMayRegister: boolean;
};

export type Registry = {
	readonly clock: Clock;
	readonly random: Random;
	readonly propagation: Propagation;
	readonly policy: AppPolicy;
	readonly applications: Application[];
	readonly principals: ServicePrincipal[];
	assignments: RoleAssignment[];
	/** Microsoft Graph's service principal in this tenant. */
	readonly graph: ServicePrincipal;
	/** By object id, not deleted. */
	application(id: string): Application | undefined;
	applicationByAppId(appId: string): Application | undefined;
	principal(id: string): ServicePrincipal | undefined;
	principalByAppId(appId: string): ServicePrincipal | undefined;
	register(displayName: string, more?: Partial<Application>): Application;
	addPrincipal(appId: string, displayName: string, createdAt?: number): ServicePrincipal;
	grant(principal: ServicePrincipal, appRoleId: string, resourceId?: string, createdAt?: number): RoleAssignment;
	addSecret(application: Application, wanted?: {displayName?: string | null; start?: number; end?: number}): Secret;
	/** A certificate as the registry keeps it; the caller puts it where it belongs. */
	makeCertificate(der: Buffer, displayName?: string | null): Certificate;
	/** Names of the application permissions of Graph that a token issued now carries. */
	rolesOf(principal: ServicePrincipal): string[];
};

const day = 86_400_000;

/** A registry that knows Microsoft Graph and nothing else. */
export const createRegistry = (clock: Clock, random: Random, propagation: Propagation, policy: AppPolicy): Registry => {
	const applications: Application[] = [];
	const principals: ServicePrincipal[] = [];
	const here = <T extends {readonly deletedAt: number | undefined}>(object: T): boolean =>
		object.deletedAt === undefined;
	const addPrincipal = (appId: string, displayName: string, createdAt = clock()): ServicePrincipal => {
		const made = {id: random.guid(), appId, displayName, enabled: true, createdAt, deletedAt: undefined};
		principals.push(made);
		return made;
	};
	// As old as the tenant: no delay of propagation touches it.
	const graph = addPrincipal(graphAppId, 'Microsoft Graph', clock() - 1000 * day);
	return {
		clock,
		random,
		propagation,
		policy,
		applications,
		principals,
		assignments: [],
		graph,
		application: id => applications.find(one => one.id === id.toLowerCase() && here(one)),
		applicationByAppId: appId => applications.find(one => one.appId === appId.toLowerCase() && here(one)),
		principal: id => principals.find(one => one.id === id.toLowerCase() && here(one)),
		principalByAppId: appId => principals.find(one => one.appId === appId.toLowerCase() && here(one)),
		register(displayName, more = {}) {
			const made: Application = {
				id: random.guid(),
				appId: random.guid(),
				displayName,
				signInAudience: 'AzureADMyOrg',
				notes: null,
				uniqueName: null,
				tags: [],
				requiredResourceAccess: [],
				publicClient: false,
				secrets: [],
				certificates: [],
				federated: [],
				owners: new Set(),
				createdAt: clock(),
				deletedAt: undefined,
				...more,
			};
			applications.push(made);
			return made;
		},
		addPrincipal,
		grant(principal, appRoleId, resourceId = graph.id, createdAt = clock()) {
			const made = {id: random.text(43), appRoleId, principalId: principal.id, resourceId, createdAt};
			this.assignments.push(made);
			return made;
		},
		addSecret(application, wanted = {}) {
			const now = clock();
			const start = wanted.start ?? now;
			const made: Secret = {
				keyId: random.guid(),
				displayName: wanted.displayName ?? null,
				// The shape of the real ones: 40 characters, some of which have to be encoded in a form.
				text: `${random.text(3)}8Q~${random.text(20)}+/${random.text(12)}`,
				start,
				end: wanted.end ?? start + 730 * day,
				knownAt: now + propagation.secretMs,
			};
			application.secrets.push(made);
			return made;
		},
		makeCertificate(der, displayName = null) {
			const parsed = new X509Certificate(der);
			return {
				keyId: random.guid(),
				displayName: displayName ?? parsed.subject,
				der,
				sha1: createHash('sha1').update(der).digest('base64url'),
				sha256: createHash('sha256').update(der).digest('base64url'),
				start: Date.parse(parsed.validFrom),
				end: Date.parse(parsed.validTo),
				knownAt: clock() + propagation.certificateMs,
			};
		},
		rolesOf(principal) {
			const known = clock() - propagation.consentMs;
			const granted = new Set(
				this.assignments
					.filter(one => one.principalId === principal.id && one.resourceId === graph.id && one.createdAt <= known)
					.map(one => one.appRoleId),
			);
			return [...permissions].filter(([, {role}]) => role !== undefined && granted.has(role)).map(([name]) => name);
		},
	};
};

/** The service principal of the public client for people, made at its first consent. */
export const commandLineTools = (registry: Registry): ServicePrincipal =>
	registry.principalByAppId(commandLineToolsAppId) ??
	registry.addPrincipal(commandLineToolsAppId, 'Microsoft Graph Command Line Tools');
