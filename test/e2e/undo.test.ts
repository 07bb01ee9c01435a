// From a careless change in Entra to the undo of the run that followed it, and the run after: the built program.
import {expect, test} from 'vitest';
import {openPlace, type Place, startUsher} from '../helpers/usher.ts';

const allow = ['--allow-invites', '1000', '--allow-seats', '1000', '--allow-removals', '1000'] as const;

type History = {runs: {run: string; mode: string; outcome: string; changes: number}[]};

const active = ({practice}: Place): string[] =>
	[...practice.bitwarden.store.members.values()]
		.filter(member => Number(member.status) >= 0)
		.map(member => member.email)
		.sort();
const inGroups = ({practice}: Place): string[] =>
	[...practice.bitwarden.store.groups.values()]
		.flatMap(group => [...group.members].map(id => `${group.name}: ${practice.bitwarden.store.members.get(id)?.email}`))
		.sort();

test('a run that revoked people and emptied a group is undone, and stays undone', async () => {
	const place = await openPlace({users: 30, groups: 5, oddities: false});
	const {company} = place.practice;
	expect((await place.usher('sync', '--first-run', ...allow)).code).toBe(0);
	const before = {active: active(place), inGroups: inGroups(place)};

	const admin = company.admin;
	const leavers = company
		.users()
		.filter(user => user !== admin && user.accountEnabled)
		.slice(0, 3);
	for (const person of leavers) company.leave(person);
	const [group] = company.groups();
	company.deleteGroup(group!);
	const followed = await place.json<{run: string; applied: Record<string, number>}>(
		'sync',
		...allow,
		'--allow-membership-removals',
		'999',
		'--allow-group-removals',
		'9',
	);
	expect(followed.document.applied.revoke).toBe(3);
	expect(active(place).length).toBe(before.active.length - 3);

	// Nobody is there to say yes: it is shown, and nothing is done.
	const shown = await place.usher('undo', followed.document.run);
	expect(shown.code).toBe(2);
	expect(shown.stdout).toMatch(/3\s+to restore/);
	expect(shown.stderr).toContain(`usher undo ${followed.document.run} --yes`);
	expect(active(place).length).toBe(before.active.length - 3);

	const undone = await place.usher('undo', followed.document.run.slice(0, 20), '--yes');
	expect(undone.code, undone.stdout + undone.stderr).toBe(0);
	expect({active: active(place), inGroups: inGroups(place)}).toEqual(before);

	expect((await place.usher('status')).stdout).toMatch(/held\s+\d+ people are left alone after an undo/);
	// The run after leaves them alone.
	const next = await place.usher('sync');
	expect(next.code, next.stdout + next.stderr).toBe(0);
	expect({active: active(place), inGroups: inGroups(place)}).toEqual(before);

	const again = await place.usher('undo', followed.document.run, '--yes');
	expect(again.stdout).toContain('nothing to give back');

	const {document} = await place.json<History>('history');
	const run = document.runs.find(one => one.mode === 'undo' && one.changes > 0);
	expect(run?.outcome).toBe('applied');
	const one = await place.json<{
		undoes: string;
		by: string;
		report: {plan: {changes: unknown[]}; applied: Record<string, number>};
	}>('history', run!.run);
	expect(one.document).toMatchObject({undoes: followed.document.run, by: 'command', report: {applied: {restore: 3}}});
	expect(one.document.report.plan.changes.length).toBeGreaterThan(3);
	const table = await place.usher('history', followed.document.run, '--csv');
	expect(table.stdout.split('\r\n').filter(line => line.startsWith('revoke,'))).toHaveLength(3);
	expect((await place.usher('history', '--csv')).stdout).toContain(`${followed.document.run},`);
	const text = await place.usher('history', run!.run);
	expect(text.stdout).toContain(`undoes run ${followed.document.run}`);
});

test('there is nothing to undo of a run that changed nothing, or that nobody knows', async () => {
	const place = await openPlace({users: 12, groups: 2});
	await place.usher('plan');
	const {document} = await place.json<History>('history');
	const changedNothing = await place.usher('undo', document.runs[0]!.run, '--yes');
	expect(changedNothing.code).toBe(2);
	expect(changedNothing.stderr).toContain('changed nothing');
	expect((await place.usher('undo', '1999', '--yes')).code).toBe(2);
	expect((await startUsher(['undo'], place.environment).ended).code).toBe(2);
});

test('on Vaultwarden, which reads nothing back, a run is undone by what the ledger remembers', async () => {
	const place = await openPlace({
		users: 24,
		groups: 4,
		oddities: false,
		server: 'vaultwarden',
		organisation: {knobs: {groupsEnabled: true}},
	});
	const {company} = place.practice;
	expect((await place.usher('sync', '--first-run', ...allow)).code).toBe(0);
	const before = {active: active(place), inGroups: inGroups(place)};
	expect(before.inGroups.length).toBeGreaterThan(10);
	for (const person of company
		.users()
		.filter(user => user !== company.admin && user.accountEnabled)
		.slice(0, 2))
		company.leave(person);
	const followed = await place.json<{run: string}>('sync', ...allow);
	expect(active(place).length).toBe(before.active.length - 2);

	const undone = await place.usher('undo', followed.document.run, '--yes');
	expect(undone.code, undone.stdout + undone.stderr).toBe(0);
	expect({active: active(place), inGroups: inGroups(place)}).toEqual(before);
	const next = await place.usher('sync');
	expect(next.stdout).toContain('Nothing to do');
	expect({active: active(place), inGroups: inGroups(place)}).toEqual(before);
});
