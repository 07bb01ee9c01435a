// A command loads what it uses: of the built program, which parts it opens.
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {testFolder} from '../helpers/folder.ts';

const dist = new URL('../../dist/', import.meta.url).pathname;
const listen = `const {registerHooks} = require('node:module');
const {appendFileSync} = require('node:fs');
registerHooks({load(url, context, next) {
	appendFileSync(process.env.LOADED, url + '\\n');
	return next(url, context);
}});`;

/** What only the screen, the network and the sign-in need, by words that stand in them. */
const heavy = ['react.transitional.element', 'undici:request:create', 'ConfidentialClientApplication'];

test.each(['--version', '--help', 'status', 'config list', 'history'])(
	'%s loads neither the screen nor the network',
	command => {
		const home = testFolder();
		const hook = join(home, 'listen.cjs');
		const loaded = join(home, 'loaded.txt');
		writeFileSync(hook, listen);
		writeFileSync(loaded, '');
		spawnSync(process.execPath, ['--require', hook, join(dist, 'cli.js'), ...command.split(' ')], {
			env: {PATH: process.env.PATH, LANG: 'C.UTF-8', USHER_HOME: home, LOADED: loaded},
		});
		// And what it has compiled of them is kept for the next start.
		expect(readdirSync(join(home, 'cache', 'compiled'), {recursive: true}).length).toBeGreaterThan(3);
		const files = readFileSync(loaded, 'utf8')
			.split('\n')
			.filter(url => url.includes('/dist/'))
			.map(url => readFileSync(new URL(url), 'utf8'));
		expect(files.length).toBeGreaterThan(3);
		for (const word of heavy)
			expect(
				files.filter(text => text.includes(word)),
				word,
			).toEqual([]);
		// Commander alone is a quarter of this.
		expect(files.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(300_000);
	},
);

test('those words stand in the program', () => {
	const parts = readdirSync(join(dist, 'parts'))
		.filter(name => name.endsWith('.js'))
		.map(name => readFileSync(join(dist, 'parts', name), 'utf8'));
	for (const word of heavy)
		expect(
			parts.some(text => text.includes(word)),
			word,
		).toBe(true);
});
