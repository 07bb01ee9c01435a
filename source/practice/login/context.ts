import type {Clock} from '../clock.ts';
import type {Company} from '../company/api.ts';
import type {DirectoryRole} from '../tenant/permissions.ts';
import type {Registry} from '../tenant/registry.ts';

/** Turned at any time, by tests and by the demo. */
export type LoginKnobs = {
	/** Seconds an access token lives; Entra: 60 to 90 minutes. */
	tokenSeconds: number;
	deviceSeconds: number;
	deviceInterval: number;
	/** Polling faster than the interval gives slow_down, as RFC 8628 has it; Microsoft lists no such error. */
	slowDown: boolean;
	/** Conditional Access refuses device sign-in: AADSTS53003 once somebody tries. */
	blockDeviceCode: boolean;
	/** Conditional Access refuses to renew a session that began with a device code: AADSTS530036. */
	blockRefresh: boolean;
	/** Conditional Access refuses applications: AADSTS53003. */
	blockApplications: boolean;
	/** The public client for people has been consented to for everybody. */
	toolConsented: boolean;
	/** The tenant has switched that public client off. */
	toolDisabled: boolean;
};

export type SignedInPerson = {
	readonly id: string;
	readonly upn: string;
	readonly name: string;
	readonly roles: readonly DirectoryRole[];
};

/** A sign-in by a code, from its beginning on. */
export type Device = {
	readonly deviceCode: string;
	readonly userCode: string;
	readonly clientId: string;
	readonly scopes: readonly string[];
	readonly tenant: string;
	readonly startedAt: number;
	readonly expiresAt: number;
	polledAt: number;
	state: 'waiting' | 'declined' | 'blocked' | 'no-consent' | 'used' | {readonly person: SignedInPerson};
};

/** What every part of the login host works on. */
export type LoginContext = {
	readonly company: Company;
	readonly registry: Registry;
	readonly clock: Clock;
	readonly knobs: LoginKnobs;
	/** Signs tokens; Graph has the same. */
	readonly key: Buffer;
	/** `https://localhost:port` of Graph: the resource that tokens are for. */
	readonly graphUrl: () => string;
	readonly loginUrl: () => string;
	readonly devices: Map<string, Device>;
	/** Refresh tokens and whose they are. */
	readonly sessions: Map<
		string,
		{readonly person: SignedInPerson; readonly clientId: string; readonly scopes: readonly string[]}
	>;
	/** Issuer keys of the outside world, for federated credentials: PEM by issuer. */
	readonly issuers: Map<string, string>;
};

export type Form = ReadonlyMap<string, string>;
