// Step 9: what has been set up, and how it is kept running.
import {missingSettings} from '../../../profile/set-up.ts';
import type {Core} from '../core.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';
import {type StepId, stepTitles} from '../steps.ts';
import type {StepLogic} from './step-logic.ts';

/** Steps without which nothing can run, each with why. */
export const openSteps = ({settings, secrets}: WizardState): readonly StepId[] => {
	const missing = missingSettings(settings);
	const open = new Set<StepId>();
	if (missing.some(key => key.startsWith('bitwarden.')) || secrets.bitwarden.from === undefined) open.add('bitwarden');
	if (missing.includes('entra.tenant')) open.add('tenant');
	if (missing.some(key => key.startsWith('entra.') && key !== 'entra.tenant')) open.add('credentials');
	if (settings.entra.credential === 'secret' && secrets.entra.from === undefined) open.add('credentials');
	return [...open];
};

const finishItems = (state: WizardState): readonly Item[] => {
	const open = openSteps(state);
	if (open.length > 0)
		return [
			...open.map(step => ({kind: 'action', id: `go-${step}`, label: `Go to: ${stepTitles[step]}`}) as const),
			{kind: 'action', id: 'later', label: 'Leave; it is all kept'},
		];
	return [
		{kind: 'action', id: 'dashboard', label: 'Open the dashboard, and see the first plan'},
		{kind: 'action', id: 'leave', label: 'Leave; start it from the shell'},
	];
};

/** Step 9. */
export const finishLogic = (core: Core): StepLogic => ({
	items: finishItems,
	onward: item => {
		const id = item?.id ?? '';
		if (id.startsWith('go-')) {
			core.go(id.slice(3) as StepId);
			return;
		}
		if (id === 'later') {
			core.leave({next: 'nothing', finished: false});
			return;
		}
		core.complete();
		core.leave({next: id === 'dashboard' ? 'dashboard' : 'nothing', finished: true});
	},
});
