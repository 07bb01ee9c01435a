import {execFileSync} from 'node:child_process';
import {createHash, createPublicKey, generateKeyPairSync, verify, X509Certificate} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import forge from 'node-forge';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readCertificate} from '../../source/entra/certificate.ts';
import {clouds} from '../../source/entra/clouds.ts';
import {type Credential, credentialOf} from '../../source/entra/credential.ts';
import {readClaims} from '../../source/entra/roles.ts';
import {createSignIn, type SignInOptions} from '../../source/entra/sign-in.ts';
import {HttpError, type HttpRequest, type HttpResponse} from '../../source/platform/http/port.ts';
import {answer, calling, fakeClock, fakeHttp, tenantId} from './fake-answers.ts';
import {defaultEntra} from './settings.ts';

const clientId = '99999999-8888-4777-8666-555555555555';
const secretValue = 'abc8Q~canary-canary-canary-canary-12345';

const jwt = (claims: object): string =>
	`${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const granted = (claims: object = {}) =>
	answer(200, {
		token_type: 'Bearer',
		expires_in: 3599,
		access_token: jwt({tid: tenantId, roles: ['User.Read.All'], ...claims}),
	});
const denied = (status: number, error: string, code: number, text = 'said so.') =>
	answer(status, {
		error,
		error_description: `AADSTS${code}: ${text}\r\nTrace ID: t`,
		error_codes: [code],
		correlation_id: 'c-1',
	});

const open = (respond: (request: HttpRequest, count: number) => HttpResponse, more: Partial<SignInOptions> = {}) => {
	const clock = fakeClock();
	const http = fakeHttp(respond);
	const signIn = createSignIn({
		cloud: clouds.public,
		tenant: tenantId,
		clientId,
		credential: {kind: 'secret', secret: () => Promise.resolve(secretValue)},
		http,
		random: () => 0.5,
		...clock,
		...more,
	});
	return {signIn, http, clock};
};

let folder = '';
let pem = {certificate: '', key: ''};
let pfx = Buffer.alloc(0);

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'usher-sign-in-'));
	const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({type: 'spki', format: 'pem'}).toString());
	certificate.serialNumber = '01';
	certificate.validity.notBefore = new Date('2026-01-01');
	certificate.validity.notAfter = new Date('2099-01-01');
	const name = [{name: 'commonName', value: 'usher'}];
	certificate.setSubject(name);
	certificate.setIssuer(name);
	const key = forge.pki.privateKeyFromPem(privateKey.export({type: 'pkcs1', format: 'pem'}).toString());
	certificate.sign(key, forge.md.sha256.create());
	pem = {
		certificate: forge.pki.certificateToPem(certificate),
		key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
	};
	const box = forge.pkcs12.toPkcs12Asn1(key, [certificate], 'open sesame', {algorithm: '3des'});
	pfx = Buffer.from(forge.asn1.toDer(box).getBytes(), 'binary');
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('a secret gets a token, with its roles and tenant, for the Graph of the cloud, in one request', async () => {
	const {signIn, http} = open(() => granted());
	const token = await signIn.token(calling());
	expect(token.roles).toEqual(['User.Read.All']);
	expect(token.tenant).toBe(tenantId);
	expect(http.asked).toHaveLength(1);
	expect(http.asked[0]?.url.split('?')[0]).toBe(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`);
	const form = new URLSearchParams(String(http.asked[0]?.body));
	expect(form.get('scope')).toBe('https://graph.microsoft.com/.default');
	expect(form.get('client_secret')).toBe(secretValue);
	expect(form.get('grant_type')).toBe('client_credentials');
});

test('each cloud is asked at its own login host for its own Graph', async () => {
	for (const cloud of [clouds.usgov, clouds.usgovdod, clouds.china]) {
		const {signIn, http} = open(
			request => {
				const host = new URL(request.url).origin;
				if (request.method === 'POST') return granted();
				return answer(200, {
					issuer: `${host}/${tenantId}/v2.0`,
					token_endpoint: `${host}/${tenantId}/oauth2/v2.0/token`,
					authorization_endpoint: `${host}/${tenantId}/oauth2/v2.0/authorize`,
					jwks_uri: `${host}/${tenantId}/discovery/v2.0/keys`,
				});
			},
			{cloud},
		);
		await signIn.token(calling());
		const sent = http.asked.find(request => request.method === 'POST');
		expect(new URL(sent?.url ?? '').origin).toBe(cloud.login);
		expect(new URLSearchParams(String(sent?.body)).get('scope')).toBe(`${cloud.graph}/.default`);
		expect(new Set(http.asked.map(request => new URL(request.url).origin))).toEqual(new Set([cloud.login]));
	}
});

test('a login host of its own works, with its port', async () => {
	const cloud = {name: 'custom', label: '', login: 'https://localhost:8443', graph: 'https://localhost:9443'} as const;
	const {signIn} = open(
		request =>
			request.method === 'POST'
				? granted()
				: answer(200, {
						issuer: `https://localhost:8443/${tenantId}/v2.0`,
						token_endpoint: `https://localhost:8443/${tenantId}/oauth2/v2.0/token`,
						authorization_endpoint: `https://localhost:8443/${tenantId}/oauth2/v2.0/authorize`,
						jwks_uri: `https://localhost:8443/${tenantId}/discovery/v2.0/keys`,
					}),
		{cloud},
	);
	expect((await signIn.token(calling())).tenant).toBe(tenantId);
});

test('a token is kept until five minutes before its end, and many callers share one request', async () => {
	const {signIn, http} = open((_, count) => granted({uti: String(count)}));
	const tokens = await Promise.all(Array.from({length: 5}, () => signIn.token(calling())));
	expect(new Set(tokens.map(token => token.value)).size).toBe(1);
	expect(http.asked).toHaveLength(1);
	const fresh = await signIn.token(calling(), {fresh: true});
	expect(fresh.value).not.toBe(tokens[0]?.value);
	expect(http.asked).toHaveLength(2);
	expect((await signIn.token(calling())).value).toBe(fresh.value);
});

test('a token without roles says so, and one that cannot be read is no failure', async () => {
	const {signIn} = open(() => granted({roles: undefined}));
	expect((await signIn.token(calling())).roles).toEqual([]);
	const opaque = open(() => answer(200, {token_type: 'Bearer', expires_in: 3599, access_token: 'opaque'}));
	const token = await opaque.signIn.token(calling());
	expect(token.roles).toBeUndefined();
	expect(token.tenant).toBe(tenantId);
	expect(readClaims('a.b.c')).toBeUndefined();
});

test.each([
	[401, 'invalid_client', 7000215, 'The client secret is wrong.', 11],
	[401, 'invalid_client', 7000222, 'The client secret has expired.', 11],
	[400, 'unauthorized_client', 700016, 'No application with this ID is in this tenant.', 11],
	[400, 'invalid_request', 90002, 'This tenant does not exist in this cloud.', 11],
	[400, 'invalid_resource', 500011, 'Microsoft Graph at this address is unknown to this tenant.', 11],
	[400, 'invalid_grant', 53003, 'A Conditional Access policy blocks this sign-in.', 11],
	[400, 'invalid_grant', 123456, 'Microsoft refused the sign-in (AADSTS123456).', 11],
])('%i %s AADSTS%i is said as: %s', async (status, error, code, message, exitCode) => {
	const {signIn} = open(() => denied(status, error, code));
	await expect(signIn.token(calling())).rejects.toMatchObject({
		code: `aadsts-${code}`,
		message,
		exitCode,
		requestId: 'c-1',
		raw: expect.stringContaining(`AADSTS${code}`),
	});
});

test('passing faults of the login service are tried again', async () => {
	for (const fault of [
		() => denied(400, 'temporarily_unavailable', 90033),
		() => denied(400, 'invalid_grant', 50196),
		() => answer(503, '<html>busy</html>'),
		() => answer(429, {error: 'x'}, {'retry-after': '4'}),
		() => answer(200, '<html>sign in to the guest network</html>'),
		() => {
			throw new HttpError('reset', 'login', true, 'broke off');
		},
	]) {
		const {signIn, http} = open((_, count) => (count < 3 ? fault() : granted()));
		expect((await signIn.token(calling())).tenant).toBe(tenantId);
		expect(http.asked).toHaveLength(3);
	}
});

test('what is wrong with the network is said, not what MSAL makes of it', async () => {
	const {signIn} = open(
		() => {
			throw new HttpError('tls', 'localhost:8443', false, 'The certificate of localhost:8443 is not trusted.');
		},
		{cloud: {name: 'custom', label: '', login: 'https://localhost:8443', graph: 'https://localhost:9443'}},
	);
	await expect(signIn.token(calling())).rejects.toMatchObject({
		code: 'network-tls',
		exitCode: 16,
		message: expect.stringContaining('not trusted'),
	});
});

test('a login service that stays away is exit 16, not a refused sign-in', async () => {
	for (const fault of [() => answer(503, '<html>'), () => denied(400, 'temporarily_unavailable', 90033)]) {
		const {signIn} = open(fault, {retryMs: 10_000});
		await expect(signIn.token(calling())).rejects.toMatchObject({exitCode: 16});
	}
});

test('any answer of any kind is a clear error', async () => {
	for (const body of ['', 'null', '[]', '"text"', '{"token_type":"Bearer"}', '<html>']) {
		for (const status of [200, 400, 404]) {
			const {signIn} = open(() => answer(status, body), {retryMs: 1000});
			await expect(signIn.token(calling()), `${status} ${body}`).rejects.toMatchObject({
				name: 'UsherError',
				exitCode: expect.toSatisfy((code: number) => code === 11 || code === 16),
			});
		}
	}
});

test('a redirect of the login service is not followed', async () => {
	const {signIn, http} = open(() => answer(302, '', {location: 'https://evil.example/'}));
	await expect(signIn.token(calling())).rejects.toMatchObject({code: 'foreign-link'});
	expect(http.asked).toHaveLength(1);
});

test('a discovery document cannot send the secret to another host', async () => {
	const {signIn, http} = open(
		() =>
			answer(200, {
				issuer: `https://localhost:8443/${tenantId}/v2.0`,
				token_endpoint: `https://evil.example/${tenantId}/oauth2/v2.0/token`,
				authorization_endpoint: `https://localhost:8443/${tenantId}/oauth2/v2.0/authorize`,
				jwks_uri: `https://localhost:8443/${tenantId}/discovery/v2.0/keys`,
			}),
		{cloud: {name: 'custom', label: '', login: 'https://localhost:8443', graph: 'https://localhost:9443'}},
	);
	await expect(signIn.token(calling())).rejects.toMatchObject({code: 'foreign-link'});
	expect(http.asked.every(request => request.url.startsWith('https://localhost:8443/'))).toBe(true);
});

test('a new secret is waited for, when asked to', async () => {
	const respond = (_: HttpRequest, count: number) => (count < 4 ? denied(401, 'invalid_client', 7000215) : granted());
	const patient = open(respond, {propagationMs: 60_000});
	const call = calling();
	await patient.signIn.token(call);
	expect(patient.clock.pauses).toEqual([2000, 4000, 8000]);
	expect(call.told.map(event => event.seconds)).toEqual([2, 4, 8]);
	const impatient = open(respond);
	await expect(impatient.signIn.token(calling())).rejects.toMatchObject({code: 'aadsts-7000215'});
	expect(impatient.http.asked).toHaveLength(1);
});

test('a secret that was changed meanwhile is used for the next token', async () => {
	let secret = 'first-secret-value-of-the-application';
	const {signIn, http} = open(() => granted(), {credential: {kind: 'secret', secret: () => Promise.resolve(secret)}});
	await signIn.token(calling());
	secret = 'second-secret-value-of-the-application';
	await signIn.token(calling(), {fresh: true});
	expect(http.asked.map(request => new URLSearchParams(String(request.body)).get('client_secret'))).toEqual([
		'first-secret-value-of-the-application',
		'second-secret-value-of-the-application',
	]);
});

test('no error carries the secret', async () => {
	const {signIn} = open(() => denied(401, 'invalid_client', 7000215));
	const error = await signIn.token(calling()).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack)).not.toContain(
		'canary',
	);
});

const assertionOf = (request: HttpRequest | undefined) => {
	const assertion = new URLSearchParams(String(request?.body)).get('client_assertion') ?? '';
	const [head = '', payload = '', signature = ''] = assertion.split('.');
	return {
		header: JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, string>,
		claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, string>,
		signed: Buffer.from(`${head}.${payload}`),
		signature: Buffer.from(signature, 'base64url'),
	};
};

test('a certificate signs with PS256 and x5t#S256, from PEM, locked PEM and PFX alike', async () => {
	const lockedKey = forge.pki.encryptRsaPrivateKey(forge.pki.privateKeyFromPem(pem.key), 'open sesame', {
		algorithm: 'aes256',
	});
	const files: Record<string, string | Buffer> = {
		'plain.pem': `${pem.key}\n${pem.certificate}`,
		'locked.pem': `${pem.certificate}\n${lockedKey}`,
		'box.pfx': pfx,
	};
	for (const [name, content] of Object.entries(files)) {
		const path = join(folder, name);
		writeFileSync(path, content);
		const credential = credentialOf(
			{...defaultEntra, credential: 'certificate', certificateFile: path},
			{read: () => Promise.resolve('open sesame')},
		);
		const {signIn, http} = open(() => granted(), {credential});
		await signIn.token(calling());
		const {header, claims, signed, signature} = assertionOf(http.asked[0]);
		const der = new X509Certificate(pem.certificate).raw;
		expect(header.alg).toBe('PS256');
		expect(header['x5t#S256']).toBe(createHash('sha256').update(der).digest('base64url'));
		expect(claims).toMatchObject({
			iss: clientId,
			sub: clientId,
			aud: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
		});
		const key = createPublicKey(pem.certificate);
		expect(verify('sha256', signed, {key, padding: 6, saltLength: 32}, signature)).toBe(true);
	}
});

test('certificates that cannot work are refused before anything is sent, with what to do', async () => {
	const other = generateKeyPairSync('rsa', {modulusLength: 2048})
		.privateKey.export({type: 'pkcs8', format: 'pem'})
		.toString();
	const curve = generateKeyPairSync('ec', {namedCurve: 'P-256'})
		.privateKey.export({type: 'pkcs8', format: 'pem'})
		.toString();
	const bytes = (text: string) => new TextEncoder().encode(text);
	await expect(readCertificate(bytes(pem.certificate))).rejects.toMatchObject({
		code: 'certificate-key-missing',
		exitCode: 10,
	});
	await expect(readCertificate(bytes(pem.certificate + other))).rejects.toMatchObject({code: 'certificate-mismatch'});
	await expect(readCertificate(bytes(pem.key))).rejects.toMatchObject({code: 'certificate-mismatch'});
	await expect(readCertificate(bytes(pem.certificate + curve))).rejects.toMatchObject({code: 'certificate-key'});
	await expect(readCertificate(bytes('nonsense'))).rejects.toMatchObject({code: 'certificate-unreadable'});
	await expect(readCertificate(pfx, 'wrong')).rejects.toMatchObject({code: 'certificate-password'});
	const expired = {...(await readCertificate(bytes(pem.key + pem.certificate))), notAfter: new Date('2026-02-01')};
	const {signIn, http} = open(() => granted(), {
		credential: {kind: 'certificate', certificate: () => Promise.resolve(expired)},
	});
	await expect(signIn.token(calling())).rejects.toMatchObject({code: 'certificate-expired', exitCode: 11});
	expect(http.asked).toHaveLength(0);
});

test('a federated assertion is read from its file anew for each sign-in', async () => {
	const path = join(folder, 'token');
	const credential: Credential = credentialOf(
		{...defaultEntra, credential: 'federated', assertionFile: path},
		{read: () => Promise.reject(new Error('no secret is needed'))},
	);
	const {signIn, http} = open(() => granted(), {credential});
	await expect(signIn.token(calling())).rejects.toMatchObject({code: 'credential-file', exitCode: 10});
	// A pipe that nobody writes to is not waited for.
	execFileSync('mkfifo', [path]);
	await expect(signIn.token(calling())).rejects.toMatchObject({
		code: 'credential-file',
		message: `The file ${path} cannot be read (This is no file).`,
	});
	rmSync(path);
	for (const subject of ['one', 'two']) {
		writeFileSync(path, jwt({sub: subject}));
		await signIn.token(calling(), {fresh: true});
	}
	expect(http.asked.map(request => assertionOf(request).claims.sub)).toEqual(['one', 'two']);
	writeFileSync(path, 'no token');
	await expect(signIn.token(calling(), {fresh: true})).rejects.toMatchObject({code: 'assertion-unreadable'});
});

test('without a tenant or an application ID nothing is sent', async () => {
	for (const more of [{tenant: ''}, {clientId: ''}]) {
		const {signIn, http} = open(() => granted(), more);
		await expect(signIn.token(calling())).rejects.toMatchObject({code: 'not-set-up', exitCode: 10});
		expect(http.asked).toHaveLength(0);
	}
});

test('an ID in place of the secret is refused before it is sent', async () => {
	const credential = credentialOf(defaultEntra, {read: () => Promise.resolve(` ${clientId}\n`)});
	const {signIn, http} = open(() => granted(), {credential});
	await expect(signIn.token(calling())).rejects.toMatchObject({
		code: 'secret-mixed-up',
		message: expect.stringContaining('Value'),
	});
	expect(http.asked).toHaveLength(0);
});
