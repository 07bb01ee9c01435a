import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {credentialOf} from '../../../source/entra/credential.ts';
import {renewCredential} from '../../../source/entra/registration/renewal.ts';
import {currentCredential} from '../../../source/entra/registration/retire.ts';
import {type Keeper, profileKeeper} from '../../../source/entra/registration/save.ts';
import {reuseOneKey} from '../../helpers/one-key.ts';
import {openRoom, type Room, type RoomOptions} from './room.ts';

const never = new AbortController().signal;

const registered = async (options: RoomOptions = {}, credential: 'certificate' | 'secret' = 'certificate') => {
	const room = await openRoom(options);
	const {error} = await room.follow(room.registration({credential}).run(never));
	expect(error).toBeUndefined();
	return room;
};

const keeperOf = (room: Room): Keeper => profileKeeper(room.store(), room.secrets(), room.paths);

const renewal = (
	room: Room,
	credential: 'certificate' | 'secret' = 'certificate',
	signal = never,
	keeper = keeperOf(room),
) => {
	const {entra} = room.store().settings;
	return renewCredential(
		{
			...room.kit,
			cloud: room.cloud,
			tenant: entra.tenant ?? '',
			credential,
			paths: room.paths,
			keeper,
			current: {
				clientId: entra.clientId ?? '',
				credential: credentialOf(entra, room.secrets()),
				old: () => currentCredential(room.store().settings.entra, room.secrets()),
				kind: entra.credential,
			},
		},
		signal,
	);
};

const works = async (room: Room): Promise<void> => {
	const {createSignIn} = await import('../../../source/entra/sign-in.ts');
	const {entra} = room.store().settings;
	const signIn = createSignIn({
		...room.kit,
		cloud: room.cloud,
		tenant: entra.tenant ?? '',
		clientId: entra.clientId ?? '',
		credential: credentialOf(entra, room.secrets()),
	});
	const token = await signIn.token({signal: never, waiting: () => {}});
	expect(token.roles).toContain('User.Read.All');
};

describe('renewing', () => {
	test.each(['certificate', 'secret'] as const)('a %s: the new one works, the old one is gone', async kind => {
		const room = await registered({propagation: {certificateMs: 60_000, secretMs: 30_000}}, kind);
		const before = room.stored();
		const file = room.store().settings.entra.certificateFile;
		const {error, events} = await room.follow(renewal(room, kind));
		expect(error).toBeUndefined();
		expect(events.some(event => event.kind === 'code')).toBe(true);
		const after = room.stored();
		expect([after.certificates.length, after.secrets.length]).toEqual([
			before.certificates.length,
			before.secrets.length,
		]);
		const ids = (stored: typeof after) => [...stored.certificates, ...stored.secrets].map(one => one.keyId);
		expect(ids(after)).not.toEqual(ids(before));
		if (file !== undefined) expect(existsSync(file)).toBe(false);
		expect(after.files).toHaveLength(kind === 'certificate' ? 1 : 0);
		await works(room);
	});

	test('from a secret to a certificate', async () => {
		const room = await registered({}, 'secret');
		const {error} = await room.follow(renewal(room, 'certificate'));
		expect(error).toBeUndefined();
		expect(room.stored()).toMatchObject({secrets: [], certificates: [expect.anything()]});
		expect(room.store().settings.entra.credential).toBe('certificate');
		await works(room);
	});

	test('by the application itself, when it may and owns itself', async () => {
		const room = await registered();
		const [application] = room.stored().applications;
		const [principal] = room.stored().principals;
		room.practice.company.grantPermission('Application.ReadWrite.OwnedBy', application?.appId);
		application?.owners.add(principal?.id ?? '');
		const {error, events} = await room.follow(renewal(room));
		expect(error).toBeUndefined();
		expect(events.some(event => event.kind === 'code')).toBe(false);
		expect(room.stored().certificates).toHaveLength(1);
		await works(room);
	});

	test('with the permission but without owning itself: a person is asked', async () => {
		const room = await registered();
		room.practice.company.grantPermission('Application.ReadWrite.OwnedBy', room.stored().applications[0]?.appId);
		const {error, events} = await room.follow(renewal(room));
		expect(error).toBeUndefined();
		expect(events.some(event => event.kind === 'code')).toBe(true);
		expect(room.stored().certificates).toHaveLength(1);
	});

	test('of an application made in the portal, whose secret is told by its hint; other credentials stay', async () => {
		const room = await openRoom({registered: true});
		const {practice} = room;
		const application = practice.company.application();
		practice.company.addSecret();
		await room.store().setAll({
			'entra.tenant': practice.company.tenantId,
			'entra.clientId': practice.environment.USHER_CLIENT_ID,
			'entra.credential': 'secret',
		});
		await room.secrets().set('entra', practice.environment.USHER_CLIENT_SECRET ?? '');
		expect(application?.secrets).toHaveLength(2);
		const {error} = await room.follow(renewal(room, 'secret'));
		expect(error).toBeUndefined();
		expect(application?.secrets).toHaveLength(2);
		expect(application?.secrets.map(one => one.text)).not.toContain(practice.environment.USHER_CLIENT_SECRET);
		await works(room);
	});

	test('cut short at every event: the application can always sign in, and the next run leaves one credential', async () => {
		reuseOneKey();
		const total = (await whole()).length;
		expect(total).toBeGreaterThan(8);
		for (let at = 1; at < total; at++) {
			const room = await registered();
			const stop = new AbortController();
			let seen = 0;
			const cut = await room.follow(renewal(room, 'certificate', stop.signal), () => {
				if (++seen === at) stop.abort(new Error('cut'));
			});
			await works(room);
			if (cut.error !== undefined) {
				const {error} = await room.follow(renewal(room));
				expect(error, `cut at ${at}`).toBeUndefined();
			}
			expect(room.stored().certificates, `cut at ${at}`).toHaveLength(1);
			expect(room.stored().files).toHaveLength(1);
			await works(room);
			await room.close();
		}
	});

	const cutAfterSaving = (room: Room): Keeper => ({
		...keeperOf(room),
		keep: async kept => {
			await keeperOf(room).keep(kept);
			throw new Error('cut');
		},
	});
	const ids = (room: Room): string[] => {
		const {certificates, secrets} = room.stored();
		return [...certificates, ...secrets].map(one => one.keyId);
	};

	test.each(['certificate', 'secret'] as const)(
		'cut short between the settings and the journal, a %s that is in use is not taken for an unfinished one',
		async kind => {
			const room = await registered({}, kind);
			const [first] = ids(room);
			expect((await room.follow(renewal(room, kind, never, cutAfterSaving(room)))).error).toBeDefined();
			const second = ids(room).find(id => id !== first);
			await works(room);
			const {result} = await room.follow(renewal(room, kind));
			expect(result).toMatchObject({renewed: false, ends: room.store().settings.entra.credentialEnds});
			expect(ids(room)).toEqual([second]);
			await works(room);
			expect((await room.follow(renewal(room, kind))).result).toMatchObject({renewed: true});
			expect(ids(room)).toHaveLength(1);
			expect(ids(room)).not.toContain(second);
			await works(room);
		},
	);

	test.each(['certificate', 'secret'] as const)(
		'a registration cut short between the settings and the journal: its %s is renewed like any other',
		async kind => {
			const room = await openRoom();
			const first = await room.follow(room.registration({credential: kind, keeper: cutAfterSaving(room)}).run(never));
			expect(first.error).toBeDefined();
			expect((await room.follow(room.registration({credential: kind}).run(never))).error).toBeUndefined();
			const [made] = ids(room);
			expect(ids(room)).toEqual([made]);
			expect((await room.follow(renewal(room, kind))).error).toBeUndefined();
			expect(ids(room)).toHaveLength(1);
			expect(ids(room)).not.toContain(made);
			await works(room);
		},
	);

	const whole = async () =>
		(
			await (async () => {
				const room = await registered();
				return room.follow(renewal(room));
			})()
		).events;
});
