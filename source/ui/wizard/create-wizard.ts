// The set-up as a whole: one state, one logic for each step, and what keys may ask of it. No React here.

import type {Store} from '../store.ts';
import type {SignInWith} from './checks/services.ts';
import {type Core, type CoreOptions, createCore, type WizardEnd} from './core.ts';
import type {DraftKey} from './draft.ts';
import {focusedItem, type Item, movedFocus, pickedNext} from './items.ts';
import {bitwardenLogic} from './logic/bitwarden.ts';
import {credentialsLogic} from './logic/credentials.ts';
import {entraWith} from './logic/entra-with.ts';
import {finishLogic} from './logic/finish.ts';
import {keepTyped} from './logic/keep-typed.ts';
import {consentMessage, permissionsLogic} from './logic/permissions.ts';
import {createReader} from './logic/reader.ts';
import {registrationLogic} from './logic/registration.ts';
import {scopeLogic} from './logic/scope.ts';
import {startLogic} from './logic/start.ts';
import type {StepLogic} from './logic/step-logic.ts';
import {tenantLogic} from './logic/tenant.ts';
import {type TestLogic, testLogic} from './logic/test.ts';
import type {WizardState} from './state.ts';
import type {StepId} from './steps.ts';

export type Wizard = Pick<Store<WizardState>, 'get' | 'subscribe'> & {
	/** For the step that creates the registration itself. */
	readonly core: Core;
	readonly test: TestLogic;
	items(): readonly Item[];
	focused(): Item | undefined;
	type(key: DraftKey, text: string): void;
	move(by: number): void;
	/** The lines that do not fit: a page on, or back. */
	scroll(by: number): void;
	/** Another option of the pick that has the focus. */
	pick(by: number): void;
	/** Enter. */
	onward(): void;
	/** A page or a step back. */
	back(): void;
	/** Leaves the step for later; false where that cannot be. */
	skip(): boolean;
	canSkip(): boolean;
	lookNow(): void;
	say(notice: string | undefined): void;
	help(open: boolean): void;
	quit(): void;
	/** Keeps what has been typed as when a person quits, for an end that nobody asked the set-up for. */
	keep(): Promise<void>;
	/** Sign-in as it stands; undefined while something is missing. */
	given(): SignInWith | undefined;
	consentMessage(): string | undefined;
	/** Calls off everything under way. */
	close(): Promise<void>;
};

/** Opens the set-up of a profile where it was left. @throws UsherError of exit code 10 */
export const createWizard = (options: CoreOptions): Wizard => {
	let ended = false;
	const core = createCore({
		...options,
		onLeave: (end: WizardEnd) => {
			if (ended) return;
			ended = true;
			logics[core.get().step].leave?.();
			options.onLeave(end);
		},
	});
	const reader = createReader(core);
	const permissions = permissionsLogic(core);
	const test = testLogic(core, reader);
	const logics: Readonly<Record<StepId, StepLogic>> = {
		start: startLogic(core),
		bitwarden: bitwardenLogic(core),
		tenant: tenantLogic(core),
		registration: registrationLogic(core),
		credentials: credentialsLogic(core),
		permissions,
		scope: scopeLogic(core, reader),
		test,
		finish: finishLogic(core),
	};
	const logic = (): StepLogic => logics[core.get().step];
	const items = (): readonly Item[] => logic().items(core.get());
	const focused = (): Item | undefined => {
		const {focus, step} = core.get();
		return focusedItem(items(), focus[step]);
	};
	const type = (key: DraftKey, text: string): void => {
		const {draft} = core.get();
		if (draft[key] === text) return;
		core.set(old => ({...old, draft: {...old.draft, [key]: text}, notice: undefined, pages: 0}));
		logic().changed?.(key);
	};
	/** Enter on an option chooses it; going past it does not. */
	const choose = (item: Item | undefined): void => {
		if (item?.kind === 'option') type(item.sets, item.value);
	};
	/** On an option of a list that is chosen already, the focus starts there. */
	const settle = (): void => {
		const {focus, step, draft} = core.get();
		if (focus[step] !== undefined && items().some(item => item.id === focus[step])) return;
		const chosen = items().find(item => item.kind === 'option' && draft[item.sets] === item.value);
		if (chosen !== undefined) core.patch({focus: {...focus, [step]: chosen.id}});
	};

	let shown: {step: StepId; page: WizardState['page']} | undefined;
	const watch = (): void => {
		const {step, page} = core.get();
		if (shown?.step === step && shown.page === page) return;
		const before = shown;
		shown = {step, page};
		core.patch({pages: 0});
		if (before?.step !== step) {
			if (before !== undefined) logics[before.step].leave?.();
			settle();
			logics[step].enter?.();
		} else settle();
	};
	core.subscribe(watch);
	watch();
	// What is counted down on the screen needs a clock; nothing else repaints by itself.
	let closing: Promise<void> | undefined;
	const ticking = setInterval(() => {
		if (core.get().wait !== undefined) core.patch({now: core.now()});
	}, 1000);

	return {
		get: core.get,
		subscribe: core.subscribe,
		core,
		test,
		items,
		focused,
		type,
		move: by => {
			const {focus, step} = core.get();
			const next = movedFocus(items(), focused()?.id, by);
			if (next === undefined) return;
			core.patch({focus: {...focus, [step]: next}, pages: 0});
		},
		scroll: by => core.patch({pages: Math.max(0, core.get().pages + by)}),
		pick: by => {
			const item = focused();
			if (item?.kind === 'pick') type(item.id, pickedNext(item, core.get().draft[item.id], by));
		},
		onward: () => {
			const item = focused();
			choose(item);
			logic().onward(item);
		},
		back: () => {
			if (logic().backInside?.() === true) return;
			core.back();
		},
		skip: () => {
			const {skip} = logic();
			skip?.();
			return skip !== undefined;
		},
		canSkip: () => logic().skip !== undefined,
		lookNow: () => permissions.look(),
		say: core.say,
		help: open => core.patch({overlay: open ? 'help' : 'none'}),
		quit: () => void keepTyped(core).finally(() => core.leave({next: 'nothing', finished: false})),
		keep: () => keepTyped(core),
		given: () => entraWith(core),
		consentMessage: () => {
			const given = entraWith(core);
			return given === undefined ? undefined : consentMessage(core, given);
		},
		close: () => {
			closing ??= (async () => {
				clearInterval(ticking);
				logics[core.get().step].leave?.();
				await reader.close();
				await core.services.close();
			})();
			return closing;
		},
	};
};
