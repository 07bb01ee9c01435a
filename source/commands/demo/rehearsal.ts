// A profile of the demo that waits in its guided set-up with every value filled in: each step can be walked through, and each
// check is a real one, against the practice services.
import {createSecrets, secretVariable} from '../../platform/secrets/secrets.ts';
import {type SettingKey, settingRules} from '../../platform/settings/keys.ts';
import {pathsOf} from '../../platform/settings/paths.ts';
import {secretNames} from '../../platform/settings/settings.ts';
import {openSettings} from '../../platform/settings/store.ts';
import type {Practice} from '../../practice/start.ts';
import {writeSetUpProgress} from '../../profile/set-up-progress.ts';
import type {Shell} from '../shell.ts';

/** A set-up that a screen can open: whose, and in which environment. */
export type Rehearsal = {readonly profile: string; readonly environment: Shell['environment']};

const profile = 'rehearsal';

/** What the environment of the demo says and the set-up is to ask for. */
const asked: readonly SettingKey[] = [
	'entra.tenant',
	'entra.tenantName',
	'entra.clientId',
	'bitwarden.url',
	'bitwarden.clientId',
	'bitwarden.organisationName',
];

/**
 * Writes the profile: settings, secrets, and a set-up of which no step is done yet.
 * @throws UsherError `disk-…`
 */
export const makeRehearsal = async (
	environment: Shell['environment'],
	{company}: Pick<Practice, 'company'>,
	now: Date,
): Promise<Rehearsal> => {
	const hidden = new Set([
		...asked.map(key => settingRules[key].variable),
		...secretNames.map(name => secretVariable(name)),
	]);
	const open = Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.has(name)));
	const paths = pathsOf({environment: open, profile});
	const store = openSettings({paths, environment: open});
	const ends = new Date(now);
	ends.setFullYear(ends.getFullYear() + 2);
	await store.setAll({
		...Object.fromEntries(asked.map(key => [key, environment[settingRules[key].variable]])),
		// The domain that somebody would type: the id is found out by it.
		'entra.tenantName': company.domains.main,
		'entra.credentialEnds': ends.toISOString().slice(0, 10),
	});
	const secrets = createSecrets({paths, settings: store.settings, environment: open});
	for (const name of secretNames) {
		const value = environment[secretVariable(name)];
		if (value !== undefined) await secrets.set(name, value);
	}
	writeSetUpProgress(paths, {finished: [], skipped: []});
	return {profile, environment: open};
};
