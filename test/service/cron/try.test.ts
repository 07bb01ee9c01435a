import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {isCronRunning, runAsCron, settingsAbove} from '../../../source/service/cron/try.ts';
import {testFolder} from '../../helpers/folder.ts';

const quiet = new AbortController().signal;

test('a command gets what cron gives, and nothing of this shell', async () => {
	const home = testFolder();
	const account = {name: userInfo().username, home, own: true};
	const {code, stdout} = await runAsCron(account, 'env; pwd; tty; cat', {EXTRA: 'one two'}, quiet);
	const lines = stdout.trim().split('\n');
	expect(lines.slice(-2)).toEqual([home, 'not a tty']);
	const known = ['HOME', 'LOGNAME', 'SHELL', 'PATH', 'EXTRA', 'PWD', 'OLDPWD', '_', 'SHLVL'];
	expect(lines.slice(0, -2).filter(one => !known.includes(one.split('=')[0] ?? ''))).toEqual([]);
	expect(lines).toContain('PATH=/usr/bin:/bin');
	expect(lines).toContain('EXTRA=one two');
	expect(code).toBe(0);
});

test('what cannot be started is told, not thrown', async () => {
	const account = {name: userInfo().username, home: testFolder(), own: true};
	expect(await runAsCron(account, '/no/such/node', {}, quiet)).toMatchObject({code: 127, stdout: ''});
	expect((await runAsCron(account, 'true', {SHELL: '/no/such/shell'}, quiet)).code).toBe(127);
	expect((await runAsCron({...account, home: '/no/such/home'}, 'true', {}, quiet)).code).toBe(127);
	const stopped = new AbortController();
	const running = runAsCron(account, 'echo on; exec sleep 600', {}, stopped.signal);
	stopped.abort();
	expect((await running).code).toBeNull();
});

test('what the crontab sets above the line holds for it, what comes below does not', () => {
	const text = [
		'MAILTO=""',
		' SHELL = /bin/bash ',
		"'PATH'='/opt/bin:/bin'",
		'# EDITOR=vi',
		'LOGNAME=other',
		'* * * * * A=1 true',
		'THE LINE',
		'B=2',
	].join('\n');
	expect({...settingsAbove(new Uint8Array(Buffer.from(text)), 'THE LINE')}).toEqual({
		MAILTO: '',
		SHELL: '/bin/bash',
		PATH: '/opt/bin:/bin',
	});
});

test('whether cron runs is seen by the names of the processes; where they are hidden it is not known', () => {
	const proc = testFolder();
	const process = (number: string, name: string): void => {
		mkdirSync(join(proc, number));
		writeFileSync(join(proc, number, 'comm'), `${name}\n`);
	};
	process('400', 'node');
	expect(isCronRunning(proc)).toBeUndefined();
	process('1', 'init');
	expect(isCronRunning(proc)).toBe(false);
	process('77', 'crond');
	expect(isCronRunning(proc)).toBe(true);
	expect(isCronRunning(join(proc, 'none'))).toBeUndefined();
});

test.runIf(process.getuid?.() === 0 && spawnSync('getent', ['passwd', 'nobody']).status === 0)(
	'root tries the line of another account as that account',
	async () => {
		const {code, stdout} = await runAsCron({name: 'nobody', home: '/', own: false}, 'id -un; env', {}, quiet);
		expect(stdout).toMatch(/^nobody\n/);
		expect(stdout).toContain('PATH=/usr/bin:/bin\n');
		expect(code).toBe(0);
	},
);
