// What somebody, a script or a bad disk may leave in the files and variables that Usher reads: it is refused in a
// sentence, nothing of it reaches a terminal raw, and nobody is removed because of it.
import {cpSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from 'vitest';
import {readPlanFile} from '../../source/commands/plan-file.ts';
import {printable} from '../../source/commands/text/printable.ts';
import {UsherError} from '../../source/core/errors.ts';
import {openJournal} from '../../source/entra/registration/journal.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {openSettings} from '../../source/platform/settings/store.ts';
import {readBwdc} from '../../source/profile/bwdc/read.ts';
import {openProfile} from '../../source/profile/open.ts';
import {readSetUpProgress} from '../../source/profile/set-up-progress.ts';
import {knownTenantName} from '../../source/profile/tenant-name.ts';
import {testFolder} from '../helpers/folder.ts';
import {everything} from '../helpers/memory-run.ts';
import {finish, practiceRoom} from '../helpers/practice-profile.ts';
import {startUsher} from '../helpers/usher.ts';
import {evil} from './evil-services.ts';
import {rawIn} from './raw.ts';

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const deepObject = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
const words = JSON.stringify(evil);

/** In the place of any value. */
const values = [
	words,
	deep,
	deepObject,
	'NaN',
	'1e999',
	'-1.5',
	'null',
	'true',
	'[]',
	'{"__proto__":{"polluted":1}}',
	JSON.stringify('W'.repeat(300_000)),
];

/** A file with each of its values in turn replaced by each of these, a name said twice, and names that mean something. */
const variants = function* (whole: unknown): Generator<readonly [name: string, text: string]> {
	const marker = '\uE000here\uE001';
	const places: (readonly [Record<string, unknown>, string, string])[] = [];
	const visit = (value: unknown, path: string): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const key of Object.keys(value)) {
			places.push([value as Record<string, unknown>, key, `${path}.${key}`]);
			visit((value as Record<string, unknown>)[key], `${path}.${key}`);
		}
	};
	visit(whole, '');
	for (const bad of ['', 'NaN', deep, deepObject, words, '[1,{}]', 'null', '\u0000', '{"a":1,"a":2}'])
		yield [bad.slice(0, 20), bad];
	for (const [of, key, path] of places) {
		const was = of[key];
		of[key] = marker;
		const text = JSON.stringify(whole);
		of[key] = was;
		const put = (name: string, pair: string): readonly [string, string] => [
			`${path}: ${name}`,
			Array.isArray(of)
				? text.replace(JSON.stringify(marker), () => pair)
				: text.replace(`${JSON.stringify(key)}:${JSON.stringify(marker)}`, () => pair),
		];
		const name = JSON.stringify(key);
		for (const bad of values) yield put(bad.slice(0, 20), Array.isArray(of) ? bad : `${name}:${bad}`);
		if (Array.isArray(of)) continue;
		const value = JSON.stringify(was);
		yield put('twice', `${name}:${words},${name}:${value}`);
		yield put('another name', `${words}:${value}`);
		yield put('a name of objects', `${name}:${value},"__proto__":{"polluted":1},"constructor":${value},"toString":1`);
	}
};

/** It gives something or refuses it with a sentence; neither has anything raw. */
const expectCalm = async (what: string, work: () => unknown): Promise<boolean> => {
	let said: unknown;
	let refused = false;
	try {
		said = await work();
	} catch (error) {
		if (!(error instanceof UsherError)) throw new Error(what, {cause: error});
		const {code, message, advice, raw, requestId} = error;
		said = [code, message, advice, raw, requestId];
		refused = true;
	}
	expect(rawIn(said), what).toBeUndefined();
	expect(({} as Record<string, unknown>).polluted, what).toBeUndefined();
	return refused;
};

describe('files', () => {
	test('settings.json', async () => {
		const environment = {USHER_HOME: testFolder()};
		const paths = pathsOf({environment, profile: 'default'});
		mkdirSync(paths.folder, {recursive: true});
		const whole = {
			version: 1,
			entra: {
				tenant: 'halden.example',
				clientId: '11111111-2222-4333-8444-555555555555',
				secret: {command: ['pass', 'x']},
			},
			sync: {userFilter: 'exclude:a@halden.example', protect: ['b@halden.example'], guard: {invites: 5}},
			logs: {maskEmails: 'yes'},
		};
		let refused = 0;
		for (const [name, text] of variants(whole)) {
			writeFileSync(paths.settings, text, {mode: 0o600});
			const what = `settings.json ${name}`;
			if (await expectCalm(what, () => void openSettings({paths, environment}).settings)) refused++;
			await expectCalm(what, () =>
				openSettings({paths, environment})
					.list()
					.map(row => [row.key, printable(row.value).replaceAll('\r\n', '\n'), row.wrong]),
			);
			await expectCalm(what, () => openSettings({paths, environment}).set('sync.guests', 'in'));
		}
		expect(refused).toBeGreaterThan(50);
	});

	test('data.json of the Directory Connector', async () => {
		const whole = {
			stateVersion: 5,
			directoryType: 1,
			organizationId: '11111111-2222-4333-8444-555555555555',
			directoryEntra: {
				tenant: 'halden.example',
				applicationId: '11111111-2222-4333-8444-555555555555',
				identityAuthority: 'login.microsoftonline.com',
				key: '[STORED SECURELY]',
			},
			sync: {
				users: true,
				groups: true,
				interval: 5,
				userFilter: 'exclude:a@halden.example',
				groupFilter: 'include:x',
				removeDisabled: true,
			},
			environmentUrls: {base: 'https://bitwarden.example', api: null},
			apiKeyClientId: 'organization.11111111-2222-4333-8444-555555555555',
			apiKeyClientSecret: 'x',
		};
		for (const [name, text] of variants(whole)) {
			// Filters are kept as they are: see the settings.
			await expectCalm(`data.json ${name}`, () => {
				const {settings, ...told} = readBwdc(text);
				return [told, Object.entries(settings).filter(([key]) => !key.endsWith('Filter'))];
			});
		}
	});

	test('plan files, the journal of a registration, how far a set-up is, the tenant’s name', async () => {
		const folder = testFolder();
		const id = '11111111-2222-4333-8444-555555555555';
		const plan = {
			kind: 'usher-plan',
			version: 1,
			profile: 'default',
			fingerprint: 'f',
			checksum: 'c',
			plan: {fingerprint: 'f', changes: [{kind: 'invite'}]},
		};
		const at = '2026-11-22T00:00:00.000Z';
		const registration = {
			version: 1,
			registrations: [
				{
					marker: 'm',
					tenant: id,
					cloud: 'public',
					name: 'Usher',
					startedAt: at,
					application: {intendedAt: at, id, appId: id, made: true},
					grants: [{name: 'User.Read.All', role: id, intendedAt: at, id: 'abc_-', made: true}],
					credentials: [{kind: 'certificate', name: 'n', intendedAt: at, keyId: id, file: '/x/entra-0123456789ab.pem'}],
				},
			],
		};
		for (const [name, text] of variants(plan)) {
			const path = join(folder, 'plan.json');
			writeFileSync(path, text);
			expect(await expectCalm(`plan ${name}`, () => readPlanFile(path, 'default')), name).toBe(true);
		}
		for (const [name, text] of variants(registration)) {
			const path = join(folder, 'registration.json');
			writeFileSync(path, text);
			await expectCalm(`registration ${name}`, () => {
				for (const one of openJournal({folder}).all()) {
					// They go into the paths of requests that delete.
					for (const each of [one.application?.id, one.principal?.id, ...one.grants.map(grant => grant.id)])
						expect(each ?? id, name).toMatch(/^[\w-]+$/);
					for (const {file} of one.credentials)
						expect(file ?? '/entra-0123456789ab.pem').toMatch(/entra-[0-9a-f]{12}\.pem$/);
				}
			});
		}
		for (const [name, text] of variants({version: 1, finished: ['start'], skipped: []})) {
			writeFileSync(join(folder, 'set-up.json'), text);
			await expectCalm(`set-up ${name}`, () => void readSetUpProgress({folder}));
		}
		for (const [name, text] of variants({tenant: id, name: 'Halden'})) {
			writeFileSync(join(folder, 'tenant-name.json'), text);
			await expectCalm(`tenant ${name}`, () => knownTenantName({stateFolder: folder}, id));
		}
	});

	test('a row of the memory, of the ledger or of the history', {timeout: 240_000}, async () => {
		const room = await practiceRoom({users: 24, groups: 5, organisation: {knobs: {groupsEnabled: true}, seats: 999}});
		const {environment, practice} = room;
		const paths = pathsOf({environment, profile: 'default'});
		const first = await room.open();
		expect((await finish(first, {mode: 'sync', allow: everything})).report.error).toBeUndefined();
		await first.close();
		const kept = testFolder();
		cpSync(paths.stateFolder, kept, {recursive: true});
		const {members, groups} = practice.bitwarden.store;
		const holds = (): string[] => [
			...[...members.values()].filter(one => one.status !== -1).map(one => one.email),
			...[...groups.values()].flatMap(group => [...group.members].map(id => `${group.externalId} ${id}`)),
		];
		const before = holds();
		expect(before.length).toBeGreaterThan(20);
		let tried = 0;
		let whole = 0;
		for (const file of [paths.state, paths.ledger]) {
			for (const {table, column} of columnsOf(file)) {
				for (const bad of [evil, deep]) {
					rmSync(paths.stateFolder, {recursive: true});
					cpSync(kept, paths.stateFolder, {recursive: true});
					const database = new DatabaseSync(file);
					let changed = 0n;
					try {
						changed = BigInt(database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = 1`).run(bad).changes);
					} catch {
						// A column of numbers, or a table that has no such row.
					}
					database.close();
					if (changed === 0n) continue;
					tried++;
					const what = `${table}.${column} ${bad.slice(0, 10)}`;
					let seen: unknown;
					try {
						const profile = await openProfile({profile: 'default', environment, by: 'command'});
						try {
							const {events, report} = await finish(profile, {mode: 'sync'});
							seen = [events, report];
							if (events.some(event => event.kind === 'read-started' && event.mode === 'full')) whole++;
							expect(report.error?.code, what).not.toBe('unexpected');
						} finally {
							await profile.close();
						}
					} catch (error) {
						if (!(error instanceof UsherError)) throw new Error(what, {cause: error});
						seen = [error.code, error.message, error.advice];
					}
					expect(rawIn(seen), what).toBeUndefined();
					const after = new Set(holds());
					expect(
						before.filter(one => !after.has(one)),
						what,
					).toEqual([]);
				}
			}
		}
		expect(tried).toBeGreaterThan(30);
		// What can be read anew is read anew.
		expect(whole).toBeGreaterThan(2);
	});
});

/** Tables and their columns of a database of Usher's. */
const columnsOf = (file: string): {readonly table: string; readonly column: string}[] => {
	const database = new DatabaseSync(file, {readOnly: true});
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	const found = tables.flatMap(({name}) =>
		database
			.prepare(`PRAGMA table_info(${String(name)})`)
			.all()
			.map(column => ({table: String(name), column: String(column.name)})),
	);
	database.close();
	return found;
};

test('variables with what no terminal should be given, and a home of that name', {timeout: 120_000}, async () => {
	const folder = testFolder();
	const home = join(folder, 'home\u001b]0;owned\u0007\u009b31m\u202e');
	mkdirSync(home);
	const good = {
		USHER_HOME: home,
		USHER_TENANT: 'halden.example',
		USHER_CLIENT_ID: '11111111-2222-4333-8444-555555555555',
	};
	const bad = 'x\u001b]0;owned\u0007\u001b[31m\u009b31m\u202e\u200b';
	for (const [more, ...args] of [
		[{}, 'config', 'path'],
		[{}, 'config', 'list'],
		[{}, 'plan', '--out', join(home, 'none', 'plan.json')],
		[{USHER_TENANT: bad}, 'status'],
		[{USHER_USER_FILTER: `include:${bad}`}, 'plan'],
		[{USHER_USER_FILTER: `${bad}:a`}, 'plan', '--json'],
		[{USHER_NOTIFY_COMMAND: `${'['.repeat(30_000)}${']'.repeat(30_000)}`}, 'config', 'list'],
		[{USHER_CA_FILE: join(home, bad)}, 'doctor'],
		[{}, 'config', 'get', bad],
		[{}, '--profile', bad, 'status'],
		[{}, bad],
		[{}, 'import', join(home, bad)],
		[{}, 'sync', '--plan', join(home, bad)],
	] as const) {
		const {code, stdout, stderr} = await startUsher(args, {...good, ...more}).ended;
		expect(rawIn([stdout, stderr]), `${args.join(' ')}`).toBeUndefined();
		expect(code, `${args.join(' ')}: ${stderr}`).not.toBe(1);
	}
});
