// What a sign-in to Entra is made with: what is typed, and what is kept already.
import {cloudOf} from '../../../entra/clouds.ts';
import {credentialOf} from '../../../entra/credential.ts';
import type {SignInWith} from '../checks/services.ts';
import type {Core} from '../core.ts';
import {absolute} from './start.ts';

/** Undefined while tenant or application are not known. */
export const entraWith = (core: Core): SignInWith | undefined => {
	const {draft, settings, fixed} = core.get();
	const {entra} = settings;
	const clientId = (fixed.has('entra.clientId') ? (entra.clientId ?? '') : draft.clientId).trim();
	if (entra.tenant === undefined || clientId === '') return undefined;
	const file = (key: 'certificateFile' | 'assertionFile'): string => {
		if (fixed.has(`entra.${key}`)) return entra[key] ?? '';
		return draft[key].trim() === '' ? '' : absolute(draft[key], core.environment);
	};
	return {
		cloud: cloudOf(entra),
		tenant: entra.tenant,
		clientId,
		credential: credentialOf(
			{
				...entra,
				credential: fixed.has('entra.credential') ? entra.credential : draft.credential,
				certificateFile: file('certificateFile'),
				assertionFile: file('assertionFile'),
			},
			{
				read: async name => {
					const typed = name === 'entra' ? draft.secret : name === 'certificate-password' ? draft.passphrase : '';
					return typed === '' ? core.secrets.read(name) : typed;
				},
			},
		),
	};
};
