import {expect, test} from 'vitest';
import {asked, importing, person} from '../../helpers/organisation-requests.ts';

const vaultwarden = {server: 'vaultwarden'} as const;

test('only the import exists; anything else is 404 of the framework', async () => {
	const {ask} = await asked(vaultwarden);
	for (const path of ['/members', '/groups', '/organization/subscription'])
		expect(await ask('GET', path)).toMatchObject({status: 404, body: {error: {code: 404, reason: 'Not Found'}}});
});

test('the sign-in wants the device, and says what is wrong', async () => {
	const {signIn} = await asked(vaultwarden);
	const refusals: [Record<string, string | undefined>, string][] = [
		[{deviceIdentifier: undefined}, 'device_identifier cannot be blank'],
		[{deviceName: ''}, 'device_name cannot be blank'],
		[{deviceType: undefined}, 'device_type cannot be blank'],
		[{client_id: 'user.x'}, 'Malformed client_id'],
		[{client_id: 'organization.00000000-0000-4000-8000-000000000000'}, 'Invalid client_id'],
		[{client_secret: 'wrong'}, 'Incorrect client_secret'],
		[{scope: 'api'}, 'Scope not supported'],
	];
	for (const [change, message] of refusals)
		expect(await signIn(change)).toMatchObject({status: 400, body: {message, errorModel: {message}}});
	const snake = {deviceIdentifier: undefined, device_identifier: 'x'};
	expect((await signIn(snake)).status).toBe(200);
});

test('ten sign-ins at once, then one a minute, without saying how long to wait', async () => {
	let now = 0;
	const {signIn, server} = await asked({...vaultwarden, now: () => now});
	server.knobs.rateLimits = true;
	for (let at = 0; at < 10; at++) expect((await signIn()).status).toBe(200);
	const refused = await signIn();
	expect(refused).toMatchObject({status: 429, body: {message: 'Too many login requests'}});
	expect(refused.headers).not.toHaveProperty('retry-after');
	now = 60_000;
	expect((await signIn()).status).toBe(200);
	expect((await signIn()).status).toBe(429);
});

test('every field has to be there, of the right type', async () => {
	const {import: send, server} = await asked(vaultwarden);
	for (const body of [
		{members: [], groups: []},
		importing({members: null}),
		importing({members: [{externalId: 'x', deleted: true}]}),
		importing({members: [{email: 'a@a.example', externalId: 'x'}]}),
		importing({groups: [{name: 'G', externalId: 'g', memberExternalIds: null}]}),
		importing({members: [{email: 'a@a.example', externalId: 7, deleted: false}]}),
	])
		expect((await send(body)).status).toBe(422);
	expect(server.store.members.size).toBe(1);
	expect((await send(importing({members: [person('a')], largeImport: false, other: 1}))).status).toBe(200);
});

test('the dead are revoked by e-mail, whatever their id, and come back when listed', async () => {
	const {import: send, server} = await asked({
		...vaultwarden,
		members: [{email: 'ann@a.example', externalId: 'before'}],
	});
	const ann = server.memberByEmail('ann@a.example');
	await send(importing({members: [{...person('ann', true), email: 'ANN@a.example'}]}));
	expect(ann).toMatchObject({status: -1, externalId: 'id-ann'});
	await send(importing({members: [person('ann')]}));
	expect(ann?.status).toBe(2);
	await send(importing({members: [{email: 'owner@practice.example', externalId: 'o', deleted: true}]}));
	expect(server.memberByEmail('owner@practice.example')?.status).toBe(2);
});

test('without mail newcomers are accepted at once; a mail that fails ends the import half-way', async () => {
	const {import: send, server} = await asked(vaultwarden);
	server.knobs.mailFailsFor.add('b@a.example');
	const reply = await send(importing({members: [person('a'), person('b'), person('c')]}));
	expect(reply.status).toBe(400);
	expect(server.memberByEmail('a@a.example')?.status).toBe(0);
	expect(server.memberByEmail('c@a.example')).toBeUndefined();
	server.knobs.mailEnabled = false;
	await send(importing({members: [person('b')]}));
	expect(server.memberByEmail('b@a.example')?.status).toBe(1);
	expect(server.mails.map(mail => mail.to)).toEqual(['a@a.example']);
});

test('groups only when they are switched on, and never renamed', async () => {
	const {import: send, server} = await asked(vaultwarden);
	const group = (name: string, ids: string[]) => ({name, externalId: 'g', memberExternalIds: ids});
	await send(importing({members: [person('a')], groups: [group('One', ['id-a'])]}));
	expect(server.store.groups.size).toBe(0);
	server.knobs.groupsEnabled = true;
	await send(importing({groups: [group('One', ['id-a', 'nobody'])]}));
	expect(server.groupByName('One')?.members.size).toBe(1);
	await send(importing({groups: [group('Two', [])]}));
	expect(server.groupByName('Two')).toBeUndefined();
	expect(server.groupByName('One')?.members.size).toBe(0);
});

test('overwriting deletes who is not listed; the listed dead count as listed', async () => {
	const {import: send, server} = await asked({
		...vaultwarden,
		members: [
			{email: 'a@a.example', externalId: 'id-a'},
			{email: 'b@a.example', externalId: 'id-b'},
			{email: 'hand@a.example'},
		],
	});
	await send(importing({members: [person('a', true)], overwriteExisting: true}));
	expect(server.memberByEmail('a@a.example')?.status).toBe(-1);
	expect(server.memberByEmail('b@a.example')).toBeUndefined();
	expect(server.memberByEmail('hand@a.example')).toBeDefined();
});
