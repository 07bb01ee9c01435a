// Registration and renewal for one profile: its settings, secrets and network put together. The profile need not be set up.
import {dirname} from 'node:path';
import {unitsNamed} from '../core/decide/decide.ts';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CallDeps} from '../entra/calls.ts';
import type {ExistingApplication, ExistingChoice, RegistrationEvent} from '../entra/registration/events.ts';
import type {Current} from '../entra/registration/options.ts';
import type {Registration} from '../entra/registration/registration.ts';
import type {RenewalResult} from '../entra/registration/renewal.ts';
import type {Keeper} from '../entra/registration/save.ts';
import type {Environment} from '../platform/environment.ts';
import {createSecrets, type Secrets} from '../platform/secrets/secrets.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import {openSettings, type SettingsStore} from '../platform/settings/store.ts';
import {refuseHandedOver} from './handed-over.ts';
import {userAgent} from './user-agent.ts';

export type RegistrationWish = {
	readonly profile: string;
	readonly environment: Environment;
	/** Id or domain; the setting, or else the account that signs in, says it. */
	readonly tenant?: string | undefined;
	readonly name?: string | undefined;
	readonly credential?: 'certificate' | 'secret' | undefined;
	/** Application id of the one that is meant. */
	readonly application?: string | undefined;
	/** How long someone who may consent is waited for; milliseconds. */
	readonly consentMs?: number | undefined;
	readonly choose: (found: readonly ExistingApplication[], signal: AbortSignal) => Promise<ExistingChoice>;
	/** Where what was made is kept; the profile's settings and secrets when not said. */
	readonly keeper?: Keeper;
	readonly now?: () => Date;
	readonly pause?: CallDeps['pause'];
};

type Desk = {
	readonly store: SettingsStore;
	readonly secrets: () => Secrets;
	readonly paths: Paths;
	readonly deps: CallDeps;
	readonly current: Current | undefined;
	close(): Promise<void>;
};

const openDesk = async ({
	profile,
	environment,
	now,
	pause,
}: Pick<RegistrationWish, 'profile' | 'environment' | 'now' | 'pause'>): Promise<Desk> => {
	const paths = pathsOf({environment, profile});
	// A credential renewed here would take away the one that the service uses.
	refuseHandedOver(profile, paths);
	const store = openSettings({paths, environment});
	const {settings} = store;
	const [client, authorities, credentials, retire] = await Promise.all([
		import('../platform/http/client.ts'),
		import('../platform/http/authorities.ts'),
		import('../entra/credential.ts'),
		import('../entra/registration/retire.ts'),
	]);
	const {network, entra} = settings;
	// Read anew each time: a renewal changes what they name.
	const fresh = () => openSettings({paths, environment}).settings;
	const secrets = (): Secrets => createSecrets({paths, settings: fresh(), environment});
	const http = client.createHttp({
		ca: authorities.authoritiesOf(network.caFile, environment),
		timeoutMs: network.timeoutSeconds * 1000,
		environment,
		userAgent,
	});
	const current: Current | undefined =
		entra.clientId === undefined || entra.clientId === ''
			? undefined
			: {
					clientId: entra.clientId,
					credential: credentials.credentialOf(entra, secrets()),
					old: () => retire.currentCredential(fresh().entra, secrets()),
					kind: entra.credential,
					...(entra.certificateFile === undefined ? {} : {certificateFile: entra.certificateFile}),
					...(entra.credentialEnds === undefined ? {} : {ends: entra.credentialEnds}),
				};
	return {
		store,
		secrets,
		paths,
		current,
		deps: {
			http,
			retryMs: network.retrySeconds * 1000,
			...(now === undefined ? {} : {now}),
			...(pause === undefined ? {} : {pause}),
		},
		close: () => http.close(),
	};
};

export type OpenRegistration = Registration & {close(): Promise<void>};

/** @throws UsherError of exit code 10 when settings are damaged or the cloud's addresses are missing */
export const openRegistration = async (wish: RegistrationWish): Promise<OpenRegistration> => {
	const desk = await openDesk(wish);
	try {
		const [{createRegistration}, {cloudOf}, {neededPermissions}, {profileKeeper}] = await Promise.all([
			import('../entra/registration/registration.ts'),
			import('../entra/clouds.ts'),
			import('../entra/permissions.ts'),
			import('../entra/registration/save.ts'),
		]);
		const {settings} = desk.store;
		const tenant = wish.tenant ?? settings.entra.tenant;
		const registration = createRegistration({
			...desk.deps,
			cloud: cloudOf(settings.entra),
			needed: neededPermissions(settings.sync),
			units: unitsNamed(settings.sync),
			credential: wish.credential ?? 'certificate',
			paths: desk.paths,
			choose: wish.choose,
			keeper: wish.keeper ?? profileKeeper(desk.store, desk.secrets(), desk.paths),
			...(tenant === undefined || tenant === '' ? {} : {tenant}),
			...(wish.name === undefined ? {} : {name: wish.name}),
			...(wish.application === undefined ? {} : {application: wish.application}),
			...(wish.consentMs === undefined ? {} : {consentMs: wish.consentMs}),
			...(desk.current === undefined ? {} : {current: desk.current}),
		});
		return {...registration, close: desk.close};
	} catch (error) {
		await desk.close();
		throw error;
	}
};

const refused = (code: string, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.notSetUp, message, advice});

/** What stands in the way of a renewal that nobody can see: a variable or a file that would go on naming the old one. */
const mayRenew = (desk: Desk, kind: 'certificate' | 'secret'): Current => {
	const {store, current} = desk;
	const {entra} = store.settings;
	if (current === undefined || entra.tenant === undefined) {
		throw refused(
			'not-set-up',
			'No application is set up yet, so there is nothing to renew.',
			'`usher setup --register` makes one.',
		);
	}
	if (entra.credential === 'federated') {
		throw refused(
			'nothing-to-renew',
			'A federated credential has no end of its own: its issuer writes a new token each time.',
			'Nothing to do. `usher doctor` shows whether it works.',
		);
	}
	const fixed = store.list().find(({key, from, value}) => {
		if (from !== 'environment') return false;
		if (key === 'entra.credential') return value !== kind;
		// In the profile's own folder the file is replaced, under the same name.
		return key === 'entra.certificateFile' && kind === 'certificate' && dirname(value) !== desk.paths.folder;
	});
	if (fixed !== undefined) {
		throw refused(
			'credential-elsewhere',
			`${fixed.variable} is set in this shell, so that a new credential would not be used.`,
			`Put it into the settings instead (usher config set ${fixed.key} …) and remove the variable, then renew.`,
		);
	}
	const {from, detail} = desk.secrets().where('entra');
	if (kind === 'secret' && from !== undefined && from !== 'encrypted') {
		throw refused(
			'credential-elsewhere',
			`The client secret comes from ${detail}, where Usher cannot put a new one.`,
			'Change to a certificate, which Usher keeps itself: usher credentials renew --credential certificate. Or make the next secret in the portal and put it there.',
		);
	}
	return current;
};

export type OpenRenewal = {
	run(signal: AbortSignal): AsyncGenerator<RegistrationEvent, RenewalResult>;
	close(): Promise<void>;
};

/**
 * The renewal of a profile's credential; nothing is sent before `run`.
 * @throws UsherError exit 10 `not-set-up`, `nothing-to-renew`, `credential-elsewhere`
 */
export const openRenewal = async (
	wish: Pick<RegistrationWish, 'profile' | 'environment' | 'credential' | 'now' | 'pause'>,
): Promise<OpenRenewal> => {
	const desk = await openDesk(wish);
	try {
		const {entra} = desk.store.settings;
		const credential = wish.credential ?? (entra.credential === 'secret' ? 'secret' : 'certificate');
		const current = mayRenew(desk, credential);
		const [{renewCredential}, {cloudOf}, {profileKeeper}] = await Promise.all([
			import('../entra/registration/renewal.ts'),
			import('../entra/clouds.ts'),
			import('../entra/registration/save.ts'),
		]);
		const options = {
			...desk.deps,
			cloud: cloudOf(entra),
			tenant: entra.tenant ?? '',
			credential,
			current,
			paths: desk.paths,
			keeper: profileKeeper(desk.store, desk.secrets(), desk.paths),
		};
		return {run: signal => renewCredential(options, signal), close: desk.close};
	} catch (error) {
		await desk.close();
		throw error;
	}
};
