// Every way to sign in, against the practice tenant's login host over real HTTPS, and what lag and limits do to a read.
import {generateKeyPairSync, X509Certificate} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import forge from 'node-forge';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {credentialOf} from '../../source/entra/credential.ts';
import {createSignIn} from '../../source/entra/sign-in.ts';
import {calling} from './fake-answers.ts';
import {openPractice, started} from './open-practice.ts';
import {defaultEntra} from './settings.ts';

let folder = '';
let certificate = '';
const noSecrets = {read: () => Promise.reject(new Error('no secret is needed'))};

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'usher-credentials-'));
	const pair = generateKeyPairSync('rsa', {modulusLength: 2048});
	const key = pair.privateKey;
	const made = forge.pki.createCertificate();
	made.publicKey = forge.pki.publicKeyFromPem(pair.publicKey.export({type: 'spki', format: 'pem'}).toString());
	made.serialNumber = '01';
	made.validity.notBefore = new Date(Date.now() - 86_400_000);
	made.validity.notAfter = new Date(Date.now() + 86_400_000 * 365);
	made.setSubject([{name: 'commonName', value: 'usher'}]);
	made.setIssuer([{name: 'commonName', value: 'usher'}]);
	made.sign(
		forge.pki.privateKeyFromPem(key.export({type: 'pkcs1', format: 'pem'}).toString()),
		forge.md.sha256.create(),
	);
	certificate = forge.pki.certificateToPem(made);
	writeFileSync(join(folder, 'usher.pem'), `${key.export({type: 'pkcs8', format: 'pem'})}${certificate}`);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('a registered certificate signs in; one that is not registered is said so', async () => {
	const certificateFile = join(folder, 'usher.pem');
	const one = await openPractice({
		credential: () => credentialOf({...defaultEntra, credential: 'certificate', certificateFile}, noSecrets),
	});
	await expect(one.signIn.token(calling())).rejects.toMatchObject({code: 'aadsts-700027', exitCode: 11});
	one.practice.company.addCertificate(new X509Certificate(certificate).raw);
	expect((await one.signIn.token(calling())).roles).toContain('User.Read.All');
	expect((await one.read()).snapshot.users.length).toBeGreaterThan(50);
	await one.close();
});

test('a token of an outside issuer signs in, read from its file; the wrong subject is said so', async () => {
	const assertionFile = join(folder, 'assertion');
	const one = await openPractice({
		credential: () => credentialOf({...defaultEntra, credential: 'federated', assertionFile}, noSecrets),
	});
	const issuer = 'https://token.actions.githubusercontent.com';
	const audience = 'api://AzureADTokenExchange';
	one.practice.company.addFederated({issuer, subject: 'repo:contoso/sync'});
	const write = (subject: string): void =>
		writeFileSync(assertionFile, `${one.practice.login.federatedAssertion({issuer, subject, audience})}\n`);
	write('repo:contoso/other');
	await expect(one.signIn.token(calling())).rejects.toMatchObject({code: 'aadsts-700213', exitCode: 11});
	write('repo:contoso/sync');
	expect((await one.signIn.token(calling())).tenant).toBe(one.practice.company.tenantId);
	await one.close();
});

test('a secret made a moment ago is waited for', async () => {
	const one = await openPractice({propagation: {secretMs: 25_000}});
	const secret = one.practice.company.addSecret();
	const options = {
		...one.kit,
		cloud: one.cloud,
		tenant: one.practice.company.tenantId,
		clientId: one.practice.environment.USHER_CLIENT_ID ?? '',
		credential: {kind: 'secret', secret: () => Promise.resolve(secret)} as const,
	};
	await expect(createSignIn(options).token(calling())).rejects.toMatchObject({code: 'aadsts-7000215'});
	const call = calling();
	const token = await createSignIn({...options, propagationMs: 120_000}).token(call);
	expect(token.roles).toContain('User.Read.All');
	expect(call.told.length).toBeGreaterThan(2);
	await one.close();
});

test('a domain is as good as the tenant id', async () => {
	const one = await openPractice();
	const signIn = createSignIn({
		...one.kit,
		cloud: one.cloud,
		tenant: one.practice.company.domains.main,
		clientId: one.practice.environment.USHER_CLIENT_ID ?? '',
		credential: {
			kind: 'secret',
			secret: () => Promise.resolve(one.practice.environment.USHER_CLIENT_SECRET ?? ''),
		},
	});
	expect((await signIn.token(calling())).tenant).toBe(one.practice.company.tenantId);
	await one.close();
});

test('someone whom lagging lists leave out of the first read is there when it is confirmed', async () => {
	const one = await openPractice({lag: {listMs: 300_000, deltaMs: 0}});
	one.clock.skip(600_000);
	const late = one.practice.company.hire({name: 'Late Comer', groups: [one.practice.company.groups()[0]?.id ?? '']});
	one.clock.skip(1000);
	const first = await one.read();
	expect(first.snapshot.users.some(user => user.id === late.id)).toBe(false);
	one.clock.skip(16 * 60_000);
	const confirmed = await one.read(first.state, 'confirm');
	expect(started(confirmed.events)).toEqual(['full confirm']);
	expect(confirmed.snapshot.confirmed).toBe(true);
	const at = confirmed.snapshot.users.findIndex(user => user.id === late.id);
	expect(confirmed.snapshot.groups.some(group => group.users.includes(at))).toBe(true);
	await one.close();
});

test('more groups than a tenant’s resource units pay for at once are read without a storm of refusals', async () => {
	// The smallest kind of tenant: 3,500 units in ten seconds; 2,600 groups cost 5,200.
	const one = await openPractice({users: 40, groups: 2600, members: {perGroup: 2}, oddities: false});
	const {events, snapshot} = await one.read();
	const meter = one.graph.meter();
	expect(snapshot.groups).toHaveLength(2600);
	expect(meter.resourceUnits).toBeGreaterThan(5000);
	expect(meter.throttled / meter.requests).toBeLessThan(0.02);
	expect(meter.waitedMs).toBeGreaterThan(0);
	const waits = events.flatMap(event => (event.kind === 'waiting' ? [event.because] : []));
	expect(new Set(waits)).toEqual(new Set(['paced']));
	expect(waits.length).toBeLessThan(10);
	await one.close();
});
