import {expect, test} from 'vitest';
import {UsherError} from '../../source/core/errors.ts';
import {clouds} from '../../source/entra/clouds.ts';
import {findTenant} from '../../source/entra/tenant.ts';
import {HttpError, type HttpRequest, type HttpResponse} from '../../source/platform/http/port.ts';
import {answer, calling, fakeClock, fakeHttp, tenantId} from './fake-answers.ts';

const unknown = () =>
	answer(400, {error: 'invalid_tenant', error_description: 'AADSTS90002: Tenant not found.', error_codes: [90002]});
const document = (login: string, more: object = {}) =>
	answer(200, {issuer: `${login}/${tenantId}/v2.0`, token_endpoint: `${login}/${tenantId}/oauth2/v2.0/token`, ...more});

const find = (
	domainOrId: string,
	respond: (request: HttpRequest) => HttpResponse,
	cloud: (typeof clouds)[keyof typeof clouds] = clouds.public,
) => {
	const http = fakeHttp(respond);
	const found = findTenant({
		domainOrId,
		http,
		cloud,
		call: calling(),
		random: () => 0.5,
		retryMs: 1000,
		...fakeClock(),
	});
	return {http, found};
};

test('a domain becomes the id of its tenant, without a sign-in', async () => {
	const {http, found} = find(' Contoso.com ', () =>
		document(clouds.public.login, {msgraph_host: 'graph.microsoft.com'}),
	);
	expect(await found).toEqual({id: tenantId, cloud: clouds.public, domain: 'contoso.com'});
	expect(http.asked.map(request => request.url)).toEqual([
		'https://login.microsoftonline.com/Contoso.com/v2.0/.well-known/openid-configuration',
	]);
});

test('a tenant that is not in the chosen cloud is looked for in the others, and the right one is said', async () => {
	const {http, found} = find('contoso.cn', request =>
		request.url.startsWith(clouds.china.login) ? document(clouds.china.login) : unknown(),
	);
	expect((await found).cloud.name).toBe('china');
	// Both US Government clouds sign in at the same host: asked once.
	expect(http.asked).toHaveLength(3);
});

test('the answer decides which cloud it is, as the public host knows tenants of the US Government too', async () => {
	const gov = find(tenantId, () => document(clouds.usgov.login, {msgraph_host: 'graph.microsoft.us'}));
	expect((await gov.found).cloud.name).toBe('usgov');
	const dod = find(tenantId, () => document(clouds.usgovdod.login, {msgraph_host: 'dod-graph.microsoft.us'}));
	expect((await dod.found).cloud.name).toBe('usgovdod');
	expect((await dod.found).domain).toBeUndefined();
});

test('what is nowhere is said so; what is no tenant at all is not even sent', async () => {
	const nowhere = find('contoso.example', unknown);
	await expect(nowhere.found).rejects.toMatchObject({code: 'tenant-not-found', exitCode: 11});
	for (const text of ['', 'admin@contoso.com', 'https://portal.azure.com/', 'not a tenant']) {
		const wrong = find(text, unknown);
		await expect(wrong.found).rejects.toMatchObject({code: 'tenant-invalid'});
		expect(wrong.http.asked).toHaveLength(0);
	}
});

test('a cloud of its own is the only one asked', async () => {
	const custom = {name: 'custom', label: '', login: 'https://localhost:8443', graph: 'https://localhost:9443'} as const;
	const http = fakeHttp(unknown);
	await expect(findTenant({domainOrId: 'contoso.com', http, cloud: custom, call: calling()})).rejects.toMatchObject({
		code: 'tenant-not-found',
	});
	expect(http.asked).toHaveLength(1);
});

test('another cloud that cannot be reached does not hide that the tenant is not here; the first one does', async () => {
	const refused = () => {
		throw new HttpError('refused', 'x', false, 'x cannot be reached.');
	};
	const others = find('contoso.com', request => (request.url.startsWith(clouds.public.login) ? unknown() : refused()));
	await expect(others.found).rejects.toMatchObject({code: 'tenant-not-found'});
	await expect(find('contoso.com', refused).found).rejects.toMatchObject({code: 'network-refused', exitCode: 16});
	await expect(find('contoso.com', () => answer(200, '<html>')).found).rejects.toMatchObject({exitCode: 16});
});

test('an answer that says nothing that a tenant could be named by is no tenant, whatever else it is', async () => {
	const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
	for (const issuer of [deep, {toString: 1}, 7, null])
		await expect(
			find('contoso.com', () =>
				answer(200, JSON.stringify({issuer: 7, token_endpoint: null}).replace('7', JSON.stringify(issuer))),
			).found,
		).rejects.toBeInstanceOf(UsherError);
});
