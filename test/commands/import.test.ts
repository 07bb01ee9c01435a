// What another tool has set up becomes a profile: shown, asked, saved; and nothing of it is saved half.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {importBwdc} from '../../source/commands/import.ts';
import {createSecrets} from '../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {openSettings} from '../../source/platform/settings/store.ts';
import {testFolder} from '../helpers/folder.ts';
import {type TestShell, testShell} from '../helpers/shell.ts';

const id = '5b1d7c02-6a4e-4d0b-9a55-0c8f3e2d7a19';
const secret = 'Xy78Q~canary0canary0canary0canary0canary0';
const configuration = (more: Record<string, unknown> = {}, sync: Record<string, unknown> = {}): string =>
	JSON.stringify({
		stateVersion: 8,
		directoryType: 1,
		organizationId: id,
		directoryEntra: {tenant: 'fabrikam.onmicrosoft.com', applicationId: id, key: secret},
		sync: {users: true, groups: true, interval: 15, groupFilter: 'include:Engineering', removeDisabled: true, ...sync},
		environmentUrls: {base: 'https://vault.bitwarden.eu'},
		apiKeyClientId: `organization.${id}`,
		apiKeyClientSecret: '[STORED SECURELY]',
		...more,
	});

const place = (text: string, json = false): {shell: TestShell; file: string; environment: Record<string, string>} => {
	const home = testFolder();
	const environment = {USHER_HOME: home, HOME: home};
	const file = join(home, 'data.json');
	writeFileSync(file, text);
	return {shell: testShell(environment, {json}), file, environment};
};
const settingsIn = (environment: Record<string, string>) =>
	openSettings({paths: pathsOf({environment, profile: 'default'}), environment});

describe('a configuration of Bitwarden Directory Connector', () => {
	test('is shown and saved, and what is missing is named as the command that gives it', async () => {
		const {shell, file, environment} = place(configuration());
		expect(await importBwdc(shell, {file, yes: true, dryRun: false})).toBe(0);
		const store = settingsIn(environment);
		expect(store.get('bitwarden.url')).toBe('https://bitwarden.eu');
		expect(store.get('sync.groupFilter')).toBe('include:Engineering');
		expect(store.get('sync.disabled')).toBe('offboard');
		const paths = pathsOf({environment, profile: 'default'});
		expect(await createSecrets({paths, settings: store.settings, environment}).read('entra')).toBe(secret);
		expect(shell.stdout()).toContain('usher secret set bitwarden');
		expect(shell.stdout()).not.toContain('usher secret set entra');
		expect(shell.stdout() + shell.stderr()).not.toContain('canary');
	});

	test('is only shown with --dry-run', async () => {
		const {shell, file, environment} = place(configuration());
		expect(await importBwdc(shell, {file, yes: false, dryRun: true})).toBe(0);
		expect(shell.stdout()).toContain('include:Engineering');
		expect(shell.stdout()).toContain('Nothing was saved.');
		expect(settingsIn(environment).get('entra.tenant')).toBe('');
	});

	test('is not saved where nobody can be asked', async () => {
		const {shell, file, environment} = place(configuration());
		await expect(importBwdc(shell, {file, yes: false, dryRun: false})).rejects.toMatchObject({
			code: 'import-not-confirmed',
			exitCode: 2,
		});
		expect(settingsIn(environment).get('entra.tenant')).toBe('');
	});

	test('has its filter that cannot be read left out and named, because none would mean everyone', async () => {
		const {shell, file, environment} = place(configuration({}, {userFilter: 'onlyThese:ada@fabrikam.example'}), true);
		expect(await importBwdc(shell, {file, yes: true, dryRun: false})).toBe(0);
		const answer = shell.answer<{faulty: string[]; left: string[]; saved: boolean}>();
		expect(answer.saved).toBe(true);
		expect(answer.faulty).toEqual(['sync.userFilter']);
		expect(answer.left.some(line => line.startsWith('usher config set sync.userFilter'))).toBe(true);
		expect(settingsIn(environment).get('sync.userFilter')).toBe('');
		expect(shell.stdout()).not.toContain('canary');
	});

	test('says which settings of this profile it would replace', async () => {
		const {shell, file, environment} = place(configuration());
		await settingsIn(environment).set('sync.groupFilter', 'include:Finance');
		await importBwdc(shell, {file, yes: false, dryRun: true});
		expect(shell.stdout()).toContain('would be replaced: sync.groupFilter');
	});

	test('is looked for where it usually is, and that is said when it is not there', async () => {
		const {environment} = place(configuration());
		await expect(importBwdc(testShell(environment), {file: undefined, yes: true, dryRun: false})).rejects.toMatchObject(
			{
				code: 'bwdc-nowhere',
			},
		);
		const there = testShell({...environment, BITWARDENCLI_CONNECTOR_APPDATA_DIR: environment.HOME ?? ''});
		expect(await importBwdc(there, {file: undefined, yes: false, dryRun: true})).toBe(0);
		expect(there.stdout()).toContain('bitwarden.eu');
	});
});

test('a device without an end is no configuration', async () => {
	const {shell} = place('');
	await expect(importBwdc(shell, {file: '/dev/zero', yes: true, dryRun: false})).rejects.toMatchObject({
		code: 'bwdc-unknown',
		exitCode: 10,
	});
});
