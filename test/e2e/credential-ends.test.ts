// A credential that is about to end, and consent that is on its way, as a shell sees them.
import {expect, onTestFinished, test} from 'vitest';
import {spawnInTerminal} from '../helpers/terminal.ts';
import {openPlace} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

test('from 30 days on it is said in status, problems, doctor and each plan; the exit codes stay', async () => {
	const place = await openPlace({users: 20, groups: 4}, {USHER_CREDENTIAL_ENDS: inDays(12.5)});
	const status = await place.usher('status');
	expect(status.stdout).toMatch(/ends in 12 days .*usher credentials renew/s);
	expect((await place.usher('problems')).stdout).toMatch(
		/1 problem needs a person \(there was no run yet\)[\s\S]*ends in 12 days[\s\S]*credentials renew[\s\S]*key credential-ends:/,
	);
	const doctor = await place.usher('doctor');
	expect(doctor.stdout).toMatch(/credential +ends in 12 days/);
	expect(doctor.code).toBe(0);
	const plan = await place.json<{problems: {code: string; severity: string}[]}>('plan');
	expect(plan.document.problems).toContainEqual(
		expect.objectContaining({code: 'credential-ends', severity: 'warning'}),
	);
	expect((await place.usher('plan')).stdout).toContain('ends in 12 days');
	const problems = await place.json<{problems: {key: string; code: string}[]}>('problems');
	expect(problems.document.problems.filter(one => one.code === 'credential-ends')).toHaveLength(1);
	expect((await place.usher('problems', '--acknowledge', 'credential-ends')).stdout).toMatch(
		/Acknowledged[\s\S]*12 days/,
	);
});

test('the report of a run and the dashboard count down too, on a terminal', async () => {
	const place = await openPlace({users: 20, groups: 4}, {USHER_CREDENTIAL_ENDS: inDays(12.5)});
	const {environment} = place;
	const sync = spawnInTerminal(process.execPath, [program, 'sync', '--first-run', '--allow-invites', '99'], {
		environment,
		columns: 100,
		rows: 60,
	});
	onTestFinished(() => sync.kill('SIGKILL'));
	await sync.exited;
	expect(sync.text()).toMatch(/The client secret of the app registration ends in 12 days/);
	const dashboard = spawnInTerminal(process.execPath, [program], {environment, columns: 110, rows: 30});
	onTestFinished(() => dashboard.kill('SIGKILL'));
	await dashboard.waitFor('client secret ends in 12 days');
});

test('a year before its end, and when it is not known, nobody is bothered', async () => {
	const place = await openPlace({users: 20, groups: 4}, {USHER_CREDENTIAL_ENDS: inDays(300)});
	expect((await place.usher('status')).stdout).not.toContain('credential');
	const unknown = await openPlace({users: 20, groups: 4});
	const plan = await unknown.json<{problems: {code: string}[]}>('plan');
	expect(plan.document.problems.map(one => one.code)).not.toContain('credential-ends');
	expect((await unknown.usher('credentials', 'status')).stdout).toContain('not known');
});

test('the end is asked of the tenant where the application may read its registration, and kept', async () => {
	const place = await openPlace({
		users: 20,
		groups: 4,
		permissions: ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'],
	});
	const first = await place.usher('credentials', 'status');
	expect(first.stdout).toMatch(/ends in 36[45] days; known from the tenant/);
	expect((await place.usher('credentials', 'status')).stdout).toContain('known from the settings');
});

test('the doctor tells consent that is on its way from consent nobody gave', async () => {
	const place = await openPlace({
		users: 20,
		groups: 4,
		permissions: ['User.Read.All', 'Application.Read.All'],
		propagation: {consentMs: 3_600_000},
	});
	const before = await place.usher('doctor');
	expect(before.code).toBe(12);
	expect(before.stdout).toContain('GroupMember.Read.All is missing');
	place.practice.company.grantPermission('GroupMember.Read.All');
	const after = await place.usher('doctor');
	expect(after.code).toBe(12);
	expect(after.stdout).toContain('granted, but not in the tokens yet');
});

test('a renewal that could not be used is refused before anything is asked of anyone', async () => {
	const place = await openPlace({users: 20, groups: 4});
	const ended = await place.usher('credentials', 'renew');
	expect(ended.code).toBe(10);
	expect(ended.stderr).toContain('USHER_CLIENT_SECRET');
	expect(place.practice.login.waitingCodes()).toEqual([]);
});

test('a Bitwarden key that is refused comes with the way to the right one', async () => {
	const place = await openPlace({users: 20, groups: 4}, {USHER_BITWARDEN_CLIENT_SECRET: 'A'.repeat(30)});
	const doctor = await place.usher('doctor');
	expect(doctor.code).toBe(11);
	expect(doctor.stdout).toMatch(/Where the key is:[\s\S]*1\. Open https:[\s\S]*API key[\s\S]*client_secret/);
});
