// A sync that a scheduler starts: the built program, the practice tenant, a receiver of webhooks, all over real HTTPS.
import {chmodSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {takeLock} from '../../source/platform/lock/lock.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {testFolder} from '../helpers/folder.ts';
import {startReceiver} from '../helpers/receiver.ts';
import {openPlace, type Place, startUsher} from '../helpers/usher.ts';

const size = {users: 30, groups: 5, oddities: false} as const;
const first = ['sync', '--first-run', '--allow-invites', '1000', '--allow-seats', '1000'] as const;
const timer = ['sync', '--unattended'] as const;
const cron = ['--log-level', 'warn', 'sync', '--unattended', '--quiet', '--ok-with-problems'] as const;

const open = async (more: Readonly<Record<string, string>> = {}) => {
	const place = await openPlace(size);
	const receiver = await startReceiver(place);
	const environment = {...place.environment, ...receiver.environment, ...more};
	const usher = (...args: readonly string[]) => startUsher(args, environment).ended;
	const paths = pathsOf({environment, profile: 'default'});
	const json = async <Value>(...args: readonly string[]): Promise<Value> =>
		JSON.parse((await usher(...args, '--json')).stdout) as Value;
	return {...place, environment, receiver, usher, json, paths};
};

/** As many as the guard does not let pass. */
const loseDepartment = (place: Pick<Place, 'practice'>): void => {
	const {company} = place.practice;
	for (const user of company
		.users()
		.filter(one => one !== company.admin)
		.slice(0, 15))
		company.leave(user);
};

/** Series of a file in Prometheus text format, by name and labels. */
const series = (text: string): ReadonlyMap<string, number> =>
	new Map(
		text
			.split('\n')
			.filter(line => line !== '' && !line.startsWith('#'))
			.map(line => {
				const [, name = '', value = ''] = /^([a-z_]+\{[^}]*\}) (\S+)$/.exec(line) ?? [];
				expect(name, line).not.toBe('');
				return [name, Number(value)] as const;
			}),
	);

/** Makes everything that was told or printed so many hours older. */
const age = (stateFolder: string, hours: number): void => {
	const path = join(stateFolder, 'notices.json');
	const text = readFileSync(path, 'utf8').replaceAll(/"(\d{4}-[^"]+Z)"/g, (_, at: string) =>
		JSON.stringify(new Date(Date.parse(at) - hours * 3_600_000).toISOString()),
	);
	writeFileSync(path, text);
};

type Unattended = {
	readonly unattended: {
		readonly by: string;
		readonly failing: string | null;
		readonly failures: number;
		readonly failingSince: string | null;
		readonly overdue: boolean;
		readonly nextRun: string | null;
	} | null;
};

describe('a timer', () => {
	test('three failures are one notice, their end another; the metrics and the status follow', async () => {
		const {usher, json, receiver, practice, home, environment} = await open({
			USHER_METRICS_FILE: join(testFolder(), 'usher.prom'),
		});
		const file = environment.USHER_METRICS_FILE ?? '';
		expect((await usher(...first)).code).toBe(0);
		expect((await json<Unattended>('status')).unattended).toBeNull();
		expect((await usher(...timer)).code).toBe(0);
		expect(receiver.told).toEqual([]);

		practice.login.knobs.blockApplications = true;
		for (let run = 0; run < 3; run++) expect((await usher(...timer)).code).toBe(11);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['failure']);
		expect(receiver.told[0]).toMatchObject({profile: 'default', title: expect.stringContaining('The sync fails: ')});

		const text = readFileSync(file, 'utf8');
		const values = series(text);
		expect(values.get('usher_failures_in_a_row{profile="default"}')).toBe(3);
		expect(values.get('usher_last_run_exit_code{profile="default"}')).toBe(11);
		expect(values.get('usher_runs_total{outcome="failed",profile="default"}')).toBe(3);
		expect(values.get('usher_runs_total{outcome="nothing-to-do",profile="default"}')).toBe(1);
		const [ended, good, next] = ['last_run', 'last_success', 'next_run'].map(
			name => values.get(`usher_${name}_timestamp_seconds{profile="default"}`) ?? 0,
		);
		expect(good).toBeGreaterThan(1_700_000_000);
		expect(ended).toBeGreaterThan(good ?? 0);
		expect(next).toBeGreaterThan(ended ?? 0);
		// Nothing of a process that has ended; nothing of what is not known.
		expect([...values.keys()].filter(name => /process|nodejs|credential/.test(name))).toEqual([]);
		// Each family says once what it is.
		const families = [...text.matchAll(/^# TYPE (\S+) (counter|gauge)$/gm)].map(([, name]) => name);
		expect(new Set(families).size).toBe(families.length);
		expect(statSync(file).mode & 0o777).toBe(0o644);
		expect(readdirSync(join(file, '..')).filter(name => name.startsWith('usher.prom'))).toEqual(['usher.prom']);

		const {unattended} = await json<Unattended>('status');
		expect(unattended).toMatchObject({by: 'schedule', failures: 3, overdue: false});
		expect(unattended?.failingSince).not.toBeNull();
		expect((await usher('status')).stdout).toMatch(/^failing +since .*the same 3 times in a row/m);

		practice.login.knobs.blockApplications = false;
		expect((await usher(...timer)).code).toBe(0);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['failure', 'recovery']);
		expect(series(readFileSync(file, 'utf8')).get('usher_failures_in_a_row{profile="default"}')).toBe(0);
		expect((await json<Unattended>('status')).unattended).toMatchObject({failing: null, failures: 0});
		expect((await json<{runs: {by: string}[]}>('history')).runs[0]?.by).toBe('schedule');
		expect(readFileSync(join(home, 'profiles/default/notices.json'), 'utf8')).not.toContain('canary');
	});

	test('a plan that was refused is told once, and let pass by a person is over', async () => {
		const place = await open();
		const {usher, receiver, json} = place;
		expect((await usher(...first)).code).toBe(0);
		loseDepartment(place);
		expect((await usher(...timer)).code).toBe(13);
		expect((await usher(...timer)).code).toBe(13);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['refused']);
		expect((await json<Unattended>('status')).unattended).toMatchObject({failing: 'refused', failures: 2});
		expect((await usher('sync', '--allow-removals', '15')).code).toBe(0);
		// A person has mended it: the next run will say so to who was told, and the status need not wait.
		expect((await json<Unattended>('status')).unattended).toMatchObject({failing: null, failures: 0});
		expect((await usher(...timer)).code).toBe(0);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['refused', 'recovery']);
	});

	test('what keeps a run from beginning is told as well: damaged settings, a missing secret; not who else has the lock', async () => {
		const {usher, receiver, paths, environment, json} = await open();
		expect((await usher(...first)).code).toBe(0);
		// In the file, so that it is lost with it.
		expect((await usher('config', 'set', 'logs.maskEmails', 'yes')).code).toBe(0);
		expect((await usher(...timer)).code).toBe(0);

		const lock = takeLock(paths, {run: 'other', by: 'screen', now: new Date()});
		expect((await usher(...timer)).code).toBe(17);
		lock.release();
		expect(receiver.told).toEqual([]);

		const kept = readFileSync(paths.settings, 'utf8');
		writeFileSync(paths.settings, '{"version": 1, "sync": {"protect": ["ada@fabrikam.example');
		chmodSync(paths.settings, 0o600);
		const damaged = await usher(...timer, '--json');
		expect(damaged.code).toBe(10);
		expect(JSON.parse(damaged.stdout)).toMatchObject({exitCode: 10, error: {code: 'settings-damaged'}});
		expect(receiver.told).toMatchObject([{kind: 'failure', title: expect.stringContaining('is no JSON')}]);
		const noted = JSON.parse(readFileSync(join(paths.stateFolder, 'unattended.json'), 'utf8'));
		expect(noted).toMatchObject({variables: {USHER_MASK_EMAILS: 'yes'}, unattended: {failing: 'settings-damaged'}});
		writeFileSync(paths.settings, kept);

		const {USHER_CLIENT_SECRET: _, ...without} = environment;
		expect((await startUsher(timer, without).ended).code).toBe(10);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['failure', 'failure']);
		expect((await json<Unattended>('status')).unattended?.failures).toBe(1);
		expect((await usher(...timer)).code).toBe(0);
		expect(receiver.told.at(-1)?.kind).toBe('recovery');
	});

	test('runs that are killed before they can say anything are told by the one after, once they stay', async () => {
		const {usher, json, receiver, paths, environment} = await open();
		expect((await usher(...first)).code).toBe(0);
		expect((await usher(...timer)).code).toBe(0);
		const path = join(paths.stateFolder, 'unattended.json');
		const noted = () => JSON.parse(readFileSync(path, 'utf8'));
		const killed = startUsher(timer, environment);
		await expect.poll(() => noted().begun?.pid).toBe(killed.child.pid);
		killed.child.kill('SIGKILL');
		await killed.ended;
		// One is an accident.
		expect((await usher(...timer)).code).toBe(0);
		expect(noted()).toMatchObject({unattended: {failures: 0, totals: {runs: {interrupted: 1}}}});
		expect(noted()).not.toHaveProperty('begun');
		expect(receiver.told).toEqual([]);

		// As if they had been killed every hour of this morning.
		const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
		const {unattended} = noted();
		const row = {failing: 'cut-short', passing: true, failures: 4, sameSince: ago(5), failingSince: ago(5)};
		writeFileSync(
			path,
			JSON.stringify({
				...noted(),
				unattended: {...unattended, ...row},
				begun: {by: 'schedule', at: ago(1), pid: killed.child.pid, host: hostname()},
			}),
		);
		expect((await usher(...timer)).code).toBe(0);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['failure', 'recovery']);
		expect(receiver.told[0]).toMatchObject({
			title: expect.stringContaining('cut short'),
			text: expect.stringContaining('5 times in a row'),
		});
		expect((await json<Unattended>('status')).unattended).toMatchObject({failing: null});
	});

	test('a run that is missing is said by the status', async () => {
		const {usher, json, paths} = await open();
		expect((await usher(...first)).code).toBe(0);
		expect((await usher(...timer)).code).toBe(0);
		expect((await usher('status')).stdout).not.toContain('overdue');
		const path = join(paths.stateFolder, 'unattended.json');
		// Hourly, and three hours ago.
		writeFileSync(
			path,
			readFileSync(path, 'utf8').replaceAll(/"(\d{4}-[^"]+Z)"/g, (_, at: string) =>
				JSON.stringify(new Date(Date.parse(at) - 3 * 3_600_000).toISOString()),
			),
		);
		expect((await json<Unattended>('status')).unattended?.overdue).toBe(true);
		expect((await usher('status')).stdout).toMatch(/^overdue +no run for 3 h/m);
		// Whoever has taken the timer away says so.
		expect((await usher('service', 'uninstall')).stderr).toContain('none is expected any more');
		expect((await json<Unattended>('status')).unattended).toMatchObject({overdue: false, nextRun: null});
		expect((await usher('status')).stdout).toMatch(/^unattended +by a scheduler: .*, stopped$/m);
		expect((await usher(...timer)).code).toBe(0);
		expect((await json<Unattended>('status')).unattended).toMatchObject({
			overdue: false,
			nextRun: expect.stringContaining('T'),
		});
	});

	test('addresses are masked in all that it prints, and not in what a person asks for', async () => {
		const {usher} = await open({USHER_MASK_EMAILS: 'yes'});
		const plan = await usher('plan');
		expect(plan.stdout).toContain('ada.lindqvist@halden.example');
		const waits = await usher(...timer);
		expect(waits.code).toBe(13);
		expect(waits.stdout).toMatch(/[a-z]\*\*\*@/);
		const document = await usher(...timer, '--json');
		expect(JSON.parse(document.stdout)).toMatchObject({exitCode: 13});
		const mailed = await usher(...cron);
		expect(mailed.stdout).toContain('--first-run');
		for (const text of [waits.stdout, waits.stderr, document.stdout, document.stderr, mailed.stdout])
			expect(text).not.toMatch(/[a-z0-9]@[a-z]/i);
		expect((await usher('history', '--json')).code).toBe(0);
	});
});

describe('cron', () => {
	test('a mail for what is new, none for what was said, one for what has changed, and one a day', async () => {
		const place = await open();
		const {usher, practice, paths} = place;
		const silent = {stdout: '', stderr: ''};
		const waits = await usher(...cron);
		expect(waits).toMatchObject({code: 13, stderr: ''});
		expect(waits.stdout).toContain('--first-run');
		expect(await usher(...cron)).toEqual({code: 13, ...silent});
		// Another plan is another question.
		practice.company.hire({name: 'Grace Hopper'});
		expect((await usher(...cron)).stdout).toContain('--first-run');
		expect(await usher(...cron)).toEqual({code: 13, ...silent});
		age(paths.stateFolder, 25);
		const again = await usher(...cron);
		expect(again.stdout).toContain('--first-run');
		expect(again.stdout).toContain('The same for 5 runs in a row');

		expect((await usher(...first)).code).toBe(0);
		const over = await usher(...cron);
		expect(over).toMatchObject({code: 0, stderr: ''});
		expect(over.stdout).toContain('The plan that waited is done');
		expect(await usher(...cron)).toEqual({code: 0, ...silent});

		practice.company.hire({name: 'One', mail: 'same@halden.example'});
		practice.company.hire({name: 'Two', mail: 'same@halden.example'});
		const problem = await usher(...cron);
		expect(problem.code).toBe(0);
		expect(problem.stdout).toContain('Something needs a person');
		expect(await usher(...cron)).toEqual({code: 0, ...silent});

		practice.login.knobs.blockApplications = true;
		const failed = await usher(...cron);
		expect([failed.code, failed.stdout]).toEqual([11, '']);
		expect(failed.stderr).not.toBe('');
		expect(await usher(...cron)).toEqual({code: 11, ...silent});
		age(paths.stateFolder, 25);
		expect((await usher(...cron)).stderr).toContain('The same for 3 runs in a row');
	});
});

test('what cannot be written is in one mail, and keeps no run from its work', async () => {
	const {usher} = await open({USHER_METRICS_FILE: '/nowhere/usher.prom'});
	expect((await usher(...first)).code).toBe(0);
	const mailed = await usher(...cron);
	expect(mailed).toMatchObject({code: 0, stdout: '', stderr: expect.stringContaining('The metrics are not written')});
	expect(await usher(...cron)).toEqual({code: 0, stdout: '', stderr: ''});
});

describe('watch and a scheduler at the same profile', () => {
	test('tell a failure and its end once between them', async () => {
		const file = join(testFolder(), 'usher.prom');
		const {usher, receiver, practice, environment, paths} = await open({
			USHER_RETRY: '0',
			USHER_METRICS_FILE: file,
		});
		const failed = () => series(readFileSync(file, 'utf8')).get('usher_runs_total{outcome="failed",profile="default"}');
		expect((await usher(...first)).code).toBe(0);
		practice.login.knobs.blockApplications = true;
		const watching = startUsher(['watch'], environment);
		await expect.poll(() => receiver.told.length).toBe(1);
		expect(failed()).toBe(1);
		expect((await usher(...timer)).code).toBe(11);
		// One count, whoever counts.
		expect(failed()).toBe(2);
		expect(receiver.told).toHaveLength(1);
		practice.login.knobs.blockApplications = false;
		expect((await usher(...timer)).code).toBe(0);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['failure', 'recovery']);
		const runs = (watching.stderr().match(/sync \S+ started/g) ?? []).length;
		watching.child.kill('SIGHUP');
		await expect.poll(() => (watching.stderr().match(/Next sync at/g) ?? []).length).toBeGreaterThan(0);
		expect((watching.stderr().match(/sync \S+ started/g) ?? []).length).toBeGreaterThan(runs);
		watching.child.kill('SIGTERM');
		expect((await watching.ended).code).toBe(0);
		expect(receiver.told.map(({kind}) => kind)).toEqual(['failure', 'recovery']);
		expect(JSON.parse(readFileSync(join(paths.stateFolder, 'unattended.json'), 'utf8')).unattended).toMatchObject({
			by: 'watch',
			stopped: true,
		});
	});
});
