// The key of another region, in the built program on a terminal: found there when a person says so, and good there.
import {readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {expect, test} from 'vitest';
import {createBitwarden} from '../../source/practice/bitwarden/create-bitwarden.ts';
import {startClouds} from '../helpers/clouds.ts';
import {spawnInTerminal} from '../helpers/terminal.ts';
import {openPlace, startUsher} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

test('doctor asks, finds the region and names the command; with it the plan works', async () => {
	const place = await openPlace({users: 20, groups: 4});
	const clouds = await startClouds({
		'bitwarden.com': createBitwarden({seed: 7}),
		'bitwarden.eu': place.practice.bitwarden,
	});
	const ca = place.environment.USHER_CA_FILE ?? '';
	writeFileSync(ca, readFileSync(ca, 'utf8') + clouds.ca);
	const {USHER_BITWARDEN_URL: _own, ...others} = place.environment;
	const environment = {...others, HTTPS_PROXY: clouds.proxy, NO_PROXY: 'localhost', USHER_RETRY: '5'};
	const usher = (...args: readonly string[]) => startUsher(args, environment).ended;
	expect((await usher('config', 'set', 'bitwarden.url', 'https://bitwarden.com')).code).toBe(0);
	// Where nobody can be asked, the key goes nowhere else.
	expect((await usher('doctor')).code).toBe(11);
	expect(clouds.asked()).not.toContain('identity.bitwarden.eu');

	const doctor = spawnInTerminal(process.execPath, [program, 'doctor'], {columns: 120, rows: 50, environment});
	await doctor.waitFor('another of Bitwarden’s regions');
	expect(clouds.asked()).not.toContain('identity.bitwarden.eu');
	doctor.type('y\r');
	await doctor.waitFor('The organisation is at https://bitwarden.eu');
	await doctor.waitFor('config set bitwarden.url https://bitwarden.eu');
	expect((await doctor.exited).code).toBe(11);

	expect((await usher('config', 'set', 'bitwarden.url', 'https://bitwarden.eu')).code).toBe(0);
	const {code, stdout, stderr} = await usher('plan');
	expect([0, 14], stderr).toContain(code);
	expect(stdout).toContain('invite');
});
