import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import type {RunReport} from '../../../source/core/run.ts';
import {diskError, onDisk} from '../../../source/platform/disk/errors.ts';
import {sharedDisk, sharedName} from '../../../source/platform/disk/network-disk.ts';
import {readRegular} from '../../../source/platform/disk/read.ts';
import {readGiven} from '../../../source/platform/disk/read-given.ts';
import {makeFolder, writeWhole} from '../../../source/platform/disk/write.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import {openState} from '../../../source/platform/state/open-state.ts';
import {runChild} from '../../helpers/child.ts';
import {testFolder} from '../../helpers/folder.ts';
import {directoryOf} from '../../helpers/snapshots.ts';

test.each([
	[{code: 'ENOSPC'}, 'disk-full'],
	[{code: 'EDQUOT'}, 'disk-full'],
	[{code: 'EFBIG'}, 'disk-full'],
	[{code: 'EROFS'}, 'disk-read-only'],
	[{code: 'EACCES'}, 'disk-denied'],
	[{code: 'EIO'}, 'disk-error'],
	[{code: 'EMFILE'}, 'too-many-files'],
	[{code: 'ENFILE'}, 'too-many-files'],
	[{code: 'EBUSY'}, 'file-busy'],
	[{errcode: 13}, 'disk-full'],
	[{errcode: 8}, 'disk-read-only'],
	[{errcode: 1032}, 'disk-read-only'],
	[{errcode: 778}, 'disk-error'],
	[{errcode: 5}, 'file-busy'],
])('%j is told as %s, with the file', (fields, code) => {
	const error = diskError(Object.assign(new Error('raw'), fields), '/the/file');
	expect(error).toMatchObject({code, exitCode: 1});
	expect((error as UsherError).message).toContain('/the/file');
	expect((error as UsherError).advice).not.toBe('');
});

test.each(['ENOENT', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'])(
	'a path that leads nowhere (%s) is a matter of the settings',
	code => {
		const error = diskError(Object.assign(new Error('raw'), {code}), '/the/file');
		expect(error).toMatchObject({code: 'path-invalid', exitCode: 10, message: expect.stringContaining('/the/file')});
	},
);

test('what SQLite only calls impossible is told by what the system says', () => {
	const cannotOpen = Object.assign(new Error('unable to open database file'), {errcode: 14});
	const folder = testFolder();
	const path = join(folder, 'state.db');
	expect(diskError(cannotOpen, path)).toMatchObject({code: 'path-invalid'});
	expect(diskError(cannotOpen, folder)).toMatchObject({
		code: 'disk-error',
		message: expect.stringContaining('a folder'),
	});
	writeWhole(path, '');
	// Nothing is wrong any more, and nothing of the look is left behind.
	expect(diskError(cannotOpen, path)).toMatchObject({code: 'disk-denied'});
	expect(readdirSync(folder)).toEqual(['state.db']);
});

test.skipIf(process.platform !== 'linux')('where no folder can ever be, that is said at once', () => {
	for (const path of ['/proc/usher/deep/er', '/proc/self/usher/deep'])
		expect(() => makeFolder(path)).toThrow(expect.objectContaining({code: expect.stringMatching(/^(?:path|disk)-/)}));
});

test('a link that leads nowhere, or in a circle, is named', () => {
	const folder = testFolder();
	symlinkSync(join(folder, 'gone'), join(folder, 'dangling'));
	symlinkSync('circle', join(folder, 'circle'));
	for (const name of ['dangling', 'circle']) {
		expect(() => makeFolder(join(folder, name, 'in', 'it'))).toThrow(
			expect.objectContaining({code: 'path-invalid', message: expect.stringContaining(join(folder, name))}),
		);
	}
});

test('a pipe that nobody writes to, a folder, a device and a file without end are no files to read', () => {
	const folder = testFolder();
	const pipe = join(folder, 'pipe');
	execFileSync('mkfifo', [pipe]);
	writeWhole(join(folder, 'long'), 'x'.repeat(11));
	for (const path of [pipe, folder, '/dev/zero', join(folder, 'long')])
		expect(() => readRegular(path, 10)).toThrow(expect.objectContaining({code: 'file-invalid', exitCode: 10}));
	expect(readRegular(join(folder, 'none'), 10)).toBeUndefined();
	expect(readRegular(join(folder, 'long'), 11)?.length).toBe(11);
});

test('what a person names may be a pipe, and what has no end is left', async () => {
	const folder = testFolder();
	const pipe = join(folder, 'pipe');
	execFileSync('mkfifo', [pipe]);
	const text = 'x'.repeat(200_000);
	const [bytes] = await Promise.all([readGiven(pipe, 200_000), writeFile(pipe, text)]);
	expect(bytes.toString()).toBe(text);
	writeWhole(join(folder, 'long'), text);
	expect((await readGiven(join(folder, 'long'), 200_000)).length).toBe(200_000);
	for (const path of ['/dev/zero', join(folder, 'long')])
		await expect(readGiven(path, 199_999)).rejects.toMatchObject({
			code: 'file-too-large',
			exitCode: 2,
			message: expect.stringContaining(path),
		});
	await expect(readGiven(folder, 10)).rejects.toMatchObject({code: 'EISDIR'});
	await expect(readGiven(join(folder, 'none'), 10)).rejects.toMatchObject({code: 'ENOENT'});
});

test('a bug, damage and an UsherError stay what they are', () => {
	const bug = new TypeError('bug');
	const damage = Object.assign(new Error('malformed'), {errcode: 11});
	const usher = new UsherError({code: 'x', exitCode: 1, message: 'm', advice: 'a'});
	for (const error of [bug, damage, usher])
		expect(() =>
			onDisk('/x', () => {
				throw error;
			}),
		).toThrow(error);
});

test('a pipe or a folder in the place of a database, or of its backup, is named and never waited for', () => {
	const paths = pathsOf({environment: {USHER_HOME: testFolder()}, profile: 'default'});
	makeFolder(paths.stateFolder);
	execFileSync('mkfifo', [paths.state]);
	expect(() => openState(paths)).toThrow(
		expect.objectContaining({code: 'path-invalid', message: expect.stringContaining(paths.state)}),
	);
	rmSync(paths.state);
	const state = openState(paths);
	mkdirSync(paths.ledgerBackup);
	state.saveLedger({refused: true});
	const report: RunReport = {
		run: 'r',
		outcome: 'applied',
		exitCode: 0,
		refusals: [],
		applied: {},
		problems: [],
		requests: {graph: 0, bitwarden: 0},
		durationMs: 1,
	};
	state.record('r', {kind: 'run-started', run: 'r', at: '2026-04-21T00:00:00.000Z', by: 'command', mode: 'sync'});
	expect(() => state.record('r', {kind: 'run-ended', report})).toThrow(
		expect.objectContaining({code: 'disk-error', message: expect.stringContaining(paths.ledgerBackup)}),
	);
	state.close();
});

test('a folder that other machines write to is known by its file system', () => {
	expect([sharedName(0x6969), sharedName(0xfe534d42), sharedName(0xfe534d42 | 0)]).toEqual(['NFS', 'SMB', 'SMB']);
	// ext4, tmpfs, overlay.
	for (const local of [0xef53, 0x01021994, 0x794c7630]) expect(sharedName(local)).toBeUndefined();
	expect(sharedDisk('/no/such/folder')).toBeUndefined();
});

test('a file is written whole, for its owner only, into folders that are made', () => {
	const path = join(testFolder(), 'a', 'b', 'file');
	writeWhole(path, 'one');
	writeWhole(path, 'two');
	expect(readFileSync(path, 'utf8')).toBe('two');
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

test('a folder that cannot be made is said', () => {
	const file = join(testFolder(), 'file');
	writeWhole(file, 'x');
	expect(() => writeWhole(join(file, 'in', 'a', 'file'), 'y')).toThrow(
		expect.objectContaining({code: 'path-invalid', message: expect.stringMatching(/in the way.*file$/)}),
	);
});

test('no room for a larger snapshot: it is said, and the one before is still there', async () => {
	const paths = pathsOf({environment: {USHER_HOME: testFolder()}, profile: 'default'});
	const first = openState(paths);
	first.saveDirectory(directoryOf({users: 50, groups: 5, members: 2}));
	first.close();
	// No file of this process may grow over 300 KiB: what a full disk does, without one.
	const child = runChild(
		`
		const {openState} = await source('platform/state/open-state.ts');
		const {writeWhole} = await source('platform/disk/write.ts');
		const {directoryOf} = await helper('snapshots.ts');
		const state = openState(${JSON.stringify(paths)});
		for (const work of [
			() => state.saveDirectory(directoryOf({users: 20000, groups: 10, members: 2})),
			() => writeWhole(${JSON.stringify(paths.settings)}, 'x'.repeat(1_000_000)),
		]) {
			try {
				work();
				console.log('it fitted');
			} catch (error) {
				console.log(error.name, error.code, error.exitCode);
			}
		}
		console.log('still', state.load(new Date()).directory.snapshot.users.length);
		state.saveLedger({refused: true});
		console.log('small things still fit', state.load(new Date()).ledger.refused);
		`,
		{},
		300,
	);
	const said = await child.said('still fit true');
	expect(said).toMatch(/^UsherError disk-(full|error) 1\nUsherError disk-full 1\nstill 50\n/);
	const after = openState(paths);
	expect(after.load(new Date()).directory?.snapshot.users).toHaveLength(50);
	expect(after.notices).toEqual([]);
	after.close();
});
