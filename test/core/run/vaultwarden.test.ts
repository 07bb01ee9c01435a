// A server that reads nothing back: the ledger is the only memory, and says so.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {EntraId} from '../../../source/core/ports.ts';
import type {SyncSettings} from '../../../source/core/settings.ts';
import {createMemoryOrganisation, vaultwarden} from '../../helpers/memory-organisation.ts';
import {companyOf, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';
import {runs} from '../../helpers/runs.ts';

const mail = (id: string): string => `${id}@fabrikam.example`;
const all = {people: 'all'} as const;
const worldWith = (people: readonly string[], groups: readonly {id: string; members: string[]}[] = []): World => {
	const organisation = createMemoryOrganisation(vaultwarden);
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	return worldOf(companyOf(people, groups), organisation);
};
const six = ['ada', 'bob', 'cy', 'dan', 'eve', 'fay'];

test('invites, fills groups, and afterwards has nothing to do; nothing is ever read', async () => {
	const world = worldWith(six, [{id: 't', members: ['ada', 'bob']}]);
	const {report} = await runOnce(world, {settings: all});
	expect(report.plan?.basis).toBe('last-applied');
	expect(report.applied).toEqual({invite: 6, 'create-group': 1, 'set-group-members': 1});
	expect(world.organisation.held('t')).toEqual(['ada', 'bob']);
	expect(world.organisation.reads).toEqual({members: 0, groups: 0, groupMembers: []});
	const again = await runOnce(world, {settings: all});
	expect(again.report.outcome).toBe('nothing-to-do');
	expect(world.state.approvedScope).toBe(report.plan?.scope);
});

test('who leaves is revoked by address, under the address that the server knows; who comes back is restored', async () => {
	const world = worldWith(six, [{id: 't', members: ['ada', 'bob']}]);
	await runOnce(world, {settings: {...all, offboard: 'remove'}});
	world.company.leave('ada');
	const left = await runOnce(world, {settings: {...all, offboard: 'remove'}});
	expect(left.report.applied).toEqual({revoke: 1, 'set-group-members': 1});
	expect(left.report.problems.map(problem => problem.code)).toEqual(['revokes-instead']);
	expect(world.organisation.byExternalId('ada')?.status).toBe('revoked');
	expect(world.organisation.held('t')).toEqual(['bob']);
	world.company.people.set('ada', {id: 'ada'});
	world.company.gone.delete('ada');
	const back = await runOnce(world, {settings: all});
	expect(back.report.applied).toEqual({restore: 1});
	expect(world.organisation.byExternalId('ada')?.status).toBe('confirmed');
	expect((await runOnce(world, {settings: all})).report.outcome).toBe('nothing-to-do');
});

test('a changed address is held, and still sent as the old one when they leave', async () => {
	const world = worldWith(six);
	await runOnce(world, {settings: all});
	world.company.people.set('ada', {id: 'ada', email: 'new@fabrikam.example'});
	const changed = await runOnce(world, {settings: all});
	expect(changed.report).toMatchObject({outcome: 'nothing-to-do', exitCode: 14});
	expect(changed.report.problems.map(problem => problem.code)).toEqual(['email-changed']);
	world.company.leave('ada');
	await runOnce(world, {settings: all});
	expect(world.organisation.byExternalId('ada')).toMatchObject({email: mail('ada'), status: 'revoked'});
});

test('of two ids with one address only the successor is sent', async () => {
	const world = worldWith(six);
	await runOnce(world, {settings: all});
	world.company.leave('ada');
	world.company.people.set('ada2', {id: 'ada2', email: mail('ada')});
	const {report} = await runOnce(world, {settings: all});
	expect(report.applied).toEqual({'adopt-member': 1});
	expect(world.organisation.steps.at(-1)).toMatchObject({
		members: [{email: mail('ada'), externalId: 'ada2', deleted: false}],
	});
	expect(world.state.people.get('ada' as EntraId)?.by).toBe('removed');
	expect((await runOnce(world, {settings: all})).report.outcome).toBe('nothing-to-do');
	// Two in the ledger with one address, from an older time: no tombstone may hit the other.
	world.state.people.set('old' as EntraId, {email: mail('bob'), by: 'seen', at: '2026-01-01T00:00:00.000Z'});
	expect((await runOnce(world, {settings: all})).report.plan?.changes).toEqual([]);
	world.company.people.get('bob')!.enabled = false;
	expect((await runOnce(world, {settings: all})).report.plan?.changes).toEqual([]);
});

test('resend sends everyone and every group, and names whom that may restore', async () => {
	const world = worldWith(six, [{id: 't', members: ['ada', 'bob']}]);
	await runOnce(world, {settings: all});
	world.organisation.byExternalId('bob')!.status = 'revoked';
	world.organisation.groupOf('t')!.members.clear();
	expect((await runOnce(world, {settings: all})).report.outcome).toBe('nothing-to-do');
	const {report} = await runOnce(world, {settings: all, resend: true});
	expect(report.applied).toEqual({restore: 6, 'set-group-members': 1});
	expect(report.problems).toMatchObject([{code: 'resend-restores', severity: 'warning', subject: six.map(mail)}]);
	expect(world.organisation.byExternalId('bob')?.status).toBe('confirmed');
	expect(world.organisation.held('t')).toEqual(['ada', 'bob']);
	expect(world.organisation.mails).toHaveLength(6);
});

test('resend takes nobody out of a group who is left as they are', async () => {
	const world = worldWith(six, [{id: 't', members: ['ada', 'bob', 'cy']}]);
	await runOnce(world, {settings: all});
	world.company.people.set('ada', {id: 'ada', email: 'new@fabrikam.example'});
	world.company.groups.get('t')!.members = ['ada', 'bob'];
	const {report} = await runOnce(world, {settings: all, resend: true});
	expect(report.plan?.changes.find(change => change.kind === 'set-group-members')).toMatchObject({
		added: [{email: mail('bob')}],
		removed: [{email: mail('cy')}],
	});
	expect(world.organisation.held('t')).toEqual(['ada', 'bob']);
});

test('no rename and no deletion of groups: said, and emptied instead', async () => {
	const world = worldWith(six, [
		{id: 't', members: ['ada']},
		{id: 'u', members: ['bob']},
		{id: 'v', members: ['cy']},
	]);
	await runOnce(world, {settings: all});
	world.company.groups.get('t')!.name = 'Renamed';
	world.company.dissolve('u');
	const {report} = await runOnce(world, {settings: {...all, deletedGroups: 'delete'}});
	expect(report.problems.map(problem => problem.code)).toEqual(['cannot-delete-groups', 'cannot-rename']);
	expect(report.applied).toEqual({'empty-group': 1});
	expect(world.organisation.held('u')).toEqual([]);
	expect(world.organisation.groupOf('t')?.name).toBe('t');
});

test('no answer ends the run; the next one sends the same again, which does no harm', async () => {
	for (const fault of ['lost-done', 'lost-not-done'] as const) {
		const world = worldWith(six, [{id: 't', members: ['ada']}]);
		world.organisation.fault = (_step, nth) => (nth === 0 ? fault : undefined);
		const {report} = await runOnce(world, {settings: all});
		expect(report).toMatchObject({exitCode: 16, error: {code: 'organisation-unanswered'}, applied: {}});
		expect(report.error?.advice).toContain('cannot be asked');
		expect(world.organisation.steps).toHaveLength(1);
		await runOnce(world, {settings: all});
		expect(world.organisation.mails.sort()).toEqual(six.map(mail));
		expect(world.organisation.held('t')).toEqual(['ada']);
	}
});

test.each([
	['for ever', Number.POSITIVE_INFINITY, 6],
	['once', 1, undefined],
])(
	'an import that stops at a mail %s may have come half-way: what is not known is counted',
	async (_, times, unanswered) => {
		const world = worldWith(six, [{id: 't', members: ['ada']}]);
		let left = times;
		world.organisation.fault = step =>
			step.kind === 'import' && step.members.length > 0 && left-- > 0
				? {kind: 'refused', status: 400, message: 'Error sending invite', fields: {}}
				: undefined;
		const {report} = await runOnce(world, {settings: all});
		expect(report.unanswered).toBe(unanswered);
	},
);

test('a lost ledger stops the run', async () => {
	const world = worldWith(six);
	await runOnce(world, {settings: all});
	const fresh = worldOf(world.company, world.organisation);
	const {report} = await runOnce(fresh, {settings: all, allow: {}});
	expect(report).toMatchObject({outcome: 'refused', exitCode: 13, refusals: [{limit: 'first-run'}]});
	expect(report.refusals[0]?.message).toContain('ledger was lost');
});

test('disabled people are revoked, since being sent again restores them', async () => {
	const world = worldWith(six);
	await runOnce(world, {settings: all});
	world.company.people.get('ada')!.enabled = false;
	await runOnce(world, {settings: all});
	expect(world.organisation.byExternalId('ada')?.status).toBe('revoked');
	world.company.people.get('ada')!.enabled = true;
	await runOnce(world, {settings: all});
	expect(world.organisation.byExternalId('ada')?.status).toBe('confirmed');
});

class Dead extends Error {}

test('killed at any moment, the next run still ends in the right organisation', async () => {
	const settings: Partial<SyncSettings> = all;
	const story = async (world: World, deaths: readonly number[]): Promise<string> => {
		const die = async (at: number): Promise<void> => {
			let left = at;
			let dead = false;
			const tick = (): void => {
				if (dead || --left < 0) {
					dead = true;
					throw new Dead('killed');
				}
			};
			world.organisation.onCall = tick;
			world.state.onWrite = tick;
			await runOnce(world, {settings});
			world.organisation.onCall = () => {};
			world.state.onWrite = () => {};
		};
		for (const at of deaths.slice(0, 2)) await die(at);
		await runOnce(world, {settings});
		world.company.leave('ada');
		world.company.people.set('gus', {id: 'gus'});
		world.company.groups.get('t')!.members = ['gus', 'bob'];
		for (const at of deaths.slice(2)) await die(at);
		await runOnce(world, {settings});
		const {report} = await runOnce(world, {settings});
		expect(report.plan?.changes).toEqual([]);
		return JSON.stringify([
			[...world.organisation.members.values()].map(one => [one.email, one.externalId, one.status]).sort(),
			world.organisation.held('t'),
			world.organisation.mails.toSorted(),
		]);
	};
	const groups = [{id: 't', members: ['ada', 'bob']}];
	const calm = await story(worldWith(six, groups), []);
	await fc.assert(
		fc.asyncProperty(fc.array(fc.nat(30), {maxLength: 4}), async deaths => {
			expect(await story(worldWith(six, groups), deaths)).toBe(calm);
		}),
		runs(100),
	);
});
