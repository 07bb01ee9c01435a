import {exitCodes} from '../../core/exit-codes.ts';
import {pathsOf} from '../../platform/settings/paths.ts';
import type {Settings} from '../../platform/settings/settings.ts';
import {openSettings, unknownVariables} from '../../platform/settings/store.ts';
import {missingSettings} from '../../profile/set-up.ts';
import type {Shell} from '../shell.ts';
import type {Finding} from '../text/doctor.ts';
import {list} from '../text/words.ts';
import {failed} from './finding.ts';

/** Variables of Usher's that are no settings. */
const otherVariables = [
	'USHER_HOME',
	'USHER_PROFILE',
	'USHER_CLIENT_SECRET',
	'USHER_CERTIFICATE_PASSWORD',
	'USHER_BITWARDEN_CLIENT_SECRET',
	'USHER_PASSPHRASE',
	'USHER_PASSPHRASE_FILE',
];

/** Whether the settings can be read and are enough for a sync, and whether variables are misspelt. */
export const checkSettings = (shell: Shell): {readonly findings: Finding[]; readonly settings?: Settings} => {
	const {environment, profile} = shell;
	const name = 'settings';
	try {
		const {settings} = openSettings({paths: pathsOf({environment, profile}), environment});
		const slips = unknownVariables(environment, otherVariables);
		const warnings: Finding[] =
			slips.length === 0
				? []
				: [
						{
							name,
							state: 'warn',
							fact: `nothing reads ${list(slips)}`,
							advice: ['A slip in the name? docs/settings.md lists them.'],
						},
					];
		const gaps = missingSettings(settings);
		if (gaps.length === 0) return {findings: [{name, state: 'ok', fact: `profile ${profile}`}, ...warnings], settings};
		const finding: Finding = {
			name,
			state: 'bad',
			fact: `profile ${profile}: ${list(gaps)} ${gaps.length === 1 ? 'is' : 'are'} not set`,
			advice: ['usher config set KEY VALUE sets one; docs/first-sync.md says where each is found.'],
			exitCode: exitCodes.notSetUp,
		};
		return {findings: [finding, ...warnings]};
	} catch (error) {
		return {findings: [failed(name, error)]};
	}
};
