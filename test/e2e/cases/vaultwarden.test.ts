// The Vaultwarden row of the case table, over HTTPS: nothing is read back, so what arrived is asked of the server's own store.
import {expect, test} from 'vitest';
import {finish} from '../../helpers/practice-profile.ts';
import {openScene, planned, problems, type Scene} from '../../helpers/scene.ts';

const openVaultwarden = (settings: Record<string, string> = {}): Promise<Scene> =>
	openScene({server: 'vaultwarden', organisation: {knobs: {groupsEnabled: true}}}, settings);
const route = 'POST /api/public/organization/import';
const hire = ({company}: Scene, name: string, ...groups: readonly string[]) =>
	company.hire({name, mail: `${name}@halden.example`, groups});

test('the plan rests on the ledger and says so; a second run sends nothing', async () => {
	const scene = await openVaultwarden();
	scene.company.createGroup({name: 'Team'});
	const ada = hire(scene, 'ada', 'Team');
	const run = await scene.sync();
	expect(run.report.plan?.basis).toBe('last-applied');
	expect(scene.standing('ada@halden.example')).toBe(`invited user ${ada.id}`);
	expect(scene.inside('Team')).toEqual(['ada@halden.example']);
	await scene.settled();
	expect(scene.bitwarden.audit.filter(({path, status}) => path.startsWith('/api/public') && status === 200)).toEqual(
		[],
	);
});

test('deletes are revokes by e-mail, and who comes back is restored', async () => {
	const scene = await openVaultwarden({USHER_OFFBOARD: 'remove'});
	scene.company.createGroup({name: 'Team'});
	const ada = hire(scene, 'ada', 'Team');
	hire(scene, 'grace', 'Team');
	await scene.sync();
	scene.company.leave(ada);
	const left = await scene.sync();
	expect(planned(left, 'revoke', 'remove')).toEqual(['revoke ada@halden.example']);
	expect(problems(left, 'revokes-instead')).toHaveLength(1);
	expect(scene.standing('ada@halden.example')).toBe(`revoked user ${ada.id}`);
	expect(scene.inside('Team')).toEqual(['grace@halden.example']);
	await scene.settled();
	scene.company.restore(ada);
	await scene.sync();
	expect(scene.standing('ada@halden.example')).toBe(`invited user ${ada.id}`);
	expect(scene.inside('Team')).toEqual(['ada@halden.example', 'grace@halden.example']);
	await scene.settled();
});

test('a changed address is still sent as the old one: no second invitation, and the right one is revoked', async () => {
	const scene = await openVaultwarden();
	const ada = hire(scene, 'ada');
	await scene.sync();
	scene.company.changeEmail(ada, 'lovelace@halden.example');
	const held = await scene.sync();
	expect(problems(held, 'email-changed')).toHaveLength(1);
	expect(scene.member('lovelace@halden.example')).toBeUndefined();
	await scene.settled();
	scene.company.leave(ada);
	await scene.sync();
	expect(scene.standing('ada@halden.example')).toBe(`revoked user ${ada.id}`);
});

test('only the successor is sent where two shared one address', async () => {
	const scene = await openVaultwarden();
	const old = hire(scene, 'ada');
	await scene.sync();
	scene.company.leave(old);
	const made = scene.company.hire({name: 'Ada', mail: 'ada@halden.example', upn: 'ada.again@halden.example'});
	scene.writes();
	await scene.sync();
	const sent = scene
		.writes()
		.flatMap(({body}) => (body as {members: {externalId: string; deleted: boolean}[]}).members);
	expect(sent.filter(one => one.externalId === old.id || one.deleted)).toEqual([]);
	expect(scene.standing('ada@halden.example')).toBe(`invited user ${made.id}`);
	await scene.settled();
});

test('no rename and no deletion of groups: said, and emptied instead', async () => {
	const scene = await openVaultwarden({USHER_DELETED_GROUPS: 'delete'});
	const team = scene.company.createGroup({name: 'Team'});
	const other = scene.company.createGroup({name: 'Other'});
	hire(scene, 'ada', 'Team', 'Other');
	await scene.sync();
	scene.company.renameGroup(team, 'Vault team');
	scene.company.deleteGroup(other);
	const run = await scene.sync();
	expect(problems(run, 'cannot-rename')).toHaveLength(1);
	expect(problems(run, 'cannot-delete-groups')).toHaveLength(1);
	expect(planned(run)).toEqual(['empty-group Other']);
	expect(scene.inside('Team')).toEqual(['ada@halden.example']);
	expect(scene.inside('Other')).toEqual([]);
	await scene.settled();
});

test('protect keeps the owners, of whom no role can be seen', async () => {
	const scene = await openVaultwarden();
	const owner = scene.company.admin;
	hire(scene, 'ada');
	scene.set({USHER_PROTECT: owner?.mail ?? ''});
	scene.bitwarden.addMember({email: 'second.owner@halden.example', role: 'owner'});
	await scene.sync();
	scene.company.leave(owner?.id ?? '');
	scene.writes();
	const run = await scene.sync();
	expect(problems(run, 'protected-stays')).toHaveLength(1);
	expect(scene.standing(owner?.mail ?? '')).toBe(`confirmed owner ${owner?.id}`);
	expect(scene.writes()).toEqual([]);
});

test('resend sends the whole roster, and names whom that may restore', async () => {
	const scene = await openVaultwarden();
	scene.company.createGroup({name: 'Team'});
	const ada = hire(scene, 'ada', 'Team');
	await scene.sync();
	const member = scene.member('ada@halden.example');
	if (member !== undefined) member.status = -1;
	scene.group('Team')?.members.clear();
	await scene.settled();
	const run = await scene.sync({resend: true});
	expect(problems(run, 'resend-restores')[0]?.subject).toContain('ada@halden.example');
	expect(scene.standing('ada@halden.example')).toBe(`invited user ${ada.id}`);
	expect(scene.inside('Team')).toEqual(['ada@halden.example']);
	await scene.settled();
});

test('an answer is lost and somebody leaves: it is said that nobody knows, and they are revoked by their address', async () => {
	const scene = await openVaultwarden();
	scene.company.createGroup({name: 'Team'});
	hire(scene, 'grace', 'Team');
	await scene.sync();
	const ada = hire(scene, 'ada', 'Team');
	scene.practice.faults.add({service: 'bitwarden', route, harm: {kind: 'answer-lost', how: 'reset'}});
	const {report} = await scene.sync();
	expect(report).toMatchObject({exitCode: 16, error: {code: 'organisation-unanswered'}});
	expect(scene.inside('Team')).toEqual(['ada@halden.example', 'grace@halden.example']);
	scene.company.leave(ada);
	const seen = await scene.plan();
	expect(planned(seen)).toEqual(['revoke ada@halden.example', 'set-group-members Team -ada@halden.example']);
	expect(problems(seen, 'unheard')[0]?.message).toContain(
		'it is not known whether 1 person has access (ada@halden.example), nor who is in 1 group (Team)',
	);
	const left = await scene.sync();
	expect(left.report.applied).toEqual({revoke: 1, 'set-group-members': 1});
	expect(scene.standing('ada@halden.example')).toBe(`revoked user ${ada.id}`);
	expect(scene.inside('Team')).toEqual(['grace@halden.example']);
	expect((await scene.settled()).problems).toEqual([]);
});

test('a mail fails in the middle of an import, and whom it had invited leaves: revoked', async () => {
	const scene = await openVaultwarden();
	const ada = hire(scene, 'ada');
	hire(scene, 'zoe');
	scene.bitwarden.knobs.mailFailsFor.add('zoe@halden.example');
	expect((await scene.sync()).report.exitCode).toBe(15);
	expect(scene.standing('ada@halden.example')).toBe(`invited user ${ada.id}`);
	scene.company.leave(ada);
	scene.bitwarden.knobs.mailFailsFor.clear();
	await scene.sync();
	expect(scene.standing('ada@halden.example')).toBe(`revoked user ${ada.id}`);
	expect(scene.standing('zoe@halden.example')).toMatch(/^invited user /);
	await scene.settled();
});

test('a lost ledger stops the run', async () => {
	const scene = await openVaultwarden();
	hire(scene, 'ada');
	await scene.sync();
	scene.writes();
	const elsewhere = await scene.open({profile: 'lost'});
	const {report} = await finish(elsewhere, {mode: 'sync'}, async () => 'decline');
	expect(report).toMatchObject({exitCode: 13, refusals: [{limit: 'first-run'}]});
	expect(report.refusals[0]?.message).toContain('ledger was lost');
	expect(scene.writes()).toEqual([]);
});
