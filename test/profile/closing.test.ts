// A profile closed while its run is in the middle of something, as when a terminal is gone: no error is left to nobody.

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startPractice} from '../../source/practice/start.ts';
import {openProfile} from '../../source/profile/open.ts';
import {testFolder} from '../helpers/folder.ts';
import {finish} from '../helpers/practice-profile.ts';
import {watchProcess} from '../helpers/watch-process.ts';

const moments = Array.from({length: 24}, (_, number) => number);

test.each(['official', 'vaultwarden'] as const)('%s: closed at any request of a run', async server => {
	const practice = await startPractice({users: 60, groups: 20, server, latencyMs: 2});
	onTestFinished(() => practice.close());
	const watched = watchProcess();
	let cut = 0;
	for (const moment of moments) {
		const home = testFolder();
		const caFile = join(home, 'ca.pem');
		writeFileSync(caFile, practice.ca);
		const profile = await openProfile({
			profile: 'default',
			environment: {...practice.environment, USHER_HOME: home, USHER_CA_FILE: caFile, USHER_RETRY: '10'},
			by: 'screen',
		});
		const total = () =>
			practice.login.requests.total + practice.graph.requests.total + practice.bitwarden.requests.total;
		const before = total();
		const stop = new AbortController();
		const run = finish(profile, {mode: 'plan'}, undefined, stop.signal).then(
			({report}) => report.exitCode,
			(error: unknown) => error,
		);
		let over = false;
		void run.then(() => {
			over = true;
		});
		while (!over && total() - before < moment) await new Promise(resolve => setImmediate(resolve));
		if (!over) cut++;
		// First the connections, then the run hears of it.
		const closed = profile.http.close();
		stop.abort();
		await closed;
		expect([0, 14, 16, 130], String(await run)).toContain(await run);
		await profile.close();
	}
	await watched.stop();
	expect(watched.seen).toEqual([]);
	expect(cut).toBeGreaterThan(5);
});
