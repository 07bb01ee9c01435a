// What is kept from run to run when nobody is there, and what is left for Prometheus.
import {mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {RunReport} from '../../source/core/run.ts';
import {type UnattendedState, unattendedAfter} from '../../source/core/watch/unattended-state.ts';
import {take} from '../../source/platform/lock/lock.ts';
import {inTurn} from '../../source/platform/lock/turn.ts';
import {createSecrets} from '../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {openSettings} from '../../source/platform/settings/store.ts';
import {writeMetrics} from '../../source/service/metrics-file.ts';
import {settingsToTell} from '../../source/service/settings-to-tell.ts';
import {beginUnattended, type EndOptions, endUnattended} from '../../source/service/unattended.ts';
import {noteStopped, readNoted, writeNoted} from '../../source/service/unattended-file.ts';
import {failedReport} from '../helpers/failed-report.ts';
import {testFolder} from '../helpers/folder.ts';
import {rawIn} from '../hostile/raw.ts';

const report: RunReport = {
	...failedReport,
	error: {code: 'sign-in', message: 'No.', advice: 'Look.', requestId: 'x'},
	requests: {graph: 2, bitwarden: 0},
	durationMs: 5,
};
const at = new Date('2026-11-22T08:00:00Z');
const unattended: UnattendedState = unattendedAfter(undefined, {
	by: 'watch',
	report,
	startedAt: at,
	endedAt: at,
	intervalMinutes: 60,
});

const place = () => {
	const environment = {USHER_HOME: testFolder()};
	const paths = pathsOf({environment, profile: 'default'});
	mkdirSync(paths.folder, {recursive: true, mode: 0o700});
	return {environment, paths, file: join(paths.stateFolder, 'unattended.json')};
};

test('how it goes comes back as it was noted; a file that is none begins anew, and one of a newer Usher is left alone', () => {
	const {paths, file} = place();
	expect(readNoted(paths)).toEqual({});
	writeNoted(paths, {unattended, variables: {USHER_NOTIFY_SHAPE: 'slack'}});
	expect(readNoted(paths)).toEqual({unattended, variables: {USHER_NOTIFY_SHAPE: 'slack'}});
	expect(statSync(file).mode & 0o777).toBe(0o600);
	for (const damaged of [
		'',
		'{"version":1,"unattended":{"failures":"many"}}',
		'[]',
		'{"version":1,"unattended":null}',
	]) {
		writeFileSync(file, damaged);
		expect(readNoted(paths).unattended).toBeUndefined();
	}
	const newer = '{"version":2,"unattended":{"of":"another shape"}}';
	writeFileSync(file, newer);
	writeNoted(paths, {unattended});
	expect(readFileSync(file, 'utf8')).toBe(newer);
});

test('what was stopped as asked is due no more, once, and only what kept the rhythm can stop it', () => {
	const {paths} = place();
	expect(noteStopped(paths)).toBe(false);
	writeNoted(paths, {unattended});
	expect(noteStopped(paths, 'schedule')).toBe(false);
	expect(noteStopped(paths, 'watch')).toBe(true);
	expect(readNoted(paths).unattended).toEqual({...unattended, stopped: true});
	expect(noteStopped(paths)).toBe(false);
	// The next run by anyone goes on from there.
	const more = {by: 'schedule', report, startedAt: at, endedAt: at, intervalMinutes: 60} as const;
	expect(unattendedAfter(readNoted(paths).unattended, more)).toMatchObject({failures: 2, by: 'schedule'});
	expect(unattendedAfter(readNoted(paths).unattended, more)).not.toHaveProperty('stopped');
});

test('the end of a run that a disk took no note of is kept, and the next one does not take it for cut short', async () => {
	const {environment, paths, file} = place();
	const {settings} = openSettings({paths, environment});
	const options: EndOptions = {
		kept: {},
		paths,
		profile: 'default',
		usher: 'usher',
		settings,
		secrets: createSecrets({paths, settings, environment}),
		environment,
		http: () => Promise.reject(new Error('not asked')),
		signal: new AbortController().signal,
		log: () => {},
		acknowledged: async () => new Set(),
		credentialEnds: () => undefined,
		pause: async () => {},
	};
	const run = {startedAt: at, intervalMinutes: 60};
	expect(await beginUnattended('watch', run, options)).toBeUndefined();
	const begun = readFileSync(file);
	rmSync(file);
	mkdirSync(file);
	await endUnattended({...run, by: 'watch', report, endedAt: at}, options);
	rmdirSync(file);
	writeFileSync(file, begun);
	expect(await beginUnattended('watch', run, options)).toBeUndefined();
	expect(readNoted(paths).unattended).toMatchObject({failing: 'sign-in', failures: 1, totals: {runs: {failed: 1}}});
	// One whose process is gone has told nobody.
	expect(await beginUnattended('watch', run, {...options, kept: {}})).toMatchObject({
		unattended: {failing: 'cut-short'},
	});
});

test('two that want the same turn have it one after the other; a turn that never comes, or cannot be asked for, keeps nobody', async () => {
	const path = join(testFolder(), 'turn.db');
	const said: string[] = [];
	let waits = 0;
	const other = take(path, 0);
	const pause = async (): Promise<void> => {
		if (++waits === 3) {
			said.push('the other is done');
			other?.exec('ROLLBACK');
			other?.close();
		}
	};
	await inTurn(path, pause, async () => {
		said.push('mine');
		// Nobody else has it meanwhile.
		expect(take(path, 0)).toBeUndefined();
	});
	expect(said).toEqual(['the other is done', 'mine']);

	const stuck = take(path, 0);
	let looked = 0;
	const tired = async (): Promise<void> => void looked++;
	expect(await inTurn(path, tired, async () => 'anyway')).toBe('anyway');
	expect(looked).toBeGreaterThan(10);
	stuck?.close();

	const folder = join(testFolder(), 'turn.db');
	mkdirSync(folder);
	expect(await inTurn(folder, tired, async () => 'anyway')).toBe('anyway');
});

test('the metrics are there whole or not at all, and a folder that is missing is said', async () => {
	const folder = testFolder();
	const options = {profile: 'fabrikam', credentialEnds: () => new Date('2027-01-01T00:00:00Z')};
	const path = join(folder, 'usher fabrikam.prom');
	const umask = process.umask(0o077);
	try {
		await writeMetrics(path, unattended, options);
	} finally {
		process.umask(umask);
	}
	expect(statSync(path).mode & 0o777).toBe(0o644);
	const text = readFileSync(path, 'utf8');
	expect(text).toContain('usher_runs_total{outcome="failed",profile="fabrikam"} 1\n');
	expect(text).toContain('usher_credential_end_timestamp_seconds{profile="fabrikam"} 1798761600\n');
	// It never succeeded: a time would be 1970.
	expect(text).not.toContain('last_success');
	expect(text.endsWith('\n')).toBe(true);
	await expect(writeMetrics(join(folder, 'gone', 'usher.prom'), unattended, options)).rejects.toMatchObject({
		code: 'metrics-not-written',
		message: expect.stringContaining('gone'),
	});
	expect(readdirSync(folder)).toEqual(['usher fabrikam.prom']);
});

test('settings that cannot be read leave those that it takes to tell somebody, the variables of now before those of then', async () => {
	const {environment, paths} = place();
	const store = openSettings({paths, environment});
	await store.setAll({'notify.shape': 'slack', 'logs.maskEmails': 'yes', 'sync.protect': 'ada@fabrikam.example'});
	const read = settingsToTell(paths, environment, {});
	expect(read.variables).toEqual({USHER_NOTIFY_SHAPE: 'slack', USHER_MASK_EMAILS: 'yes'});
	expect(read.settings.sync.protect).toEqual(['ada@fabrikam.example']);

	writeFileSync(paths.settings, '{');
	const kept = settingsToTell(paths, {...environment, USHER_NOTIFY_SHAPE: 'teams'}, read.variables ?? {});
	expect(kept).not.toHaveProperty('variables');
	expect(kept.settings).toMatchObject({notify: {shape: 'teams'}, logs: {maskEmails: 'yes'}, sync: {protect: []}});
	// When one of them is what is wrong, there are still the usual ones.
	const wrong = settingsToTell(paths, {...environment, USHER_NOTIFY_SHAPE: 'pigeon'}, {});
	expect(wrong.settings.notify.shape).toBe('generic');
});

test.each([
	['/var/lib/node_exporter/usher.prom', true],
	['usher.prom', false],
	['/var/lib/usher.txt', false],
	['/var/lib/.prom', false],
])('metrics.file %s: %s', async (value, fits) => {
	const store = openSettings(place());
	const set = store.set('metrics.file', value);
	if (fits) await set;
	else await expect(set).rejects.toMatchObject({code: 'setting-invalid'});
});

test('whatever a damaged memory holds, the metrics are lines of words and numbers, and nothing is counted backwards', async () => {
	const folder = testFolder();
	const path = join(folder, 'usher.prom');
	const kind = 'invite"} 9\nusher_problems{profile="x\\\u001b[2J\u202e';
	const totals = {...unattended.totals, changes: {[kind]: 3}} as UnattendedState['totals'];
	await writeMetrics(path, {...unattended, totals}, {profile: 'a"} 1\nb', credentialEnds: () => undefined});
	const lines = readFileSync(path, 'utf8')
		.split('\n')
		.filter(line => line !== '' && !line.startsWith('#'));
	const label = String.raw`\w+="(?:[^"\\\n]|\\["\\n])*"`;
	expect(lines.filter(line => !new RegExp(`^usher_\\w+\\{${label}(?:,${label})*\\} [\\d.e+-]+$`).test(line))).toEqual(
		[],
	);
	expect(lines.filter(line => line.startsWith('usher_changes_total{kind="invite'))).toHaveLength(1);
	expect(rawIn(lines)).toBeUndefined();

	const {paths} = place();
	writeNoted(paths, {unattended});
	expect(readNoted(paths).unattended).toBeDefined();
	writeNoted(paths, {unattended: {...unattended, totals: {...unattended.totals, runs: {failed: -1}}}});
	expect(readNoted(paths)).toEqual({});
});
