import {describe, expect, test} from 'vitest';
import {asked} from '../../helpers/organisation-requests.ts';

const nobody = '00000000-0000-4000-8000-000000000000';

describe('members', () => {
	test('the list says who is there, without collections; one member says them', async () => {
		const {ask, server} = await asked({members: [{email: 'ann@a.example', externalId: 'x', collections: ['Safe']}]});
		const list = (await ask('GET', '/members')).body as {object: string; data: Record<string, unknown>[]};
		expect(list.object).toBe('list');
		expect(list.data.map(member => [member.email, member.type, member.status, member.collections])).toEqual([
			['owner@practice.example', 0, 2, null],
			['ann@a.example', 2, 2, null],
		]);
		const ann = server.memberByEmail('ann@a.example');
		const one = (await ask('GET', `/members/${ann?.id}`)).body as {collections: unknown[]};
		expect(one.collections).toHaveLength(1);
		expect(await ask('GET', `/members/${nobody}`)).toMatchObject({status: 404, body: undefined});
		expect((await ask('GET', '/members/not-an-id')).status).toBe(404);
	});

	test('an update takes away what it does not carry, except groups and e-mail', async () => {
		const {ask, server} = await asked({
			members: [{email: 'ann@a.example', externalId: 'x', collections: ['Safe']}],
			groups: [{name: 'G', members: ['ann@a.example']}],
		});
		const ann = server.memberByEmail('ann@a.example');
		const reply = await ask('PUT', `/members/${ann?.id}`, {type: 1, email: 'other@a.example'});
		expect(reply.status).toBe(200);
		expect(ann).toMatchObject({type: 1, externalId: null, collections: [], email: 'ann@a.example'});
		expect(server.groupByName('G')?.members.has(ann?.id ?? '')).toBe(true);
		await ask('PUT', `/members/${ann?.id}`, {type: 2, groups: []});
		expect(server.groupByName('G')?.members.size).toBe(0);
		expect((await ask('PUT', `/members/${ann?.id}`, {externalId: 'y'})).body).toMatchObject({
			errors: {Type: ['The Type field is required.']},
		});
	});

	test('permissions are for the role custom only, and contradicting access is refused', async () => {
		const {ask, server} = await asked({members: [{email: 'ann@a.example', collections: ['Safe']}]});
		const ann = server.memberByEmail('ann@a.example');
		const [access] = ann?.collections ?? [];
		expect((await ask('PUT', `/members/${ann?.id}`, {type: 2, permissions: {}})).status).toBe(400);
		expect((await ask('PUT', `/members/${ann?.id}`, {type: 3})).status).toBe(400);
		const both = {type: 2, collections: [{...access, manage: true, readOnly: true}]};
		expect((await ask('PUT', `/members/${ann?.id}`, both)).status).toBe(400);
		expect((await ask('PUT', `/members/${ann?.id}`, {type: 4, permissions: {manageUsers: true}})).status).toBe(200);
		expect(ann?.permissions).toMatchObject({manageUsers: true, manageSso: false});
		server.knobs.planHasCustomPermissions = false;
		expect((await ask('PUT', `/members/${ann?.id}`, {type: 4})).status).toBe(400);
	});

	test('inviting one by one, and again', async () => {
		const {ask, server} = await asked();
		const reply = await ask('POST', '/members', {email: 'New@a.example', type: 2, externalId: 'n'});
		expect(reply).toMatchObject({status: 200, body: {email: 'new@a.example', status: 0, type: 2}});
		expect((await ask('POST', '/members', {email: 'new@A.example', type: 2})).body).toMatchObject({
			message: 'This user has already been invited.',
		});
		const {id} = reply.body as {id: string};
		expect((await ask('POST', `/members/${id}/reinvite`)).status).toBe(200);
		expect(server.mails.map(mail => mail.kind)).toEqual(['invite', 'reinvite']);
	});

	test('removing spares only the last confirmed owner', async () => {
		const {ask, server} = await asked({members: [{email: 'boss@a.example', role: 'owner'}]});
		const boss = server.memberByEmail('boss@a.example');
		const owner = server.memberByEmail('owner@practice.example');
		expect((await ask('DELETE', `/members/${owner?.id}`)).status).toBe(200);
		expect((await ask('DELETE', `/members/${owner?.id}`)).status).toBe(404);
		for (const [method, path] of [
			['DELETE', ''],
			['POST', '/revoke'],
		] as const)
			expect((await ask(method, `/members/${boss?.id}${path}`)).body).toMatchObject({
				message: 'Organization must have at least one confirmed owner.',
			});
	});

	test('revoking and restoring', async () => {
		const {ask, server} = await asked({members: [{email: 'ann@a.example', status: 'accepted'}]});
		const ann = server.memberByEmail('ann@a.example');
		const path = `/members/${ann?.id}`;
		expect((await ask('POST', `${path}/restore`)).body).toMatchObject({message: 'Already active.'});
		expect((await ask('POST', `${path}/revoke`)).status).toBe(200);
		expect((await ask('POST', `${path}/revoke`)).body).toMatchObject({message: 'Already revoked.'});
		server.knobs.notCompliant.add('ann@a.example');
		expect((await ask('POST', `${path}/restore`)).status).toBe(400);
		server.knobs.notCompliant.clear();
		expect((await ask('POST', `${path}/restore`)).status).toBe(200);
		expect(ann?.status).toBe(1);
	});

	test('a server before 2026.2.0 does not know revoking', async () => {
		const {ask, server} = await asked({version: '2026.1.1'});
		const owner = server.memberByEmail('owner@practice.example');
		expect(await ask('POST', `/members/${owner?.id}/revoke`)).toMatchObject({status: 404, body: undefined});
	});

	test('the groups of a member are read and replaced', async () => {
		const {ask, server} = await asked({groups: [{name: 'A', members: ['owner@practice.example']}, {name: 'B'}]});
		const owner = server.memberByEmail('owner@practice.example');
		const path = `/members/${owner?.id}/group-ids`;
		expect((await ask('GET', path)).body).toEqual([server.groupByName('A')?.id]);
		await ask('PUT', path, {groupIds: [server.groupByName('B')?.id]});
		expect((await ask('GET', path)).body).toEqual([server.groupByName('B')?.id]);
	});
});

describe('groups', () => {
	test('an update keeps collections that it does not carry', async () => {
		const {ask, server} = await asked({groups: [{name: 'G', externalId: 'g', collections: ['Safe']}]});
		const group = server.groupByName('G');
		expect((await ask('PUT', `/groups/${group?.id}`, {name: 'H'})).status).toBe(200);
		expect(group).toMatchObject({name: 'H', externalId: null});
		expect(group?.collections).toHaveLength(1);
		await ask('PUT', `/groups/${group?.id}`, {name: 'H', collections: []});
		expect(group?.collections).toHaveLength(0);
		expect((await ask('PUT', `/groups/${group?.id}`, {name: 'x'.repeat(101)})).status).toBe(400);
	});

	test('members are replaced, unknown ones dropped; a deleted group is gone', async () => {
		const {ask, server} = await asked({groups: [{name: 'G'}]});
		const owner = server.memberByEmail('owner@practice.example');
		const path = `/groups/${server.groupByName('G')?.id}`;
		expect((await ask('PUT', `${path}/member-ids`, {memberIds: [owner?.id, nobody]})).status).toBe(200);
		expect((await ask('GET', `${path}/member-ids`)).body).toEqual([owner?.id]);
		expect((await ask('DELETE', path)).status).toBe(200);
		expect((await ask('DELETE', path)).status).toBe(404);
		expect((await ask('GET', `${path}/member-ids`)).status).toBe(404);
	});
});

describe('signing in to the official server', () => {
	test('what is refused, and how', async () => {
		const {signIn, server} = await asked();
		const refusals: [Record<string, string | undefined>, string][] = [
			[{client_secret: 'wrong'}, 'invalid_client'],
			[{client_id: 'organization.00000000-0000-4000-8000-000000000000'}, 'invalid_client'],
			[{client_id: 'user.00000000-0000-4000-8000-000000000000'}, 'invalid_client'],
			[{scope: 'api'}, 'invalid_scope'],
			[{scope: undefined}, 'invalid_scope'],
			[{grant_type: 'password'}, 'unsupported_grant_type'],
		];
		for (const [change, error] of refusals) expect(await signIn(change)).toMatchObject({status: 400, body: {error}});
		expect((await signIn({deviceIdentifier: undefined})).status).toBe(200);
		server.rotateKey('another');
		expect((await signIn()).status).toBe(200);
		server.knobs.planHasApi = false;
		expect(await signIn()).toMatchObject({status: 400, body: {error: 'invalid_client'}});
	});

	test('a token that is wrong or old is 401', async () => {
		let now = 1_000_000;
		const {ask} = await asked({now: () => now});
		expect((await ask('GET', '/members', undefined, {authorization: 'Bearer other'})).status).toBe(401);
		now += 3_599_000;
		expect((await ask('GET', '/members')).status).toBe(200);
		now += 2000;
		expect((await ask('GET', '/members')).status).toBe(401);
	});
});

describe("the cloud's rate limits", () => {
	test('200 reads a minute, 5 writes a second and 60 a minute, 10 sign-ins a minute', async () => {
		let now = 0;
		const {ask, signIn, server} = await asked({now: () => now});
		server.knobs.rateLimits = true;
		for (let at = 0; at < 200; at++) expect((await ask('GET', '/groups')).status).toBe(200);
		now = 15_000;
		const refused = await ask('GET', '/groups');
		expect(refused).toMatchObject({status: 429, headers: {'retry-after': '45'}});
		expect(refused.body).toMatchObject({message: 'Slow down! Too many requests. Try again in 1m.'});
		now = 60_000;
		expect((await ask('GET', '/groups')).status).toBe(200);
		for (let at = 0; at < 5; at++) expect((await ask('POST', '/groups', {name: 'G'})).status).toBe(200);
		expect((await ask('POST', '/groups', {name: 'G'})).headers).toMatchObject({'retry-after': '1'});
		expect((await ask('DELETE', '/groups/00000000-0000-4000-8000-000000000000')).status).toBe(404);
		let allowed = 0;
		for (now = 120_000; now < 179_000; now += 250)
			if ((await ask('POST', '/groups', {name: 'G'})).status === 200) allowed++;
		expect(allowed).toBe(60);
		now = 400_000;
		const signs: number[] = [];
		for (let at = 0; at < 12; at++, now += 1000) signs.push((await signIn()).status);
		expect(signs.filter(status => status === 200)).toHaveLength(10);
	});
});

test('50,000 members are listed from what was kept, until something changes', async () => {
	const members = Array.from({length: 50_000}, (_, at) => ({email: `p${at}@a.example`, externalId: `id-${at}`}));
	const {server, ask} = await asked({members});
	expect(((await ask('GET', '/members')).body as {data: unknown[]}).data).toHaveLength(50_001);
	server.addMember({email: 'new@a.example'});
	expect(((await ask('GET', '/members')).body as {data: unknown[]}).data).toHaveLength(50_002);
});
