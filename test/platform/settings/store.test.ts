import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {defaultSyncSettings} from '../../../source/core/settings.ts';
import {type SettingKey, settingKeys, settingRules} from '../../../source/platform/settings/keys.ts';
import {pathsOf, profilesOf} from '../../../source/platform/settings/paths.ts';
import {openSettings, unknownVariables} from '../../../source/platform/settings/store.ts';
import {runChild} from '../../helpers/child.ts';
import {testFolder} from '../../helpers/folder.ts';

const room = (environment: Record<string, string> = {}, profile = 'default') => {
	const home = testFolder();
	const all = {USHER_HOME: home, ...environment};
	const paths = pathsOf({environment: all, profile});
	const open = (more: Record<string, string> = {}) => openSettings({paths, environment: {...all, ...more}});
	const write = (content: string): void => {
		mkdirSync(paths.folder, {recursive: true});
		writeFileSync(paths.settings, content, {mode: 0o600});
	};
	return {home, paths, open, write};
};
const errorOf = (work: () => unknown): UsherError => {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(UsherError);
		return error as UsherError;
	}
	throw new Error('it went through');
};

test('with nothing set, everything is as the core has it', () => {
	const {open} = room();
	const {settings} = open();
	expect(settings.sync).toEqual(defaultSyncSettings);
	expect(settings.bitwarden).toEqual({url: 'https://bitwarden.com', secret: {}});
	expect(settings.entra).toEqual({cloud: 'public', credential: 'secret', secret: {}, certificatePassword: {}});
});

test('every setting has a variable of its own, help, and a default that is allowed', () => {
	const variables = settingKeys.map(key => settingRules[key].variable);
	expect(new Set(variables).size).toBe(settingKeys.length);
	for (const key of settingKeys) {
		const {variable, help, allowed, fallback, type} = settingRules[key];
		expect(variable, key).toMatch(/^USHER_[A-Z_]+$/);
		expect(help, key).toMatch(/^(?:[A-Z]|https:).+\.$/);
		expect(allowed, key).not.toBe('');
		if (fallback !== undefined) expect(type.safeParse(fallback).success, key).toBe(true);
	}
});

test('what is set is kept, in a file for its owner only that names its version', async () => {
	const {open, paths} = room();
	const store = open();
	await store.set('sync.userFilter', 'include:*@contoso.com|exclude:ceo@contoso.com');
	await store.set('sync.protect', 'Boss@Contoso.com, it@contoso.com');
	await store.set('sync.guard.invites', '75');
	await store.set('entra.secret.command', '["pass", "show", "a b"]');
	await store.set('bitwarden.url', 'https://vault.contoso.com/');
	expect(store.settings.sync.protect).toEqual(['boss@contoso.com', 'it@contoso.com']);
	const again = open().settings;
	expect(again.sync.userFilter).toBe('include:*@contoso.com|exclude:ceo@contoso.com');
	expect(again.sync.guard.invites).toBe(75);
	expect(again.entra.secret.command).toEqual(['pass', 'show', 'a b']);
	expect(again.bitwarden.url).toBe('https://vault.contoso.com');
	expect(JSON.parse(readFileSync(paths.settings, 'utf8'))).toMatchObject({version: 1, sync: {guard: {invites: 75}}});
	expect(statSync(paths.settings).mode & 0o777).toBe(0o600);
	expect(statSync(paths.folder).mode & 0o777).toBe(0o700);
	expect(readdirSync(paths.folder)).toEqual(['settings.json']);
	await store.unset('sync.guard.invites');
	expect(open().settings.sync.guard.invites).toBe(50);
});

test('the environment wins over the file, and the list says so', async () => {
	const {open} = room();
	await open().set('sync.guests', 'in');
	const store = open({
		USHER_GUESTS: 'out',
		USHER_GUARD_INVITES: '7',
		USHER_PROTECT: 'a@b.c,d@e.f',
		USHER_USER_FILTER: '',
	});
	expect(store.settings.sync.guests).toBe('out');
	expect(store.settings.sync.guard.invites).toBe(7);
	expect(store.settings.sync.protect).toEqual(['a@b.c', 'd@e.f']);
	const from = new Map(store.list().map(row => [row.key, row.from]));
	expect(from.get('sync.guests')).toBe('environment');
	expect(from.get('sync.userFilter')).toBe('default');
	expect(
		new Map(
			open()
				.list()
				.map(row => [row.key, row.from]),
		).get('sync.guests'),
	).toBe('file');
});

test('an emptied variable does not empty the filter of the file', async () => {
	const {open} = room();
	await open().set('sync.userFilter', 'include:a@b.c');
	expect(open({USHER_USER_FILTER: '  '}).settings.sync.userFilter).toBe('include:a@b.c');
});

test.each([
	['sync.guests', 'maybe', 'out, in'],
	['sync.guard.offboardPercent', '101', '0 to 100'],
	['sync.guard.invites', '1.5', 'whole number'],
	['sync.guard.invites', '', 'whole number'],
	['bitwarden.url', 'http://vault.example', 'https://'],
	['bitwarden.url', 'https://user:canary@vault.example', 'https://'],
	['sync.protect', 'no-address', 'e-mail'],
	['network.timeoutSeconds', '1e9', 'whole number'],
	['entra.tenant', 'a\nb', 'one line'],
	['entra.credentialEnds', '12', 'a date'],
])('%s cannot be %j, and the file stays as it was', async (key, text, allowed) => {
	const {open, paths} = room();
	await open().set('sync.offboard', 'remove');
	const before = readFileSync(paths.settings, 'utf8');
	const error = await open()
		.set(key, text)
		.then(
			() => undefined,
			(reason: UsherError) => reason,
		);
	expect(error).toMatchObject({code: 'setting-invalid', exitCode: 10});
	expect(error?.message).toContain(key);
	expect(error?.message).toContain(allowed);
	expect(error?.message).not.toContain('canary');
	expect(readFileSync(paths.settings, 'utf8')).toBe(before);
	const variable = settingRules[key as SettingKey].variable;
	if (text.trim() !== '') expect(errorOf(() => open({[variable]: text}).settings).message).toContain(variable);
});

test.each([
	['USHER_GUARD_INVITES', 'many'],
	['USHER_GUARD_OFFBOARD_PERCENT', '20 %'],
	['USHER_GUARD_OFFBOARD_PERCENT', '0x14'],
	['USHER_TIMEOUT', 'Infinity'],
	['USHER_INTERVAL', '1h'],
	['USHER_HEALTH_PORT', '-1'],
])('%s=%s is an error that names the variable, what it holds, and what it may hold', (variable, text) => {
	const {open} = room();
	const error = errorOf(() => open({[variable]: text}).settings);
	expect(error).toMatchObject({code: 'setting-invalid', exitCode: 10});
	expect(error.message).toContain(variable);
	expect(error.message).toContain(`"${text}"`);
	expect(error.message).toMatch(/Allowed: a (whole )?number from \d+ to \d+\./);
	expect(error.advice).toContain(variable);
});

test('a filter that cannot be read is said when it is set', async () => {
	const {open, paths} = room();
	await expect(open().set('sync.userFilter', 'include a@b.c')).rejects.toMatchObject({
		code: 'filter-invalid',
		exitCode: 10,
	});
	await expect(open().set('sync.groupFilter', 'inklude:x')).rejects.toMatchObject({
		code: 'filter-invalid',
		exitCode: 10,
	});
	expect(() => statSync(paths.settings)).toThrow('ENOENT');
});

test('several are set together or not at all', async () => {
	const {open} = room();
	await expect(open().setAll({'sync.guests': 'in', 'sync.disabled': 'nonsense'})).rejects.toMatchObject({
		code: 'setting-invalid',
	});
	expect(open().settings.sync.guests).toBe('out');
	await open().setAll({'sync.guests': 'in', 'sync.disabled': 'keep'});
	await open().setAll({'sync.guests': undefined});
	expect([open().settings.sync.guests, open().settings.sync.disabled]).toEqual(['out', 'keep']);
});

test('an unknown setting in the file stops everything, is named, and can be removed', async () => {
	const {open, write} = room();
	write('{"version":1,"sync":{"guessts":"out","guests":"in"}}');
	const error = errorOf(() => open().settings);
	expect(error).toMatchObject({code: 'setting-unknown', exitCode: 10});
	expect(error.message).toContain('sync.guessts');
	await open().unset('sync.guessts');
	expect(open().settings.sync.guests).toBe('in');
});

test('a wrong value in the file stops everything, is listed, and can be mended', async () => {
	const {open, write} = room();
	write('{"version":1,"sync":{"guests":"perhaps"}}');
	expect(errorOf(() => open().settings).message).toContain('sync.guests');
	expect(
		open()
			.list()
			.find(row => row.key === 'sync.guests'),
	).toMatchObject({value: 'perhaps', from: 'file'});
	expect(
		open()
			.list()
			.find(row => row.key === 'sync.guests')?.wrong,
	).toContain('out, in');
	await open().set('sync.guests', 'in');
	expect(open().settings.sync.guests).toBe('in');
});

test.each([
	['{"version":1,', 'no JSON'],
	['', 'no JSON'],
	['[]', 'no settings'],
	['"text"', 'no settings'],
	['{"sync":{}}', 'version'],
	['\u0000\u0000\u0000', 'no JSON'],
	['{"version":1,\n"sync":{"guests":"out",\n"guests":"in"}}', 'says sync.guests twice (lines 2 and 3)'],
])('a damaged file (%j) is named and never overwritten', async (content, says) => {
	const {open, write, paths} = room();
	write(content);
	const error = errorOf(() => open().settings);
	expect(error).toMatchObject({code: 'settings-damaged', exitCode: 10});
	expect(error.message).toContain(says);
	expect(error.message).toContain(paths.settings);
	await expect(open().set('sync.guests', 'in')).rejects.toMatchObject({code: 'settings-damaged'});
	expect(readFileSync(paths.settings, 'utf8')).toBe(content);
});

test('a file of a newer Usher is left alone', () => {
	const {open, write} = room();
	write('{"version":99}');
	expect(errorOf(() => open().settings).code).toBe('settings-newer');
});

test('a file that everyone may change is refused', () => {
	const {open, write, paths} = room();
	write('{"version":1}');
	chmodSync(paths.settings, 0o666);
	expect(errorOf(() => open().settings)).toMatchObject({code: 'settings-exposed', exitCode: 10});
});

test('a key that does not exist is a slip, with a guess at what was meant', async () => {
	const {open} = room();
	await expect(open().set('userFilter', 'x')).rejects.toMatchObject({code: 'setting-unknown', exitCode: 2});
	expect(errorOf(() => open().get('userfilter')).message).toContain('sync.userFilter');
	await expect(open().unset('__proto__')).rejects.toMatchObject({code: 'setting-unknown'});
});

test('no JSON in the file gets past as settings, or reaches a prototype', () => {
	const {open, write} = room();
	fc.assert(
		fc.property(fc.json(), fc.constantFrom('sync', 'entra', '__proto__', 'constructor', 'version2'), (json, part) => {
			write(`{"version":1,${JSON.stringify(part)}:${json}}`);
			try {
				const {settings} = open();
				expect(settings.sync).toEqual(defaultSyncSettings);
			} catch (error) {
				expect(error).toBeInstanceOf(UsherError);
			}
			expect(Object.hasOwn(Object.prototype, 'sync')).toBe(false);
		}),
		{numRuns: 300},
	);
});

test('what `get` prints, `set` takes', async () => {
	const {open} = room();
	const texts: Partial<Record<SettingKey, string>> = {
		'sync.adoptGroups': '["R&D, Berlin","Sales"]',
		'sync.claim': '*',
		'entra.secret.command': '["a b","c"]',
		'sync.guard.offboardPercent': '12.5',
		'sync.groupFilter': 'include:"R&D, Berlin",Sales*',
	};
	await open().setAll(texts);
	for (const [key, text] of Object.entries(texts)) {
		expect(open().get(key)).toBe(text);
		await open().set(key, open().get(key));
		expect(open().get(key)).toBe(text);
	}
});

test('a user without a home, and a folder that is gone, are said', async () => {
	const nowhere = {code: 'home-missing', exitCode: 10};
	const paths = (before: string, environment: string) =>
		runChild(`
			${before}
			const {pathsOf} = await source('platform/settings/paths.ts');
			try {
				console.log('found', pathsOf({environment: ${environment}, profile: 'default'}).folder);
			} catch (error) {
				console.log('refused', JSON.stringify({code: error.code, exitCode: error.exitCode}));
			}
		`).said(`refused ${JSON.stringify(nowhere)}`);
	const gone = JSON.stringify(testFolder());
	await paths(`process.chdir(${gone}); (await import('node:fs')).rmdirSync(${gone});`, `{USHER_HOME: 'here'}`);
	// What Node does for a user id that the system's list of users does not have.
	const homeless = `const {default: os} = await import('node:os');
		os.homedir = () => { throw new Error('uv_os_homedir returned ENOENT'); };
		(await import('node:module')).syncBuiltinESMExports();`;
	await paths(homeless, '{}');
	expect(pathsOf({environment: {XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'}, profile: 'default'}).folder).toBe(
		'/c/usher/default',
	);
});

test('profiles are folders: USHER_HOME, or the XDG folders', async () => {
	const {open, home, paths} = room({}, 'north');
	await open().set('sync.guests', 'in');
	expect(profilesOf({USHER_HOME: home})).toEqual(['north']);
	expect(paths.settings).toBe(join(home, 'profiles', 'north', 'settings.json'));
	const xdg = pathsOf({environment: {HOME: '/home/a', XDG_STATE_HOME: 'relative'}, profile: 'default'});
	expect(xdg.settings).toBe('/home/a/.config/usher/default/settings.json');
	expect(xdg.state).toBe('/home/a/.local/state/usher/default/state.db');
	expect(pathsOf({environment: {HOME: '/x', XDG_CONFIG_HOME: '/etc/xdg'}, profile: 'a'}).folder).toBe(
		'/etc/xdg/usher/a',
	);
	for (const profile of ['', '..', 'a/b', '-a', 'a'.repeat(65), 'a\u001b']) {
		expect(errorOf(() => pathsOf({environment: {}, profile})).code).toBe('profile-name');
	}
});

test('slips in the names of variables are found', () => {
	expect(
		unknownVariables({USHER_GUESSTS: 'in', USHER_GUESTS: 'in', USHER_HOME: '/x', PATH: ''}, ['USHER_HOME']),
	).toEqual(['USHER_GUESSTS']);
});
