// A profile of its own on a practice tenant of its own, as an administrator's shell would have it.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Approver, RunReport, SyncEvent} from '../../source/core/run.ts';
import {type PracticeOptions, startPractice} from '../../source/practice/start.ts';
import {openProfile, type Profile, type ProfileOptions, type RunOptions} from '../../source/profile/open.ts';
import {testFolder} from './folder.ts';

export const yes: Approver = async plan => ({approve: plan.fingerprint});

/** Everything a run told, and its report. */
export const finish = async (
	profile: Pick<Profile, 'run'>,
	request: RunOptions,
	approve: Approver = yes,
	signal = new AbortController().signal,
): Promise<{events: SyncEvent[]; report: RunReport}> => {
	const events: SyncEvent[] = [];
	const run = profile.run(request, {approve}, signal);
	for (;;) {
		const next = await run.next();
		if (next.done) return {events, report: next.value};
		events.push(next.value);
	}
};

/** Starts a practice tenant and gives the environment of a shell that knows it; both end with the test. */
export const practiceRoom = async (options: PracticeOptions = {}, more: Record<string, string> = {}) => {
	const home = testFolder();
	const practice = await startPractice(options);
	onTestFinished(() => practice.close());
	const caFile = join(home, 'ca.pem');
	writeFileSync(caFile, practice.ca);
	const environment: Record<string, string> = {
		...practice.environment,
		USHER_HOME: home,
		USHER_CA_FILE: caFile,
		PATH: process.env.PATH ?? '',
		...more,
	};
	const open = async (extra: Partial<ProfileOptions> = {}): Promise<Profile> => {
		const profile = await openProfile({profile: 'default', environment, by: 'command', ...extra});
		onTestFinished(() => profile.close());
		return profile;
	};
	return {home, practice, environment, open};
};
