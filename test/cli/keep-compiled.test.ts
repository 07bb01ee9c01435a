import {chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {compiledFolder} from '../../source/cli/keep-compiled.ts';
import {testFolder} from '../helpers/folder.ts';

test('under USHER_HOME, for its owner only, and nothing of other versions', () => {
	const home = testFolder();
	const older = compiledFolder({USHER_HOME: home}, '0.1.0') as string;
	expect(older).toBe(join(home, 'cache', 'compiled', '0.1.0'));
	expect(statSync(older).mode & 0o777).toBe(0o700);
	writeFileSync(join(older, 'some'), 'thing');
	expect(compiledFolder({USHER_HOME: home}, '0.1.0')).toBe(older);
	expect(readdirSync(older)).toEqual(['some']);
	expect(compiledFolder({USHER_HOME: home}, '0.2.0')).toBe(join(home, 'cache', 'compiled', '0.2.0'));
	expect(readdirSync(join(home, 'cache', 'compiled'))).toEqual(['0.2.0']);
});

test('else in the cache folder of the user', () => {
	const home = testFolder();
	expect(compiledFolder({HOME: home}, '1')).toBe(join(home, '.cache', 'usher', 'compiled', '1'));
	expect(compiledFolder({HOME: home, XDG_CACHE_HOME: 'relative'}, '1')).toBe(
		join(home, '.cache', 'usher', 'compiled', '1'),
	);
	const cache = testFolder();
	expect(compiledFolder({HOME: home, XDG_CACHE_HOME: cache}, '1')).toBe(join(cache, 'usher', 'compiled', '1'));
});

test('a folder that is not there is not made for this', () => {
	const home = join(testFolder(), 'missing');
	expect(compiledFolder({USHER_HOME: home}, '1')).toBeUndefined();
	expect(compiledFolder({HOME: home}, '1')).toBeUndefined();
	expect(existsSync(home)).toBe(false);
});

test.each(['', 'cache', 'cache/compiled', 'cache/compiled/1'])(
	'nothing is kept below %s when others may write to it',
	name => {
		const home = testFolder();
		compiledFolder({USHER_HOME: home}, '1');
		chmodSync(join(home, name), 0o770);
		expect(compiledFolder({USHER_HOME: home}, '1')).toBeUndefined();
	},
);

test('nor where a link leads, nor where a file is in the way', () => {
	const home = testFolder();
	const elsewhere = testFolder();
	mkdirSync(join(elsewhere, 'compiled'));
	symlinkSync(elsewhere, join(home, 'cache'));
	expect(compiledFolder({USHER_HOME: home}, '1')).toBeUndefined();
	expect(readdirSync(join(elsewhere, 'compiled'))).toEqual([]);
	const other = testFolder();
	writeFileSync(join(other, 'cache'), '');
	expect(compiledFolder({USHER_HOME: other}, '1')).toBeUndefined();
});

test.skipIf(process.getuid?.() !== 0)('nor in a folder of somebody else', async () => {
	const home = testFolder();
	const {chownSync} = await import('node:fs');
	chownSync(home, 4711, 4711);
	expect(compiledFolder({HOME: home}, '1')).toBeUndefined();
	expect(readdirSync(home)).toEqual([]);
});
