// Everything that the set-up's screens draw: one immutable state.
import type {OrganisationProbe} from '../../bitwarden/probe.ts';
import type {Tenant} from '../../entra/tenant.ts';
import type {SecretWhere} from '../../platform/secrets/secrets.ts';
import type {SettingKey} from '../../platform/settings/keys.ts';
import type {SecretName, Settings} from '../../platform/settings/settings.ts';
import type {BwdcImport} from '../../profile/bwdc/map.ts';
import type {SessionState} from '../session/state.ts';
import type {Open} from '../tree/rows.ts';
import type {Check, Failure} from './checks/check.ts';
import type {PermissionLook, ServerFound, SignedIn} from './checks/services.ts';
import type {Draft} from './draft.ts';
import type {StepId} from './steps.ts';

export type Checks = {
	readonly bwdc: Check<BwdcImport>;
	readonly server: Check<ServerFound>;
	readonly organisation: Check<OrganisationProbe>;
	readonly region: Check<string | undefined>;
	readonly tenant: Check<Tenant>;
	readonly signIn: Check<SignedIn>;
	readonly permissions: Check<PermissionLook>;
};

/** Who would be in with the filters as they are typed. */
export type Counts =
	| {
			readonly kind: 'counted';
			readonly people: {readonly inside: number; readonly hold: number; readonly out: number};
			readonly groups: {readonly inside: number; readonly out: number};
			/** Why people are out, most first: `guest`, `filtered`. */
			readonly why: readonly (readonly [reason: string, count: number])[];
			/** The first few who are in. */
			readonly sample: readonly string[];
			/** The first few who are not, each with why. */
			readonly sampleOut: readonly (readonly [who: string, why: string])[];
	  }
	| {readonly kind: 'wrong'; readonly place: 'user' | 'group' | 'other'; readonly failure: Failure}
	/** A filter names an administrative unit that the last read did not ask for. */
	| {readonly kind: 'unit-unread'};

export type RegistrationPage = 'choose' | 'create' | 'register' | 'permissions';

export type WizardState = {
	readonly profile: string;
	readonly step: StepId;
	readonly finished: ReadonlySet<StepId>;
	readonly skipped: ReadonlySet<StepId>;
	readonly draft: Draft;
	readonly focus: Readonly<Partial<Record<StepId, string>>>;
	readonly checks: Checks;
	/** As they are saved. */
	readonly settings: Settings;
	readonly secrets: Readonly<Record<SecretName, SecretWhere>>;
	/** Settings that the environment decides, with the variable. */
	readonly fixed: ReadonlyMap<SettingKey, string>;
	readonly page: RegistrationPage;
	/** Enter was pressed while a check was under way: it goes on when that ends well. */
	readonly eager: boolean;
	/** A sentence about what is typed, before anything is asked of a service. */
	readonly remark: string | undefined;
	/** Waiting for consent, or for a new secret to arrive: since when, and when the next look is. */
	readonly wait:
		| {
				readonly since: number;
				readonly nextAt: number | undefined;
				readonly arrived: boolean;
				/** Looks so far. */
				readonly looks?: number;
		  }
		| undefined;
	readonly counts: Counts | undefined;
	/** The reading of the directory, as the session has it. */
	readonly session: SessionState | undefined;
	readonly sessionFailure: Failure | undefined;
	readonly tree: {
		readonly open: Open;
		readonly cursor: number;
		readonly search: string;
		readonly searching: boolean;
		/** Below the tree, the details have taken its room. */
		readonly large: boolean;
	};
	/** How often somebody has asked for the lines that do not fit. */
	readonly pages: number;
	readonly notice: string | undefined;
	readonly overlay: 'none' | 'help';
	/** Milliseconds since 1970; what is counted down on the screen is counted from it. */
	readonly now: number;
};
