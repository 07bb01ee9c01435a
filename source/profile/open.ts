// One profile opened: everything a run needs, put together.
import {randomBytes} from 'node:crypto';
import type {Organisation} from '../bitwarden/organisation.ts';
import type {Allowances} from '../core/changes.ts';
import type {DirectoryPort, Fingerprint} from '../core/ports.ts';
import type {Approver, RunMode, RunReport, RunStarter, RunView, SyncEvent} from '../core/run.ts';
import type {Graph} from '../entra/graph/client.ts';
import type {SignIn} from '../entra/sign-in.ts';
import {now as clock, pause as wait} from '../platform/clock.ts';
import type {Environment} from '../platform/environment.ts';
import type {Http} from '../platform/http/port.ts';
import {watchClock} from '../platform/http/watch-clock.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {keepHeapModest} from '../platform/modest-heap.ts';
import {createSecrets, type Secrets} from '../platform/secrets/secrets.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings, type SettingsStore} from '../platform/settings/store.ts';
import {openState, type State} from '../platform/state/open-state.ts';
import {refuseHandedOver} from './handed-over.ts';
import {pastRuns} from './past-runs.ts';
import {requireSetUp} from './set-up.ts';
import {startedBy} from './started-by.ts';

export type ProfileOptions = {
	readonly profile: string;
	readonly environment: Environment;
	/** What opens it: said to others while it runs. */
	readonly by: RunStarter;
	readonly now?: () => Date;
	readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

export type RunOptions = {
	readonly mode: RunMode;
	readonly allow?: Allowances;
	readonly full?: boolean;
	readonly verify?: boolean;
	readonly resend?: boolean;
	readonly expect?: Fingerprint;
};

export type RunHooks = {readonly approve: Approver; readonly show?: (view: RunView) => void};

export type Profile = {
	readonly name: string;
	/** As they are now: a change through `store` shows at once. */
	readonly settings: Settings;
	readonly store: SettingsStore;
	readonly paths: Paths;
	readonly state: State;
	readonly secrets: Secrets;
	readonly http: Http;
	/** Seconds by which this machine's clock is ahead of the servers (behind: negative), once a few have answered. */
	clockSkew(): number | undefined;
	readonly signIn: SignIn;
	readonly graph: Graph;
	readonly directory: DirectoryPort;
	readonly organisation: Organisation;
	/**
	 * One run, with the settings as they are then. Holds the lock while it goes on, journals, and lets go however it ends.
	 * @throws UsherError `locked` (exit 17), and those of the settings; everything later is in the report
	 */
	run(request: RunOptions, hooks: RunHooks, signal: AbortSignal): AsyncGenerator<SyncEvent, RunReport>;
	/** The directory as last read, decided by the settings of now; undefined before the first read. */
	lastView(): Promise<RunView | undefined>;
	close(): Promise<void>;
};

declare const USHER_VERSION: string | undefined;
/** Sent to every service, so that an administrator finds Usher in their logs. */
export const userAgent = `usher/${typeof USHER_VERSION === 'string' ? USHER_VERSION : 'source'}`;

/** Sorts by time, and two of the same second are told apart. */
export const newRun = (at: Date): string =>
	`${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;

/** What reaches out: loaded only when a profile is opened, because libraries for the network are slow to load. */
const connect = async (settings: Settings, secrets: Secrets, options: ProfileOptions) => {
	const [client, authorities, clouds, credential, signIn, graph, directory, organisation] = await Promise.all([
		import('../platform/http/client.ts'),
		import('../platform/http/authorities.ts'),
		import('../entra/clouds.ts'),
		import('../entra/credential.ts'),
		import('../entra/sign-in.ts'),
		import('../entra/graph/client.ts'),
		import('../entra/directory.ts'),
		import('../bitwarden/organisation.ts'),
	]);
	const {entra, bitwarden, network} = settings;
	const {environment} = options;
	const plain = client.createHttp({
		ca: authorities.authoritiesOf(network.caFile, environment),
		timeoutMs: network.timeoutSeconds * 1000,
		environment,
		userAgent,
	});
	const http = watchClock(plain, options.now ?? clock);
	try {
		const deps = {
			http,
			retryMs: network.retrySeconds * 1000,
			now: options.now ?? clock,
			pause: options.pause ?? wait,
		};
		const cloud = clouds.cloudOf(entra);
		const login = signIn.createSignIn({
			...deps,
			cloud,
			tenant: entra.tenant ?? '',
			clientId: entra.clientId ?? '',
			credential: credential.credentialOf(entra, secrets),
		});
		const graphClient = graph.createGraph({...deps, cloud, signIn: login});
		return {
			http,
			signIn: login,
			graph: graphClient,
			directory: directory.createDirectory({graph: graphClient, now: deps.now}),
			organisation: organisation.createOrganisation({
				...deps,
				url: bitwarden.url,
				clientId: bitwarden.clientId ?? '',
				secret: () => secrets.read('bitwarden'),
			}),
		};
	} catch (error) {
		await http.close();
		throw error;
	}
};

/**
 * Opens a profile: settings checked, memory opened, clients made. Nothing is sent before something is asked for.
 * @throws UsherError `not-set-up` and others of exit code 10
 */
export const openProfile = async (options: ProfileOptions): Promise<Profile> => {
	const {environment, profile: name} = options;
	const now = options.now ?? clock;
	const paths = pathsOf({environment, profile: name});
	const store = openSettings({paths, environment});
	const {settings} = store;
	refuseHandedOver(name, paths);
	requireSetUp(name, settings);
	const secrets = createSecrets({paths, settings, environment});
	const services = await connect(settings, secrets, options);
	let state: State;
	try {
		state = openState(paths, {now, historyDays: settings.schedule.historyDays});
	} catch (error) {
		await services.http.close();
		throw error;
	}

	async function* run(request: RunOptions, hooks: RunHooks, signal: AbortSignal): AsyncGenerator<SyncEvent, RunReport> {
		const {sync} = await import('../core/sync.ts');
		keepHeapModest();
		// Read again: someone may have changed a filter while a dashboard or watch was open.
		const current = openSettings({paths, environment}).settings;
		const {credentialProblem} = await import('../entra/credential-end.ts');
		const ending = credentialProblem(current.entra, now());
		const id = newRun(now());
		const lock = takeLock(paths, {run: id, by: options.by, now: now()});
		try {
			// With the lock in hand, whatever has not ended has been cut short.
			state.current();
			return yield* sync(
				{
					allow: {},
					...request,
					run: id,
					profile: name,
					by: options.by,
					...startedBy(environment),
					settings: current.sync,
					fullReadHours: current.schedule.fullReadHours,
					...(ending === undefined ? {} : {known: [ending]}),
				},
				{
					directory: services.directory,
					organisation: services.organisation,
					state,
					approve: hooks.approve,
					now,
					pause: options.pause ?? wait,
					past: () => pastRuns(state, now()),
					...(hooks.show === undefined ? {} : {show: hooks.show}),
				},
				signal,
			);
		} finally {
			lock.release();
		}
	}

	const lastView: Profile['lastView'] = async () => {
		const {decide} = await import('../core/decide/decide.ts');
		const {directory, ledger} = state.load(now());
		if (directory === undefined) return undefined;
		const {bindings, held} = ledger;
		const {roster} = decide(directory.snapshot, store.settings.sync, {bindings, canRevoke: true, held, now: now()});
		return {roster};
	};

	return {
		name,
		get settings() {
			return store.settings;
		},
		store,
		paths,
		state,
		secrets,
		...services,
		clockSkew: () => services.http.skew(),
		run,
		lastView,
		close: async () => {
			state.close();
			await services.http.close();
		},
	};
};
