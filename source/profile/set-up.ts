import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Environment} from '../platform/environment.ts';
import {type SettingKey, settingRules} from '../platform/settings/keys.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';
import {valueAt} from '../platform/settings/values.ts';
import {profileFlag} from './profile-flag.ts';
import {readSetUpProgress} from './set-up-progress.ts';

/** Settings without which no run can begin, and which nobody has given. Secrets are asked for when they are used. */
export const missingSettings = (settings: Settings): SettingKey[] => {
	const {entra} = settings;
	const needed: SettingKey[] = ['entra.tenant', 'entra.clientId'];
	if (entra.cloud === 'custom') needed.push('entra.loginUrl', 'entra.graphUrl');
	if (entra.credential === 'certificate') needed.push('entra.certificateFile');
	if (entra.credential === 'federated') needed.push('entra.assertionFile');
	needed.push('bitwarden.url', 'bitwarden.clientId');
	return needed.filter(key => {
		const value = valueAt(settings, key);
		return value === undefined || value === '';
	});
};

/** @throws UsherError `not-set-up` (exit 10) that names the settings which are missing */
export const requireSetUp = (profile: string, settings: Settings): void => {
	const missing = missingSettings(settings);
	if (missing.length === 0) return;
	const names = missing.map(key => `${key} (${settingRules[key].variable})`).join(', ');
	throw new UsherError({
		code: 'not-set-up',
		exitCode: exitCodes.notSetUp,
		message: `Usher is not set up yet. Missing: ${names}.`,
		advice: `usher setup${profileFlag(profile)} asks for everything, one step at a time. usher demo shows how it goes, without an account.`,
	});
};

/**
 * Whether a profile has still to be set up: something without which no run can begin is missing, or a guided set-up was
 * left before its end.
 * @throws UsherError of exit code 10 when the settings are damaged
 */
export const needsSetUp = ({
	profile,
	environment,
}: {
	readonly profile: string;
	readonly environment: Environment;
}): boolean => {
	const paths = pathsOf({environment, profile});
	return (
		missingSettings(openSettings({paths, environment}).settings).length > 0 || readSetUpProgress(paths) !== undefined
	);
};
