// What is said of a systemd service, with a systemctl of the test's own.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {testFolder} from '../helpers/folder.ts';
import {startUsher} from '../helpers/usher.ts';

type Unit = {readonly name: string; readonly active: string; readonly sub: string; readonly exit?: number};

/** Runs `usher service status` where systemd knows these units of the profile. */
const status = async (units: readonly Unit[], ...args: readonly string[]) => {
	const folder = testFolder();
	const blocks = ['service', 'timer'].map(kind => {
		const unit = units.find(({name}) => name === kind);
		const lines = [
			`Id=usher-default.${kind}`,
			`LoadState=${unit === undefined ? 'not-found' : 'loaded'}`,
			`ActiveState=${unit?.active ?? 'inactive'}`,
			`SubState=${unit?.sub ?? 'dead'}`,
			'StatusText=',
			`ExecMainStatus=${unit?.exit ?? 0}`,
		];
		return lines.join('\n');
	});
	writeFileSync(join(folder, 'shown'), `${blocks.join('\n\n')}\n`);
	const program = `#!/bin/sh\n[ "$1" = show ] && cat '${join(folder, 'shown')}'\n[ "$1" = list-timers ] && echo '[]'\nexit 0\n`;
	writeFileSync(join(folder, 'systemctl'), program, {mode: 0o755});
	const environment = {USHER_HOME: folder, PATH: `${folder}:/usr/bin:/bin`};
	return startUsher(['service', 'status', ...args], environment).ended;
};

test.each([
	['a service that stays up', [{name: 'service', active: 'active', sub: 'running'}], 0],
	['one that has just begun', [{name: 'service', active: 'activating', sub: 'start'}], 0],
	[
		'a timer that waits',
		[
			{name: 'service', active: 'inactive', sub: 'dead'},
			{name: 'timer', active: 'active', sub: 'waiting'},
		],
		0,
	],
	['a service that somebody stopped', [{name: 'service', active: 'inactive', sub: 'dead'}], 1],
	[
		'a timer whose last sync failed',
		[
			{name: 'service', active: 'failed', sub: 'failed'},
			{name: 'timer', active: 'active', sub: 'waiting'},
		],
		1,
	],
	[
		'a timer that somebody stopped',
		[
			{name: 'service', active: 'inactive', sub: 'dead'},
			{name: 'timer', active: 'inactive', sub: 'dead'},
		],
		1,
	],
])('%s', async (_what, units, code) => {
	const ended = await status(units);
	expect(ended.code, ended.stderr).toBe(code);
	expect(ended.stdout).toContain(`usher-default.service: ${units[0]?.active}`);
	expect(/does not run|journalctl/.test(ended.stdout)).toBe(code !== 0);
	const {units: shown} = JSON.parse((await status(units, '--json')).stdout) as {units: unknown[]};
	expect(shown).toHaveLength(units.length);
});

test('a timer goes on after a sync that failed, and after one whose plan waits for a person nothing is wrong', async () => {
	const after = (exit: number): readonly Unit[] => [
		{name: 'service', active: 'failed', sub: 'failed', exit},
		{name: 'timer', active: 'active', sub: 'waiting'},
	];
	const failed = await status(after(11));
	expect([failed.code, failed.stdout.includes('the timer starts the next one')]).toEqual([1, true]);
	const waits = await status(after(13));
	expect([waits.code, waits.stdout.includes('A plan waits for a person')]).toEqual([0, true]);
	expect(waits.stdout).not.toMatch(/does not run|failed;/);
});
