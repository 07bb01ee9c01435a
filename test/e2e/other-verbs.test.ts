// The commands beside the job itself, as they are typed: the built program against the practice tenant.
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {ReportDocument} from '../../source/commands/json/plan.ts';
import {testFolder} from '../helpers/folder.ts';
import {openPlace, startUsher} from '../helpers/usher.ts';

const size = {users: 20, groups: 4} as const;
const first = ['sync', '--first-run', '--allow-invites', '99', '--allow-seats', '99'] as const;

describe('usher demo', () => {
	test('tells the whole story, and leaves nothing behind', async () => {
		const folder = testFolder();
		const {code, stdout, stderr} = await startUsher(['demo', '--users', '60', '--groups', '8'], {TMPDIR: folder}).ended;
		expect(code, stderr).toBe(0);
		const chapters = [...stdout.matchAll(/^\d\. .*$/gm)].map(([title]) => title);
		expect(chapters).toEqual([
			'1. The first plan',
			'2. The guard',
			'3. Its approval, and the sync',
			'4. A week passes',
			'5. The second plan and sync',
			'6. The third plan',
		]);
		expect(stdout.slice(stdout.indexOf('6. The third plan'))).toContain('Nothing to do');
		expect(readdirSync(folder)).toEqual([]);
	});

	test('a folder for temporary files that is not there is said', async () => {
		const gone = join(testFolder(), 'gone');
		for (const words of [['demo'], ['practice', 'serve']]) {
			const {code, stderr} = await startUsher(words, {TMPDIR: gone}).ended;
			expect(code, stderr).toBe(10);
			expect(stderr).toContain(gone);
			expect(stderr).toContain('TMPDIR');
		}
	});

	test('with --json the story is one document', async () => {
		const {code, stdout} = await startUsher(['demo', '--json', '--users', '80', '--groups', '8'], {}).ended;
		expect(code).toBe(0);
		type Story = {
			refused: ReportDocument;
			applied: ReportDocument;
			second: ReportDocument;
			thirdPlan: {changes: unknown[]};
		};
		const story = JSON.parse(stdout) as Story;
		expect(story.refused.exitCode).toBe(13);
		expect(story.applied.outcome).toBe('applied');
		expect(story.second.outcome).toBe('applied');
		expect(story.thirdPlan.changes).toEqual([]);
	});

	test('a large company gets seats for everyone', async () => {
		const ended = await startUsher(['demo', '--json', '--users', '1200', '--groups', '10'], {}).ended;
		expect(ended.code, ended.stderr).toBe(0);
		type Told = {code: string};
		const story = JSON.parse(ended.stdout) as {applied: ReportDocument & {problems: readonly Told[]}};
		expect(story.applied.applied.invite).toBeGreaterThan(900);
		expect(story.applied.problems.filter(({code}) => code === 'no-seat')).toEqual([]);
	});

	test('on Vaultwarden the plan says what it rests on', async () => {
		const ended = await startUsher(['demo', '--server', 'vaultwarden', '--users', '40', '--groups', '6'], {}).ended;
		expect(ended.code, ended.stdout + ended.stderr).toBe(0);
		expect(ended.stdout).toContain('This server reads nothing back');
	});
});

describe('usher practice serve', () => {
	test('a port that is taken is said, whichever of the three it is', async () => {
		const place = await openPlace({users: 2, groups: 1});
		for (const before of [0, 1, 2]) {
			const first = place.practice.ports.login - before;
			const words = ['practice', 'serve', '--users', '2', '--groups', '1', '--port', String(first)];
			const {code, stderr} = await startUsher(words, {}).ended;
			expect(code, stderr).toBe(2);
			expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
				/A port \(\d+\) of the practice tenant is used by another program\./,
			);
		}
	});

	test('prints what another shell needs, until it is stopped', async () => {
		const ca = join(testFolder(), 'ca.pem');
		const serving = startUsher(['practice', 'serve', '--users', '20', '--groups', '4', '--write-ca', ca], {});
		await expect.poll(() => serving.stderr()).toContain('Ctrl+C ends');
		expect(existsSync(ca)).toBe(true);
		const lines = serving.stdout().trim().split('\n');
		const environment = Object.fromEntries(
			lines.map(line => {
				const [, name = '', value = ''] = /^export (\w+)='?(.*?)'?$/.exec(line) ?? [];
				return [name, value];
			}),
		);
		const doctor = await startUsher(['doctor'], {...environment, USHER_HOME: testFolder()}).ended;
		expect(doctor.code, doctor.stdout).toBe(0);
		serving.child.kill('SIGINT');
		expect((await serving.ended).code).toBe(0);
	});
});

describe('usher problems', () => {
	test('what is acknowledged no longer counts, until it is forgotten', async () => {
		const place = await openPlace({...size, oddities: false});
		place.practice.company.hire({name: 'One', mail: 'same@halden.example'});
		place.practice.company.hire({name: 'Two', mail: 'same@halden.example'});
		expect((await place.usher(...first)).code).toBe(14);
		type Problems = {problems: {key: string; acknowledged: boolean}[]};
		const {document} = await place.json<Problems>('problems');
		expect(document.problems).toHaveLength(1);
		const key = document.problems[0]?.key ?? '';
		expect((await place.usher('problems')).stdout).toContain(key);

		expect((await place.usher('problems', '--acknowledge', key.slice(0, -4))).code).toBe(0);
		expect((await place.usher('sync')).code).toBe(0);
		expect((await place.usher('problems')).stdout).toContain('Nothing needs a person');

		expect((await place.usher('problems', '--forget', key)).code).toBe(0);
		expect((await place.usher('sync')).code).toBe(14);
		expect((await place.usher('problems', '--acknowledge', 'no-such-key')).code).toBe(2);
	});
});

describe('usher sync for a scheduler', () => {
	test('--quiet is silent about what went well, and --ok-with-problems ends with 0 as long as the rest was done', async () => {
		const place = await openPlace({...size, oddities: false});
		place.practice.company.hire({name: 'One', mail: 'same@halden.example'});
		place.practice.company.hire({name: 'Two', mail: 'same@halden.example'});
		// As the line for cron has it.
		const cron = ['--log-level', 'warn', 'sync', '--quiet', '--ok-with-problems'];
		const waits = await place.usher(...cron);
		expect(waits.code).toBe(13);
		expect(waits.stdout).toContain('--first-run');
		expect((await place.usher(...first)).code).toBe(14);

		expect(await place.usher(...cron)).toEqual({code: 0, stdout: '', stderr: ''});
		// Without the word it is 14, and said.
		const plain = await place.usher('--log-level', 'warn', 'sync');
		expect([plain.code, plain.stdout]).toEqual([14, expect.stringContaining('same@halden.example')]);
		const {document} = await place.json<{exitCode: number}>('sync', '--ok-with-problems');
		expect(document.exitCode).toBe(14);

		place.practice.login.knobs.blockApplications = true;
		const failed = await place.usher(...cron);
		expect(failed.code).toBe(11);
		expect(failed.stderr).not.toBe('');
	});
});

describe('usher reset', () => {
	test('forgets the snapshot and not the ledger: the next run reads all of it and changes nothing', async () => {
		const place = await openPlace({...size, oddities: false});
		await place.usher(...first);
		expect((await place.usher('reset')).code).toBe(2);
		expect((await place.usher('reset', '--yes')).code).toBe(0);
		expect((await place.json<{directory: unknown}>('status')).document.directory).toBeNull();
		const again = await place.usher('sync', '--log-level', 'info');
		expect(again.code).toBe(0);
		expect(again.stderr).toContain('Reading the whole directory');
		expect(again.stdout).toContain('Nothing to do');
	});
});

describe('usher secret', () => {
	test('keeps a secret from standard input or a file, and says where it comes from', async () => {
		const place = await openPlace(size);
		const {USHER_CLIENT_SECRET: entra = '', USHER_BITWARDEN_CLIENT_SECRET: bitwarden = '', ...rest} = place.environment;
		const usher = (args: readonly string[], input = '') => startUsher(args, rest, input).ended;
		expect((await usher(['plan'])).code).toBe(10);

		const file = join(place.home, 'key.txt');
		writeFileSync(file, `${bitwarden}\n`);
		const stored = await usher(['secret', 'set', 'entra'], `${entra}\n`);
		expect(stored.code, stored.stderr).toBe(0);
		expect((await usher(['secret', 'set', 'bitwarden', '--file', file])).code).toBe(0);
		expect((await usher(['secret', 'where'])).stdout).toMatch(/entra +encrypted file/);
		const plan = await usher(['plan']);
		expect([0, 14], plan.stderr).toContain(plan.code);

		writeFileSync(file, '');
		for (const path of readdirSync(place.home, {recursive: true, encoding: 'utf8'})) {
			const whole = join(place.home, path);
			if (/\.(json|key|db.*)$/.test(path)) expect(readFileSync(whole, 'latin1').includes(bitwarden), path).toBe(false);
		}
		expect((await usher(['secret', 'clear', 'entra'])).code).toBe(0);
		expect((await usher(['plan'])).code).toBe(10);
	});
});

describe('output', () => {
	test('colour only on a terminal; JSON logs are one object a line', async () => {
		const place = await openPlace(size);
		const {stdout, stderr} = await place.usher('plan', '--log-level', 'debug', '--log-format', 'json');
		expect(stdout).not.toContain('\u001b');
		const lines = stderr.trim().split('\n');
		expect(lines.length).toBeGreaterThan(4);
		for (const line of lines) {
			expect(JSON.parse(line)).toMatchObject({
				time: expect.any(String),
				level: expect.any(String),
				text: expect.any(String),
			});
		}
	});

	test('a pipe that is closed early does not stop a sync', async () => {
		const place = await openPlace({...size, oddities: false});
		const run = place.start(...first);
		run.child.stdout?.destroy();
		expect((await run.ended).code).toBe(0);
		expect((await place.usher('sync')).stdout).toContain('Nothing to do');
	});

	test('hostile names reach no terminal raw', async () => {
		const place = await openPlace(size);
		place.practice.company.hire({name: 'Eve\u001b[2J\u001b]0;owned\u0007\u202egnp', mail: 'eve@halden.example'});
		for (const args of [
			['test', '--all'],
			['plan', '--all'],
			['test', 'eve'],
		]) {
			const {stdout, stderr} = await place.usher(...args);
			expect(stdout).toContain('eve@halden.example');
			expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
		}
	});

	test('every command has help with examples', async () => {
		const top = await startUsher(['--help'], {}).ended;
		const verbs = [...top.stdout.matchAll(/^ {2}([a-z]+)(?: \[| <| {2})/gm)].map(([, verb = '']) => verb);
		expect(verbs).toEqual(expect.arrayContaining(['demo', 'test', 'plan', 'sync', 'status', 'history', 'doctor']));
		for (const verb of new Set(verbs.filter(name => name !== 'help' && name !== 'usher'))) {
			const {code, stdout} = await startUsher([verb, '--help'], {}).ended;
			expect(code, verb).toBe(0);
			expect(stdout, verb).toContain('Examples:');
			expect(
				stdout.split('\n').filter(line => line.length > 80),
				verb,
			).toEqual([]);
		}
	});
});

describe('usher doctor', () => {
	type Doctor = {exitCode: number; checks: {name: string; state: string; fact: string; advice?: string[]}[]};

	test('looks at everything that a sync needs, a line each, and is content with a healthy place', async () => {
		const place = await openPlace({...size, organisation: {seats: 50}});
		expect([0, 14]).toContain((await place.usher(...first)).code);
		const {code, document} = await place.json<Doctor>('doctor');
		expect(code).toBe(0);
		const facts = new Map(document.checks.map(({name, state, fact}) => [name, `${state} ${fact}`]));
		const {login, graph, bitwarden} = place.practice.urls;
		for (const url of [login, graph, bitwarden]) expect(facts.get('network')).toContain(new URL(url).host);
		const checks = [
			'settings',
			'secrets',
			'network',
			'clock',
			'sign-in',
			'permissions',
			'Graph',
			'seats',
			'state',
			'lock',
		];
		for (const name of checks) expect(facts.get(name), [...facts].join('\n')).toMatch(/^ok /);
		expect(facts.get('permissions')).toMatch(/User\.Read\.All.*GroupMember\.Read\.All/);
		expect(facts.get('seats')).toContain('50');
		const told = [...facts.values()].join('\n');
		expect(told).toMatch(/revoke/i);
		expect(document.checks.filter(({state}) => state === 'bad')).toEqual([]);
	});

	test('names each thing that is wrong with what to do, and tries the rest', async () => {
		const place = await openPlace(size);
		place.practice.bitwarden.knobs.planHasApi = false;
		place.practice.company.revokePermission('GroupMember.Read.All');
		const {code, stdout} = await startUsher(['doctor', '--json'], {...place.environment, USHER_CLEINT_ID: 'x'}).ended;
		const {exitCode, checks} = JSON.parse(stdout) as Doctor;
		expect(code).toBe(12);
		expect(exitCode).toBe(12);
		const bad = checks.filter(({state}) => state === 'bad');
		expect(bad.length).toBeGreaterThan(1);
		for (const {name, advice} of bad) expect(advice?.join(' ') ?? '', name).toMatch(/[a-z]{3}/);
		expect(checks.find(({name, state}) => name === 'settings' && state === 'warn')?.fact).toContain('USHER_CLEINT_ID');
	});
});
