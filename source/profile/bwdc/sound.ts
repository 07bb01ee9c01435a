import type {SettingKey} from '../../platform/settings/keys.ts';
import {filterFault} from './filter-fault.ts';
import type {BwdcImport} from './map.ts';

const filters = [
	['sync.userFilter', 'user'],
	['sync.groupFilter', 'group'],
] as const;

/** What can be saved of a configuration, and the filters that cannot be read: those have to be corrected first. */
export const soundSettings = (
	settings: BwdcImport['settings'],
): {readonly sound: BwdcImport['settings']; readonly faulty: readonly SettingKey[]} => {
	const faulty: SettingKey[] = filters
		.filter(([key, place]) => settings[key] !== undefined && filterFault(place, settings[key]) !== undefined)
		.map(([key]) => key);
	const sound = Object.fromEntries(Object.entries(settings).filter(([key]) => !faulty.includes(key as SettingKey)));
	return {sound, faulty};
};
