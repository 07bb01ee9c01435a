// What the set-up asks of the services: the real ones in the program, scripted ones in tests and pictures.
import type {OrganisationProbe} from '../../../bitwarden/probe.ts';
import type {CallContext} from '../../../core/ports.ts';
import type {Cloud} from '../../../entra/clouds.ts';
import type {Credential} from '../../../entra/credential.ts';
import type {NeededPermission, PermissionComparison} from '../../../entra/permissions.ts';
import type {ConsentState} from '../../../entra/registration/consent-state.ts';
import type {Tenant} from '../../../entra/tenant.ts';
import type {OpenRegistration, RegistrationWish} from '../../../profile/registration.ts';
import type {Session} from '../../session/create-session.ts';

export type ServerFound = {
	/** For people: `Vaultwarden 2025.12.0`. */
	readonly what: string;
	readonly vaultwarden: boolean;
	/** False: it answers, and does not say what it is. */
	readonly known: boolean;
};
export type OrganisationKey = {
	readonly url: string;
	readonly clientId: string;
	readonly secret: () => Promise<string>;
};
export type SignInWith = {
	readonly cloud: Cloud;
	readonly tenant: string;
	readonly clientId: string;
	readonly credential: Credential;
};
export type SignedIn = {
	/** Application permissions in the token; undefined when it cannot be read. */
	readonly roles: readonly string[] | undefined;
	readonly tenant: string;
	/** ISO time at which the certificate ends. */
	readonly ends?: string;
};
export type PermissionLook = {
	readonly comparison: PermissionComparison;
	/** Needed calls that Graph still refuses although the token carries the permission. */
	readonly refused: readonly string[];
	readonly tenantName?: string;
	/** Of what is missing: on its way, or never given. */
	readonly consent?: ConsentState;
	/** Everything needed is there. */
	readonly complete: boolean;
};

export type Services = {
	/** @throws UsherError */
	findTenant(
		asked: {readonly text: string; readonly cloud: Cloud; readonly elsewhere: boolean},
		call: CallContext,
	): Promise<Tenant>;
	server(url: string, call: CallContext): Promise<ServerFound>;
	/** @throws UsherError the first one that the probe met */
	organisation(key: OrganisationKey, call: CallContext): Promise<OrganisationProbe>;
	/** The address of the cloud that takes the key; undefined when none does. */
	region(key: OrganisationKey, call: CallContext): Promise<string | undefined>;
	signIn(given: SignInWith, call: CallContext): Promise<SignedIn>;
	/** With a fresh token each time. */
	permissions(given: SignInWith, needed: readonly NeededPermission[], call: CallContext): Promise<PermissionLook>;
	/** Makes the registration itself; the real one when not said. */
	registration?(wish: RegistrationWish): Promise<OpenRegistration>;
	/** The profile as it is saved now, ready to read the directory. */
	openSession(): Promise<Session>;
	close(): Promise<void>;
};
