import {existsSync, statSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {lockHolder, takeLock} from '../../../source/platform/lock/lock.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import {runChild} from '../../helpers/child.ts';
import {testFolder} from '../../helpers/folder.ts';

const now = new Date('2026-05-01T10:00:00Z');
const room = () => pathsOf({environment: {USHER_HOME: testFolder()}, profile: 'default'});
const holding = (paths: ReturnType<typeof room>) =>
	runChild(`
		const {takeLock} = await source('platform/lock/lock.ts');
		takeLock(${JSON.stringify(paths)}, {run: 'theirs', by: 'watch', now: new Date(0)});
		console.log('held');
		setInterval(() => {}, 1000);
	`);

test('one run at a time, and the second one is told who', () => {
	const paths = room();
	expect(lockHolder(paths)).toBeUndefined();
	const lock = takeLock(paths, {run: 'r1', by: 'command', now});
	expect(lockHolder(paths)).toMatchObject({run: 'r1', by: 'command', pid: process.pid, started: now.toISOString()});
	expect(() => takeLock(paths, {run: 'r2', by: 'screen', now})).toThrow(
		expect.objectContaining({code: 'locked', exitCode: 17, message: expect.stringContaining(`process ${process.pid}`)}),
	);
	lock.release();
	lock.release();
	expect(lockHolder(paths)).toBeUndefined();
	takeLock(paths, {run: 'r2', by: 'screen', now}).release();
	expect(statSync(paths.lock).mode & 0o777).toBe(0o600);
	expect(existsSync(paths.holder)).toBe(false);
});

test('two processes: the lock holds across them, and ends with a killed one', async () => {
	const paths = room();
	const other = holding(paths);
	await other.said('held');
	expect(lockHolder(paths)).toMatchObject({run: 'theirs', by: 'watch', pid: other.process.pid});
	expect(() => takeLock(paths, {run: 'mine', by: 'command', now})).toThrow(expect.objectContaining({code: 'locked'}));
	await other.kill();
	expect(lockHolder(paths)).toBeUndefined();
	const lock = takeLock(paths, {run: 'mine', by: 'command', now});
	expect(lockHolder(paths)?.run).toBe('mine');
	lock.release();
});

test('a holder´s note that someone else wrote is cleaned, and one that is damaged does no harm', async () => {
	const paths = room();
	const lock = takeLock(paths, {run: 'r1', by: 'command', now});
	writeFileSync(paths.holder, JSON.stringify({run: 'a\u001b[31m', by: 'root', pid: 'x', host: 5, user: '\u202eevil'}));
	expect(lockHolder(paths)).toEqual({run: 'a', by: 'command', pid: 0, host: '', user: 'evil', started: ''});
	writeFileSync(paths.holder, 'not json');
	expect(lockHolder(paths)).toMatchObject({pid: 0, run: ''});
	lock.release();
});

test('a damaged lock file is made anew: it holds nothing', () => {
	const paths = room();
	takeLock(paths, {run: 'r1', by: 'command', now}).release();
	writeFileSync(paths.lock, 'this is no database, it is a text that is long enough to be read as a page'.repeat(50));
	const lock = takeLock(paths, {run: 'r2', by: 'command', now});
	expect(lockHolder(paths)?.run).toBe('r2');
	lock.release();
});
