import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {refuseExposedFiles} from '../../../source/platform/secrets/exposed.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import {openSettings} from '../../../source/platform/settings/store.ts';
import {testFolder} from '../../helpers/folder.ts';
import {until} from '../../helpers/until.ts';
import {openPlace, startUsher} from '../../helpers/usher.ts';

const room = (environment: Record<string, string> = {}) => {
	const home = testFolder();
	const all = {USHER_HOME: home, ...environment};
	const paths = pathsOf({environment: all, profile: 'default'});
	mkdirSync(paths.folder, {recursive: true, mode: 0o700});
	const file = (name: string, mode: number): string => {
		const path = join(paths.folder, name);
		writeFileSync(path, 'x');
		chmodSync(path, mode);
		return path;
	};
	const look = (more: Record<string, string> = {}): void => {
		const environment = {...all, ...more};
		refuseExposedFiles(paths, openSettings({paths, environment}).settings, environment);
	};
	return {home, paths, file, look};
};
const code = (wanted: string) => expect.objectContaining({code: wanted, exitCode: 10});

test.each(['secrets.json', 'secrets.key', 'secrets.key.next'])('%s that others can read is refused', name => {
	const {file, look} = room();
	file(name, 0o600);
	expect(() => look()).not.toThrow();
	file(name, 0o604);
	expect(() => look()).toThrow(code('secret-exposed'));
});

test.each([
	['USHER_CLIENT_SECRET_FILE', {}],
	['USHER_BITWARDEN_CLIENT_SECRET_FILE', {}],
	['USHER_WEBHOOK_FILE', {}],
	['USHER_PASSPHRASE_FILE', {}],
	['USHER_KEY_FILE', {}],
	['USHER_CERTIFICATE_FILE', {USHER_CREDENTIAL: 'certificate'}],
	['USHER_CERTIFICATE_PASSWORD_FILE', {USHER_CREDENTIAL: 'certificate'}],
] as const)('a file that %s names is refused when others can read it', (variable, more) => {
	const {file, look} = room(more);
	const path = file('named', 0o600);
	expect(() => look({[variable]: path})).not.toThrow();
	chmodSync(path, 0o644);
	expect(() => look({[variable]: path})).toThrow(code('secret-exposed'));
	if (variable !== 'USHER_KEY_FILE')
		expect(() => look({[variable]: path, CREDENTIALS_DIRECTORY: join(path, '..')})).not.toThrow();
	expect(() => look({[variable]: join(path, '..', 'gone')})).not.toThrow();
});

test('a folder that everyone may write to is refused', () => {
	const {paths, look} = room();
	chmodSync(paths.folder, 0o777);
	expect(() => look()).toThrow(code('folder-exposed'));
	chmodSync(paths.folder, 0o755);
	expect(() => look()).not.toThrow();
});

test('the program looks at each start, also where the secrets come from elsewhere today', async () => {
	const place = await openPlace({users: 4, groups: 1});
	const stored = await startUsher(['secret', 'set', 'entra'], place.environment, 'spare').ended;
	expect(stored.code, stored.stderr).toBe(0);
	const path = join(place.home, 'profiles', 'default', 'secrets.json');
	expect((await place.usher('plan')).code).toBe(0);
	chmodSync(path, 0o644);
	for (const words of [['plan'], ['sync'], ['doctor']]) {
		const {code, stdout, stderr} = await place.usher(...words);
		expect(code, words[0]).toBe(10);
		expect((stdout + stderr).replaceAll(/\s+/g, ' ')).toContain('Others on this machine can read');
	}
	// Left alone it stays, says so, and goes on once that is mended.
	const watching = place.start('watch');
	try {
		await until(() => watching.stderr().includes('Others on this machine can read'), watching.stderr);
		expect(watching.child.exitCode).toBeNull();
	} finally {
		watching.child.kill('SIGKILL');
		await watching.ended;
	}
});
