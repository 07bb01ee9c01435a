// A practice tenant in which nothing is registered, a profile that knows nothing, and people who sign in with codes.
// Waits only move the clock, which client and tenant share.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {cloudOf} from '../../../source/entra/clouds.ts';
import {credentialOf} from '../../../source/entra/credential.ts';
import {neededPermissions} from '../../../source/entra/permissions.ts';
import type {RegistrationEvent, RegistrationResult} from '../../../source/entra/registration/events.ts';
import type {RegistrationOptions} from '../../../source/entra/registration/options.ts';
import {createRegistration} from '../../../source/entra/registration/registration.ts';
import {currentCredential} from '../../../source/entra/registration/retire.ts';
import {profileKeeper} from '../../../source/entra/registration/save.ts';
import {createHttp} from '../../../source/platform/http/client.ts';
import {createSecrets} from '../../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import {openSettings} from '../../../source/platform/settings/store.ts';
import {type PracticeOptions, startPractice} from '../../../source/practice/start.ts';
import {type DirectoryRole, roleName} from '../../../source/practice/tenant/permissions.ts';
import {testFolder} from '../../helpers/folder.ts';

export type RoomOptions = PracticeOptions & {readonly roles?: readonly DirectoryRole[]};

export type Told = {
	readonly events: RegistrationEvent[];
	readonly result?: RegistrationResult;
	readonly error?: unknown;
};

export const openRoom = async (options: RoomOptions = {}) => {
	let ahead = 0;
	const now = (): Date => new Date(Date.now() + ahead);
	const practice = await startPractice({
		users: 20,
		groups: 5,
		registered: false,
		clock: () => now().getTime(),
		...options,
		loginKnobs: {deviceInterval: 0.01, ...options.loginKnobs},
	});
	const home = testFolder();
	const environment: Record<string, string> = {USHER_HOME: home};
	const paths = pathsOf({environment, profile: 'default'});
	const cloud = cloudOf({cloud: 'custom', loginUrl: practice.urls.login, graphUrl: practice.urls.graph});
	const client = createHttp({ca: [practice.ca], environment: {}, userAgent: 'usher-test', timeoutMs: 5000});
	/** Everything that has left this machine, but for the paths. */
	const sent: string[] = [];
	const http: typeof client = {
		...client,
		request: request => {
			sent.push(`${JSON.stringify(request.headers ?? {})} ${Buffer.from(request.body ?? '').toString('utf8')}`);
			return client.request(request);
		},
	};
	let open = true;
	/** Also at the end of the test, for those who do not. */
	const close = async (): Promise<void> => {
		if (!open) return;
		open = false;
		await http.close();
		await practice.close();
	};
	onTestFinished(close);
	const kit = {
		http,
		retryMs: 60_000,
		now,
		pause: async (milliseconds: number, signal: AbortSignal) => {
			signal.throwIfAborted();
			ahead += milliseconds;
			await new Promise<void>(resolve => setImmediate(resolve));
			signal.throwIfAborted();
		},
		random: () => 0.5,
	};
	const store = () => openSettings({paths, environment});
	const secrets = () => createSecrets({paths, settings: store().settings, environment});

	/** As a new process would put it together, from what is on disk. */
	const registration = (more: Partial<RegistrationOptions> = {}) => {
		const settings = store();
		const {entra} = settings.settings;
		return createRegistration({
			...kit,
			cloud,
			tenant: practice.company.tenantId,
			needed: neededPermissions(settings.settings.sync),
			credential: 'certificate',
			paths,
			choose: async found => {
				const own = found.find(one => one.known === 'settings' || one.known === 'here');
				return own === undefined ? {go: 'stop'} : {go: 'repair', appId: own.appId};
			},
			keeper: profileKeeper(settings, secrets(), paths),
			...(entra.clientId === undefined
				? {}
				: {
						current: {
							clientId: entra.clientId,
							credential: credentialOf(entra, secrets()),
							old: () => currentCredential(store().settings.entra, secrets()),
							kind: entra.credential,
							...(entra.certificateFile === undefined ? {} : {certificateFile: entra.certificateFile}),
							...(entra.credentialEnds === undefined ? {} : {ends: entra.credentialEnds}),
						},
					}),
			...more,
		});
	};

	/** Follows to the end; somebody signs in whenever a code is shown. */
	const follow = async (
		steps: AsyncGenerator<RegistrationEvent, unknown>,
		on: (event: RegistrationEvent) => void = () => {},
		roles: readonly DirectoryRole[] = options.roles ?? ['Global Administrator'],
	): Promise<Told> => {
		const events: RegistrationEvent[] = [];
		try {
			for (;;) {
				const next = await steps.next();
				if (next.done) return {events, result: next.value as RegistrationResult};
				events.push(next.value);
				if (next.value.kind === 'code') practice.login.signIn(next.value.userCode, {roles});
				on(next.value);
			}
		} catch (error) {
			return {events, error};
		}
	};

	/** Everything in the tenant that could have been left behind, as the tenant keeps it. */
	const stored = () => {
		const {registry} = practice;
		const applications = registry.applications.filter(one => one.deletedAt === undefined);
		return {
			applications,
			principals: registry.principals.filter(
				one => one.deletedAt === undefined && applications.some(each => each.appId === one.appId),
			),
			grants: registry.assignments
				.filter(one => registry.principal(one.principalId) !== undefined)
				.map(one => roleName(one.appRoleId)),
			certificates: applications.flatMap(one => one.certificates),
			secrets: applications.flatMap(one => one.secrets),
			files: existsSync(paths.folder) ? readdirSync(paths.folder).filter(name => name.endsWith('.pem')) : [],
		};
	};
	const journal = () => readFileSync(join(paths.folder, 'registration.json'), 'utf8');

	return {
		close,
		sent: () => sent.join('\n'),
		practice,
		paths,
		store,
		secrets,
		registration,
		follow,
		stored,
		journal,
		now,
		cloud,
		kit,
		environment,
	};
};

export type Room = Awaited<ReturnType<typeof openRoom>>;
