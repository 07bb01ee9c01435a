import {sharedDisk} from '../../platform/disk/network-disk.ts';
import {holderInWords, lockHolder} from '../../platform/lock/lock.ts';
import {withMemory} from '../memory.ts';
import type {Shell} from '../shell.ts';
import type {Finding} from '../text/doctor.ts';
import {didWords} from '../text/history.ts';
import {ago} from '../text/words.ts';
import {failed} from './finding.ts';

/** Whether state and ledger can be read, and who holds the lock. */
export const checkMemory = async (shell: Shell): Promise<Finding[]> => {
	try {
		const findings = await withMemory(shell, (state, paths): Finding[] => {
			state.load(shell.now());
			const directory = state.overview();
			const last = state.runs(1)[0];
			const words = [
				directory === undefined ? 'directory not read yet' : `last full read ${ago(directory.fullReadAt, shell.now())}`,
				last === undefined ? 'no run yet' : `last run: ${didWords(last)}`,
			];
			const holder = lockHolder(paths);
			const shared = sharedDisk(paths.stateFolder);
			return [
				{name: 'state', state: 'ok', fact: words.join('; ')},
				holder === undefined
					? {name: 'lock', state: 'ok', fact: 'free'}
					: {name: 'lock', state: 'warn', fact: `held by ${holderInWords(holder)}`},
				...(shared === undefined
					? []
					: [
							{
								name: 'disk',
								state: 'warn' as const,
								fact: `${paths.stateFolder} is on ${shared}, where the lock does not keep two machines apart`,
								advice: [
									'Put it on a local disk (USHER_HOME, XDG_STATE_HOME), or let only one machine run this profile.',
								],
							},
						]),
			];
		});
		return findings ?? [{name: 'state', state: 'ok', fact: 'nothing yet; the first run makes it'}];
	} catch (error) {
		return [failed('state', error)];
	}
};
