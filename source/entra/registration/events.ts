// What a registration tells while it goes on: plain JSON, for the screen, for text and for scripts.
import type {IsoTime} from '../../core/ports.ts';
import type {Probe} from '../probe.ts';

export type StepName =
	| 'sign-in'
	| 'find'
	| 'application'
	| 'service-principal'
	| 'permissions'
	| 'credential'
	| 'test-sign-in'
	| 'consent'
	| 'test-calls'
	| 'save'
	| 'retire'
	| 'undo';

/** The steps of a registration, in their order, as people read them. */
export const stepTitles: Readonly<Record<StepName, string>> = {
	'sign-in': 'Sign you in',
	find: 'Look for what is there',
	application: 'Register the application',
	'service-principal': 'Make its service principal',
	permissions: 'Grant the permissions',
	credential: 'Make its credential',
	'test-sign-in': 'Sign in with it',
	consent: 'Wait for the permissions',
	'test-calls': 'Try every call',
	save: 'Keep it in the settings',
	retire: 'Retire the old credential',
	undo: 'Undo',
};

export const registrationSteps = [
	'sign-in',
	'find',
	'application',
	'service-principal',
	'permissions',
	'credential',
	'test-sign-in',
	'save',
	'consent',
	'test-calls',
] as const satisfies readonly StepName[];

/** Something that now exists because of Usher, in the tenant or on this machine. */
export type MadeItem = {
	readonly kind: 'application' | 'service-principal' | 'permission' | 'certificate' | 'secret' | 'key-file';
	/** For people: name, permission or path. */
	readonly label: string;
	/** Its id in the tenant; a path for a file. Absent while the answer to the request has not been seen. */
	readonly id?: string;
	/** Sent, but whether it was done is not known yet. */
	readonly unsure?: boolean;
};

export type RegistrationEvent =
	| {
			readonly kind: 'code';
			readonly userCode: string;
			/** Where to type it. */
			readonly page: string;
			readonly expiresAt: IsoTime;
	  }
	| {readonly kind: 'signed-in'; readonly name: string; readonly upn: string; readonly tenant: string}
	| {
			readonly kind: 'step';
			readonly step: StepName;
			/** `waiting` is still doing; `partly`: what this person may do is done. */
			readonly state: 'doing' | 'waiting' | 'done' | 'partly' | 'failed';
			/** A sentence or less, what is so. */
			readonly fact?: string;
			/** While waiting: until the next look. */
			readonly seconds?: number;
	  }
	| {readonly kind: 'made'; readonly item: MadeItem}
	| {readonly kind: 'undone'; readonly item: MadeItem}
	/** Something beside the steps that a person should know. */
	| {readonly kind: 'note'; readonly text: string}
	| {readonly kind: 'consent-needed'; readonly consent: ConsentNeeded}
	| {readonly kind: 'proved'; readonly probes: readonly Probe[]; readonly tenantName?: string};

/** What someone with more rights has to do, and a message that asks them. */
export type ConsentNeeded = {
	readonly permissions: readonly string[];
	/** Opened by whoever may consent. */
	readonly link: string;
	/** The registration's page with the consent button; absent in a cloud of its own. */
	readonly page?: string;
	/** Ready to be sent. */
	readonly message: string;
};

/** An application that is there already. */
export type ExistingApplication = {
	readonly appId: string;
	readonly name: string;
	readonly createdAt?: IsoTime;
	/** `settings`: the profile names it; `here`: this profile made it; `usher`: another Usher made it; `name`: only its name is the same. */
	readonly known: 'settings' | 'here' | 'usher' | 'name';
	/** What it says of itself, cleaned. */
	readonly notes: string;
};

/** `repair`: make good what is missing; `renew`: with a new credential; `new`: another application beside it. */
export type ExistingChoice =
	| {readonly go: 'repair' | 'renew'; readonly appId: string}
	| {readonly go: 'new'}
	| {readonly go: 'stop'};

export type RegistrationResult = {
	readonly tenant: string;
	readonly tenantName?: string;
	readonly appId: string;
	readonly objectId: string;
	readonly name: string;
	readonly credential: 'certificate' | 'secret' | 'federated';
	/** Absent when it is not known. */
	readonly credentialEnds?: IsoTime;
	readonly certificateFile?: string;
	/** Everything that exists because of Usher, this time or before. */
	readonly made: readonly MadeItem[];
	/** Who signed in. */
	readonly by: string;
	/** Nothing had to be made or changed. */
	readonly unchanged: boolean;
};
