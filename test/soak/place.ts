// A practice tenant and a home for the program, without a test runner around it.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Practice, type PracticeOptions, startPractice} from '../../source/practice/start.ts';

export type SoakPlace = {
	readonly practice: Practice;
	readonly environment: Record<string, string>;
	close(): Promise<void>;
};

/** Limits of the guard are not what is tried here. */
const unlimited = {
	USHER_GUARD_OFFBOARD_PERCENT: '100',
	USHER_GUARD_OFFBOARD_LEAST: '100000',
	USHER_GUARD_OFFBOARD_MOST: '100000',
	USHER_GUARD_MEMBERSHIP_LEAST: '100000',
	USHER_GUARD_GROUP_LEAST: '100000',
	USHER_GUARD_MEMBERSHIP_PERCENT: '100',
	USHER_GUARD_GROUP_PERCENT: '100',
	USHER_GUARD_INVITES: '100000',
	USHER_GUARD_SEATS: '100000',
};

export const openSoakPlace = async (options: PracticeOptions): Promise<SoakPlace> => {
	const practice = await startPractice({oddities: false, ...options});
	const home = mkdtempSync(join(tmpdir(), 'usher-soak-'));
	const ca = join(home, 'ca.pem');
	writeFileSync(ca, practice.ca);
	return {
		practice,
		environment: {
			...practice.environment,
			...unlimited,
			USHER_HOME: home,
			USHER_CA_FILE: ca,
			LANG: 'C.UTF-8',
			PATH: process.env.PATH ?? '',
		},
		close: async () => {
			await practice.close();
			rmSync(home, {recursive: true, force: true});
		},
	};
};
