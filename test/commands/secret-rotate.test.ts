import {expect, test} from 'vitest';
import {secretRotate} from '../../source/commands/secret.ts';
import {createSecrets} from '../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {openSettings} from '../../source/platform/settings/store.ts';
import {testFolder} from '../helpers/folder.ts';
import {testShell} from '../helpers/shell.ts';

test('usher secret rotate says how many were sealed, and under what; never what they are', async () => {
	const environment = {USHER_HOME: testFolder()};
	const paths = pathsOf({environment, profile: 'default'});
	const secrets = createSecrets({paths, settings: openSettings({paths, environment}).settings, environment});
	const empty = testShell(environment);
	expect(await secretRotate(empty)).toBe(0);
	expect(empty.stdout()).toBe('The encrypted file holds no secret.\n');
	await secrets.set('bitwarden', 'canary-value');
	const shell = testShell(environment);
	expect(await secretRotate(shell)).toBe(0);
	expect(shell.stdout()).toBe('Sealed 1 secret under a new key.\n');
	const phrase = testShell({...environment, USHER_NEW_PASSPHRASE: 'canary phrase'}, {json: true});
	expect(await secretRotate(phrase)).toBe(0);
	expect(phrase.answer()).toEqual({sealed: 1, keyFrom: 'phrase'});
	expect(shell.stdout() + shell.stderr() + phrase.stdout() + phrase.stderr()).not.toContain('canary');
});
