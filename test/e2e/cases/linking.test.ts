// Who belongs to whom: rows of the case table about members that are there already, over HTTPS.
import {expect, test} from 'vitest';
import {openScene, planned, problems} from '../../helpers/scene.ts';

test('hand-made member, same e-mail, no external id: adopted as they are, the owner too', async () => {
	const scene = await openScene({
		organisation: {
			members: [
				{email: 'Ada@halden.example', role: 'custom', collections: ['Engineering']},
				{email: 'hand@elsewhere.example'},
			],
		},
	});
	const {company} = scene;
	const ada = company.hire({name: 'Ada', mail: 'ada@halden.example'});
	const before = {...scene.member('ada@halden.example')};
	const run = await scene.sync();
	const owner = company.admin;
	expect(planned(run)).toEqual([`adopt-member ${owner?.mail}`, 'adopt-member ada@halden.example'].sort());
	const rights = expect.objectContaining(before.permissions ?? {});
	expect(scene.member('ada@halden.example')).toEqual({...before, permissions: rights, externalId: ada.id});
	expect(scene.standing(owner?.mail ?? '')).toBe(`confirmed owner ${owner?.id}`);
	expect(scene.standing('hand@elsewhere.example')).toBe('confirmed user -');
	expect(scene.bitwarden.mails).toEqual([]);
	await scene.settled();
});

test('re-created in Entra: the member gets the new id, and everything else stays', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.createGroup({name: 'Team'});
	const old = company.hire({name: 'Ada', mail: 'ada@halden.example', groups: ['Team']});
	await scene.sync();
	scene.bitwarden.confirmInvited();
	const member = scene.member('ada@halden.example');
	if (member === undefined) throw new Error('nobody was invited');
	scene.bitwarden.store.collections.set('0a0a0a0a-0000-4000-8000-000000000001', {
		id: '0a0a0a0a-0000-4000-8000-000000000001',
		name: 'Vault',
	});
	member.collections = [
		{id: '0a0a0a0a-0000-4000-8000-000000000001', readOnly: true, hidePasswords: false, manage: false},
	];
	member.type = 4;
	member.permissions = {accessReports: true, manageGroups: true};
	scene.bitwarden.store.version++;
	const before = structuredClone(member);
	company.leave(old);
	const made = company.hire({
		name: 'Ada',
		mail: 'ada@halden.example',
		upn: 'ada.again@halden.example',
		groups: ['Team'],
	});
	const run = await scene.sync();
	expect(planned(run)).toEqual(['adopt-member ada@halden.example']);
	expect(run.report.plan?.changes[0]).toMatchObject({how: 'recreated', was: old.id});
	const after = scene.member('ada@halden.example');
	expect(after).toMatchObject({
		...before,
		permissions: expect.objectContaining(before.permissions ?? {}),
		externalId: made.id,
	});
	expect(scene.inside('Team')).toEqual(['ada@halden.example']);
	expect(scene.bitwarden.mails).toHaveLength(1);
	await scene.settled();
});

test('e-mail changed in Entra: held, with what to do, and never invited a second time', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.createGroup({name: 'Team'});
	const person = company.hire({name: 'Ada', mail: 'ada.byron@halden.example', groups: ['Team']});
	await scene.sync();
	company.changeEmail(person, 'ada.lovelace@halden.example');
	scene.writes();
	const run = await scene.sync();
	expect(run.report.plan?.changes).toEqual([]);
	const [problem] = problems(run, 'email-changed');
	expect(problem?.subject.slice(0, 2)).toEqual([person.id, 'ada.byron@halden.example']);
	expect(problem?.message).toMatch(/change the address of their Bitwarden account to ada\.lovelace/);
	expect(run.report.exitCode).toBe(14);
	expect(scene.writes()).toEqual([]);
	expect(scene.standing('ada.byron@halden.example')).toBe(`invited user ${person.id}`);
	expect(scene.inside('Team')).toEqual(['ada.byron@halden.example']);

	// They change it in Bitwarden themselves: the problem is over.
	const member = scene.member('ada.byron@halden.example');
	if (member !== undefined) member.email = 'ada.lovelace@halden.example';
	scene.bitwarden.store.version++;
	const after = await scene.settled();
	expect(after.exitCode).toBe(0);
});

test('stranger: reported and untouched until claimed', async () => {
	const other = '99999999-0000-4000-8000-000000000001';
	const scene = await openScene({
		organisation: {
			members: [
				{email: 'stranger@elsewhere.example', externalId: other},
				{email: 'okta@elsewhere.example', externalId: '00u1'},
			],
			groups: [
				{name: 'Theirs', externalId: '99999999-0000-4000-8000-000000000002', members: ['stranger@elsewhere.example']},
			],
		},
	});
	const run = await scene.sync();
	expect(problems(run, 'strangers')[0]?.subject).toEqual(['00u1', other]);
	expect(problems(run, 'stranger-groups')).toHaveLength(1);
	expect(planned(run, 'revoke', 'remove', 'set-group-members', 'empty-group')).toEqual([]);
	expect(scene.standing('stranger@elsewhere.example')).toBe(`confirmed user ${other}`);
	expect(scene.inside('Theirs')).toEqual(['stranger@elsewhere.example']);
	await scene.settled();

	scene.set({USHER_CLAIM: other});
	const claimed = await scene.sync();
	expect(planned(claimed, 'revoke', 'remove')).toEqual(['revoke stranger@elsewhere.example']);
	expect(scene.standing('stranger@elsewhere.example')).toBe(`revoked user ${other}`);
	expect(scene.standing('okta@elsewhere.example')).toBe('confirmed user 00u1');
	expect(scene.inside('Theirs')).toBeDefined();
	await scene.settled();
});

test('bwdc´s own members of this tenant are no strangers: known by their ids', async () => {
	const scene = await openScene();
	const {company, bitwarden} = scene;
	const here = company.hire({name: 'Here', mail: 'here@halden.example'});
	bitwarden.addMember({email: 'here@halden.example', externalId: here.id});
	const run = await scene.sync();
	expect(problems(run, 'strangers')).toEqual([]);
	expect(scene.standing('here@halden.example')).toBe(`confirmed user ${here.id}`);
	company.leave(here);
	await scene.sync();
	expect(scene.standing('here@halden.example')).toBe(`revoked user ${here.id}`);
	await scene.settled();
});

test('two members with one external id are found beforehand, and nothing is imported until they are apart', async () => {
	const scene = await openScene();
	const {company, bitwarden} = scene;
	const double = company.hire({name: 'Double', mail: 'double@halden.example'});
	bitwarden.addMember({email: 'double@halden.example', externalId: double.id});
	const second = bitwarden.addMember({email: 'double.too@halden.example', externalId: double.id});
	company.hire({name: 'Waits', mail: 'waits@halden.example'});
	scene.writes();
	const run = await scene.sync();
	expect(problems(run, 'duplicate-external-id')[0]?.subject).toContain(second.id);
	expect(problems(run, 'imports-blocked')).toHaveLength(1);
	expect(scene.writes().filter(({path}) => path.endsWith('/import') && path !== '')).toEqual([]);
	expect(scene.member('waits@halden.example')).toBeUndefined();
	bitwarden.store.members.delete(second.id);
	bitwarden.store.version++;
	await scene.sync();
	expect(scene.standing('waits@halden.example')).toMatch(/^invited/);
	await scene.settled();
});
