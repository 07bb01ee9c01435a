// Step 4: the app registration: made by Usher, made in the portal click by click, or there already.
import {mixUp, recognise} from '../../../entra/recognise.ts';
import type {Core} from '../core.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';
import type {StepLogic} from './step-logic.ts';

const option = (value: string, label: string, detail: string): Item => ({
	kind: 'option',
	id: `way-${value}`,
	sets: 'way',
	value,
	label,
	detail,
});

/** The application's id, typed where it is first seen. */
export const clientIdItem = ({fixed}: WizardState): Item => {
	const variable = fixed.get('entra.clientId');
	return {
		kind: 'field',
		id: 'clientId',
		label: 'Application (client) ID',
		placeholder: '00000000-0000-0000-0000-000000000000',
		why: 'Says which application signs in. It is no secret.',
		...(variable === undefined ? {} : {fixed: variable}),
	};
};

/** What is surely no application id; undefined while it is being typed. */
export const remarkOnClientId = (text: string, tenant: string | undefined): string | undefined => {
	const id = text.trim();
	if (tenant !== undefined && id.toLowerCase() === tenant)
		return 'This is the directory (tenant) ID. The application (client) ID stands above it on the overview page.';
	if (id.length < 8 || (/^[0-9a-f-]+$/i.test(id) && id.length < 36)) return undefined;
	return mixUp('client-id', id);
};

const registrationItems = (state: WizardState): readonly Item[] => {
	switch (state.page) {
		case 'choose':
			return [
				option('usher', 'Let Usher create it', 'You sign in with a code in a browser; Usher does the rest.'),
				option('portal', 'In the portal, step by step', 'You click, Usher says where. Five minutes.'),
				option('there', 'It is there already', 'You have its application ID and a secret or certificate.'),
			];
		case 'register':
			return [clientIdItem(state)];
		default:
			return [];
	}
};

/** Step 4. */
export const registrationLogic = (core: Core): StepLogic => ({
	items: registrationItems,
	changed: key => {
		const {draft, settings} = core.get();
		if (key === 'clientId') core.patch({remark: remarkOnClientId(draft.clientId, settings.entra.tenant)});
	},
	onward: () => {
		const {page, draft, settings} = core.get();
		if (page === 'choose') {
			if (draft.way === 'there') core.finish('registration');
			else core.patch({page: draft.way === 'portal' ? 'register' : 'create', notice: undefined});
			return;
		}
		if (page === 'register') {
			const id = draft.clientId.trim();
			const wrong = id === '' ? undefined : (remarkOnClientId(id, settings.entra.tenant) ?? mixUp('client-id', id));
			if (wrong !== undefined) core.patch({remark: wrong});
			else {
				if (recognise(id) === 'guid') void core.save({'entra.clientId': id.toLowerCase()});
				core.patch({page: 'permissions', remark: undefined, notice: undefined});
			}
			return;
		}
		if (page === 'permissions') core.finish('registration');
	},
	backInside: () => {
		const {page} = core.get();
		if (page === 'choose') return false;
		core.patch({page: page === 'permissions' ? 'register' : 'choose', remark: undefined, notice: undefined});
		return true;
	},
});
