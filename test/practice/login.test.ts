import {afterEach, describe, expect, test} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {ask, form, type Opened, open} from './client.ts';

let opened: Opened | undefined;
const start = async (options?: PracticeOptions): Promise<Opened> => {
	opened = await open(options);
	return opened;
};
afterEach(async () => {
	await opened?.practice.close();
	opened = undefined;
});

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('discovery', () => {
	test('tells the endpoints of a tenant by its id and by its domain', async () => {
		const {ca, practice} = await start();
		const {login} = practice.urls;
		for (const name of [practice.company.tenantId, 'halden.example', 'haldenpractice.onmicrosoft.com']) {
			const {status, json} = await ask(ca, `${login}/${name}/v2.0/.well-known/openid-configuration`);
			expect(status).toBe(200);
			expect(json.issuer).toBe(`${login}/${practice.company.tenantId}/v2.0`);
			expect(json.token_endpoint).toBe(`${login}/${practice.company.tenantId}/oauth2/v2.0/token`);
			expect(json.device_authorization_endpoint).toContain('/oauth2/v2.0/devicecode');
		}
	});

	test('does not know other tenants', async () => {
		const {ca, practice} = await start();
		const {status, json} = await ask(
			ca,
			`${practice.urls.login}/elsewhere.example/v2.0/.well-known/openid-configuration`,
		);
		expect(status).toBe(400);
		expect(json).toMatchObject({error: 'invalid_tenant', error_codes: [90002]});
		expect(json.error_description).toMatch(/^AADSTS90002: .* Trace ID: .* Correlation ID: .* Timestamp: /);
	});
});

describe('token by secret', () => {
	test('carries the granted application permissions', async () => {
		const {token, practice} = await start();
		const claims = claimsOf(await token());
		expect(claims.roles).toEqual(['User.Read.All', 'GroupMember.Read.All']);
		expect(claims).toMatchObject({
			aud: practice.urls.graph,
			tid: practice.company.tenantId,
			idtyp: 'app',
			appidacr: '1',
		});
	});

	test('is issued without any permission, and then has no roles at all', async () => {
		const {token} = await start({permissions: []});
		expect(claimsOf(await token())).not.toHaveProperty('roles');
	});

	test.each([
		['a wrong secret', {client_secret: 'wrong'}, 401, 'invalid_client', 7000215],
		['no secret', {client_secret: ''}, 401, 'invalid_client', 7000216],
		['an unknown application', {client_id: '11111111-2222-3333-4444-555555555555'}, 400, 'unauthorized_client', 700016],
		['no scope', {scope: ''}, 400, 'invalid_request', 900144],
		['a scope without /.default', {scope: 'https://graph.microsoft.com/User.Read.All'}, 400, 'invalid_scope', 1002012],
		['a scope encoded twice', {scope: 'https%3A%2F%2Flocalhost%2F.default'}, 400, 'invalid_scope', 1002012],
		['the Graph of another cloud', {scope: 'https://graph.microsoft.com/.default'}, 400, 'invalid_resource', 500011],
		['two resources', {scope: 'https://a.example/.default https://b.example/.default'}, 400, 'invalid_scope', 28003],
		['another grant', {grant_type: 'password'}, 400, 'unsupported_grant_type', 70003],
	])('refuses %s', async (_, fields, status, error, code) => {
		const {ca, tokenUrl, secretForm} = await start();
		const answer = await form(ca, tokenUrl, secretForm(fields), {'client-request-id': 'my-own'});
		expect(answer.status).toBe(status);
		expect(answer.json).toMatchObject({error, error_codes: [code], correlation_id: 'my-own'});
	});

	test.each([
		['nowhere.example', 400, 'invalid_request', 90002],
		['not a tenant', 400, 'invalid_request', 900023],
		['00000000-0000-0000-0000-000000000000', 400, 'invalid_request', 900021],
		['common', 400, 'invalid_request', 9001023],
	])('refuses the tenant %s', async (tenant, status, error, code) => {
		const {ca, practice, secretForm} = await start();
		const url = `${practice.urls.login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
		const answer = await form(ca, url, secretForm());
		expect(answer.status).toBe(status);
		expect(answer.json).toMatchObject({error, error_codes: [code]});
	});

	test('knows an expired secret, a disabled application, and a secret that has not arrived yet', async () => {
		let now = Date.now();
		const {ca, practice, tokenUrl, secretForm} = await start({clock: () => now, propagation: {secretMs: 30_000}});
		const {company} = practice;
		const fresh = company.addSecret();
		expect((await form(ca, tokenUrl, secretForm({client_secret: fresh}))).json.error_codes).toEqual([7000215]);
		now += 30_001;
		expect((await form(ca, tokenUrl, secretForm({client_secret: fresh}))).status).toBe(200);
		company.disableApplication();
		expect((await form(ca, tokenUrl, secretForm())).json).toMatchObject({
			error: 'unauthorized_client',
			error_codes: [7000112],
		});
		company.enableApplication();
		company.expireSecret();
		expect((await form(ca, tokenUrl, secretForm())).json).toMatchObject({
			error: 'invalid_client',
			error_codes: [7000222],
		});
	});

	test('a permission taken away is gone from the next token only', async () => {
		const {token, practice, graph} = await start();
		const before = await token();
		practice.company.revokePermission('User.Read.All');
		expect(claimsOf(await token()).roles).toEqual(['GroupMember.Read.All']);
		expect((await graph('/users', {token: before})).status).toBe(200);
		expect((await graph('/users')).status).toBe(403);
	});
});
