import {describe, expect, test} from 'vitest';
import type {ImportedGroup, ImportedMember, MemberId, OrgGroupId, Step} from '../../source/core/ports.ts';
import type {StoredGroup, StoredMember} from '../../source/practice/bitwarden/store.ts';
import {bench, entra} from '../helpers/organisation.ts';

const importing = (members: ImportedMember[], groups: ImportedGroup[] = []): Step => ({
	kind: 'import',
	members,
	groups,
	invite: 'mail',
});
const ann: ImportedMember = {email: 'ann@a.example', externalId: entra('id-ann'), deleted: false};
const idOf = (member: StoredMember | undefined): MemberId => (member?.id ?? '') as MemberId;
const groupId = (group: StoredGroup | undefined): OrgGroupId => (group?.id ?? '') as OrgGroupId;

describe('what a server can do', () => {
	test('an official server, its seats, and whether it revokes', async () => {
		const now = await bench({seats: 12, mayGrowTo: 20, version: '2026.2.0', knobs: {staged: true}});
		expect(await now.organisation.abilities(now.call)).toEqual({
			server: 'self-hosted',
			version: '2026.2.0',
			canRead: true,
			canRevoke: true,
			canRenameGroups: true,
			canDeleteGroups: true,
			canStage: true,
			seats: {bought: 12, mayGrowTo: 20},
		});
		expect(now.asked()).toEqual([
			'GET /api/config',
			'POST /identity/connect/token',
			'GET /api/public/organization/subscription',
		]);
		const before = await bench({version: '2025.12.1', hosting: 'self-hosted'});
		const abilities = await before.organisation.abilities(before.call);
		expect(abilities).toMatchObject({canRead: true, canRevoke: false, canStage: false});
		expect(abilities).not.toHaveProperty('seats');
	});
});

describe('what a server hides', () => {
	test.each([
		['2026.8.0', true],
		['2025.12.0', false],
	])('a config that cannot be read does not turn revoking into removing (%s)', async (version, canRevoke) => {
		const {organisation, call, faults} = await bench({version});
		faults.add({route: '/api/config', times: Number.POSITIVE_INFINITY, harm: {kind: 'html'}});
		expect(await organisation.abilities(call)).toMatchObject({version: '', canRead: true, canRevoke});
		expect(faults.done).toHaveLength(4);
	});

	test('a server that will not be read is an error, never planned for from the ledger alone', async () => {
		const {organisation, call, faults} = await bench();
		const harm = {kind: 'status', status: 403, body: '{"message":"Invalid token."}'} as const;
		faults.add({route: 'GET /api/public/', times: Number.POSITIVE_INFINITY, harm});
		await expect(organisation.abilities(call)).rejects.toMatchObject({code: 'organisation-not-readable', exitCode: 12});
		await expect(organisation.members(call)).rejects.toMatchObject({code: 'organisation-not-readable'});
	});

	test('a server that fails over its seats is used all the same', async () => {
		const {organisation, call, faults} = await bench({seats: 5});
		const harm = {kind: 'status', status: 500, body: '{"message":"An error occurred."}'} as const;
		faults.add({route: '/subscription', times: Number.POSITIVE_INFINITY, harm});
		const abilities = await organisation.abilities(call);
		expect(abilities).toMatchObject({canRead: true, canRevoke: true});
		expect(abilities).not.toHaveProperty('seats');
	});
});

describe('reading', () => {
	test('members and groups, one call each', async () => {
		const {organisation, call, bitwarden, asked} = await bench({
			members: [
				{email: 'Ann@a.example', externalId: 'x', role: 'admin', status: 'invited'},
				{email: 'bob@a.example', role: 'custom', status: 'revoked'},
				{email: 'cy@a.example', status: 'staged'},
				{email: 'di@a.example', status: 'accepted'},
			],
			groups: [{name: 'Sales', externalId: 'g', members: ['bob@a.example']}, {name: 'By hand'}],
		});
		await organisation.abilities(call);
		asked();
		expect((await organisation.members(call)).map(({id: _, ...rest}) => rest)).toEqual([
			{email: 'owner@practice.example', role: 'owner', status: 'confirmed'},
			{email: 'ann@a.example', externalId: 'x', role: 'admin', status: 'invited'},
			{email: 'bob@a.example', role: 'custom', status: 'revoked'},
			{email: 'cy@a.example', role: 'user', status: 'staged'},
			{email: 'di@a.example', role: 'user', status: 'accepted'},
		]);
		expect((await organisation.groups(call)).map(({id: _, ...rest}) => rest)).toEqual([
			{name: 'Sales', externalId: 'g'},
			{name: 'By hand'},
		]);
		expect(asked()).toEqual(['GET /api/public/members', 'GET /api/public/groups']);
		expect(organisation.meter()).toMatchObject({throttled: 0, waits: 0});
		expect(bitwarden.mails).toEqual([]);
	});

	test('the members of groups, each once; a group that is gone is left out', async () => {
		const {organisation, call, bitwarden} = await bench({
			members: [{email: 'a@a.example'}],
			groups: Array.from({length: 40}, (_, at) => ({name: `G${at}`, members: at % 2 === 0 ? ['a@a.example'] : []})),
		});
		const groups = await organisation.groups(call);
		bitwarden.store.groups.delete(groups[3]?.id ?? '');
		const read = new Map<OrgGroupId, readonly MemberId[]>();
		const wanted = [...groups, ...groups].map(group => group.id);
		for await (const [group, members] of organisation.groupMembers(wanted, call)) {
			expect(read.has(group)).toBe(false);
			read.set(group, members);
		}
		expect(read.size).toBe(39);
		expect(read.get(groups[0]?.id as OrgGroupId)).toEqual([bitwarden.memberByEmail('a@a.example')?.id]);
		expect(read.get(groups[1]?.id as OrgGroupId)).toEqual([]);
	});

	test('whoever stops listening stops the reading', async () => {
		const {organisation, call, asked} = await bench({
			groups: Array.from({length: 60}, (_, at) => ({name: `G${at}`})),
		});
		const groups = (await organisation.groups(call)).map(group => group.id);
		asked();
		for await (const _ of organisation.groupMembers(groups, call)) break;
		const sent = asked().length;
		expect(sent).toBeLessThan(60);
		await organisation.groups(call);
		expect(asked()).toEqual(['GET /api/public/groups']);
	});
});

describe('steps', () => {
	test('an import carries every field, no nulls, and overwrites nobody', async () => {
		const {organisation, call, bitwarden} = await bench();
		const group = {name: 'G', externalId: entra('g'), memberExternalIds: [entra('id-ann')]};
		const gone = {email: '', externalId: entra('id-gone'), deleted: true};
		expect(await organisation.execute(importing([ann, gone], [group]), call)).toEqual({kind: 'done'});
		expect(bitwarden.audit.at(-1)?.body).toEqual({
			members: [ann, {externalId: 'id-gone', deleted: true}],
			groups: [group],
			overwriteExisting: false,
			largeImport: false,
			inviteUsersAfterProvisioning: true,
		});
		expect(bitwarden.groupByName('G')?.members.size).toBe(1);
		expect(bitwarden.mails).toHaveLength(1);
	});

	test('staged members get no mail', async () => {
		const {organisation, call, bitwarden} = await bench({knobs: {staged: true}});
		await organisation.execute({kind: 'import', members: [ann], groups: [], invite: 'staged'}, call);
		expect(bitwarden.memberByEmail('ann@a.example')?.status).toBe(3);
		expect(bitwarden.mails).toEqual([]);
	});

	test('revoke, restore and remove; what is so already counts as done', async () => {
		const {organisation, call, bitwarden} = await bench({members: [{email: 'ann@a.example'}]});
		const member = idOf(bitwarden.memberByEmail('ann@a.example'));
		for (const kind of ['revoke', 'revoke', 'restore', 'restore', 'remove', 'remove'] as const)
			expect(await organisation.execute({kind, member}, call)).toEqual({kind: 'done'});
		expect(await organisation.execute({kind: 'revoke', member}, call)).toMatchObject({
			kind: 'refused',
			status: 404,
			message: 'The member is no longer there.',
		});
	});

	test('the last owner is refused with the words of the server and what to do', async () => {
		const {organisation, call, bitwarden} = await bench();
		const member = idOf(bitwarden.memberByEmail('owner@practice.example'));
		expect(await organisation.execute({kind: 'remove', member}, call)).toMatchObject({
			kind: 'refused',
			status: 400,
			message: 'Organization must have at least one confirmed owner.',
			advice: expect.stringContaining('sync.protect'),
		});
	});

	test.each(['user', 'admin', 'owner', 'custom'] as const)(
		'relinking a member (%s) changes nothing but the id',
		async role => {
			const {organisation, call, bitwarden, asked} = await bench({
				members: [{email: 'ann@a.example', externalId: 'before', role, collections: ['Safe', 'Other']}],
				groups: [{name: 'G', members: ['ann@a.example']}],
			});
			const member = bitwarden.memberByEmail('ann@a.example');
			const [first] = member?.collections ?? [];
			if (member !== undefined && first !== undefined)
				member.collections[0] = {...first, readOnly: true, hidePasswords: true};
			const before = structuredClone(member);
			await organisation.abilities(call);
			asked();
			const outcome = await organisation.execute(
				{kind: 'relink', member: idOf(member), externalId: entra('after')},
				call,
			);
			expect(outcome).toEqual({kind: 'done'});
			expect(asked()).toEqual([`GET /api/public/members/${member?.id}`, `PUT /api/public/members/${member?.id}`]);
			const {permissions, ...rest} = before ?? {};
			expect(member).toMatchObject({...rest, externalId: 'after'});
			expect(member?.permissions ?? null).toEqual(
				permissions === null ? null : expect.objectContaining(permissions ?? {}),
			);
			expect(bitwarden.groupByName('G')?.members.has(member?.id ?? '')).toBe(true);
		},
	);

	test('a member whose collections the server does not say is left alone', async () => {
		const {organisation, call, bitwarden, faults} = await bench({
			members: [{email: 'ann@a.example', collections: ['Safe']}],
		});
		const member = bitwarden.memberByEmail('ann@a.example');
		const body = JSON.stringify({object: 'member', id: member?.id, type: 2, status: 2, collections: null});
		faults.add({route: 'GET /api/public/members/', harm: {kind: 'wrong-content', body}});
		expect(
			await organisation.execute({kind: 'relink', member: idOf(member), externalId: entra('x')}, call),
		).toMatchObject({kind: 'refused', message: expect.stringContaining('left as it is')});
		expect(member?.collections).toHaveLength(1);
		expect(member?.externalId).toBeNull();
	});

	test('taking over a group keeps its name to the letter, its collections and its members', async () => {
		const name = 'Vert\u202erieb\u200b & Söhne';
		const {organisation, call, bitwarden} = await bench({
			groups: [{name, collections: ['Safe'], members: ['owner@practice.example']}],
		});
		const group = bitwarden.groupByName(name);
		expect((await organisation.groups(call))[0]?.name).toBe('Vertrieb & Söhne');
		const step = {kind: 'adopt-group', group: groupId(group), externalId: entra('g')} as const;
		expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
		expect(group).toMatchObject({name, externalId: 'g'});
		expect(group?.collections).toHaveLength(1);
		expect(group?.members.size).toBe(1);
	});

	test('the members of a group are set, and a group is deleted', async () => {
		const {organisation, call, bitwarden} = await bench({groups: [{name: 'G'}]});
		const group = bitwarden.groupByName('G');
		const members = [idOf(bitwarden.memberByEmail('owner@practice.example'))];
		expect(await organisation.execute({kind: 'set-group-members', group: groupId(group), members}, call)).toEqual({
			kind: 'done',
		});
		expect([...(group?.members ?? [])]).toEqual(members);
		for (let time = 0; time < 2; time++)
			expect(await organisation.execute({kind: 'delete-group', group: groupId(group)}, call)).toEqual({kind: 'done'});
		expect(bitwarden.store.groups.size).toBe(0);
		expect(await organisation.execute({kind: 'set-group-members', group: groupId(group), members}, call)).toMatchObject(
			{kind: 'refused', message: 'The group is no longer there.'},
		);
	});

	test('what is wrong with a batch is told by field', async () => {
		const {organisation, call} = await bench();
		const outcome = await organisation.execute(importing([ann, {...ann, email: 'nothing'}]), call);
		expect(outcome).toMatchObject({
			kind: 'refused',
			status: 400,
			fields: {'Members[1].Email': [expect.stringContaining('e-mail')]},
			advice: expect.stringContaining('Correct it in Entra'),
		});
	});

	test.each([
		[{knobs: {planHasDirectory: false}}, 'cannot use directory syncing', 'Teams or Enterprise'],
		[{knobs: {planHasGroups: false}}, 'cannot use groups', 'group filter'],
		[{seats: 1, hosting: 'self-hosted'}, 'Cannot autoscale', 'licence'],
		[{seats: 1, mayGrowTo: 1}, 'Seat limit', 'Raise it'],
		[{seats: 1, knobs: {provider: true}}, 'contact your provider', 'provider'],
		[{seats: 1, knobs: {subscriptionActive: false}}, 'active subscription', 'reinstate'],
	] as const)('a refusal %j is said with what to do', async (options, words, advice) => {
		const {organisation, call} = await bench(options);
		const group = {name: 'G', externalId: entra('g'), memberExternalIds: []};
		expect(await organisation.execute(importing([ann], [group]), call)).toMatchObject({
			kind: 'refused',
			message: expect.stringContaining(words),
			advice: expect.stringContaining(advice),
		});
	});
});
