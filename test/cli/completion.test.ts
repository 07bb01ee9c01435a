import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {candidatesFor} from '../../source/cli/completion/candidates.ts';
import {scripts} from '../../source/cli/completion/scripts.ts';
import {createProgram} from '../../source/cli/program.ts';
import {valuesAt} from '../../source/commands/completion-values.ts';
import {settingKeys} from '../../source/platform/settings/keys.ts';
import {testFolder} from '../helpers/folder.ts';

const program = createProgram(async () => {});
/** A home with two profiles. */
const homeFolder = (): string => {
	const home = testFolder();
	for (const name of ['default', 'fabrikam']) {
		mkdirSync(join(home, 'profiles', name), {recursive: true});
		writeFileSync(join(home, 'profiles', name, 'settings.json'), '{}');
	}
	return home;
};
const words = (...typed: string[]): string[] => {
	const home = homeFolder();
	return candidatesFor(program, typed, place => valuesAt({USHER_HOME: home}, place)).map(({word}) => word);
};

describe('the words that may follow', () => {
	test('are commands, and commands of a command', () => {
		expect(words('')).toEqual(expect.arrayContaining(['setup', 'sync', 'service', 'completion']));
		expect(words('con')).toEqual(['config']);
		expect(words('service', 'in')).toEqual(['install']);
		expect(words('service', 'install', '--c')).toContain('--cron');
		expect(words('completion', '')).toEqual(['bash', 'zsh', 'fish']);
	});
	test('are flags of the command and those that every command takes', () => {
		expect(words('sync', '--allow-s')).toEqual(['--allow-seats']);
		expect(words('sync', '--js')).toEqual(['--json']);
		expect(words('status', '--allow')).toEqual([]);
	});
	test('are the values that a flag or an argument may have', () => {
		expect(words('--log-format', '')).toEqual(['text', 'json']);
		expect(words('demo', '--server', 'v')).toEqual(['vaultwarden']);
		expect(words('--profile', 'f')).toEqual(['fabrikam']);
		expect(words('config', 'get', '')).toEqual(settingKeys);
		expect(words('secret', 'set', 'bit')).toEqual(['bitwarden']);
		expect(words('service', 'print', 'k')).toEqual(['kubernetes']);
	});
	test('are none where a file or a free text is wanted, so that the shell offers files', () => {
		expect(words('import', '')).toEqual([]);
		expect(words('plan', '--out', '')).toEqual([]);
		expect(words('config', 'set', 'sync.userFilter', '')).toEqual([]);
	});
	test('come after flags with a value as well', () => {
		expect(words('--profile', 'fabrikam', 'doc')).toEqual(['doctor']);
		expect(words('--json', 'config', 'se')).toEqual(['set']);
	});
});

test('bash gets them from the program, also where it splits words itself', () => {
	const folder = testFolder();
	const file = join(folder, 'usher');
	const built = new URL('../../dist/cli.js', import.meta.url).pathname;
	writeFileSync(file, `#!/bin/sh\nexec ${process.execPath} ${built} "$@"\n`, {mode: 0o755});
	const asked = (line: string): string =>
		spawnSync(
			'bash',
			['-c', `${scripts.bash}\nCOMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _usher; echo "\${COMPREPLY[@]}"`],
			{
				env: {PATH: `${folder}:${process.env.PATH}`, USHER_HOME: homeFolder()},
				encoding: 'utf8',
			},
		).stdout.trim();
	expect(asked('usher config set sync.userF')).toBe('sync.userFilter');
	expect(asked('usher doc')).toBe('doctor');
	expect(asked('usher plan --out ')).toBe('');
});
