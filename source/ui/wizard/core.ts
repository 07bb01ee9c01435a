// What the steps share: the state, saving as it goes, going on and back. No React here.

import type {Environment} from '../../platform/environment.ts';
import {createSecrets, type Secrets} from '../../platform/secrets/secrets.ts';
import type {SettingKey} from '../../platform/settings/keys.ts';
import {pathsOf} from '../../platform/settings/paths.ts';
import {type SecretName, type Settings, secretNames} from '../../platform/settings/settings.ts';
import {openSettings, type SettingsStore} from '../../platform/settings/store.ts';
import {endSetUp, readSetUpProgress, writeSetUpProgress} from '../../profile/set-up-progress.ts';
import {createStore, type Store} from '../store.ts';
import {failureOf, idle} from './checks/check.ts';
import type {Services} from './checks/services.ts';
import {draftOf} from './draft.ts';
import type {WizardState} from './state.ts';
import {isStep, type StepId, stepAfter, stepBefore, stepIds} from './steps.ts';

/** Where a person goes when the set-up closes. */
export type WizardEnd = {readonly next: 'nothing' | 'practise' | 'dashboard'; readonly finished: boolean};

export type Core = Store<WizardState> & {
	readonly services: Services;
	readonly secrets: Secrets;
	readonly environment: Environment;
	now(): number;
	/** Changes part of the state. */
	patch(part: Partial<WizardState>): void;
	/** A sentence in the line above the keys. */
	say(notice: string | undefined): void;
	/** Writes settings at once; what the environment decides is left out. @returns whether it could be written */
	save(values: Readonly<Partial<Record<SettingKey, string | undefined>>>): Promise<boolean>;
	/** Puts a secret into the vault. @returns whether it could be written */
	keepSecret(name: SecretName, value: string): Promise<boolean>;
	/** Marks a step as done (or left for later) and shows the next one. */
	finish(step: StepId, how?: 'finished' | 'skipped'): void;
	/** Marks steps as done and stays where one is: who quits now comes back after them. */
	settle(steps: readonly StepId[]): void;
	/** Steps whose answers no longer hold: they are asked again, and what was found out for them is forgotten. */
	reopen(steps: readonly StepId[]): void;
	go(step: StepId): void;
	back(): void;
	/** The set-up is over: nothing is under way any more. */
	complete(): void;
	leave(end: WizardEnd): void;
};

export type CoreOptions = {
	readonly profile: string;
	readonly environment: Environment;
	readonly services: (settings: () => Settings) => Services;
	readonly onLeave: (end: WizardEnd) => void;
	readonly now?: () => number;
};

const fixedOf = (store: SettingsStore): ReadonlyMap<SettingKey, string> =>
	new Map(
		store
			.list()
			.filter(row => row.from === 'environment')
			.map(row => [row.key, row.variable]),
	);

/** The first step that is not done. Steps whose values have gone since count as not done. */
const firstOpen = (finished: ReadonlySet<StepId>, skipped: ReadonlySet<StepId>): StepId =>
	stepIds.find(id => !finished.has(id) && !skipped.has(id)) ?? 'finish';

const ofApplication = ['registration', 'credentials', 'permissions'] as const;

/** What the settings themselves show as not done, whatever the file of the set-up says. */
const withdrawn = (settings: Settings, secrets: WizardState['secrets']): ReadonlySet<StepId> => {
	const gone = new Set<StepId>();
	if (settings.bitwarden.clientId === undefined || secrets.bitwarden.from === undefined) gone.add('bitwarden');
	if (settings.entra.tenant === undefined) gone.add('tenant');
	// Taken back in a shell, say: there is no application to go on with.
	if (settings.entra.clientId === undefined) for (const step of ofApplication) gone.add(step);
	if (settings.entra.credential === 'secret' && secrets.entra.from === undefined) gone.add('credentials');
	return gone;
};

/**
 * Opens the set-up of a profile: settings, secrets and how far it came before.
 * @throws UsherError of exit code 10 when settings or secrets are damaged
 */
export const createCore = ({profile, environment, services: make, onLeave, now = Date.now}: CoreOptions): Core => {
	const paths = pathsOf({environment, profile});
	const store = openSettings({paths, environment});
	// Where secrets come from may change with the settings.
	const secretsNow = (): Secrets => createSecrets({paths, settings: store.settings, environment});
	const places = (): WizardState['secrets'] => {
		const secrets = secretsNow();
		return Object.fromEntries(secretNames.map(name => [name, secrets.where(name)])) as WizardState['secrets'];
	};
	const services = make(() => store.settings);
	const before = readSetUpProgress(paths);
	const places0 = places();
	const gone = withdrawn(store.settings, places0);
	const complete = before === undefined && gone.size === 0;
	const kept = (names: readonly string[]): Set<StepId> => new Set(names.filter(isStep).filter(id => !gone.has(id)));
	const finished = complete ? new Set(stepIds.filter(id => id !== 'finish')) : kept(before?.finished ?? []);
	const skipped = kept(before?.skipped ?? []);
	const state = createStore<WizardState>({
		profile,
		step: firstOpen(finished, skipped),
		finished,
		skipped,
		draft: draftOf(store.settings),
		focus: {},
		checks: {
			bwdc: idle,
			server: idle,
			organisation: idle,
			region: idle,
			tenant: idle,
			signIn: idle,
			permissions: idle,
		},
		settings: store.settings,
		secrets: places0,
		fixed: fixedOf(store),
		page: 'choose',
		eager: false,
		remark: undefined,
		wait: undefined,
		counts: undefined,
		session: undefined,
		sessionFailure: undefined,
		tree: {open: new Set(), cursor: 0, search: '', searching: false, large: false},
		pages: 0,
		notice: undefined,
		overlay: 'none',
		now: now(),
	});

	const patch: Core['patch'] = part => state.set(old => ({...old, ...part}));
	/** Writes one after the other: two at once would each miss the other's values. */
	let writing: Promise<unknown> = Promise.resolve();
	const written = async (work: () => Promise<void>): Promise<boolean> => {
		const mine = writing.then(work);
		writing = mine.catch(() => {});
		try {
			await mine;
			patch({settings: store.settings, secrets: places()});
			return true;
		} catch (error) {
			const {message, advice} = failureOf(error);
			patch({notice: `${message} ${advice}`, eager: false});
			return false;
		}
	};
	const note = (): void => {
		const {finished: done, skipped: later} = state.get();
		try {
			// Who looks over a profile that is set up has nothing to come back to.
			if (complete && stepIds.every(id => id === 'finish' || done.has(id) || later.has(id))) {
				endSetUp(paths);
				return;
			}
			writeSetUpProgress(paths, {finished: [...done], skipped: [...later]});
		} catch (error) {
			const {message, advice} = failureOf(error);
			patch({notice: `${message} ${advice}`});
		}
	};
	const go = (step: StepId): void =>
		patch({step, notice: undefined, eager: false, remark: undefined, overlay: 'none', now: now()});

	return {
		...state,
		services,
		get secrets() {
			return secretsNow();
		},
		environment,
		now,
		patch,
		say: notice => patch({notice}),
		save: values => {
			const {fixed} = state.get();
			const open = Object.entries(values).filter(([key]) => !fixed.has(key as SettingKey));
			return written(() => store.setAll(Object.fromEntries(open)));
		},
		keepSecret: (name, value) => written(() => secretsNow().set(name, value)),
		finish: (step, how = 'finished') => {
			state.set(old => {
				const done = new Set(old.finished);
				const later = new Set(old.skipped);
				done.delete(step);
				later.delete(step);
				(how === 'finished' ? done : later).add(step);
				return {...old, finished: done, skipped: later};
			});
			note();
			if (state.get().step === step) go(stepAfter(step));
		},
		settle: steps => {
			state.set(old => ({
				...old,
				finished: new Set([...old.finished, ...steps]),
				skipped: new Set([...old.skipped].filter(step => !steps.includes(step))),
			}));
			note();
		},
		reopen: steps => {
			state.set(old => {
				const done = new Set(old.finished);
				const later = new Set(old.skipped);
				for (const step of steps) {
					done.delete(step);
					later.delete(step);
				}
				const checks = {
					...old.checks,
					...(steps.includes('credentials') ? {signIn: idle} : {}),
					...(steps.includes('permissions') ? {permissions: idle} : {}),
				};
				return {...old, finished: done, skipped: later, checks, counts: undefined};
			});
			note();
		},
		go,
		back: () => go(stepBefore(state.get().step)),
		complete: () => {
			try {
				endSetUp(paths);
			} catch (error) {
				const {message, advice} = failureOf(error);
				patch({notice: `${message} ${advice}`});
			}
		},
		leave: onLeave,
	};
};
