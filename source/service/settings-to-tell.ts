// The settings that it takes to tell somebody, even when the others are damaged: that is when somebody has to know.
import {UsherError} from '../core/errors.ts';
import type {Environment} from '../platform/environment.ts';
import {type SettingKey, settingKeys, settingRules} from '../platform/settings/keys.ts';
import type {Paths} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';

const needed: readonly SettingKey[] = settingKeys.filter(
	key => /^(?:notify|metrics|logs|network)\./.test(key) || key === 'schedule.intervalMinutes',
);

export type SettingsToTell = {
	readonly settings: Settings;
	/** What the file says of the needed ones, as variables; undefined when it could not be read. */
	readonly variables?: Readonly<Record<string, string>>;
};

/**
 * The settings of a profile; when they cannot be read, those that it takes to tell somebody, as they were when they could.
 *
 * @param noted what was noted then, as variables
 */
export const settingsToTell = (
	paths: Paths,
	environment: Environment,
	noted: Readonly<Record<string, string>>,
): SettingsToTell => {
	try {
		const store = openSettings({paths, environment});
		const listed = store.list().filter(({key, from}) => from === 'file' && needed.includes(key));
		return {
			settings: store.settings,
			variables: Object.fromEntries(listed.map(({variable, value}) => [variable, value])),
		};
	} catch (error) {
		if (!(error instanceof UsherError)) throw error;
	}
	const given = needed.flatMap(key => {
		const {variable} = settingRules[key];
		const value = environment[variable] || noted[variable];
		return value ? [[variable, value] as const] : [];
	});
	// No file has an empty name.
	const nowhere = {...paths, settings: ''};
	try {
		return {settings: openSettings({paths: nowhere, environment: Object.fromEntries(given)}).settings};
	} catch (error) {
		// One of them is what is wrong.
		if (!(error instanceof UsherError)) throw error;
		return {settings: openSettings({paths: nowhere, environment: {}}).settings};
	}
};
