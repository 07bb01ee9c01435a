// Step 3: the tenant, looked up as it is typed; its id and its cloud are found out.
import {cloudOf, clouds} from '../../../entra/clouds.ts';
import {isGuid, mixUp, recognise} from '../../../entra/recognise.ts';
import {createLatest} from '../checks/latest.ts';
import {cloudChoices} from '../checks/real-services.ts';
import type {Core} from '../core.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';
import type {StepLogic} from './step-logic.ts';
import {tellCheck} from './tell.ts';

const tenantItems = ({draft, fixed, settings}: WizardState): readonly Item[] => {
	const tenantFixed = fixed.get('entra.tenant');
	const cloudFixed = fixed.get('entra.cloud');
	const custom = settings.entra.cloud === 'custom';
	return [
		{
			kind: 'field',
			id: 'tenant',
			label: 'Tenant: a domain of yours, or its ID',
			placeholder: 'example.onmicrosoft.com',
			why: 'Looked up as you type, without signing in.',
			...(tenantFixed === undefined ? {} : {fixed: tenantFixed}),
		},
		{
			kind: 'pick',
			id: 'cloud',
			label: 'Cloud',
			options: custom
				? [{value: 'custom', label: `its own, at ${new URL(settings.entra.loginUrl ?? 'https://nowhere').host}`}]
				: [{value: 'auto', label: 'found by Usher'}, ...cloudChoices],
			...(cloudFixed === undefined && !(custom && draft.cloud === 'custom') ? {} : {fixed: cloudFixed ?? 'settings'}),
		},
	];
};

const remarkOn = (text: string): string | undefined => {
	const trimmed = text.trim();
	// Whoever is still typing is not corrected.
	if (trimmed.length < 4 || (recognise(trimmed) === 'unknown' && trimmed.length < 36)) return undefined;
	return mixUp('tenant', trimmed);
};

/** The part after the @ is what is meant when somebody types their address. */
const meant = (text: string): string => {
	const trimmed = text.trim();
	return recognise(trimmed) === 'email' ? (trimmed.split('@')[1] ?? trimmed) : trimmed;
};

/** Step 3. */
export const tenantLogic = (core: Core): StepLogic => {
	const told = tellCheck(core, 'tenant');
	const tenant = createLatest(core.services.findTenant, check => {
		told(check);
		if (check.kind === 'good') void found();
		if (check.kind === 'bad') core.patch({eager: false});
	});
	const ask = (afterMs = 0): void => {
		const {draft, settings} = core.get();
		const text = meant(draft.tenant);
		if (mixUp('tenant', text) !== undefined) {
			tenant.forget();
			return;
		}
		const custom = settings.entra.cloud === 'custom';
		const cloud = custom
			? cloudOf(settings.entra)
			: draft.cloud === 'auto' || draft.cloud === 'custom'
				? clouds.public
				: clouds[draft.cloud];
		// Chosen by hand and not there: it is still looked for elsewhere, and the answer says where it is.
		tenant.ask({text, cloud, elsewhere: !custom}, afterMs);
	};
	const found = async (): Promise<void> => {
		const {checks, settings} = core.get();
		if (checks.tenant.kind !== 'good') return;
		const {id, cloud, domain} = checks.tenant.result;
		// A domain that stood there before may well be this very tenant.
		const before = settings.entra.tenant ?? '';
		const other = isGuid(before) && before.toLowerCase() !== id;
		const saved = await core.save({
			'entra.tenant': id,
			'entra.cloud': cloud.name,
			...(domain === undefined ? (other ? {'entra.tenantName': undefined} : {}) : {'entra.tenantName': domain}),
		});
		if (!saved) return;
		// Another tenant knows nothing of the application of this one.
		if (other) core.reopen(['registration', 'credentials', 'permissions', 'test']);
		if (core.get().eager) core.finish('tenant');
	};
	return {
		items: tenantItems,
		enter: () => {
			const {draft, checks} = core.get();
			if (draft.tenant.trim() !== '' && checks.tenant.kind === 'idle') ask();
		},
		changed: () => {
			const {draft} = core.get();
			const whole = recognise(meant(draft.tenant)) !== 'unknown';
			core.patch({
				remark: whole && recognise(draft.tenant) === 'email' ? undefined : remarkOn(draft.tenant),
				eager: false,
			});
			if (whole) ask(450);
			else tenant.forget();
		},
		onward: () => {
			const {draft, checks, settings} = core.get();
			const wrong = mixUp('tenant', meant(draft.tenant));
			if (wrong !== undefined) {
				core.patch({
					remark:
						draft.tenant.trim() === ''
							? 'Type a domain of the tenant, such as the part after the @ of your own address.'
							: wrong,
				});
				return;
			}
			if (checks.tenant.kind === 'good' && settings.entra.tenant === checks.tenant.result.id) {
				core.finish('tenant');
				return;
			}
			core.patch({eager: true});
			ask();
		},
	};
};
