import type {SyncSettings} from '../../core/settings.ts';

export type CloudName = 'public' | 'usgov' | 'usgovdod' | 'china' | 'custom';

/** Where a secret comes from besides the environment, systemd credentials and the encrypted file. */
export type SecretSource = {
	/** A file that holds only the secret. */
	readonly file?: string;
	/** A program and its arguments, run without a shell; it prints the secret. */
	readonly command?: readonly string[];
};

/** One profile: a tenant, an organisation, and how they are kept in step. No secrets. */
export type Settings = {
	readonly entra: {
		readonly cloud: CloudName;
		/** Cloud `custom` only: the bases before `/{tenant}/oauth2/…` and `/v1.0`. */
		readonly loginUrl?: string;
		readonly graphUrl?: string;
		/** Tenant id or a domain of it. */
		readonly tenant?: string;
		/** Found out by Usher, for people to read. */
		readonly tenantName?: string;
		readonly clientId?: string;
		readonly credential: 'secret' | 'certificate' | 'federated';
		/** PEM with certificate and key, or PFX. */
		readonly certificateFile?: string;
		/** A JWT from an outside issuer, read again for each sign-in. */
		readonly assertionFile?: string;
		/** ISO time at which the credential ends, when known. */
		readonly credentialEnds?: string;
		readonly secret: SecretSource;
		/** Pass phrase of the certificate's key or PFX. */
		readonly certificatePassword: SecretSource;
	};
	readonly bitwarden: {
		/** `https://bitwarden.com`, `https://bitwarden.eu` or the base of a self-hosted server. */
		readonly url: string;
		readonly clientId?: string;
		readonly organisationName?: string;
		readonly secret: SecretSource;
	};
	readonly sync: SyncSettings;
	readonly schedule: {
		readonly intervalMinutes: number;
		/** A directory read in full longer ago than this is read in full again. */
		readonly fullReadHours: number;
		readonly historyDays: number;
	};
	/** Whom a run with nobody there tells when something needs a person. */
	readonly notify: {
		/** Its address is a secret: who knows it can write there. */
		readonly webhook: SecretSource;
		/** What the receiver of the webhook understands. */
		readonly shape: 'generic' | 'slack' | 'teams';
		/** A program and its arguments, run without a shell; it reads the notice as JSON. */
		readonly command?: readonly string[];
		/** The same notice is not sent again sooner than this. */
		readonly repeatHours: number;
	};
	/** Where `watch` answers /healthz and /metrics; off without a port. */
	readonly health: {readonly address: string; readonly port: number};
	/** Where each run with nobody there leaves its metrics, for the textfile collector of node_exporter. */
	readonly metrics: {readonly file?: string};
	readonly logs: {readonly maskEmails: 'no' | 'yes'};
	readonly network: {
		/** PEM file of certificate authorities to trust besides the usual ones. */
		readonly caFile?: string;
		readonly timeoutSeconds: number;
		/** How long one call may go on being retried. */
		readonly retrySeconds: number;
	};
};

/** Names of the secrets of a profile, as `usher secret` and the environment know them. */
export const secretNames = ['entra', 'certificate-password', 'bitwarden', 'webhook'] as const;
export type SecretName = (typeof secretNames)[number];
