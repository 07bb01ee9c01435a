import type {SecretName} from '../../platform/settings/settings.ts';
import type {Profile} from '../../profile/open.ts';
import {whereWords} from '../secret.ts';
import type {Finding} from '../text/doctor.ts';
import {list} from '../text/words.ts';
import {failed} from './finding.ts';

/** Whether each secret that the settings need can be read, and where it comes from. */
export const checkSecrets = async ({secrets, settings}: Profile): Promise<Finding[]> => {
	const names: SecretName[] = [...(settings.entra.credential === 'secret' ? (['entra'] as const) : []), 'bitwarden'];
	const found: string[] = [];
	const findings: Finding[] = [];
	for (const name of names) {
		try {
			await secrets.read(name);
			found.push(`${name} from ${whereWords(secrets.where(name))}`);
		} catch (error) {
			findings.push(failed('secrets', error));
		}
	}
	return found.length === 0 ? findings : [{name: 'secrets', state: 'ok', fact: list(found)}, ...findings];
};
