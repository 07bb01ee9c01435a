import {describe, expect, test} from 'vitest';
import {asked, importing, person} from '../../helpers/organisation-requests.ts';

const unhandled = {object: 'error', message: 'An unhandled server error has occurred.', errors: null};

describe('what the import of the official server refuses', () => {
	test('null arrays, missing arrays and null member ids end in 500', async () => {
		const {import: send} = await asked();
		for (const body of [
			importing({members: null}),
			importing({groups: null}),
			{overwriteExisting: false},
			importing({groups: [{name: 'G', externalId: 'g', memberExternalIds: null}]}),
		])
			expect(await send(body)).toMatchObject({status: 500, body: unhandled});
	});

	test('one e-mail twice ends in 500, in any case of letters; one group id twice as well', async () => {
		const {import: send, server} = await asked();
		const twins = [person('ann'), {email: 'ANN@a.example', externalId: 'other', deleted: false}];
		expect((await send(importing({members: twins}))).status).toBe(500);
		const groups = ['One', 'Two'].map(name => ({name, externalId: 'g', memberExternalIds: []}));
		expect((await send(importing({groups}))).status).toBe(500);
		expect(server.store.members.size).toBe(1);
	});

	test('limits are named by field and position', async () => {
		const {import: send} = await asked();
		const reply = await send(
			importing({
				members: [
					person('ok'),
					{email: `${'x'.repeat(250)}@a.example`, externalId: 'a', deleted: false},
					{email: 'no-address', externalId: 'b', deleted: false},
					{externalId: 'c', deleted: false},
					{email: 'd@a.example', externalId: 'd'.repeat(301), deleted: false},
					{externalId: 'e', deleted: true},
					{email: '', externalId: 'f', deleted: true},
					{email: 'two words@a.example', externalId: 'g', deleted: false},
				],
				groups: [{name: 'n'.repeat(101), externalId: '', memberExternalIds: []}],
			}),
		);
		expect(reply).toMatchObject({status: 400, body: {message: "The request's model state is invalid."}});
		expect(Object.keys((reply.body as {errors: object}).errors).sort()).toEqual([
			'Groups[0].ExternalId',
			'Groups[0].Name',
			'Members[1].Email',
			'Members[2].Email',
			'Members[3].Email',
			'Members[4].ExternalId',
			'Members[6].Email',
		]);
		const missing = await send({members: [], groups: []});
		expect((missing.body as {errors: object}).errors).toHaveProperty('OverwriteExisting');
	});

	test('over 2,000 needs largeImport in the cloud only, and the dead do not count', async () => {
		const many = Array.from({length: 2001}, (_, at) => person(`p${at}`));
		const cloud = await asked();
		expect(await cloud.import(importing({members: many}))).toMatchObject({
			status: 400,
			body: {message: 'You cannot import this much data at once.'},
		});
		expect((await cloud.import(importing({members: many.map(p => ({...p, deleted: true}))}))).status).toBe(200);
		expect((await cloud.import(importing({members: many, largeImport: true}))).status).toBe(200);
		const own = await asked({hosting: 'self-hosted'});
		expect((await own.import(importing({members: many}))).status).toBe(200);
	});

	test('groups that are not in the plan are refused after the people were changed', async () => {
		const {import: send, server} = await asked({knobs: {planHasGroups: false}});
		const groups = [{name: 'G', externalId: 'g', memberExternalIds: []}];
		expect(await send(importing({members: [person('ann')], groups}))).toMatchObject({
			status: 400,
			body: {message: 'Organization cannot use groups.'},
		});
		expect(server.memberByEmail('ann@a.example')).toBeDefined();
		server.knobs.planHasDirectory = false;
		expect((await send(importing({members: [person('bob')]}))).body).toMatchObject({
			message: 'Organization cannot use directory syncing.',
		});
		expect(server.memberByEmail('bob@a.example')).toBeUndefined();
	});

	test('two members with one external id make every import fail', async () => {
		const {import: send, server} = await asked({members: [{email: 'a@a.example', externalId: 'same'}]});
		server.addMember({email: 'b@a.example', externalId: 'same'});
		expect((await send(importing({}))).status).toBe(500);
	});

	test('linking a member to an id that another one has ends in 500 and links nobody', async () => {
		const {import: send, server} = await asked({
			members: [{email: 'a@a.example', externalId: 'taken'}, {email: 'b@a.example'}],
		});
		const members = [{email: 'b@a.example', externalId: 'taken', deleted: false}];
		expect((await send(importing({members}))).status).toBe(500);
		expect(server.memberByEmail('b@a.example')?.externalId).toBeNull();
	});

	test('overwriting is refused when it would take out somebody without a master password', async () => {
		const {import: send, server} = await asked({
			members: [{email: 'sso@a.example', externalId: 'sso', hasMasterPassword: false}, {email: 'hand@a.example'}],
		});
		expect((await send(importing({overwriteExisting: true}))).status).toBe(400);
		const member = server.memberByEmail('sso@a.example');
		if (member !== undefined) member.hasMasterPassword = true;
		expect((await send(importing({overwriteExisting: true}))).status).toBe(200);
		expect(server.memberByEmail('sso@a.example')).toBeUndefined();
		expect(server.memberByEmail('hand@a.example')).toBeDefined();
	});
});

describe('what the import of the official server does', () => {
	test('it invites, adopts by exact e-mail, and leaves a changed e-mail as it was', async () => {
		const {import: send, server} = await asked({
			members: [
				{email: 'hand@a.example'},
				{email: 'Upper@a.example'},
				{email: 'old@a.example', externalId: 'id-moved'},
			],
		});
		const members = [
			person('new'),
			person('hand'),
			person('upper'),
			{email: 'new-address@a.example', externalId: 'id-moved', deleted: false},
		];
		expect(await send(importing({members}))).toMatchObject({status: 200, body: undefined});
		expect(server.memberByEmail('hand@a.example')?.externalId).toBe('id-hand');
		expect(server.memberByEmail('upper@a.example')?.externalId).toBeNull();
		expect(server.memberByEmail('old@a.example')?.externalId).toBe('id-moved');
		expect(server.memberByEmail('new-address@a.example')).toBeUndefined();
		expect(server.mails.map(mail => mail.to)).toEqual(['new@a.example']);
		await send(importing({members}));
		expect(server.mails).toHaveLength(1);
	});

	test('somebody made anew in the directory vanishes from groups without a word', async () => {
		const {import: send, server} = await asked({members: [{email: 'ann@a.example', externalId: 'before'}]});
		const groups = [{name: 'G', externalId: 'g', memberExternalIds: ['id-ann', 'nobody']}];
		expect((await send(importing({members: [person('ann')], groups}))).status).toBe(200);
		expect(server.memberByEmail('ann@a.example')?.externalId).toBe('before');
		expect(server.groupByName('G')?.members.size).toBe(0);
	});

	test('the dead are removed by id, never owners, never who is active in the same request', async () => {
		const {import: send, server} = await asked({
			members: [
				{email: 'gone@a.example', externalId: 'gone'},
				{email: 'boss@a.example', externalId: 'boss', role: 'owner'},
				{email: 'both@a.example', externalId: 'both'},
			],
		});
		const members = [
			{externalId: 'gone', deleted: true},
			{externalId: 'boss', deleted: true},
			{externalId: 'both', deleted: true},
			{email: 'both@a.example', externalId: 'both', deleted: false},
			{email: 'owner@practice.example', externalId: 'nobody', deleted: true},
		];
		expect((await send(importing({members}))).status).toBe(200);
		expect([...server.store.members.values()].map(member => member.email).sort()).toEqual([
			'boss@a.example',
			'both@a.example',
			'owner@practice.example',
		]);
	});

	test('a revoked member who is listed as active stays revoked', async () => {
		const {import: send, server} = await asked({
			members: [{email: 'ann@a.example', externalId: 'id-ann', status: 'revoked'}],
		});
		await send(importing({members: [person('ann')]}));
		expect(server.memberByEmail('ann@a.example')?.status).toBe(-1);
	});

	test('groups are found by external id only, renamed, and their members replaced', async () => {
		const {import: send, server} = await asked({
			members: [
				{email: 'ann@a.example', externalId: 'id-ann'},
				{email: 'bob@a.example', externalId: 'id-bob'},
			],
			groups: [
				{name: 'Sales', members: ['ann@a.example']},
				{name: 'Old name', externalId: 'g1', members: ['ann@a.example']},
			],
		});
		const groups = [
			{name: 'Sales', externalId: 'g0', memberExternalIds: ['id-ann']},
			{name: 'New name', externalId: 'g1', memberExternalIds: ['id-bob']},
		];
		expect((await send(importing({groups}))).status).toBe(200);
		expect([...server.store.groups.values()].map(group => group.name)).toEqual(['Sales', 'New name', 'Sales']);
		expect([...(server.groupByName('New name')?.members ?? [])]).toEqual([server.memberByEmail('bob@a.example')?.id]);
	});

	test('external ids may be numbers, and staged members need the flag of the server', async () => {
		const {import: send, server} = await asked();
		const members = [{email: 'n@a.example', externalId: 42, deleted: false}];
		await send(importing({members, inviteUsersAfterProvisioning: false}));
		expect(server.memberByEmail('n@a.example')).toMatchObject({externalId: '42', status: 0});
		server.knobs.staged = true;
		await send(importing({members: [person('later')], inviteUsersAfterProvisioning: false}));
		expect(server.memberByEmail('later@a.example')?.status).toBe(3);
		expect(server.mails.map(mail => mail.to)).toEqual(['n@a.example']);
	});

	test('two imports at once make two members with one id', async () => {
		const {import: send, server} = await asked();
		const gates: (() => void)[] = [];
		server.knobs.beforeImportWrites = () => new Promise<void>(resolve => gates.push(resolve));
		const both = [send(importing({members: [person('ann')]})), send(importing({members: [person('ann')]}))];
		await expect.poll(() => gates.length).toBe(2);
		for (const open of gates) open();
		expect((await Promise.all(both)).map(reply => reply.status)).toEqual([200, 200]);
		server.knobs.beforeImportWrites = undefined;
		expect([...server.store.members.values()].filter(m => m.externalId === 'id-ann')).toHaveLength(2);
		expect((await send(importing({}))).status).toBe(500);
	});
});

describe('seats', () => {
	const members = [person('a'), person('b')];

	test('the cloud buys what is short, up to its limit', async () => {
		const {import: send, server, ask} = await asked({seats: 2, mayGrowTo: 3});
		expect((await send(importing({members}))).status).toBe(200);
		expect((await ask('GET', '/organization/subscription')).body).toMatchObject({
			passwordManager: {seats: 3, maxAutoScaleSeats: 3},
		});
		expect((await send(importing({members: [person('c')]}))).body).toMatchObject({
			message: 'Seat limit has been reached.',
		});
		expect(server.memberByEmail('c@a.example')).toBeUndefined();
	});

	test('others buy nothing', async () => {
		const own = await asked({seats: 2, hosting: 'self-hosted'});
		expect((await own.import(importing({members}))).body).toMatchObject({
			message: 'Cannot autoscale on self-hosted instance.',
		});
		expect((await own.ask('GET', '/organization/subscription')).status).toBe(404);
		const provider = await asked({seats: 2, knobs: {provider: true}});
		expect((await provider.import(importing({members}))).body).toMatchObject({
			message: 'Seat limit has been reached. Please contact your provider to add more seats.',
		});
		const lapsed = await asked({seats: 2, knobs: {subscriptionActive: false}});
		expect((await lapsed.import(importing({members}))).status).toBe(400);
	});

	test('revoking gives a seat back, and restoring takes one', async () => {
		const {ask, import: send, server} = await asked({seats: 2, mayGrowTo: 2, members: [{email: 'x@a.example'}]});
		const x = server.memberByEmail('x@a.example');
		expect((await ask('POST', `/members/${x?.id}/revoke`)).status).toBe(200);
		expect((await send(importing({members: [person('a')]}))).status).toBe(200);
		expect((await ask('POST', `/members/${x?.id}/restore`)).body).toMatchObject({
			message: 'Seat limit has been reached.',
		});
	});
});
