// What the organisation's server of the practice tenant is made of, and what can be changed while it runs.

/** A person who is in the organisation from the start. */
export type SeedMember = {
	readonly email: string;
	readonly name?: string;
	readonly externalId?: string;
	/** Default `user`. */
	readonly role?: 'owner' | 'admin' | 'user' | 'custom';
	/** Default `confirmed`. */
	readonly status?: 'revoked' | 'invited' | 'accepted' | 'confirmed' | 'staged';
	/** Default true. */
	readonly hasMasterPassword?: boolean;
	/** Names of collections; made when new. */
	readonly collections?: readonly string[];
};

export type SeedGroup = {
	readonly name: string;
	readonly externalId?: string;
	/** E-mail addresses of members. */
	readonly members?: readonly string[];
	readonly collections?: readonly string[];
};

export type BitwardenOptions = {
	/** Default `official`. */
	readonly server?: 'official' | 'vaultwarden';
	/** `cloud` has seats to buy, a subscription to read and the limit of 2,000; `self-hosted` has none of them. Default `cloud`. */
	readonly hosting?: 'cloud' | 'self-hosted';
	/** Default `2026.8.0`. Before 2026.2.0 nobody can be revoked or restored. */
	readonly version?: string;
	readonly clientId?: string;
	readonly clientSecret?: string;
	/** The owner, who is always there. Default `owner@practice.example`. */
	readonly owner?: string;
	readonly members?: readonly SeedMember[];
	readonly groups?: readonly SeedGroup[];
	/** Seats bought; null has no limit. Default null. */
	readonly seats?: number | null;
	/** What seats may grow to by themselves; null has no limit. Default null. */
	readonly mayGrowTo?: number | null;
	/** Makes ids; the same seed makes the same ids. */
	readonly seed?: number;
	/** Milliseconds since 1970. */
	readonly now?: () => number;
	/** Of the server itself, for its config: `https://localhost:1234`. */
	readonly base?: () => string;
	readonly knobs?: Partial<BitwardenKnobs>;
};

/** Turned at any time, by tests and by the demo. */
export type BitwardenKnobs = {
	/** The limits of the cloud (official) or of the log-in (Vaultwarden), per address. */
	rateLimits: boolean;
	/** What the plan includes. */
	planHasApi: boolean;
	planHasDirectory: boolean;
	planHasGroups: boolean;
	planHasCustomPermissions: boolean;
	organisationEnabled: boolean;
	/** The organisation belongs to a provider, who alone may add seats. */
	provider: boolean;
	subscriptionActive: boolean;
	/** The server's feature flag for members that are staged. */
	staged: boolean;
	/** Policies that decide who may be restored. */
	requiresTwoFactor: boolean;
	/** Official: e-mail addresses whose restoring a policy forbids. */
	notCompliant: Set<string>;
	/** Vaultwarden: ORG_GROUPS_ENABLED. */
	groupsEnabled: boolean;
	/** Vaultwarden: mail is set up. */
	mailEnabled: boolean;
	/** Vaultwarden: the mail to this address fails and ends the import half-way. */
	mailFailsFor: Set<string>;
	/** Waited for between an import's reading and its writing: what makes two imports race. */
	beforeImportWrites: (() => Promise<void>) | undefined;
};

/** The knobs as a healthy server has them. */
export const healthyKnobs = (): BitwardenKnobs => ({
	rateLimits: false,
	planHasApi: true,
	planHasDirectory: true,
	planHasGroups: true,
	planHasCustomPermissions: true,
	organisationEnabled: true,
	provider: false,
	subscriptionActive: true,
	staged: false,
	requiresTwoFactor: false,
	notCompliant: new Set(),
	groupsEnabled: false,
	mailEnabled: true,
	mailFailsFor: new Set(),
	beforeImportWrites: undefined,
});
