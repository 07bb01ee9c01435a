// What a registration or a renewal is told before it begins.
import type {EntraId} from '../../core/ports.ts';
import type {Paths} from '../../platform/settings/paths.ts';
import type {CallDeps} from '../calls.ts';
import type {Cloud} from '../clouds.ts';
import type {Credential} from '../credential.ts';
import type {NeededPermission} from '../permissions.ts';
import type {CredentialKind} from './credential-rules.ts';
import type {ExistingApplication, ExistingChoice} from './events.ts';
import type {OldCredential} from './journal.ts';
import type {Keeper} from './save.ts';

/** The application and credential that the settings name now. */
export type Current = {
	readonly clientId: string;
	readonly credential: Credential;
	/** What tells it from the others in the tenant's lists. */
	readonly old: () => Promise<OldCredential | undefined>;
	readonly kind: CredentialKind | 'federated';
	readonly certificateFile?: string;
	readonly ends?: string;
};

export type RegistrationOptions = CallDeps & {
	readonly cloud: Cloud;
	/** Id or domain; without it the account that signs in says it. */
	readonly tenant?: string;
	/** Of the application; the default name when not said. */
	readonly name?: string;
	readonly needed: readonly NeededPermission[];
	/** Administrative units that the filters name: tried with the other calls. */
	readonly units?: readonly EntraId[];
	readonly credential: CredentialKind;
	/** Of the profile: the journal and the certificate go there. */
	readonly paths: Pick<Paths, 'folder' | 'profile'>;
	/** What the settings name now. */
	readonly current?: Current;
	/** Application id of the one that is meant, when a person named it; it is among those that are chosen from. */
	readonly application?: string;
	/** Asked when an application is there that may be the one. */
	readonly choose: (found: readonly ExistingApplication[], signal: AbortSignal) => Promise<ExistingChoice>;
	readonly keeper: Keeper;
	/** How long someone who may consent is waited for; milliseconds, an hour when not said. */
	readonly consentMs?: number;
};
