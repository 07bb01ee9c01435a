import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import {
	cronEnvironment,
	cronLine,
	insteadOfSync,
	partsOf,
	programOf,
	variablesText,
} from '../../../source/service/cron/line.ts';
import {testFolder} from '../../helpers/folder.ts';

const given = {profile: 'fabrikam', program: ['/bin/echo', "/opt/it's 100% here/cli.js"], intervalMinutes: 15} as const;

/** What cron makes of a command (crontab(5)): `%` is a line end, unless there is a backslash before it. */
const asCron = (line: string): string => line.split(' ').slice(5).join(' ').replaceAll('\\%', '%');

test('the line is a schedule and a command that sh understands, whatever is in its paths', () => {
	const line = cronLine(given, undefined);
	expect(line).toMatch(/^\*\/15 \* \* \* \* /);
	expect(line).not.toMatch(/[^\\]%/);
	expect(partsOf(line)).toEqual({schedule: '*/15 * * * *', command: asCron(line)});
	const said = execFileSync('sh', ['-c', asCron(line)], {encoding: 'utf8'});
	expect(said.trim()).toBe(
		"/opt/it's 100% here/cli.js --profile fabrikam --log-level warn sync --unattended --quiet --ok-with-problems",
	);
	expect(programOf(line)).toEqual(given.program);
});

test('any variables reach the command by the file, and stand in no argument', () => {
	const folder = testFolder();
	const file = join(folder, "it's 5% of them");
	const unit = fc.constantFrom('a', ' ', "'", '"', '$', '`', '\\', '%', '!', '\n', '\r', '\u001b', 'ü', '😀', '(', ';');
	const value = fc.string({unit, maxLength: 20});
	fc.assert(
		fc.property(fc.dictionary(fc.stringMatching(/^USHER_[A-Z]{1,8}$/), value, {minKeys: 1, maxKeys: 4}), variables => {
			writeFileSync(file, variablesText(variables) ?? '');
			const line = cronLine({...given, program: ['/usr/bin/env', '-0']}, file);
			// env prints what it was given, and then would run the rest.
			const command = asCron(line).replace(/ --profile .*/, '');
			const said = execFileSync('/bin/sh', ['-c', command], {encoding: 'utf8', env: {PATH: '/usr/bin:/bin'}});
			const got = Object.fromEntries(
				said.split('\0').map(one => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
			);
			expect(got).toMatchObject(variables);
		}),
		{numRuns: 12},
	);
});

test('another word can stand for the sync, in a line that still ends in it', () => {
	const line = cronLine(given, '/home/ada/x');
	const said = insteadOfSync(line, ['--json', 'doctor']) ?? '';
	expect(said).toMatch(/^\. \/home\/ada\/x && \/bin\/echo .* --profile fabrikam --json doctor$/);
	expect(insteadOfSync(`${line} >/dev/null`, ['doctor'])).toBeUndefined();
});

test.each(['/opt/a\nb/cli.js', '/opt/a\\b/cli.js'])('%j is a path that no crontab holds', path => {
	expect(() => cronLine({...given, program: ['/bin/node', path]}, undefined)).toThrow('no crontab can hold');
});

test('a line that was rewritten is not taken for what it was', () => {
	expect(partsOf('@reboot usher sync')).toEqual({schedule: '@reboot', command: 'usher sync'});
	expect(partsOf('')).toEqual({schedule: '', command: ''});
	expect(programOf('0 * * * * /usr/local/bin/mine')).toEqual([]);
	expect(programOf('0 * * * * "/usr/bin/node --profile')).toEqual([]);
});

test('cron is told where the profile is only when its home leads elsewhere, and no secret', () => {
	const environment = {
		HOME: '/home/ada',
		USHER_CLIENT_SECRET: 'canary',
		USHER_WEBHOOK: 'https://canary.example',
		USHER_PASSPHRASE: 'canary',
		USHER_NEW_PASSPHRASE_FILE: '/canary',
		USHER_BITWARDEN_CLIENT_SECRET_FILE: 'secret.txt',
		USHER_KEY_FILE: '/run/key',
		USHER_WEBHOOK_COMMAND: 'pass show webhook',
		USHER_TENANT: 'fabrikam.example',
		NODE_EXTRA_CA_CERTS: 'ca.pem',
		PATH: '/bin',
	};
	const paths = pathsOf({environment, profile: 'fabrikam'});
	const passed = {
		NODE_EXTRA_CA_CERTS: join(process.cwd(), 'ca.pem'),
		USHER_BITWARDEN_CLIENT_SECRET_FILE: join(process.cwd(), 'secret.txt'),
		USHER_KEY_FILE: '/run/key',
		USHER_TENANT: 'fabrikam.example',
		USHER_WEBHOOK_COMMAND: 'pass show webhook',
	};
	expect(cronEnvironment(paths, environment, '/home/ada')).toEqual(passed);
	expect(cronEnvironment(paths, environment, '/root')).toEqual({
		...passed,
		XDG_CONFIG_HOME: '/home/ada/.config',
		XDG_STATE_HOME: '/home/ada/.local/state',
	});
	expect(cronEnvironment(paths, {USHER_HOME: 'here'}, '/root')).toEqual({USHER_HOME: join(process.cwd(), 'here')});
	expect(variablesText({})).toBeUndefined();
});
