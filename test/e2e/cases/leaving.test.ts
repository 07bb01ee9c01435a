// Who goes, who is kept, and who comes back: rows of the case table, over HTTPS.
import {expect, test} from 'vitest';
import {openScene, planned, problems, type Scene} from '../../helpers/scene.ts';

const hire = ({company}: Scene, name: string, ...groups: readonly string[]) =>
	company.hire({name, mail: `${name}@halden.example`, groups});

test('deleted, soft or for good: offboarded by id, with nothing left in the directory to say who it was', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.createGroup({name: 'Team'});
	const soft = hire(scene, 'soft', 'Team');
	const purged = hire(scene, 'purged', 'Team');
	const unseen = hire(scene, 'unseen', 'Team');
	hire(scene, 'stays', 'Team');
	await scene.sync();
	expect(scene.inside('Team')).toHaveLength(4);
	company.leave(soft);
	company.purge(purged);
	// Deleted and purged between two reads: the snapshot alone remembers them.
	company.leave(unseen);
	company.purge(unseen);
	const run = await scene.sync();
	expect(planned(run, 'revoke', 'remove')).toEqual([
		'revoke purged@halden.example',
		'revoke soft@halden.example',
		'revoke unseen@halden.example',
	]);
	for (const {mail, id} of [soft, purged, unseen]) expect(scene.standing(mail ?? '')).toBe(`revoked user ${id}`);
	expect(scene.inside('Team')).toEqual(['stays@halden.example']);
	await scene.settled();
	expect((await scene.sync({full: true})).report.outcome).toBe('nothing-to-do');
});

test('deleted, and the snapshot forgotten since: the ledger knows who it was', async () => {
	const scene = await openScene();
	const gone = hire(scene, 'gone');
	await scene.sync();
	scene.profile.state.forget();
	scene.company.purge(gone);
	await scene.sync();
	expect(scene.standing('gone@halden.example')).toBe(`revoked user ${gone.id}`);
	await scene.settled();
});

test('left the scope: offboarded; kept when the setting says so', async () => {
	const scene = await openScene({}, {USHER_GROUP_FILTER: 'include:Vault', USHER_LEAVERS: 'keep'});
	const {company} = scene;
	company.createGroup({name: 'Vault'});
	const leaver = hire(scene, 'leaver', 'Vault');
	hire(scene, 'stays', 'Vault');
	await scene.sync();
	company.removeFromGroup(leaver, 'Vault');
	const kept = await scene.sync();
	expect(planned(kept, 'revoke', 'remove')).toEqual([]);
	expect(scene.standing('leaver@halden.example')).toBe(`invited user ${leaver.id}`);
	await scene.settled();

	scene.set({USHER_LEAVERS: 'offboard'});
	const gone = await scene.sync();
	expect(planned(gone, 'revoke', 'remove')).toEqual(['revoke leaver@halden.example']);
	expect(scene.standing('leaver@halden.example')).toBe(`revoked user ${leaver.id}`);
	expect(scene.inside('Vault')).toEqual(['stays@halden.example']);
	await scene.settled();
});

test('offboard: remove by the setting, and wherever the server cannot revoke', async () => {
	const bySetting = await openScene({}, {USHER_OFFBOARD: 'remove'});
	const person = hire(bySetting, 'person');
	await bySetting.sync();
	bySetting.company.leave(person);
	expect(planned(await bySetting.sync(), 'remove')).toEqual(['remove person@halden.example']);
	expect(bySetting.member('person@halden.example')).toBeUndefined();
	await bySetting.settled();

	const byServer = await openScene({organisation: {version: '2025.9.0'}});
	const other = hire(byServer, 'other');
	await byServer.sync();
	byServer.company.leave(other);
	expect(planned(await byServer.sync(), 'remove')).toEqual(['remove other@halden.example']);
	expect(byServer.member('other@halden.example')).toBeUndefined();
	await byServer.settled();
});

test('offboard: whom an administrator revoked is left as is, groups and all', async () => {
	const scene = await openScene();
	scene.company.createGroup({name: 'Team'});
	const person = hire(scene, 'person', 'Team');
	await scene.sync();
	scene.bitwarden.confirmInvited();
	const member = scene.member('person@halden.example');
	if (member !== undefined) member.status = -1;
	scene.bitwarden.store.version++;
	scene.company.leave(person);
	const run = await scene.sync();
	expect(planned(run, 'revoke', 'remove', 'restore')).toEqual([]);
	expect(scene.standing('person@halden.example')).toBe(`revoked user ${person.id}`);
	expect(scene.inside('Team')).toEqual(['person@halden.example']);
});

test('comes back: restored with their groups if Usher revoked them', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.createGroup({name: 'Team'});
	const person = hire(scene, 'person', 'Team');
	await scene.sync();
	scene.bitwarden.confirmInvited();
	const before = scene.member('person@halden.example')?.id;
	company.leave(person);
	await scene.sync();
	expect(scene.standing('person@halden.example')).toBe(`revoked user ${person.id}`);
	company.restore(person);
	const run = await scene.sync();
	expect(planned(run, 'restore')).toEqual(['restore person@halden.example']);
	expect(scene.standing('person@halden.example')).toBe(`confirmed user ${person.id}`);
	expect(scene.member('person@halden.example')?.id).toBe(before);
	expect(scene.inside('Team')).toEqual(['person@halden.example']);
	expect(scene.bitwarden.mails.filter(mail => mail.to === 'person@halden.example')).toHaveLength(1);
	await scene.settled();
});

test('comes back: revoked by an administrator is a problem and untouched, gone is invited', async () => {
	const scene = await openScene();
	const [revoked, removed] = [hire(scene, 'revoked'), hire(scene, 'removed')];
	await scene.sync();
	const {store} = scene.bitwarden;
	const member = scene.member('revoked@halden.example');
	if (member !== undefined) member.status = -1;
	store.members.delete(scene.member('removed@halden.example')?.id ?? '');
	store.version++;
	const run = await scene.sync();
	expect(planned(run)).toEqual(['invite removed@halden.example']);
	expect(problems(run, 'revoked-by-administrator')[0]).toMatchObject({
		severity: 'needs-person',
		subject: [revoked.id, 'revoked@halden.example'],
	});
	expect(run.report.exitCode).toBe(14);
	expect(scene.standing('revoked@halden.example')).toBe(`revoked user ${revoked.id}`);
	expect(scene.standing('removed@halden.example')).toBe(`invited user ${removed.id}`);
	await scene.settled();
});

test('an owner of the organisation is never offboarded, and it is said', async () => {
	const scene = await openScene({users: 2});
	const owner = scene.company.admin;
	const mail = owner?.mail ?? '';
	await scene.sync();
	expect(scene.standing(mail)).toBe(`confirmed owner ${owner?.id}`);
	scene.company.leave(owner?.id ?? '');
	const run = await scene.sync();
	expect(run.report.plan?.changes).toEqual([]);
	expect(problems(run, 'owner-stays')[0]).toMatchObject({severity: 'needs-person', subject: [owner?.id, mail]});
	expect(scene.standing(mail)).toBe(`confirmed owner ${owner?.id}`);
	await scene.settled();
});

test('who is on protect is never offboarded, and it is said', async () => {
	const scene = await openScene({}, {USHER_PROTECT: 'Break.Glass@halden.example, other@halden.example'});
	const person = scene.company.hire({name: 'Break glass', mail: 'break.glass@halden.example'});
	await scene.sync();
	scene.company.leave(person);
	const run = await scene.sync();
	expect(run.report.plan?.changes).toEqual([]);
	expect(problems(run, 'protected-stays')[0]?.subject).toEqual([person.id, 'break.glass@halden.example']);
	expect(scene.standing('break.glass@halden.example')).toBe(`invited user ${person.id}`);
	await scene.settled();

	scene.set({USHER_PROTECT: ''});
	await scene.sync();
	expect(scene.standing('break.glass@halden.example')).toBe(`revoked user ${person.id}`);
});
