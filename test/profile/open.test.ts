import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {UsherError} from '../../source/core/errors.ts';
import {lockHolder} from '../../source/platform/lock/lock.ts';
import {handOverNote} from '../../source/profile/handed-over.ts';
import {openProfile, openUnconnected} from '../../source/profile/open.ts';
import {missingSettings} from '../../source/profile/set-up.ts';
import {undoRun} from '../../source/profile/undo-run.ts';
import {startConnectProxy} from '../helpers/connect-proxy.ts';
import {testFolder} from '../helpers/folder.ts';
import {finish, practiceRoom, yes} from '../helpers/practice-profile.ts';

test('plan, sync, and nothing more to do', async () => {
	const {open} = await practiceRoom({users: 60, groups: 10});
	const profile = await open();
	const planned = await finish(profile, {mode: 'plan'});
	expect(planned.report).toMatchObject({outcome: 'planned', exitCode: 0});
	expect(planned.report.plan?.counts.invite).toBeGreaterThan(0);
	const synced = await finish(profile, {mode: 'sync'});
	expect(['applied', 'applied-in-part']).toContain(synced.report.outcome);
	expect(synced.events.at(-1)?.kind).toBe('run-ended');
	const again = await finish(profile, {mode: 'sync'});
	expect(again.report.outcome).toBe('nothing-to-do');
	expect(again.events.some(event => event.kind === 'step-started')).toBe(false);
	expect(profile.state.runs(9).map(run => run.outcome)).toEqual(['nothing-to-do', synced.report.outcome, 'planned']);
	expect(profile.state.run(synced.report.run)?.report).toEqual(synced.report);
	expect(profile.state.overview()?.users).toBeGreaterThan(0);
	expect((await profile.lastView())?.roster.snapshot.users.length).toBe(profile.state.overview()?.users);
	expect(lockHolder(profile.paths)).toBeUndefined();
});

test('nothing is on the disk of the secrets, and everything there is its owner´s only', async () => {
	const {open, home, environment} = await practiceRoom({users: 20, groups: 4});
	const profile = await open();
	await finish(profile, {mode: 'sync'});
	const kept = profile.state.runs(9).map(({run}) => [profile.state.run(run), profile.state.events(run, 0)]);
	const token = await profile.signIn.token({signal: new AbortController().signal, waiting: () => {}});
	await profile.close();
	const secrets = [environment.USHER_CLIENT_SECRET, environment.USHER_BITWARDEN_CLIENT_SECRET, token.value] as string[];
	expect(secrets.every(secret => secret.length > 5)).toBe(true);
	for (const secret of secrets) expect(JSON.stringify(kept).includes(secret)).toBe(false);
	for (const name of readdirSync(home, {recursive: true, encoding: 'utf8'})) {
		const path = join(home, name);
		if (!statSync(path).isFile() || name === 'ca.pem') continue;
		expect(statSync(path).mode & 0o777, name).toBe(0o600);
		const content = readFileSync(path, 'latin1');
		for (const secret of secrets) expect(content.includes(secret), name).toBe(false);
	}
});

test('a dashboard that was open while a service took the profile over runs nothing any more', async () => {
	const {open} = await practiceRoom({users: 20, groups: 4});
	const profile = await open({by: 'screen'});
	const {run} = (await finish(profile, {mode: 'sync'})).report;
	writeFileSync(handOverNote(profile.paths), '/var/lib/usher\n');
	await expect(finish(profile, {mode: 'sync'})).rejects.toMatchObject({code: 'handed-over', exitCode: 10});
	const undoing = undoRun(
		profile,
		{run, holdDays: 7, by: 'screen', environment: {}},
		yes,
		new AbortController().signal,
	);
	await expect(undoing.next()).rejects.toMatchObject({code: 'handed-over'});
	expect(lockHolder(profile.paths)).toBeUndefined();
});

test('one run at a time, and the lock is let go when a run is left', async () => {
	const {open} = await practiceRoom({users: 20, groups: 4});
	const one = await open();
	const two = await open({by: 'screen'});
	const run = one.run({mode: 'sync'}, {approve: async () => 'decline'}, new AbortController().signal);
	const first = await run.next();
	expect(first.value).toMatchObject({kind: 'run-started', by: 'command', mode: 'sync'});
	await expect(finish(two, {mode: 'plan'})).rejects.toMatchObject({code: 'locked', exitCode: 17});
	expect(two.state.current()?.run).toBe(lockHolder(two.paths)?.run);
	await run.return(undefined as never);
	const report = (await finish(two, {mode: 'plan'})).report;
	expect(report.outcome).toBe('planned');
	const [latest, left] = two.state.runs(5);
	expect([latest?.run, left?.outcome]).toEqual([report.run, 'interrupted']);
});

test('settings are taken as they are when a run begins', async () => {
	const {open} = await practiceRoom({users: 20, groups: 4});
	const profile = await open();
	const {openSettings} = await import('../../source/platform/settings/store.ts');
	await openSettings({paths: profile.paths, environment: {}}).set('sync.userFilter', 'include:nobody@*');
	const {report} = await finish(profile, {mode: 'plan'});
	expect(report.plan?.counts.invite ?? 0).toBe(0);
});

test('what is not set up is named, with its variables', async () => {
	const error: UsherError = await openProfile({
		profile: 'default',
		environment: {USHER_HOME: testFolder()},
		by: 'command',
	}).then(
		() => {
			throw new Error('it opened');
		},
		(reason: UsherError) => reason,
	);
	expect(error).toBeInstanceOf(UsherError);
	expect([error.code, error.exitCode]).toEqual(['not-set-up', 10]);
	for (const name of ['entra.tenant', 'USHER_CLIENT_ID', 'bitwarden.clientId']) expect(error.message).toContain(name);
	expect(error.advice).toContain('usher setup');
});

test('what is needed depends on the credential and the cloud', () => {
	const settings = {
		entra: {cloud: 'custom', credential: 'certificate', secret: {}, certificatePassword: {}},
		bitwarden: {url: 'https://x', secret: {}},
	} as never;
	expect(missingSettings(settings)).toEqual([
		'entra.tenant',
		'entra.clientId',
		'entra.loginUrl',
		'entra.graphUrl',
		'entra.certificateFile',
		'bitwarden.clientId',
	]);
});

test('a secret that is missing or wrong ends in the report, with what to do', async () => {
	const {open, environment} = await practiceRoom({users: 10, groups: 2});
	const without = await open({environment: {...environment, USHER_BITWARDEN_CLIENT_SECRET: ''}});
	const missing = (await finish(without, {mode: 'plan'})).report;
	expect([missing.exitCode, missing.error?.code]).toEqual([10, 'secret-missing']);
	const wrong = await open({
		environment: {...environment, USHER_CLIENT_SECRET: 'canary~wrong8Q-secret.value1234567890abcd'},
	});
	const refused = (await finish(wrong, {mode: 'test'})).report;
	expect(refused.exitCode).toBe(11);
	expect(JSON.stringify(refused)).not.toContain('canary');
});

test('everything goes through the proxy that the environment names', async () => {
	const proxy = await startConnectProxy('usher:pass');
	try {
		const {open, practice} = await practiceRoom(
			{users: 10, groups: 2},
			{HTTPS_PROXY: `http://usher:pass@127.0.0.1:${proxy.port}`},
		);
		const {report} = await finish(await open(), {mode: 'plan'});
		expect(report.outcome).toBe('planned');
		const ports = new Set(proxy.tunnels.map(tunnel => tunnel.split(':').at(-1)));
		for (const url of Object.values(practice.urls)) expect(ports).toContain(new URL(url).port);
	} finally {
		await proxy.close();
	}
});

test('an authority that is not trusted is said, with the setting', async () => {
	const {open, environment} = await practiceRoom({users: 10, groups: 2});
	const {USHER_CA_FILE: caFile = '', USHER_HOME: home = '', ...rest} = environment;
	const without = {...rest, USHER_HOME: home};
	const {report} = await finish(await open({environment: {...without, NODE_EXTRA_CA_CERTS: ''}}), {mode: 'test'});
	expect(report.exitCode).toBe(16);
	expect(report.error?.advice).toContain('USHER_CA_FILE');
	const byVariable = await open({environment: {...without, NODE_EXTRA_CA_CERTS: caFile}});
	expect((await finish(byVariable, {mode: 'test'})).report.outcome).toBe('planned');
	const bad = join(home, 'bad.pem');
	writeFileSync(bad, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
	for (const file of ['/no/such.pem', home, bad]) {
		await expect(open({environment: {...environment, USHER_CA_FILE: file}})).rejects.toMatchObject({
			code: 'ca-file-invalid',
			exitCode: 10,
		});
	}
});

test('a screen opens without clients, and a run that cannot make them says why', async () => {
	const {environment} = await practiceRoom({users: 10, groups: 2});
	const profile = openUnconnected({
		profile: 'default',
		environment: {...environment, USHER_CA_FILE: '/no/such.pem'},
		by: 'screen',
	});
	try {
		expect(profile.state.runs(9)).toEqual([]);
		await expect(finish(profile, {mode: 'test'})).rejects.toMatchObject({code: 'ca-file-invalid', exitCode: 10});
		expect(lockHolder(profile.paths)).toBeUndefined();
		expect(profile.state.runs(9)).toEqual([]);
	} finally {
		await profile.close();
	}
});
