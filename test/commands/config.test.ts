import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {configGet, configList, configPath, configSet, configUnset} from '../../source/commands/config.ts';
import {testFolder} from '../helpers/folder.ts';
import {testShell} from '../helpers/shell.ts';

type Listed = {settings: {key: string; value: string | null; from: string; wrong?: string}[]};

describe('usher config', () => {
	test('sets, shows and unsets a setting, in a file that only its owner reads', async () => {
		const environment = {USHER_HOME: testFolder()};
		const path = testShell(environment);
		await configPath(path);
		const file = path.stdout().trim();
		expect(existsSync(file)).toBe(false);

		expect(await configSet(testShell(environment), 'sync.groupFilter', 'include:Engineering')).toBe(0);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const got = testShell(environment);
		await configGet(got, 'sync.groupFilter');
		expect(got.stdout()).toBe('include:Engineering\n');

		await configUnset(testShell(environment), 'sync.groupFilter');
		const listed = testShell(environment, {json: true});
		expect(await configList(listed, {changed: true})).toBe(0);
		expect(listed.answer<Listed>().settings.filter(entry => entry.from === 'file')).toEqual([]);
	});

	test('says when a variable wins over what was set', async () => {
		const environment = {USHER_HOME: testFolder(), USHER_TENANT: 'other.example'};
		const shell = testShell(environment);
		await configSet(shell, 'entra.tenant', 'fabrikam.example');
		expect(shell.stdout()).toContain('entra.tenant is now other.example');
		expect(shell.stderr()).toContain('USHER_TENANT is set');
	});

	test('refuses a setting that does not exist, and a value that it cannot have', async () => {
		const environment = {USHER_HOME: testFolder()};
		await expect(configSet(testShell(environment), 'sync.groupfilter', 'x')).rejects.toMatchObject({
			code: 'setting-unknown',
			exitCode: 2,
		});
		await expect(configSet(testShell(environment), 'sync.guests', 'maybe')).rejects.toMatchObject({
			code: 'setting-invalid',
		});
		await expect(configGet(testShell(environment), '__proto__.polluted')).rejects.toMatchObject({exitCode: 2});
	});

	test('lists every setting within 80 columns, and names the wrong ones', async () => {
		const environment = {USHER_HOME: testFolder(), USHER_GUARD_INVITES: 'many'};
		const shell = testShell(environment);
		expect(await configList(shell, {changed: false})).toBe(10);
		const lines = shell.stdout().split('\n');
		expect(lines.filter(line => line.length > 80)).toEqual([]);
		expect(shell.stdout()).toMatch(/sync\.guard\.invites +many +USHER_GUARD_INVITES \(wrong\)/);
		expect(shell.stderr()).toContain('USHER_GUARD_INVITES');
	});

	test('leaves a damaged file alone', async () => {
		const environment = {USHER_HOME: testFolder()};
		await configSet(testShell(environment), 'entra.tenant', 'fabrikam.example');
		const path = testShell(environment);
		await configPath(path);
		const file = path.stdout().trim();
		const damaged = readFileSync(file, 'utf8').slice(0, -4);
		writeFileSync(file, damaged);
		await expect(configSet(testShell(environment), 'entra.tenant', 'x.example')).rejects.toMatchObject({exitCode: 10});
		expect(readFileSync(file, 'utf8')).toBe(damaged);
	});
});
