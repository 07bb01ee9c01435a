import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {knownSecrets} from '../../source/commands/bundle/parts.ts';
import {testShell} from '../helpers/shell.ts';

const home = mkdtempSync(join(tmpdir(), 'usher-bundle-'));
afterAll(() => rmSync(home, {recursive: true}));

test.each([
	['http://us:c%40nary@proxy.example:3128', ['us', 'c%40nary', 'c@nary']],
	['without a scheme', ['us', 'canary'], 'us:canary@proxy.example:3128'],
	['with an escape that is none', ['us', 'can%zzary'], 'http://us:can%zzary@proxy.example:3128'],
])('the password of a proxy is known, %s', async (value, secrets, address = value) => {
	const shell = testShell({USHER_HOME: home, HTTPS_PROXY: address});
	expect(await knownSecrets(shell)).toEqual(expect.arrayContaining(secrets));
});
