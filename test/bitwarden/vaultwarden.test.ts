import {expect, test} from 'vitest';
import type {MemberId, OrgGroupId, Step} from '../../source/core/ports.ts';
import {bench, entra} from '../helpers/organisation.ts';

const person = (name: string, deleted = false) => ({
	email: `${name}@a.example`,
	externalId: entra(`id-${name}`),
	deleted,
});
const importing = (...members: ReturnType<typeof person>[]): Step => ({
	kind: 'import',
	members,
	groups: [],
	invite: 'mail',
});

test('it is recognised by its name, and can do little', async () => {
	const {organisation, call, asked} = await bench({server: 'vaultwarden'});
	expect(await organisation.abilities(call)).toEqual({
		server: 'vaultwarden',
		version: '2025.12.0',
		canRead: false,
		canRevoke: false,
		canRenameGroups: false,
		canDeleteGroups: false,
		canStage: false,
	});
	expect(asked()).toEqual(['GET /api/config', 'POST /identity/connect/token']);
});

test('it is recognised where its config is hidden, too', async () => {
	const {organisation, call, faults} = await bench({server: 'vaultwarden'});
	faults.add({route: '/api/config', harm: {kind: 'status', status: 404, body: ''}});
	expect(await organisation.abilities(call)).toMatchObject({server: 'vaultwarden', canRead: false});
});

test('reading says that it is not possible', async () => {
	const {organisation, call} = await bench({server: 'vaultwarden'});
	await expect(organisation.members(call)).rejects.toMatchObject({code: 'vaultwarden-reads-nothing'});
	await expect(organisation.groups(call)).rejects.toMatchObject({code: 'vaultwarden-reads-nothing'});
	const reading = async () => {
		for await (const _ of organisation.groupMembers(['x' as OrgGroupId], call));
	};
	await expect(reading()).rejects.toMatchObject({code: 'vaultwarden-reads-nothing'});
});

test('an import invites, revokes and restores', async () => {
	const {organisation, call, bitwarden} = await bench({server: 'vaultwarden', knobs: {groupsEnabled: true}});
	const group = {name: 'G', externalId: entra('g'), memberExternalIds: [entra('id-ann')]};
	const step: Step = {kind: 'import', members: [person('ann')], groups: [group], invite: 'mail'};
	expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
	expect(bitwarden.groupByName('G')?.members.size).toBe(1);
	await organisation.execute(importing(person('ann', true)), call);
	expect(bitwarden.memberByEmail('ann@a.example')?.status).toBe(-1);
	await organisation.execute(importing(person('ann')), call);
	expect(bitwarden.memberByEmail('ann@a.example')?.status).toBe(0);
	expect(bitwarden.mails).toHaveLength(1);
});

test('a mail that fails is told with what to do; the next import does the rest', async () => {
	const {organisation, call, bitwarden} = await bench({server: 'vaultwarden'});
	bitwarden.knobs.mailFailsFor.add('bob@a.example');
	const step = importing(person('ann'), person('bob'), person('cy'));
	expect(await organisation.execute(step, call)).toMatchObject({
		kind: 'refused',
		status: 400,
		message: 'Error sending invite',
		advice: expect.stringContaining('mail settings'),
	});
	bitwarden.knobs.mailFailsFor.clear();
	expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
	expect(bitwarden.mails.map(mail => mail.to)).toEqual(['ann@a.example', 'bob@a.example', 'cy@a.example']);
});

test('what it cannot do is refused here, and nothing is sent', async () => {
	const {organisation, call, asked} = await bench({server: 'vaultwarden'});
	await organisation.abilities(call);
	asked();
	const member = '0b5dbb7e-77ec-4b60-8a3c-0242ac120002' as MemberId;
	for (const kind of ['revoke', 'restore', 'remove'] as const)
		expect(await organisation.execute({kind, member}, call)).toMatchObject({kind: 'refused', status: 404});
	expect(asked()).toEqual([]);
});
