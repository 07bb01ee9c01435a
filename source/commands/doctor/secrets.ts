import type {SecretName} from '../../platform/settings/settings.ts';
import type {Profile} from '../../profile/open.ts';
import {whereWords} from '../secret.ts';
import type {Finding} from '../text/doctor.ts';
import {list} from '../text/words.ts';
import {failed} from './finding.ts';

export type SecretsChecked = {readonly findings: readonly Finding[]; readonly unreadable: ReadonlySet<SecretName>};

/** Whether each secret that the settings need can be read, and where it comes from. */
export const checkSecrets = async ({
	secrets,
	settings,
}: Pick<Profile, 'secrets' | 'settings'>): Promise<SecretsChecked> => {
	const names: SecretName[] = [...(settings.entra.credential === 'secret' ? (['entra'] as const) : []), 'bitwarden'];
	const found: string[] = [];
	const findings: Finding[] = [];
	const unreadable = new Set<SecretName>();
	for (const name of names) {
		try {
			await secrets.read(name);
			found.push(`${name} from ${whereWords(secrets.where(name))}`);
		} catch (error) {
			findings.push(failed('secrets', error));
			unreadable.add(name);
		}
	}
	const good: Finding = {name: 'secrets', state: 'ok', fact: list(found)};
	return {findings: found.length === 0 ? findings : [good, ...findings], unreadable};
};
