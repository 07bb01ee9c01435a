// One profile opened: everything a run needs, put together.
import {randomBytes} from 'node:crypto';
import type {Allowances} from '../core/changes.ts';
import type {Fingerprint} from '../core/ports.ts';
import type {Approver, RunMode, RunReport, RunStarter, RunView, SyncEvent} from '../core/run.ts';
import {now as clock, pause as wait} from '../platform/clock.ts';
import type {Environment} from '../platform/environment.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {keepHeapModest} from '../platform/modest-heap.ts';
import {refuseExposedFiles} from '../platform/secrets/exposed.ts';
import {createSecrets, type Secrets} from '../platform/secrets/secrets.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings, type SettingsStore} from '../platform/settings/store.ts';
import {openState, type State} from '../platform/state/open-state.ts';
import {connect, type Services} from './connect.ts';
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

/** A profile opened, with nothing yet that could reach out: what a screen needs to show what is known. */
export type UnconnectedProfile = {
	readonly name: string;
	/** As they are now: a change through `store` shows at once. */
	readonly settings: Settings;
	readonly store: SettingsStore;
	readonly paths: Paths;
	readonly state: State;
	readonly secrets: Secrets;
	/**
	 * The clients, made when they are first asked for; a run asks by itself.
	 * @throws UsherError those of the settings (exit code 10)
	 */
	connect(): Promise<Services>;
	/**
	 * One run, with the settings as they are then. Holds the lock while it goes on, journals, and lets go however it ends.
	 * @throws UsherError `locked` (exit 17), and those of the settings; everything later is in the report
	 */
	run(request: RunOptions, hooks: RunHooks, signal: AbortSignal): AsyncGenerator<SyncEvent, RunReport>;
	/** The directory as last read, decided by the settings of now; undefined before the first read. */
	lastView(): Promise<RunView | undefined>;
	close(): Promise<void>;
};

export type Profile = UnconnectedProfile & Services;

/** Sorts by time, and two of the same second are told apart. */
export const newRun = (at: Date): string =>
	`${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;

/**
 * Opens a profile: settings checked, memory opened; clients are made when a run needs them.
 * @throws UsherError `not-set-up` and others of exit code 10
 */
export const openUnconnected = (options: ProfileOptions): UnconnectedProfile => {
	const {environment, profile: name} = options;
	const now = options.now ?? clock;
	const paths = pathsOf({environment, profile: name});
	const store = openSettings({paths, environment});
	const {settings} = store;
	refuseHandedOver(name, paths);
	requireSetUp(name, settings);
	refuseExposedFiles(paths, settings, environment);
	const secrets = createSecrets({paths, settings, environment});
	const state = openState(paths, {now, historyDays: settings.schedule.historyDays});
	let connected: Promise<Services> | undefined;
	const services = (): Promise<Services> => {
		connected ??= connect(settings, secrets, options).catch((error: unknown) => {
			connected = undefined;
			throw error;
		});
		return connected;
	};

	async function* run(request: RunOptions, hooks: RunHooks, signal: AbortSignal): AsyncGenerator<SyncEvent, RunReport> {
		const [{sync}, {directory, organisation}] = await Promise.all([import('../core/sync.ts'), services()]);
		keepHeapModest();
		// Read again: someone may have changed a filter while a dashboard or watch was open.
		const current = openSettings({paths, environment}).settings;
		const {credentialProblem} = await import('../entra/credential-end.ts');
		const ending = credentialProblem(current.entra, now());
		const id = newRun(now());
		const lock = takeLock(paths, {run: id, by: options.by, now: now()});
		try {
			// A dashboard may have been open while a service took the profile over, which holds the lock meanwhile.
			refuseHandedOver(name, paths);
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
					directory,
					organisation,
					state: {...state, load: state.loadInTurns},
					approve: hooks.approve,
					now,
					pause: options.pause ?? wait,
					past: concerns => pastRuns(state, now(), concerns),
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
		connect: services,
		run,
		lastView,
		close: async () => {
			state.close();
			const services = await connected?.catch(() => undefined);
			await services?.http.close();
		},
	};
};

/**
 * Opens a profile: settings checked, memory opened, clients made. Nothing is sent before something is asked for.
 * @throws UsherError `not-set-up` and others of exit code 10
 */
export const openProfile = async (options: ProfileOptions): Promise<Profile> => {
	const profile = openUnconnected(options);
	try {
		return Object.assign(profile, await profile.connect());
	} catch (error) {
		await profile.close();
		throw error;
	}
};
