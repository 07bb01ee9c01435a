import {createPrivateKey} from 'node:crypto';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {RegistrationEvent} from '../../../source/entra/registration/events.ts';
import {madeOf, openJournal} from '../../../source/entra/registration/journal.ts';
import {defaultName} from '../../../source/entra/registration/registration.ts';
import {reuseOneKey} from '../../helpers/one-key.ts';
import {openRoom, type Room} from './room.ts';

const lag = {objectMs: 12_000, applicationMs: 20_000, secretMs: 30_000, certificateMs: 90_000, consentMs: 240_000};

const never = new AbortController().signal;

/** One of everything, and each of them in the journal's list. */
const expectOne = (room: Room): void => {
	const stored = room.stored();
	expect(stored.applications.map(one => one.displayName)).toEqual(['Usher directory sync']);
	expect(stored.principals).toHaveLength(1);
	expect(stored.grants.toSorted()).toEqual(['GroupMember.Read.All', 'User.Read.All']);
	expect(stored.certificates.length + stored.secrets.length).toBe(1);
	expectListed(room);
};

/** Nothing in the tenant or the folder that the journal does not name. */
const expectListed = (room: Room): void => {
	const ids = new Set(
		openJournal(room.paths)
			.all()
			.flatMap(madeOf)
			.flatMap(item => [item.id, item.label]),
	);
	const stored = room.stored();
	for (const one of [...stored.applications, ...stored.principals]) expect(ids).toContain(one.id);
	for (const one of stored.certificates) expect(ids).toContain(one.displayName);
	for (const one of stored.secrets) expect(ids).toContain(one.displayName);
	for (const grant of stored.grants) expect(ids).toContain(grant);
	for (const file of stored.files) expect(ids).toContain(join(room.paths.folder, file));
};

describe('from nothing to a working application', () => {
	test('every step, through every delay, with a key that stays here', async () => {
		const room = await openRoom({propagation: lag});
		const {events, result, error} = await room.follow(room.registration().run(never));
		expect(error).toBeUndefined();
		expectOne(room);
		const [application] = room.stored().applications;
		expect(application).toMatchObject({
			signInAudience: 'AzureADMyOrg',
			notes: expect.stringContaining('Made by Usher on'),
		});
		expect(result).toMatchObject({appId: application?.appId, credential: 'certificate', unchanged: false});
		const code = events.find(event => event.kind === 'code');
		expect(code).toMatchObject({page: `${room.practice.urls.login}/device`});
		const ended = events.flatMap(event => (event.kind === 'step' && event.state === 'done' ? [event.step] : []));
		expect(ended).toEqual([
			'sign-in',
			'find',
			'application',
			'service-principal',
			'permissions',
			'credential',
			'test-sign-in',
			'save',
			'consent',
			'test-calls',
		]);
		const waited = events.flatMap(event => (event.kind === 'step' && event.state === 'waiting' ? [event.step] : []));
		for (const step of ['service-principal', 'permissions', 'test-sign-in', 'consent'] as const)
			expect(waited).toContain(step);

		const {entra} = room.store().settings;
		expect(entra).toMatchObject({
			clientId: application?.appId,
			credential: 'certificate',
			tenant: room.practice.company.tenantId,
		});
		const [certificate] = room.stored().certificates;
		expect(Date.parse(entra.credentialEnds ?? '')).toBe(certificate?.end);
		const file = entra.certificateFile ?? '';
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const key = /-----BEGIN PRIVATE KEY-----([\s\S]+?)-----END/.exec(readFileSync(file, 'utf8'))?.[1]?.trim() ?? '';
		expect(key.length).toBeGreaterThan(1000);
		expect(room.journal()).not.toContain(key.slice(0, 60));
		expect(JSON.stringify(events)).not.toContain('PRIVATE');
		// The key never leaves this machine; its certificate does.
		expect(room.sent()).toContain('AsymmetricX509Cert');
		expect(room.sent()).not.toContain('PRIVATE');
		const {p = ''} = createPrivateKey(readFileSync(file)).export({format: 'jwk'});
		const prime = Buffer.from(p, 'base64url');
		expect(prime.length).toBeGreaterThan(100);
		const blobs = room.sent().match(/[\w+/-]{60,}/g) ?? [];
		expect(blobs.length).toBeGreaterThan(3);
		for (const blob of blobs) expect(Buffer.from(blob, 'base64').includes(prime)).toBe(false);
	});

	test('a second run changes nothing', async () => {
		const room = await openRoom();
		await room.follow(room.registration().run(never));
		const before = room.stored();
		const {result} = await room.follow(room.registration().run(never));
		expect(result?.unchanged).toBe(true);
		expect(room.stored()).toEqual(before);
	});

	test('with a secret, kept encrypted and never told', async () => {
		const room = await openRoom({propagation: lag});
		const {events, error} = await room.follow(room.registration({credential: 'secret'}).run(never));
		expect(error).toBeUndefined();
		expectOne(room);
		const secret = await room.secrets().read('entra');
		expect(room.stored().secrets[0]?.text).toBe(secret);
		expect(JSON.stringify(events) + room.journal()).not.toContain(secret);
		expect(room.store().settings.entra).toMatchObject({
			credential: 'secret',
			credentialEnds: expect.stringMatching(/Z$/),
		});
	});

	test('leaves nothing when it is undone on the spot', async () => {
		const room = await openRoom();
		const registration = room.registration();
		await room.follow(registration.run(never));
		expect(registration.made().map(item => item.kind)).toEqual([
			'application',
			'service-principal',
			'permission',
			'permission',
			'key-file',
			'certificate',
		]);
		const {events, error} = await room.follow(registration.undo(never));
		expect(error).toBeUndefined();
		// The same person is still signed in.
		expect(events.some(event => event.kind === 'code')).toBe(false);
		expect(room.stored()).toMatchObject({applications: [], principals: [], grants: [], files: []});
		expect(registration.made()).toEqual([]);
		expect(room.store().settings.entra.clientId).toBeUndefined();
	});
});

describe('undoing', () => {
	test('in a later process, by another sign-in', async () => {
		const room = await openRoom();
		await room.follow(room.registration().run(never));
		const {events, error} = await room.follow(room.registration().undo(never));
		expect(error).toBeUndefined();
		expect(events.some(event => event.kind === 'code')).toBe(true);
		expect(room.stored()).toMatchObject({applications: [], principals: [], files: []});
		expect((await room.follow(room.registration().undo(never))).error).toMatchObject({code: 'nothing-to-undo'});
	});

	test('of what was cut short: also what nobody saw the answer for', async () => {
		const room = await openRoom();
		// Made, and neither the answer nor any look at it comes through.
		room.practice.faults.add({
			service: 'graph',
			route: /^PATCH .*uniqueName/,
			harm: {kind: 'answer-lost', how: 'reset'},
		});
		const remove = room.practice.faults.add({
			service: 'graph',
			route: /^GET \/v1.0\/applications/,
			from: 2,
			times: Number.POSITIVE_INFINITY,
			harm: {kind: 'status', status: 503},
		});
		const registration = room.registration();
		expect((await room.follow(registration.run(never))).error).toMatchObject({exitCode: 16});
		expect(room.stored().applications).toHaveLength(1);
		expect(registration.made()).toEqual([{kind: 'application', label: defaultName, unsure: true}]);
		remove();
		expect((await room.follow(room.registration().undo(never))).error).toBeUndefined();
		expect(room.stored().applications).toEqual([]);
	});

	test('cut short at every event, a second undo finishes it', async () => {
		reuseOneKey();
		for (let at = 1; at <= 4; at++) {
			const room = await openRoom();
			await room.follow(room.registration().run(never));
			const stop = new AbortController();
			let seen = 0;
			await room.follow(room.registration().undo(stop.signal), () => {
				if (++seen === at) stop.abort(new Error('cut'));
			});
			const {error} = await room.follow(room.registration().undo(never));
			if (error !== undefined) expect(error).toMatchObject({code: 'nothing-to-undo'});
			expect(room.stored()).toMatchObject({applications: [], principals: [], grants: [], files: []});
			await room.close();
		}
	});
});

describe('an interruption', () => {
	/** How many events there are to be interrupted at, from a run that is let be. */
	const writes = (events: readonly RegistrationEvent[]): number => events.length;

	test('at every event: the next run goes on, and nothing is there twice or unlisted', async () => {
		reuseOneKey();
		const whole = await openRoom();
		const total = writes((await whole.follow(whole.registration().run(never))).events);
		expect(total).toBeGreaterThan(20);
		for (let at = 1; at < total; at++) {
			const room = await openRoom();
			const stop = new AbortController();
			let seen = 0;
			const cut = await room.follow(room.registration().run(stop.signal), () => {
				if (++seen === at) stop.abort(new Error('cut'));
			});
			expectListed(room);
			if (cut.error === undefined) continue;
			const {error} = await room.follow(room.registration().run(never));
			expect(error, `cut at ${at}`).toBeUndefined();
			expectOne(room);
			await room.close();
		}
	});

	const requests: readonly (readonly [string, RegExp])[] = [
		['the application', /^PATCH \/v1.0\/applications\(uniqueName/],
		['the service principal', /^POST \/v1.0\/servicePrincipals$/],
		['a permission', /^POST \/v1.0\/servicePrincipals\/.*appRoleAssignedTo/],
		['the certificate', /^PATCH \/v1.0\/applications\/[0-9a-f]/],
	];
	test.each(requests)('the answer about %s is lost: what was made is found', async (_what, route) => {
		const room = await openRoom({propagation: {objectMs: 10_000}});
		room.practice.faults.add({service: 'graph', route, harm: {kind: 'answer-lost', how: 'reset'}});
		const first = await room.follow(room.registration().run(never));
		expect(room.practice.faults.done.map(one => one.kind)).toEqual(['answer-lost']);
		if (first.error !== undefined) {
			expectListed(room);
			expect((await room.follow(room.registration().run(never))).error).toBeUndefined();
		}
		expectOne(room);
	});

	test('the answer with a secret is lost: that secret is taken out, and another made', async () => {
		const room = await openRoom();
		room.practice.faults.add({service: 'graph', route: 'addPassword', harm: {kind: 'answer-lost', how: 'reset'}});
		const first = await room.follow(room.registration({credential: 'secret'}).run(never));
		expect(first.error).toMatchObject({exitCode: 16});
		expect(room.stored().secrets).toEqual([]);
		expect((await room.follow(room.registration({credential: 'secret'}).run(never))).error).toBeUndefined();
		expectOne(room);
	});
});
