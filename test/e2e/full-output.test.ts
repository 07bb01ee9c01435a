// Output that cannot be written: said, and never the end of a run.
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync, readFileSync, truncateSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {testFolder} from '../helpers/folder.ts';
import {until} from '../helpers/until.ts';
import {openPlace} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;
const plain = {PATH: process.env.PATH ?? '', NODE_DISABLE_COMPILE_CACHE: '1'};

test.skipIf(process.platform !== 'linux')('an answer that does not fit on its disk is no answer', () => {
	const full = openSync('/dev/full', 'w');
	onTestFinished(() => closeSync(full));
	const list = (stdout: number | 'pipe') =>
		spawnSync(process.execPath, [program, 'config', 'list', '--json'], {
			env: {...plain, USHER_HOME: testFolder()},
			stdio: ['ignore', stdout, 'pipe'],
			encoding: 'utf8',
		});
	expect(list('pipe').status).toBe(0);
	const {status, stderr} = list(full);
	expect(status).toBe(1);
	expect(stderr).toBe('A part of the output could not be written to its file (its disk is full).\n');
});

test('watch outlives a log that is full, and goes on writing once there is room', async () => {
	const place = await openPlace({users: 6, groups: 1});
	const log = join(place.home, 'watch.log');
	// No file over four MiB, and a log that has come to that: what a full disk does, without one.
	const limited = 'ulimit -f 4096; exec "$@"';
	const out = openSync(log, 'a');
	const child = spawn('bash', ['-c', limited, 'bash', process.execPath, program, 'watch', '--log-format', 'json'], {
		env: {...plain, ...place.environment},
		stdio: ['ignore', out, out],
	});
	closeSync(out);
	onTestFinished(() => void child.kill('SIGKILL'));
	const said = () => readFileSync(log, 'utf8').replaceAll('\0', '');
	await until(() => said().includes('Looking again at'), said);
	truncateSync(log, 4096 * 1024);
	const {audit} = place.practice.bitwarden;
	const asked = audit.length;
	child.kill('SIGHUP');
	await until(() => audit.length > asked || child.exitCode !== null, said);
	expect(child.exitCode).toBeNull();
	truncateSync(log, 0);
	child.kill('SIGHUP');
	await until(() => said().includes('Looking again at') || child.exitCode !== null, said);
	expect(child.exitCode).toBeNull();
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	expect(await ended).toEqual([0, null]);
});
