import type {Environment} from '../platform/environment.ts';
import {settingKeys} from '../platform/settings/keys.ts';
import {profilesOf} from '../platform/settings/paths.ts';
import {secretNames} from '../platform/settings/settings.ts';

/** Names that a person may want to type at a place of a command line, such as `config set key` or `--profile`. */
export const valuesAt = (environment: Environment, place: string): readonly string[] => {
	if (place === '--profile') return profilesOf(environment);
	if (/^config (?:get|set|unset) key$/.test(place)) return settingKeys;
	if (/^secret (?:set|clear) name$/.test(place)) return secretNames;
	return [];
};
