// What each failure ends with, and that it says what to do. The built program against the practice tenant.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {testFolder} from '../helpers/folder.ts';
import {openPlace, startUsher} from '../helpers/usher.ts';

const size = {users: 20, groups: 4} as const;
/** Starting the program takes its time on a busy machine. */
const quick = {USHER_RETRY: '1', USHER_TIMEOUT: '5'} as const;

describe('exit codes', () => {
	test('2: the command line is wrong', async () => {
		for (const args of [
			['snyc'],
			['plan', 'extra'],
			['sync', '--allow-invites', 'many'],
			['plan', '--nonsense'],
			['secret', 'set', 'other'],
		]) {
			const {code, stdout} = await startUsher(args, {USHER_HOME: testFolder()}).ended;
			expect(code, args.join(' ')).toBe(2);
			expect(stdout).toBe('');
		}
	});

	test('2: no command and no terminal; the headless ones are named', async () => {
		const {code, stderr} = await startUsher([], {USHER_HOME: testFolder()}).ended;
		expect(code).toBe(2);
		expect(stderr).toContain('usher doctor');
	});

	test('10: not set up; status, plan and doctor say what is missing', async () => {
		const environment = {USHER_HOME: testFolder()};
		for (const verb of ['plan', 'status', 'doctor']) {
			const {code, stdout, stderr} = await startUsher([verb], environment).ended;
			expect(code, verb).toBe(10);
			expect(stdout + stderr, verb).toMatch(/set/);
		}
	});

	test('10: settings that are damaged, unknown or impossible are named, kept as they are, and nothing runs', async () => {
		const place = await openPlace(size);
		expect((await place.usher('config', 'set', 'sync.guests', 'out')).code).toBe(0);
		const path = (await place.usher('config', 'path')).stdout.trim();
		const written = readFileSync(path, 'utf8');
		expect(written).toContain('"guests"');
		const asked = (): number => place.practice.graph.requests.total + place.practice.bitwarden.requests.total;
		for (const [content, named] of [
			[written.slice(0, -4), path],
			[written.replace('"guests"', '"gusets"'), 'sync.gusets'],
			[written.replace('"out"', '"perhaps"'), '"perhaps"'],
		] as const) {
			writeFileSync(path, content);
			const {code, stderr, stdout} = await place.usher('sync', '--first-run', '--allow-invites', '99');
			expect(code, stderr + stdout).toBe(10);
			expect(stderr.replaceAll(/\s+/g, ' ')).toContain(named);
			expect(readFileSync(path, 'utf8')).toBe(content);
		}
		writeFileSync(path, written);
		const wrong = await startUsher(['plan'], {...place.environment, USHER_GUARD_INVITES: 'fifty'}).ended;
		expect(wrong.code).toBe(10);
		expect(wrong.stderr).toContain('USHER_GUARD_INVITES');
		expect(wrong.stderr).toContain('"fifty"');
		expect(asked()).toBe(0);
	});

	test('10: a filter that cannot be read, with its position; nothing runs', async () => {
		const place = await openPlace(size);
		const {code, stderr} = await startUsher(['plan'], {...place.environment, USHER_GROUP_FILTER: 'inclde:Sales'}).ended;
		expect(code).toBe(10);
		expect(stderr).toMatch(/\n {2}inclde:Sales\n {2}\^\n/);
		expect(place.practice.bitwarden.requests.byRoute.get('GET /api/public/members') ?? 0).toBe(0);
	});

	test('11: the secret is wrong', async () => {
		const place = await openPlace(size);
		const {code, stderr} = await startUsher(['plan'], {...place.environment, USHER_CLIENT_SECRET: 'wrong'}).ended;
		expect(code).toBe(11);
		expect(stderr).toMatch(/secret/i);
	});

	test('10: doctor says once that a secret is missing, and tries nothing that rests on it', async () => {
		const place = await openPlace(size);
		const {code, stdout} = await startUsher(['doctor'], {...place.environment, USHER_CLIENT_SECRET: ''}).ended;
		expect(code).toBe(10);
		expect(stdout.match(/has not been given/g)).toHaveLength(1);
		expect(stdout.match(/not tried: secrets/g)).toHaveLength(1);
		expect(stdout).toContain('API key is good');
	});

	test('11: the organisation key is wrong', async () => {
		const place = await openPlace(size);
		const {code} = await startUsher(['plan'], {...place.environment, USHER_BITWARDEN_CLIENT_SECRET: 'wrong'}).ended;
		expect(code).toBe(11);
	});

	test('12: a permission is missing; plan and doctor name it', async () => {
		const place = await openPlace({...size, permissions: ['User.Read.All']});
		const plan = await place.usher('plan');
		expect(plan.code).toBe(12);
		expect(plan.stderr).toContain('GroupMember.Read.All');
		const doctor = await place.usher('doctor');
		expect(doctor.code).toBe(12);
		expect(doctor.stdout).toContain('GroupMember.Read.All is missing');
		expect(doctor.stdout).toContain('not tried: permissions');
	});

	test('13: refused by the guard, with the exact flags; each of them lets its part pass, and no more', async () => {
		const place = await openPlace({users: 40, groups: 8, members: 160, oddities: false});
		const {company} = place.practice;
		expect((await place.usher('sync')).code).toBe(13);
		expect((await place.usher('sync', '--first-run', '--allow-invites', '39')).code).toBe(0);

		company.hire({name: 'Guest', mail: 'guest@other.example', guest: true});
		const changed = {...place.environment, USHER_GUESTS: 'in'};
		const scope = await startUsher(['sync', '--json'], changed).ended;
		expect(scope.code).toBe(13);
		expect(JSON.parse(scope.stdout).plan.guard).toMatchObject([{limit: 'scope-changed', flag: '--accept-scope'}]);
		expect((await startUsher(['sync', '--accept-scope'], changed).ended).code).toBe(0);

		const groups = company.groups().slice(0, 5);
		const gone = groups.reduce((sum, group) => sum + group.members.length, 0);
		expect(gone).toBeGreaterThan(50);
		for (const group of groups) company.deleteGroup(group);
		const refused = await startUsher(['sync'], changed).ended;
		expect(refused.code).toBe(13);
		const flags = /--allow-membership-removals (\d+)/.exec(refused.stdout)?.[1] ?? '';
		expect(refused.stdout).toContain('--allow-group-removals 5');
		expect(Number(flags)).toBeGreaterThan(50);
		const half = await startUsher(['sync', '--allow-group-removals', '5'], changed).ended;
		expect(half.code).toBe(13);
		const word = ['sync', '--allow-group-removals', '5', '--allow-membership-removals', flags];
		expect((await startUsher(word, changed).ended).code).toBe(0);
		for (const group of groups)
			expect(place.practice.bitwarden.groupByName(group.displayName ?? '')?.members.size).toBe(0);
	});

	test('14: done, with what needs a person; the same run without it ends with 0', async () => {
		const place = await openPlace({...size, oddities: false});
		const {company, bitwarden} = place.practice;
		const twin = company.hire({name: 'Twin', mail: 'twin@halden.example', upn: 'twin.one@halden.example'});
		company.hire({name: 'Twin', mail: 'twin@halden.example', upn: 'twin.two@halden.example'});
		const {code, document} = await place.json<{exitCode: number; outcome: string; problems: {severity: string}[]}>(
			'sync',
			'--first-run',
			'--allow-invites',
			'99',
		);
		expect(code).toBe(14);
		expect(document).toMatchObject({exitCode: 14, outcome: 'applied', problems: [{severity: 'needs-person'}]});
		expect(bitwarden.memberByEmail('twin@halden.example')).toBeUndefined();
		const told = await place.usher('sync');
		expect(told.code).toBe(14);
		expect(told.stdout).toContain('twin@halden.example');
		company.disable(twin);
		expect((await place.usher('sync')).code).toBe(0);
		expect(bitwarden.memberByEmail('twin@halden.example')?.status).toBe(0);
	});

	test('15: the organisation says no', async () => {
		const place = await openPlace(size);
		place.practice.bitwarden.knobs.planHasGroups = false;
		const {code, stderr, stdout} = await place.usher(
			'sync',
			'--first-run',
			'--allow-invites',
			'99',
			'--allow-seats',
			'99',
		);
		expect(code, stdout + stderr).toBe(15);
	});

	test('16: a service is down', async () => {
		const place = await openPlace(size, quick);
		place.practice.faults.add({service: 'graph', times: Number.POSITIVE_INFINITY, harm: {kind: 'status', status: 503}});
		const {code, stderr} = await place.usher('plan');
		expect(code, stderr).toBe(16);
		expect(stderr).toContain('Microsoft Graph');
	});

	test('16: the sign-in page of a network stands before Bitwarden, and it is said what answered', async () => {
		const page = '<html><head><title>Hotel Wi-Fi</title></head><body>Room number?</body></html>';
		for (const [harm, words] of [
			[{kind: 'status', status: 200, body: page, contentType: 'text/html'}, 'a web page, "Hotel Wi-Fi"'],
			[{kind: 'redirect', location: 'https://portal.example/login'}, 'a redirect to https://portal.example (302)'],
			[{kind: 'status', status: 511, body: page, contentType: 'text/html'}, 'sign-in of its own first (511)'],
		] as const) {
			const place = await openPlace(size, quick);
			place.practice.faults.add({service: 'bitwarden', times: Number.POSITIVE_INFINITY, harm});
			const {code, stderr} = await place.usher('plan');
			expect(code, stderr).toBe(16);
			expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
		}
	});

	test('17: another run holds the lock, and the message says whose', async () => {
		const place = await openPlace(size);
		place.practice.faults.add({service: 'graph', route: '/users', harm: {kind: 'hang'}});
		const first = place.start('plan');
		await expect.poll(() => place.practice.faults.done.length).toBe(1);
		const second = await place.usher('plan');
		expect(second.code).toBe(17);
		expect(second.stderr).toContain(`process ${first.child.pid}`);
		first.child.kill('SIGKILL');
		await first.ended;
	});

	test('18: the plan file no longer fits', async () => {
		const place = await openPlace({...size, oddities: false});
		const file = join(place.home, 'plan.json');
		expect((await place.usher('plan', '--out', file)).code).toBe(0);
		place.practice.company.hire({name: 'Grace Hopper', mail: 'grace@halden.example'});
		const {code, stderr} = await place.usher('sync', '--plan', file, '--first-run', '--allow-invites', '99');
		expect(code, stderr).toBe(18);
		expect(place.practice.bitwarden.mails).toEqual([]);
	});

	test('20: changes, when asked for in detail; 0 when there are none', async () => {
		const place = await openPlace({...size, oddities: false});
		expect((await place.usher('plan', '--detailed-exit-code')).code).toBe(20);
		await place.usher('sync', '--first-run', '--allow-invites', '99', '--allow-seats', '99');
		expect((await place.usher('plan', '--detailed-exit-code')).code).toBe(0);
	});

	test('130: interrupted once it stops cleanly, and the next run goes on', async () => {
		const place = await openPlace({...size, latencyMs: 150});
		const run = place.start('plan');
		await expect.poll(() => place.practice.graph.requests.total).toBeGreaterThan(0);
		run.child.kill('SIGINT');
		const {code, stderr} = await run.ended;
		expect(code).toBe(130);
		expect(stderr).not.toMatch(/\n\s+at /);
		expect([0, 14]).toContain((await place.usher('plan')).code);
	});

	test('130: interrupted twice it stops at once', async () => {
		const place = await openPlace(size);
		place.practice.faults.add({service: 'graph', route: '/users', harm: {kind: 'hang'}});
		const run = place.start('plan');
		await expect.poll(() => place.practice.faults.done.length).toBe(1);
		run.child.kill('SIGINT');
		await expect.poll(() => run.stderr()).toContain('Stopping');
		run.child.kill('SIGINT');
		expect((await run.ended).code).toBe(130);
	});

	test('an error is a document too, with --json', async () => {
		const {code, stdout} = await startUsher(['plan', '--json'], {USHER_HOME: testFolder()}).ended;
		expect(code).toBe(10);
		expect(JSON.parse(stdout)).toMatchObject({
			exitCode: 10,
			error: {code: expect.any(String), message: expect.any(String)},
		});
	});
});
