// The set-up without its screens: typed into, and looked at.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Settings} from '../../source/platform/settings/settings.ts';
import {realServices} from '../../source/ui/wizard/checks/real-services.ts';
import type {Services} from '../../source/ui/wizard/checks/services.ts';
import type {WizardEnd} from '../../source/ui/wizard/core.ts';
import {createWizard, type Wizard} from '../../source/ui/wizard/create-wizard.ts';
import type {WizardState} from '../../source/ui/wizard/state.ts';
import {until} from './until.ts';

export type Driven = {
	readonly wizard: Wizard;
	readonly ends: WizardEnd[];
	/** Resolves when the state is so. */
	is(condition: (state: WizardState) => boolean, wanted: string): Promise<void>;
	step(id: WizardState['step']): Promise<void>;
	/** Puts the focus on an item. */
	focus(id: string): void;
	settings(): Record<string, Record<string, unknown>>;
};

/** Opens the set-up on this environment; closed when the test is over. */
export const driveWizard = (
	environment: Readonly<Record<string, string>>,
	services?: (settings: () => Settings) => Services,
	now?: () => number,
): Driven => {
	const ends: WizardEnd[] = [];
	const wizard = createWizard({
		profile: 'default',
		environment,
		services: services ?? (settings => realServices({profile: 'default', environment, settings})),
		onLeave: end => ends.push(end),
		...(now === undefined ? {} : {now}),
	});
	onTestFinished(() => wizard.close());
	const is: Driven['is'] = (condition, wanted) =>
		until(
			() => condition(wizard.get()),
			() => {
				const {step, checks, remark, notice, counts} = wizard.get();
				return `waited for ${wanted}; it is ${JSON.stringify({step, checks, remark, notice, counts}).slice(0, 3000)}`;
			},
		);
	return {
		wizard,
		ends,
		is,
		step: id => is(state => state.step === id, `step ${id}`),
		focus: id => {
			const {focus, step} = wizard.get();
			wizard.core.patch({focus: {...focus, [step]: id}});
		},
		settings: () =>
			JSON.parse(readFileSync(join(environment.USHER_HOME ?? '', 'profiles/default/settings.json'), 'utf8')),
	};
};
