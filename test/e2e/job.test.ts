// The whole job, headless, as an administrator types it: the built program against the practice tenant.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {PlanDocument, ReportDocument} from '../../source/commands/json/plan.ts';
import {openPlace, type Place} from '../helpers/usher.ts';

const size = {users: 40, groups: 8} as const;
const everything = ['--first-run', '--allow-invites', '1000', '--allow-seats', '1000'] as const;

const firstSync = async (place: Place): Promise<void> => {
	const {code, stderr} = await place.usher('sync', ...everything);
	expect([0, 14], stderr).toContain(code);
};

const imports = (place: Place): number =>
	place.practice.bitwarden.requests.byRoute.get('POST /api/public/organization/import') ?? 0;

describe('the whole job', () => {
	test('plan, guard, the exact way on, sync, and then nothing to do', async () => {
		const place = await openPlace(size);
		const plan = await place.usher('plan');
		expect(plan.code).toBe(0);
		expect(plan.stdout).toContain('nothing has been sent');
		expect(imports(place)).toBe(0);

		const refused = await place.usher('sync');
		expect(refused.code).toBe(13);
		expect(imports(place)).toBe(0);
		const [, wayOn = ''] = /\n {2}(usher sync --first-run[^\n]*)\n/.exec(refused.stdout) ?? [];
		expect(wayOn).not.toBe('');

		const applied = await place.usher(...wayOn.split(' ').slice(1));
		expect([0, 14], applied.stderr).toContain(applied.code);
		expect(applied.stdout).toMatch(/Done in .*invited/);
		const sent = imports(place);
		expect(sent).toBeGreaterThan(0);

		const again = await place.usher('sync');
		expect(again.code).toBe(applied.code);
		expect(again.stdout).toContain('Nothing to do');
		expect(imports(place)).toBe(sent);
	});

	test('every line of text fits 80 columns', async () => {
		const place = await openPlace(size);
		for (const args of [['plan'], ['sync'], ['test'], ['status'], ['history'], ['doctor'], ['config', 'list']]) {
			const {stdout} = await place.usher(...args);
			const wide = stdout.split('\n').filter(line => [...line].length > 80 && !line.includes('https://'));
			expect(wide, args.join(' ')).toEqual([]);
		}
	});

	test('a plan written to a file is applied exactly, or not at all', async () => {
		const place = await openPlace(size);
		const file = join(place.home, 'plan.json');
		const planned = await place.usher('plan', '--out', file);
		expect(planned.code).toBe(0);
		// The folder's name may be long: the shell is told that the line goes on.
		expect(planned.stdout.replaceAll(/ \\\n\s*/g, ' ')).toContain(`usher sync --plan ${file} --first-run`);
		expect((await place.usher('sync', '--plan', file)).code).toBe(13);

		place.practice.company.hire({name: 'Grace Hopper'});
		const stale = await place.usher('sync', '--plan', file, ...everything, '--full');
		expect(stale.code).toBe(18);
		expect(imports(place)).toBe(0);

		await place.usher('plan', '--out', file);
		expect([0, 14]).toContain((await place.usher('sync', '--plan', file, ...everything)).code);
		expect(imports(place)).toBeGreaterThan(0);

		writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 7'));
		expect((await place.usher('sync', '--plan', file)).code).toBe(18);
		writeFileSync(file, 'not a plan');
		expect((await place.usher('sync', '--plan', file)).code).toBe(2);
	});

	test('JSON is one document on stdout, in the promised shape', async () => {
		const place = await openPlace(size);
		const planned = await place.json<PlanDocument>('plan');
		expect(Object.keys(planned.document).filter(key => key !== 'seats')).toEqual([
			'version',
			'fingerprint',
			'basis',
			'managed',
			'counts',
			'changes',
			'problems',
			'guard',
			'mails',
		]);
		expect(planned.document.guard).toContainEqual({limit: 'first-run', flag: '--first-run'});
		expect(planned.document.changes.length).toBeGreaterThan(20);

		const refused = await place.json<ReportDocument>('sync');
		expect(refused.code).toBe(13);
		expect(refused.document).toMatchObject({outcome: 'refused', exitCode: 13, applied: {}});

		const applied = await place.json<ReportDocument>('sync', ...everything);
		expect(applied.document).toMatchObject({outcome: 'applied', exitCode: applied.code});
		expect(applied.document.applied.invite).toBe(planned.document.counts.invite);
		expect(Object.keys(applied.document)).toEqual(
			expect.arrayContaining(['run', 'outcome', 'exitCode', 'plan', 'applied', 'problems', 'requests', 'durationMs']),
		);
		expect(applied.document.requests.graph).toBeGreaterThan(0);

		const status = await place.json<{lastRun: {outcome: string}; setUp: boolean}>('status');
		expect(status.document).toMatchObject({setUp: true, lastRun: {outcome: 'applied'}});
		const runs = await place.json<{runs: {run: string; exitCode: number}[]}>('history');
		expect(runs.document.runs.map(run => run.exitCode)).toEqual([applied.code, 13, 0]);
		const one = await place.json<{report: ReportDocument; events: unknown[]}>(
			'history',
			runs.document.runs[0]?.run ?? '',
		);
		expect(one.document.report.outcome).toBe('applied');
		expect(one.document.events.length).toBeGreaterThan(5);
	});

	test('test says of everyone why, and of one person in particular', async () => {
		const place = await openPlace(size);
		type Verdicts = {people: {email: string; verdict: string; reason: string; code: string}[]};
		const {code, document} = await place.json<Verdicts>('test');
		expect([0, 14]).toContain(code);
		expect(document.people).toHaveLength(place.practice.company.users().length);
		expect(document.people.filter(person => person.reason === '')).toEqual([]);
		const guest = document.people.find(person => person.code === 'guest');
		const one = await place.usher('test', guest?.email ?? 'guest');
		expect(one.stdout).toContain(guest?.reason.split(' ').slice(0, 4).join(' '));
		expect(imports(place)).toBe(0);
	});

	test('a leaver loses access, the guard counts, and a lost department waits for a person', async () => {
		const place = await openPlace({users: 40, groups: 8, oddities: false});
		await firstSync(place);
		const {company, bitwarden} = place.practice;
		const people = company.users().filter(user => user !== company.admin);
		const [first] = people;
		company.leave(first!);
		company.hire({name: 'Grace Hopper'});
		const left = await place.usher('sync');
		expect([0, 14], left.stdout).toContain(left.code);
		// The forty of the first sync had a person's word, and do not count against one more today.
		expect(left.stdout).toContain('1 revoked, 1 invited');
		expect(bitwarden.memberByEmail(first?.mail ?? '')?.status).toBe(-1);

		for (const person of people.slice(1, 15)) company.leave(person);
		const refused = await place.usher('sync');
		expect(refused.code).toBe(13);
		expect(refused.stdout).toContain('--allow-removals 14');
		expect((await place.usher('sync', '--allow-removals', '13')).code).toBe(13);
		const allowed = await place.usher('sync', '--allow-removals', '14', '--allow-membership-removals', '1000');
		expect([0, 14], allowed.stdout).toContain(allowed.code);
		expect(bitwarden.memberByEmail(people[14]?.mail ?? '')?.status).toBe(-1);
	});
});
