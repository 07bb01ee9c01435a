// Secrets are planted and then looked for in everything that was written.
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {openPlace, startUsher} from '../helpers/usher.ts';

const filesIn = (folder: string): string[] =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.map(name => join(folder, name))
		.filter(path => statSync(path).isFile());

test('no secret and no token in any output, log, error or file', async () => {
	const place = await openPlace({users: 20, groups: 4});
	const {USHER_CLIENT_SECRET: entra = '', USHER_BITWARDEN_CLIENT_SECRET: bitwarden = ''} = place.environment;
	expect(entra.length).toBeGreaterThan(8);
	expect(bitwarden.length).toBeGreaterThan(8);
	const canary = 'canary-5f1b0c7e-not-the-secret';
	const written: string[] = [];
	const keep = async (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<void> => {
		const ended = await startUsher([...args, '--log-level', 'debug'], {...place.environment, ...more}).ended;
		written.push(ended.stdout, ended.stderr);
	};
	await keep(['doctor']);
	await keep(['plan', '--out', join(place.home, 'plan.json')]);
	await keep(['sync', '--json', '--log-format', 'json', '--first-run', '--allow-invites', '99', '--allow-seats', '99']);
	await keep(['status', '--json']);
	await keep(['history']);
	await keep(['config', 'list']);
	await keep(['secret', 'where']);
	await keep(['plan'], {USHER_CLIENT_SECRET: canary});
	await keep(['plan'], {USHER_BITWARDEN_CLIENT_SECRET: canary});
	await keep(['doctor'], {USHER_CLIENT_SECRET: canary, USHER_BITWARDEN_CLIENT_SECRET: canary});
	place.practice.faults.add({service: 'login', times: 50, harm: {kind: 'html'}});
	await keep(['plan'], {USHER_RETRY: '1'});

	const haystacks = [...written, ...filesIn(place.home).map(path => readFileSync(path, 'latin1'))];
	expect(written.join('').length).toBeGreaterThan(2000);
	const holding = (found: (text: string) => boolean): string[] =>
		haystacks.filter(found).map(text => text.slice(0, 200));
	for (const secret of [entra, bitwarden, canary]) expect(holding(text => text.includes(secret))).toEqual([]);
	// Access tokens are JSON Web Tokens: three parts, the first two of them JSON.
	expect(holding(text => /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/.test(text))).toEqual([]);
});
