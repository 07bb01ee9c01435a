import {createHash, createPrivateKey, sign, webcrypto} from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import {afterEach, describe, expect, test} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {commandLineToolsAppId, type DirectoryRole, graphAppId} from '../../source/practice/tenant/permissions.ts';
import {type Answer, ask, form, type Opened, open} from './client.ts';

let opened: Opened | undefined;
let now = Date.now();
const start = async (options?: PracticeOptions): Promise<Opened> => {
	now = Date.now();
	opened = await open({clock: () => now, registered: false, ...options});
	return opened;
};
afterEach(async () => {
	await opened?.practice.close();
	opened = undefined;
});

const userRead = 'df021288-bdef-4463-88db-98f22de89214';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const begin = async ({ca, practice}: Opened): Promise<Answer> => {
	const {urls} = practice;
	const scope = `${urls.graph}/Application.ReadWrite.All ${urls.graph}/AppRoleAssignment.ReadWrite.All openid offline_access`;
	return form(ca, `${urls.login}/organizations/oauth2/v2.0/devicecode`, {client_id: commandLineToolsAppId, scope});
};

const poll = ({ca, practice}: Opened, code: string): Promise<Answer> =>
	form(ca, `${practice.urls.login}/organizations/oauth2/v2.0/token`, {
		grant_type: deviceGrant,
		client_id: commandLineToolsAppId,
		device_code: code,
	});

/** A person's token with these directory roles. */
const signIn = async (own: Opened, roles?: DirectoryRole[]): Promise<string> => {
	const {json} = await begin(own);
	own.practice.login.signIn(json.user_code, roles === undefined ? {} : {roles});
	const answer = await poll(own, json.device_code);
	expect(answer.text).toContain('access_token');
	return answer.json.access_token as string;
};

describe('device sign-in', () => {
	test('waits, then gives tokens of the person, once', async () => {
		const own = await start();
		const {json} = await begin(own);
		expect(json).toMatchObject({expires_in: 900, interval: 5, message: expect.stringContaining(json.user_code)});
		const waiting = await poll(own, json.device_code);
		expect([waiting.status, waiting.json.error, waiting.json.error_codes]).toEqual([
			400,
			'authorization_pending',
			[70016],
		]);
		expect(own.practice.login.waitingCodes()).toEqual([json.user_code]);
		own.practice.login.signIn(json.user_code);
		const done = await poll(own, json.device_code);
		expect(done.json).toMatchObject({
			token_type: 'Bearer',
			refresh_token: expect.any(String),
			id_token: expect.any(String),
		});
		expect(done.json.scope).toBe(
			`${own.practice.urls.graph}/Application.ReadWrite.All ${own.practice.urls.graph}/AppRoleAssignment.ReadWrite.All`,
		);
		expect((await poll(own, json.device_code)).json.error).toBe('invalid_grant');
		const me = await own.graph('/me', {token: done.json.access_token});
		expect(me.status).toBe(403);
		const refreshed = await form(own.ca, `${own.practice.urls.login}/organizations/oauth2/v2.0/token`, {
			grant_type: 'refresh_token',
			client_id: commandLineToolsAppId,
			refresh_token: done.json.refresh_token,
		});
		expect(refreshed.status).toBe(200);
		own.practice.login.knobs.blockRefresh = true;
		const blocked = await form(own.ca, `${own.practice.urls.login}/organizations/oauth2/v2.0/token`, {
			grant_type: 'refresh_token',
			client_id: commandLineToolsAppId,
			refresh_token: done.json.refresh_token,
		});
		expect(blocked.json).toMatchObject({error: 'invalid_grant', error_codes: [530036]});
	});

	test('ends when declined, blocked, expired, without consent, or unknown', async () => {
		const own = await start();
		const {login} = own.practice;
		const declined = (await begin(own)).json;
		login.decline(declined.user_code);
		expect((await poll(own, declined.device_code)).json.error).toBe('authorization_declined');
		const blocked = (await begin(own)).json;
		login.block(blocked.user_code);
		expect((await poll(own, blocked.device_code)).json).toMatchObject({error: 'access_denied', error_codes: [53003]});
		login.knobs.blockDeviceCode = true;
		const policy = (await begin(own)).json;
		login.signIn(policy.user_code);
		expect((await poll(own, policy.device_code)).json.error_codes).toEqual([53003]);
		login.knobs.blockDeviceCode = false;
		const plain = (await begin(own)).json;
		login.signIn(plain.user_code, {roles: []});
		expect((await poll(own, plain.device_code)).json).toMatchObject({error: 'invalid_grant', error_codes: [65001]});
		const late = (await begin(own)).json;
		now += 901_000;
		expect((await poll(own, late.device_code)).json).toMatchObject({error: 'expired_token', error_codes: [70020]});
		expect((await poll(own, 'made-up')).json.error).toBe('bad_verification_code');
	});

	test('can be finished on the page that the code names, by a form', async () => {
		const own = await start();
		const {json} = await begin(own);
		const shown = await ask(own.ca, json.verification_uri);
		expect(shown.text).toContain('<input name="user_code"');
		expect((await form(own.ca, json.verification_uri, {user_code: 'WRONG'})).status).toBe(400);
		await form(own.ca, json.verification_uri, {user_code: json.user_code, role: 'Global Administrator'});
		const done = await poll(own, json.device_code);
		const {application} = await register(own, done.json.access_token);
		const link = `${own.practice.urls.login}/${own.practice.company.tenantId}/adminconsent?client_id=${application.json.appId}`;
		expect((await ask(own.ca, link)).text).toContain('User.Read.All');
		expect((await form(own.ca, link, {})).status).toBe(200);
		const principal = own.practice.registry.principalByAppId(application.json.appId);
		expect(principal && own.practice.registry.rolesOf(principal)).toEqual(['User.Read.All']);
		const second = (await begin(own)).json;
		await form(own.ca, json.verification_uri, {user_code: second.user_code, decision: 'decline'});
		expect((await poll(own, second.device_code)).json.error).toBe('authorization_declined');
	});

	test('is refused for a switched-off client, an unknown one, one with a secret, and one that is not public', async () => {
		const own = await start({registered: true});
		const {practice, ca} = own;
		const endpoint = `${practice.urls.login}/${practice.company.tenantId}/oauth2/v2.0`;
		const scope = `${practice.urls.graph}/User.Read`;
		const {json} = await begin(own);
		const withSecret = {
			grant_type: deviceGrant,
			client_id: commandLineToolsAppId,
			device_code: json.device_code,
			client_secret: 'x',
		};
		expect((await form(ca, `${endpoint}/token`, withSecret)).json.error_codes).toEqual([700025]);
		const appId = practice.environment.USHER_CLIENT_ID ?? '';
		const ownCode = (await form(ca, `${endpoint}/devicecode`, {client_id: appId, scope})).json;
		const polled = await form(ca, `${endpoint}/token`, {
			grant_type: deviceGrant,
			client_id: appId,
			device_code: ownCode.device_code,
		});
		expect(polled.json.error_codes).toEqual([7000218]);
		practice.login.knobs.toolDisabled = true;
		expect((await begin(own)).json.error_codes).toEqual([7000112]);
		const unknown = '11111111-2222-3333-4444-555555555555';
		expect((await form(ca, `${endpoint}/devicecode`, {client_id: unknown, scope})).json.error_codes).toEqual([700016]);
		practice.login.knobs.blockApplications = true;
		expect((await form(ca, own.tokenUrl, own.secretForm())).json.error_codes).toEqual([53003]);
	});

	test('says slow_down when told to', async () => {
		const own = await start({loginKnobs: {slowDown: true}});
		const {json} = await begin(own);
		expect((await poll(own, json.device_code)).json.error).toBe('authorization_pending');
		expect((await poll(own, json.device_code)).json.error).toBe('slow_down');
		now += 5000;
		expect((await poll(own, json.device_code)).json.error).toBe('authorization_pending');
	});
});

/** The calls of a registration, one after the other. */
const register = async (own: Opened, token: string) => {
	const {graph} = own;
	const resource = (
		await graph(
			`/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${graphAppId}'`)}&$select=id,appId,displayName,appRoles`,
			{token},
		)
	).json.value[0];
	const application = await graph('/applications', {
		token,
		body: {
			displayName: 'Usher',
			signInAudience: 'AzureADMyOrg',
			notes: 'made in a test',
			requiredResourceAccess: [{resourceAppId: graphAppId, resourceAccess: [{id: userRead, type: 'Role'}]}],
		},
	});
	return {resource, application};
};

describe('registration', () => {
	test('goes from nothing to a working application, step by step, as delays allow', async () => {
		const own = await start({propagation: {objectMs: 10_000, applicationMs: 20_000, secretMs: 30_000}});
		const {graph, practice} = own;
		const token = await signIn(own);
		now += 60_000;
		const {resource, application} = await register(own, token);
		expect(resource.appRoles).toContainEqual(expect.objectContaining({id: userRead, value: 'User.Read.All'}));
		expect(application.status).toBe(201);
		const {id, appId} = application.json;
		const early = await graph('/servicePrincipals', {token, body: {appId}});
		expect([early.status, early.json.error.details[0].code]).toEqual([400, 'NoBackingApplicationObject']);
		expect((await graph(`/applications/${id}`, {token})).status).toBe(404);
		now += 10_000;
		const principal = (await graph('/servicePrincipals', {token, body: {appId}})).json;
		expect((await graph('/servicePrincipals', {token, body: {appId}})).json.error).toMatchObject({
			code: 'Request_MultipleObjectsWithSameKeyValue',
			details: [{code: 'ObjectConflict'}],
		});
		const grant = {principalId: principal.id, resourceId: resource.id, appRoleId: userRead};
		const path = `/servicePrincipals/${resource.id}/appRoleAssignedTo`;
		expect((await graph(path, {token, body: grant})).json.error.code).toBe('Request_ResourceNotFound');
		now += 10_000;
		const granted = await graph(path, {token, body: grant});
		expect([granted.status, granted.json.principalType]).toEqual([201, 'ServicePrincipal']);
		expect((await graph(path, {token, body: grant})).json.error.message).toContain('already exists');
		const secret = (
			await graph(`/applications/${id}/addPassword`, {token, body: {passwordCredential: {displayName: 'one'}}})
		).json;
		expect(Date.parse(secret.endDateTime) - Date.parse(secret.startDateTime)).toBe(730 * 86_400_000);
		const fields = {
			grant_type: 'client_credentials',
			client_id: appId,
			client_secret: secret.secretText,
			scope: `${practice.urls.graph}/.default`,
		};
		expect((await form(own.ca, own.tokenUrl, fields)).json.error_codes).toEqual([700016]);
		now += 10_000;
		expect((await form(own.ca, own.tokenUrl, fields)).json.error_codes).toEqual([7000215]);
		now += 20_000;
		const works = await form(own.ca, own.tokenUrl, fields);
		expect((await graph('/users?$top=1', {token: works.json.access_token})).status).toBe(200);
		// And away again: the recycle bin keeps it, the sign-in is gone.
		expect((await graph(`/applications/${id}`, {token, method: 'DELETE'})).status).toBe(204);
		expect((await form(own.ca, own.tokenUrl, fields)).json.error_codes).toEqual([700016]);
		expect((await graph('/users', {token: works.json.access_token})).json.error.code).toBe(
			'Authorization_IdentityNotFound',
		);
		const bin = await graph('/directory/deletedItems/microsoft.graph.application', {token});
		expect(bin.json.value.map((one: {id: string}) => one.id)).toEqual([id]);
		expect((await graph(`/directory/deletedItems/${id}/restore`, {token, method: 'POST'})).status).toBe(200);
		expect((await graph(`/directory/deletedItems/${principal.id}/restore`, {token, method: 'POST'})).status).toBe(200);
		expect((await form(own.ca, own.tokenUrl, fields)).status).toBe(200);
		expect((await graph(`/applications/${id}/removePassword`, {token, body: {keyId: secret.keyId}})).status).toBe(204);
		expect((await form(own.ca, own.tokenUrl, fields)).json.error_codes).toEqual([7000215]);
	});

	test.each([
		[['Global Administrator'], 201, 201],
		[['Cloud Application Administrator'], 201, 403],
		[['Cloud Application Administrator', 'Privileged Role Administrator'], 201, 201],
		[['Global Reader'], 403, 403],
	] as [DirectoryRole[], number, number][])('%j may create: %i, may grant: %i', async (roles, create, grant) => {
		const own = await start({policy: {usersMayRegister: false}, loginKnobs: {toolConsented: true}});
		const token = await signIn(own, roles);
		const {application, resource} = await register(own, token);
		expect(application.status).toBe(create);
		const existing = own.practice.registry.register('Other');
		const principal = own.practice.registry.addPrincipal(existing.appId, 'Other');
		const answer = await own.graph(`/servicePrincipals/${principal.id}/appRoleAssignments`, {
			token,
			body: {principalId: principal.id, resourceId: resource.id, appRoleId: userRead},
		});
		expect(answer.status).toBe(grant);
	});

	test('existing applications are found by id, name, beginning and tag', async () => {
		const own = await start();
		const token = await signIn(own);
		const {id, appId} = (
			await own.graph('/applications', {token, body: {displayName: 'Usher for Halden', tags: ['usher']}})
		).json;
		await own.graph('/applications', {token, body: {displayName: 'Another'}});
		const finds = async (filter: string): Promise<string[]> =>
			(await own.graph(`/applications?$filter=${encodeURIComponent(filter)}&$select=id`, {token})).json.value.map(
				(one: {id: string}) => one.id,
			);
		for (const filter of [
			`appId eq '${appId}'`,
			"displayName eq 'usher for halden'",
			"startswith(displayName,'Usher')",
			"tags/any(t:t eq 'usher')",
		]) {
			expect(await finds(filter), filter).toEqual([id]);
		}
		expect((await own.graph(`/applications(appId='${appId}')?$select=id`, {token})).json.id).toBe(id);
		expect((await own.graph('/applications?$filter=nonsense%20eq%201', {token})).status).toBe(400);
	});

	test('a second person consents', async () => {
		const own = await start();
		const token = await signIn(own, ['Cloud Application Administrator']);
		const {application} = await register(own, token);
		own.practice.login.adminConsent(application.json.appId);
		const principal = own.practice.registry.principalByAppId(application.json.appId);
		expect(principal && own.practice.registry.rolesOf(principal)).toEqual(['User.Read.All']);
	});

	test('policies forbid secrets, or limit how long they live', async () => {
		const own = await start({policy: {maxSecretDays: 180}});
		const token = await signIn(own);
		const {application} = await register(own, token);
		const path = `/applications/${application.json.id}/addPassword`;
		expect((await own.graph(path, {token, body: {}})).json.error.code).toBe('CredentialInvalidLifetimeAsPerAppPolicy');
		const endDateTime = new Date(now + 180 * 86_400_000).toISOString();
		expect((await own.graph(path, {token, body: {passwordCredential: {endDateTime}}})).status).toBe(200);
		own.practice.registry.policy.secrets = 'banned';
		expect((await own.graph(path, {token, body: {passwordCredential: {endDateTime}}})).json.error.code).toBe(
			'CredentialTypeNotAllowedAsPerAppPolicy',
		);
	});
});

describe('sign-in by certificate', () => {
	const makeCertificate = async () => {
		const algorithm = {
			name: 'RSASSA-PKCS1-v1_5',
			hash: 'SHA-256',
			publicExponent: new Uint8Array([1, 0, 1]),
			modulusLength: 2048,
		};
		x509.cryptoProvider.set(webcrypto as unknown as Crypto);
		const keys = await (webcrypto as unknown as Crypto).subtle.generateKey(algorithm, true, ['sign', 'verify']);
		const certificate = await x509.X509CertificateGenerator.createSelfSigned({
			serialNumber: '01',
			name: 'CN=Usher',
			notBefore: new Date(Date.now() - 1000),
			notAfter: new Date(Date.now() + 90 * 86_400_000),
			keys,
			signingAlgorithm: algorithm,
		});
		const key = createPrivateKey({
			key: Buffer.from(await (webcrypto as unknown as Crypto).subtle.exportKey('pkcs8', keys.privateKey)),
			format: 'der',
			type: 'pkcs8',
		});
		return {der: Buffer.from(certificate.rawData), key};
	};

	const assertion = (
		header: object,
		claims: object,
		key: ReturnType<typeof createPrivateKey>,
		padding?: {padding: number; saltLength: number},
	) => {
		const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
		const signed = `${part(header)}.${part(claims)}`;
		return `${signed}.${sign('sha256', Buffer.from(signed), {key, ...padding}).toString('base64url')}`;
	};

	test('is really verified', async () => {
		const own = await start({registered: true, propagation: {certificateMs: 60_000}});
		const {practice, tokenUrl, ca} = own;
		const appId = practice.environment.USHER_CLIENT_ID ?? '';
		const {der, key} = await makeCertificate();
		const other = await makeCertificate();
		practice.company.addCertificate(der);
		const sha256 = createHash('sha256').update(der).digest('base64url');
		const sha1 = createHash('sha1').update(der).digest('base64url');
		const claims = () => {
			const at = Math.floor(now / 1000);
			return {aud: tokenUrl, iss: appId, sub: appId, jti: 'one', nbf: at, iat: at, exp: at + 600};
		};
		const send = (client_assertion: string) =>
			form(ca, tokenUrl, {
				grant_type: 'client_credentials',
				client_id: appId,
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion,
				scope: `${practice.urls.graph}/.default`,
			});
		const pss = {padding: 6, saltLength: 32};
		const newer = () => assertion({alg: 'PS256', typ: 'JWT', 'x5t#S256': sha256}, claims(), key, pss);
		expect((await send(newer())).json.error_codes).toEqual([700027]);
		now += 60_000;
		expect((await send(newer())).status).toBe(200);
		expect((await send(assertion({alg: 'RS256', typ: 'JWT', x5t: sha1}, claims(), key))).status).toBe(200);
		expect(
			(await send(assertion({alg: 'RS256', typ: 'JWT', x5t: sha1}, claims(), other.key))).json.error_codes,
		).toEqual([700027]);
		expect((await send(assertion({alg: 'none', typ: 'JWT', x5t: sha1}, claims(), key))).json.error_codes).toEqual([
			700027,
		]);
		expect((await send(assertion({alg: 'RS256', typ: 'JWT'}, claims(), key))).json.error_codes).toEqual([50012]);
		expect(
			(await send(assertion({alg: 'RS256', x5t: sha1}, {...claims(), aud: 'https://elsewhere.example'}, key))).json
				.error_codes,
		).toEqual([700023]);
		expect(
			(await send(assertion({alg: 'RS256', x5t: sha1}, {...claims(), exp: Math.floor(now / 1000) - 301}, key))).json
				.error_codes,
		).toEqual([700024]);
		expect((await send('no.jwt')).json.error_codes).toEqual([50012]);
	});

	test('certificates are registered by replacing the list, and must be DER', async () => {
		const own = await start();
		const token = await signIn(own);
		const {application} = await register(own, token);
		const path = `/applications/${application.json.id}`;
		const {der} = await makeCertificate();
		const credential = {
			type: 'AsymmetricX509Cert',
			usage: 'Verify',
			key: der.toString('base64'),
			displayName: 'CN=Usher',
		};
		expect((await own.graph(path, {token, method: 'PATCH', body: {keyCredentials: [credential]}})).status).toBe(204);
		const [kept] = (await own.graph(`${path}?$select=keyCredentials`, {token})).json.keyCredentials;
		const {der: second} = await makeCertificate();
		const both = [
			{keyId: kept.keyId, type: kept.type, usage: kept.usage, key: null},
			{...credential, key: second.toString('base64')},
		];
		expect((await own.graph(path, {token, method: 'PATCH', body: {keyCredentials: both}})).status).toBe(204);
		expect((await own.graph(path, {token})).json.keyCredentials).toHaveLength(2);
		const pem = Buffer.from(
			`-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`,
		).toString('base64');
		expect(
			(await own.graph(path, {token, method: 'PATCH', body: {keyCredentials: [{...credential, key: pem}]}})).status,
		).toBe(400);
	});

	test('a federated assertion has to match issuer, subject, audience and signature', async () => {
		const own = await start({registered: true});
		const {practice, tokenUrl, ca} = own;
		const issuer = 'https://outside.example';
		const right = {issuer, subject: 'repo:usher', audience: 'api://AzureADTokenExchange'};
		const send = (client_assertion: string) =>
			form(ca, tokenUrl, {
				grant_type: 'client_credentials',
				client_id: practice.environment.USHER_CLIENT_ID ?? '',
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion,
				scope: `${practice.urls.graph}/.default`,
			});
		const {federatedAssertion} = practice.login;
		expect((await send(federatedAssertion(right))).json.error_codes).toEqual([700211]);
		practice.company.addFederated({issuer, subject: 'repo:usher'});
		expect((await send(federatedAssertion(right))).status).toBe(200);
		expect((await send(federatedAssertion({...right, subject: 'repo:other'}))).json.error_codes).toEqual([700213]);
		expect((await send(federatedAssertion({...right, audience: 'https://x.example'}))).json.error_codes).toEqual([
			700212,
		]);
		expect(
			(await send(federatedAssertion({...right, expires: Math.floor(now / 1000) - 400}))).json.error_codes,
		).toEqual([700024]);
		expect((await send(`${federatedAssertion(right).slice(0, -8)}AAAAAAAA`)).json.error_codes).toEqual([50012]);
	});
});
