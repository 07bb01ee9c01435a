// Usher's own application in the practice tenant, and what an administrator may do to it.

import type {Clock} from '../clock.ts';
import type {Random} from '../random.ts';
import {graphAppId, permissions} from './permissions.ts';
import {
	type Application,
	type AppPolicy,
	createRegistry,
	type Propagation,
	type Registry,
	type Secret,
} from './registry.ts';

export type Tenant = {
	/** Usher's application; undefined while nothing is registered. */
	application(): Application | undefined;
	/** Takes an application permission away; tokens issued before keep it. */
	revokePermission(name: string, appId?: string): void;
	grantPermission(name: string, appId?: string): void;
	/** Every secret of the application has ended. */
	expireSecret(appId?: string): void;
	/** A new secret, known to the login host after the propagation delay. Gives its value. */
	addSecret(wanted?: {end?: number}, appId?: string): string;
	/** Registers a certificate (DER) for the application. */
	addCertificate(der: Uint8Array, appId?: string): void;
	/** Trusts tokens of an outside issuer for the application. */
	addFederated(credential: {issuer: string; subject: string; audience?: string}, appId?: string): void;
	/** The application may not sign in: AADSTS7000112. */
	disableApplication(appId?: string): void;
	enableApplication(appId?: string): void;
};

export type TenantOptions = {
	readonly clock: Clock;
	readonly random: Random;
	readonly permissions: readonly string[];
	readonly registered: boolean;
	readonly propagation?: Partial<Propagation>;
	readonly policy?: Partial<AppPolicy>;
};

/** The registry, with Usher's application in it when it is `registered`. */
export const createTenant = (
	options: TenantOptions,
): {registry: Registry; methods: Tenant; environment: Record<string, string>} => {
	const registry = createRegistry(
		options.clock,
		options.random,
		{objectMs: 0, applicationMs: 0, secretMs: 0, certificateMs: 0, consentMs: 0, ...options.propagation},
		{
			secrets: 'allowed',
			maxSecretDays: undefined,
			maxCertificateDays: undefined,
			usersMayRegister: true,
			...options.policy,
		},
	);
	const seeded = options.registered ? seedApplication(registry, options) : undefined;
	const application = (appId?: string): Application => {
		const found = appId === undefined ? seeded?.application : registry.applicationByAppId(appId);
		if (found === undefined) throw new RangeError('No such application is registered in the practice tenant.');
		return found;
	};
	const principal = (appId?: string) => {
		const found = registry.principalByAppId(application(appId).appId);
		if (found === undefined) throw new RangeError('The application has no service principal.');
		return found;
	};
	const roleId = (name: string): string => {
		const id = permissions.get(name)?.role;
		if (id === undefined) throw new RangeError(`Microsoft Graph has no application permission ${name}.`);
		return id;
	};
	return {
		registry,
		environment:
			seeded === undefined ? {} : {USHER_CLIENT_ID: seeded.application.appId, USHER_CLIENT_SECRET: seeded.secret.text},
		methods: {
			application: () => seeded?.application,
			revokePermission(name, appId) {
				const {id} = principal(appId);
				const role = roleId(name);
				registry.assignments = registry.assignments.filter(one => one.principalId !== id || one.appRoleId !== role);
			},
			grantPermission(name, appId) {
				const to = principal(appId);
				const role = roleId(name);
				const there = registry.assignments.some(one => one.principalId === to.id && one.appRoleId === role);
				if (!there) registry.grant(to, role);
			},
			expireSecret(appId) {
				for (const secret of application(appId).secrets) secret.end = options.clock();
			},
			addSecret: (wanted = {}, appId) => registry.addSecret(application(appId), wanted).text,
			addCertificate(der, appId) {
				application(appId).certificates.push(registry.makeCertificate(Buffer.from(der)));
			},
			addFederated({issuer, subject, audience = 'api://AzureADTokenExchange'}, appId) {
				const {federated} = application(appId);
				federated.push({
					id: options.random.guid(),
					name: `credential-${federated.length}`,
					issuer,
					subject,
					audiences: [audience],
				});
			},
			disableApplication(appId) {
				principal(appId).enabled = false;
			},
			enableApplication(appId) {
				principal(appId).enabled = true;
			},
		},
	};
};

/** Registered long ago: no delay of propagation touches it. */
const seedApplication = (registry: Registry, options: TenantOptions): {application: Application; secret: Secret} => {
	const now = options.clock();
	const longAgo = now - 90 * 86_400_000;
	const roles = options.permissions.map(name => {
		const id = permissions.get(name)?.role;
		if (id === undefined) throw new RangeError(`Microsoft Graph has no application permission ${name}.`);
		return id;
	});
	const application = registry.register('Usher', {
		createdAt: longAgo,
		requiredResourceAccess: [{resourceAppId: graphAppId, resourceAccess: roles.map(id => ({id, type: 'Role'}))}],
	});
	const principal = registry.addPrincipal(application.appId, application.displayName, longAgo);
	for (const role of roles) registry.grant(principal, role, registry.graph.id, longAgo);
	const made = registry.addSecret(application, {displayName: 'Usher', start: longAgo, end: now + 365 * 86_400_000});
	const secret: Secret = {...made, knownAt: longAgo};
	application.secrets = [secret];
	return {application, secret};
};
