import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {asRoot, carryOut} from '../../source/commands/service-actions.ts';
import type {Action} from '../../source/service/action.ts';
import {testFolder} from '../helpers/folder.ts';
import {testShell} from '../helpers/shell.ts';

const writes = (...names: readonly string[]): Action[] =>
	names.map(name => ({kind: 'write', path: `/${name}`, mode: 0o600, text: name}));

test('interrupted between two actions it stops there, and says that it can be done again', async () => {
	const root = testFolder();
	const shell = testShell({});
	const stopping = {
		...shell,
		print: (...lines: readonly string[]) => {
			if (lines[0] === '✓ write /one (600)') shell.controller.abort();
			shell.print(...lines);
		},
	};
	const options = {dryRun: false, yes: true, root};
	expect(await carryOut(stopping, writes('one', 'two'), options, undefined)).toBe(130);
	expect([existsSync(join(root, 'one')), existsSync(join(root, 'two'))]).toEqual([true, false]);
	expect(shell.stderr()).toContain('does it again');
	expect(await carryOut(testShell({}), writes('one', 'two'), options, undefined)).toBe('done');
	expect(existsSync(join(root, 'two'))).toBe(true);
});

test('where something is in the way it stops there with a sentence, and what was done stays', async () => {
	const root = testFolder();
	writeFileSync(join(root, 'two'), '');
	const actions = [...writes('one'), ...writes('two/below'), ...writes('three')];
	await expect(carryOut(testShell({}), actions, {dryRun: false, yes: true, root}, undefined)).rejects.toMatchObject({
		advice: expect.any(String),
	});
	expect([existsSync(join(root, 'one')), existsSync(join(root, 'three'))]).toEqual([true, false]);
});

test('nobody there to say yes is no silence: it is refused', async () => {
	const root = testFolder();
	await expect(
		carryOut(testShell({}), writes('one'), {dryRun: false, yes: false, root}, undefined),
	).rejects.toMatchObject({code: 'not-confirmed', exitCode: 2});
	expect(existsSync(join(root, 'one'))).toBe(false);
});

test('the command for root keeps the place of the profile and names what else is set, never its value', () => {
	const shell = testShell({HOME: '/home/ada lovelace', USHER_CLIENT_SECRET: 'canary'}, {profile: 'fabrikam'});
	const words = asRoot(shell, 'install', ['USHER_CLIENT_SECRET']);
	expect(words).toMatch(/^sudo --preserve-env=USHER_CLIENT_SECRET HOME='\/home\/ada lovelace' /);
	expect(words).toMatch(/ --profile fabrikam service install$/);
	expect(words).not.toContain('canary');
	expect(asRoot(shell, 'status')).not.toContain('preserve');
});
