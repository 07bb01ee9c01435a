// What a tenant puts in the way: roles that are missing, policies, applications that are there, sign-ins that fail.
import {describe, expect, test} from 'vitest';
import {readCertificate} from '../../../source/entra/certificate.ts';
import type {ExistingApplication} from '../../../source/entra/registration/events.ts';
import {madeOf, openJournal} from '../../../source/entra/registration/journal.ts';
import {defaultName} from '../../../source/entra/registration/registration.ts';
import {openRoom} from './room.ts';

const never = new AbortController().signal;
const day = 86_400_000;

describe('a person who may not do all of it', () => {
	test.each([
		['Application Administrator', 0],
		['Cloud Application Administrator', 300_000],
	] as const)('%s: a second person consents, and it goes on alone', async (role, consentMs) => {
		const room = await openRoom({roles: [role], propagation: {consentMs}});
		let asked = 0;
		const {events, error} = await room.follow(room.registration().run(never), event => {
			if (event.kind !== 'step' || event.step !== 'consent' || event.state !== 'waiting') return;
			if (++asked === 3) room.practice.login.adminConsent(room.stored().applications[0]?.appId ?? '');
		});
		expect(error).toBeUndefined();
		const consent = events.find(event => event.kind === 'consent-needed');
		expect(consent).toMatchObject({consent: {permissions: ['User.Read.All', 'GroupMember.Read.All']}});
		const [application] = room.stored().applications;
		const link = `${room.practice.urls.login}/${room.practice.company.tenantId}/adminconsent?client_id=${application?.appId}`;
		expect(consent?.kind === 'consent-needed' && consent.consent.link).toBe(link);
		expect(consent?.kind === 'consent-needed' && consent.consent.message).toContain(link);
		const facts = events.flatMap(event =>
			event.kind === 'step' && event.step === 'consent' && event.state === 'waiting' ? [event.fact ?? ''] : [],
		);
		expect(facts[0]).toMatch(/^Waiting for someone to grant/);
		if (consentMs > 0) expect(facts.at(-1)).toMatch(/^Granted; waiting/);
		// Permissions that someone else granted are theirs, not listed as made here.
		expect(madeOf(openJournal(room.paths).all()[0] ?? ({} as never)).map(item => item.kind)).not.toContain(
			'permission',
		);
	});

	test('nobody consents: it ends with what to do, everything else is kept, and a later run goes on', async () => {
		const room = await openRoom({roles: ['Application Administrator']});
		const first = await room.follow(room.registration({consentMs: 600_000}).run(never));
		expect(first.error).toMatchObject({code: 'consent-missing', exitCode: 12});
		const before = room.stored();
		expect(before.applications).toHaveLength(1);
		expect(room.store().settings.entra.clientId).toBe(before.applications[0]?.appId);
		const second = await room.follow(room.registration().run(never), () => {}, ['Global Administrator']);
		expect(second.error).toBeUndefined();
		expect(room.stored()).toMatchObject({applications: before.applications, certificates: before.certificates});
		expect(room.stored().grants).toHaveLength(2);
	});

	test('somebody who may not even register', async () => {
		const room = await openRoom({policy: {usersMayRegister: false}, loginKnobs: {toolConsented: true}});
		const {error} = await room.follow(room.registration().run(never), () => {}, ['Global Reader']);
		expect(error).toMatchObject({code: 'registration-forbidden', exitCode: 12});
		expect(room.stored()).toMatchObject({applications: [], files: []});
		expect(openJournal(room.paths).all().flatMap(madeOf)).toEqual([]);
	});
});

describe('policies', () => {
	test('secrets are forbidden: a certificate is made instead, and that is said', async () => {
		const room = await openRoom({policy: {secrets: 'banned'}});
		const {events, result, error} = await room.follow(room.registration({credential: 'secret'}).run(never));
		expect(error).toBeUndefined();
		expect(result?.credential).toBe('certificate');
		expect(events).toContainEqual({kind: 'note', text: expect.stringContaining('forbids client secrets')});
		expect(room.stored()).toMatchObject({secrets: [], certificates: [expect.anything()]});
	});

	test.each([
		['secret', {maxSecretDays: 100}, 90],
		['certificate', {maxCertificateDays: 35}, 30],
	] as const)('a limit on how long a %s lives: the longest that fits', async (credential, policy, days) => {
		const room = await openRoom({policy});
		const {result, error} = await room.follow(room.registration({credential}).run(never));
		expect(error).toBeUndefined();
		const left = Date.parse(result?.credentialEnds ?? '') - room.now().getTime();
		expect(Math.round(left / day)).toBe(days);
		expect(room.stored().certificates.length + room.stored().secrets.length).toBe(1);
		expect(room.stored().files).toHaveLength(credential === 'certificate' ? 1 : 0);
	});
});

test('a cloud that knows no unique names: made as any other application, once, also when its answer is lost', async () => {
	const room = await openRoom();
	const unknown = JSON.stringify({error: {code: 'BadRequest', message: 'Resource not found for the segment.'}});
	const route = /uniqueName='/;
	room.practice.faults.add({
		service: 'graph',
		route,
		times: Number.POSITIVE_INFINITY,
		harm: {kind: 'status', status: 400, body: unknown, contentType: 'application/json'},
	});
	room.practice.faults.add({service: 'graph', route: /^POST \/v1.0\/applications$/, harm: {kind: 'answer-lost'}});
	const {error} = await room.follow(room.registration().run(never));
	expect(error).toBeUndefined();
	expect(room.stored().applications).toHaveLength(1);
	expect(
		openJournal(room.paths)
			.all()
			.flatMap(madeOf)
			.map(item => item.id),
	).toContain(room.stored().applications[0]?.id);
});

describe('an application is there already', () => {
	const remember = (list: ExistingApplication[][]) => async (found: readonly ExistingApplication[]) => {
		list.push([...found]);
		return {go: 'stop'} as const;
	};

	test('of the same name, made by hand: asked, and nothing is made before the answer', async () => {
		const room = await openRoom();
		const theirs = room.practice.registry.register(defaultName);
		const asked: ExistingApplication[][] = [];
		const {error} = await room.follow(room.registration({choose: remember(asked)}).run(never));
		expect(error).toMatchObject({code: 'registration-stopped', exitCode: 10});
		expect(asked).toEqual([[expect.objectContaining({appId: theirs.appId, known: 'name'})]]);
		expect(room.stored().applications).toHaveLength(1);
		expect(room.stored().principals).toHaveLength(0);
	});

	test('repaired: what is missing is added, what it has stays, and undoing takes only that away', async () => {
		const room = await openRoom();
		const theirs = room.practice.registry.register(defaultName, {
			requiredResourceAccess: [{resourceAppId: 'aaaaaaaa-0000-0000-c000-000000000000', resourceAccess: []}],
		});
		room.practice.registry.addSecret(theirs, {displayName: 'theirs'});
		const registration = room.registration({choose: async () => ({go: 'repair', appId: theirs.appId})});
		const {error} = await room.follow(registration.run(never));
		expect(error).toBeUndefined();
		expect(room.stored()).toMatchObject({applications: [theirs], principals: [expect.anything()]});
		expect(theirs.requiredResourceAccess).toHaveLength(2);
		expect(theirs.secrets.map(one => one.displayName)).toEqual(['theirs']);
		expect(theirs.certificates).toHaveLength(1);
		await room.follow(registration.undo(never));
		expect(room.stored()).toMatchObject({applications: [theirs], principals: [], certificates: [], files: []});
		expect(theirs.secrets.map(one => one.displayName)).toEqual(['theirs']);
	});

	test('another one beside it gets a name of its own', async () => {
		const room = await openRoom();
		room.practice.registry.register(defaultName);
		const {error} = await room.follow(room.registration({choose: async () => ({go: 'new'})}).run(never));
		expect(error).toBeUndefined();
		expect(room.stored().applications.map(one => one.displayName)).toEqual([defaultName, `${defaultName} 2`]);
	});

	test('made by another Usher is said, one that was deleted is made anew', async () => {
		const room = await openRoom();
		await room.follow(room.registration().run(never));
		const [first] = room.stored().applications;
		const other = await openRoom();
		other.practice.registry.register(defaultName, {notes: first?.notes ?? ''});
		const asked: ExistingApplication[][] = [];
		await other.follow(other.registration({choose: remember(asked)}).run(never));
		expect(asked[0]?.[0]?.known).toBe('usher');

		if (first !== undefined) first.deletedAt = room.now().getTime();
		const {error} = await room.follow(room.registration().run(never));
		expect(error).toBeUndefined();
		expect(room.stored().applications).toHaveLength(1);
		expect(room.stored().applications[0]?.id).not.toBe(first?.id);
	});

	test('switched off by somebody: said, and left so', async () => {
		const room = await openRoom();
		await room.follow(room.registration().run(never));
		const [principal] = room.stored().principals;
		if (principal !== undefined) principal.enabled = false;
		const {error} = await room.follow(room.registration().run(never));
		expect(error).toMatchObject({code: 'application-disabled'});
		expect(principal?.enabled).toBe(false);
	});
});

describe('a sign-in that fails', () => {
	const ways = [
		['declined', 'device-declined', (login: Login, code: string) => login.decline(code)],
		['blocked by Conditional Access', 'device-blocked', (login: Login, code: string) => login.block(code)],
		[
			'of somebody without consent',
			'device-tool-refused',
			(login: Login, code: string) => login.signIn(code, {roles: []}),
		],
	] as const;
	type Login = Awaited<ReturnType<typeof openRoom>>['practice']['login'];

	test.each(ways)('%s leads to the portal, and nothing was made', async (_what, code, act) => {
		const room = await openRoom();
		const steps = room.registration().run(never);
		const follow = async (): Promise<unknown> => {
			for await (const event of steps) if (event.kind === 'code') act(room.practice.login, event.userCode);
			return undefined;
		};
		await expect(follow()).rejects.toMatchObject({code, exitCode: 11, advice: expect.stringContaining('portal')});
		expect(room.stored().applications).toEqual([]);
	});

	test('the tool is switched off in the tenant', async () => {
		const room = await openRoom({loginKnobs: {toolDisabled: true}});
		const {error} = await room.follow(room.registration().run(never));
		expect(error).toMatchObject({code: 'device-tool-refused', advice: expect.stringContaining('portal')});
	});

	test('slow_down is taken as a longer pause, and a session that may not be renewed still ends the job', async () => {
		const room = await openRoom({loginKnobs: {slowDown: true, deviceInterval: 0.05, blockRefresh: true}});
		const {error} = await room.follow(room.registration().run(never));
		expect(error).toBeUndefined();
	});

	test('without a tenant, the account says it', async () => {
		const room = await openRoom();
		const open = room.registration();
		expect(open.made()).toEqual([]);
		const {tenant: _, ...options} = {tenant: undefined};
		const {result} = await room.follow(room.registration({...options, tenant: undefined as never}).run(never));
		expect(result?.tenant).toBe(room.practice.company.tenantId);
	});
});

test('the certificate is one that signs, with a key of 3,072 bits', async () => {
	const {makeCertificate} = await import('../../../source/entra/registration/make-certificate.ts');
	const made = await makeCertificate('Usher on a, “quoted”, name=1', new Date('2026-11-22T00:00:00Z'), 30);
	const read = await readCertificate(Buffer.from(made.pem));
	expect(read.thumbprint).toBe(made.thumbprint);
	expect(read.notAfter).toEqual(made.ends);
	expect(read.notAfter.getTime() - read.notBefore.getTime()).toBe(30 * day);
	expect(read.subject).toContain('quoted');
});
