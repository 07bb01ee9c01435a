// What leaves the house in a support bundle: everything that helps, and no secret in any form.
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {strFromU8, unzipSync} from 'fflate';
import {expect, test} from 'vitest';
import {createRedactor} from '../../source/commands/bundle/redact.ts';
import {testFolder} from '../helpers/folder.ts';
import {openPlace, startUsher} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

const filesIn = (path: string): Record<string, string> =>
	Object.fromEntries(Object.entries(unzipSync(readFileSync(path))).map(([name, data]) => [name, strFromU8(data)]));

test('a bundle holds settings, versions, doctor, and the last runs, and none of the canaries', async () => {
	const place = await openPlace({users: 24, groups: 4});
	const canary = 'cAnary+/secret=="quoted" 7f3a';
	// The one secret is real, others are planted wherever they could come from.
	const environment = {
		...place.environment,
		USHER_WEBHOOK: `https://hooks.example/${'w3bhookcanary'}/x`,
		USHER_CERTIFICATE_PASSWORD: canary,
		NO_PROXY: 'localhost,127.0.0.1',
		HTTPS_PROXY: 'http://proxyname:pr0xycanary@proxy.example:3128',
	};
	const file = join(place.home, 'token.txt');
	writeFileSync(file, 'never read', {mode: 0o600});
	const command = JSON.stringify(['/usr/bin/notify-me', '--token', 'argumentcanary']);
	await startUsher(['config', 'set', 'notify.command', command], environment).ended;
	expect(
		(await startUsher(['sync', '--first-run', '--allow-invites', '99', '--allow-seats', '99'], environment).ended).code,
	).not.toBe(1);
	// A run that failed with the server's own words in it, a token among them.
	place.practice.faults.add({
		service: 'bitwarden',
		route: '/members',
		times: 9,
		harm: {
			kind: 'status',
			status: 400,
			body: `{"message":"no: ${place.practice.environment.USHER_BITWARDEN_CLIENT_SECRET} eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJl"}`,
		},
	});
	await startUsher(['sync'], environment).ended;
	place.practice.faults.clear();

	const path = join(place.home, 'bundle.zip');
	const made = await startUsher(['bundle', path], environment).ended;
	expect(made.code, made.stderr).toBe(0);
	expect(statSync(path).mode & 0o777).toBe(0o600);
	const files = filesIn(path);
	for (const name of [
		'README.txt',
		'versions.json',
		'settings.json',
		'secrets.json',
		'memory.json',
		'doctor.json',
		'runs.csv',
	]) {
		expect(Object.keys(files)).toContain(name);
		expect(made.stdout).toContain(name);
	}
	expect(Object.keys(files).filter(name => name.startsWith('runs/')).length).toBe(2);
	expect(files['README.txt']).toContain('doctor.json');
	const all = Object.values(files).join('\n');
	expect(all).toContain('@halden.example');
	expect(JSON.parse(files['doctor.json']!)).toHaveProperty('checks');
	expect(files['settings.json']).toContain('/usr/bin/notify-me');

	const canaries = [
		canary,
		'w3bhookcanary',
		'pr0xycanary',
		'argumentcanary',
		'eyJhbGciOiJSUzI1NiJ9',
		place.practice.environment.USHER_CLIENT_SECRET!,
		place.practice.environment.USHER_BITWARDEN_CLIENT_SECRET!,
	];
	for (const secret of canaries) {
		expect(all.includes(secret), secret).toBe(false);
		expect(all.includes(JSON.stringify(secret).slice(1, -1)), secret).toBe(false);
		expect(all.includes(encodeURIComponent(secret)), secret).toBe(false);
		expect(all.includes(Buffer.from(secret).toString('base64').replace(/=+$/, '')), secret).toBe(false);
	}

	const again = await startUsher(['bundle', path], environment).ended;
	expect(again.code).toBe(2);
	expect(again.stderr.replaceAll(/\s+/g, ' ')).toContain('left as it is');

	const maskedPath = join(place.home, 'masked.zip');
	await startUsher(['bundle', maskedPath, '--mask-emails', '--no-doctor', '--runs', '9', '--json'], environment).ended;
	const masked = Object.values(filesIn(maskedPath)).join('\n');
	const people = place.practice.company.users().filter(user => user.mail?.includes('@halden.example'));
	expect(people.length).toBeGreaterThan(5);
	for (const person of people) {
		expect(masked).not.toContain(person.mail);
		expect(masked).not.toContain(`"${person.displayName}"`);
	}
	expect(masked).toContain('***@halden.example');
});

test('a bundle is made even where everything is broken, and says what is', async () => {
	const place = await openPlace({users: 12, groups: 2});
	await place.usher('plan');
	writeFileSync(
		join(place.home, 'profiles', 'default', 'ledger.db'),
		'this is no database, whatever it says'.repeat(400),
	);
	writeFileSync(join(place.home, 'profiles', 'default', 'ledger.db.backup'), 'nor is this');
	const path = join(place.home, 'bundle.zip');
	const {code, stderr} = await startUsher(['bundle', path, '--no-doctor'], place.environment).ended;
	expect(code, stderr).toBe(0);
	expect(filesIn(path)['memory.json']).toContain('ledger-damaged');
});

test('a bundle that does not fit leaves nothing behind', () => {
	const path = join(testFolder(), 'bundle.zip');
	// No file over one KiB: what a full disk does, without one.
	const limited = 'ulimit -f 1; exec "$@"';
	const {status, stderr} = spawnSync(
		'bash',
		['-c', limited, 'bash', process.execPath, program, 'bundle', path, '--no-doctor'],
		{
			env: {PATH: process.env.PATH, USHER_HOME: testFolder(), NODE_DISABLE_COMPILE_CACHE: '1'},
			encoding: 'utf8',
		},
	);
	expect(status, stderr).toBe(2);
	expect(stderr).toContain('could not be written');
	expect(existsSync(path)).toBe(false);
});

test('no known secret stays in a text, whatever is around it and however it is written', () => {
	const secret = fc
		.string({minLength: 6, maxLength: 40, unit: 'grapheme-ascii'})
		.filter(text => text.trim().length > 5);
	const write = fc.constantFrom<(text: string) => string>(
		text => text,
		text => JSON.stringify({value: text}),
		text => JSON.stringify(JSON.stringify({value: text})),
		text => encodeURIComponent(text),
		text => `Basic ${Buffer.from(text).toString('base64')}`,
		text => Buffer.from(text).toString('hex'),
	);
	fc.assert(
		fc.property(secret, write, fc.string(), fc.string(), (one, as, before, after) => {
			const written = as(one);
			const clean = createRedactor([one], false)(`${before}${written}${after}`);
			const own = createRedactor([], false)(`${before}${after}`);
			// What the surroundings alone do not say must not be said.
			if (!own.includes(one) && !'[secret][token][key]'.includes(one)) expect(clean.includes(one)).toBe(false);
		}),
		{numRuns: 400},
	);
});
