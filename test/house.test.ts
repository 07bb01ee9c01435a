// Who may import whom: the rooms of CONTRIBUTING.md, held against the imports in the sources.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {expect, test} from 'vitest';

const source = new URL('../source', import.meta.url).pathname;

const rooms: Record<string, readonly string[]> = {
	core: [],
	platform: ['core'],
	entra: ['core', 'platform'],
	bitwarden: ['core', 'platform'],
	practice: [],
	profile: ['core', 'platform', 'entra', 'bitwarden'],
	service: ['core', 'platform', 'profile'],
	commands: ['core', 'platform', 'entra', 'bitwarden', 'practice', 'profile', 'service'],
	ui: ['core', 'platform', 'entra', 'bitwarden', 'profile'],
	cli: ['commands', 'ui', 'core', 'profile'],
};

/** Packages that only one room may know; everything else is free outside core. */
const owners: Record<string, string> = {
	ink: 'ui',
	react: 'ui',
	'ink-text-input': 'ui',
	'ink-table': 'ui',
	'@azure/msal-node': 'entra',
	undici: 'platform',
	conf: 'platform',
	commander: 'cli',
};

const roomOf = (file: string): string => {
	const [first = ''] = relative(source, file).split('/');
	return first.replace(/\.tsx?$/, '');
};

const files = readdirSync(source, {recursive: true, encoding: 'utf8'})
	.filter(name => /\.tsx?$/.test(name))
	.map(name => join(source, name));

const importsOf = (file: string): string[] =>
	[
		...readFileSync(file, 'utf8').matchAll(
			/(?:^|\n)\s*(?:import|export)[^;'"]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
		),
	].map(match => match[1] ?? match[2] ?? match[3] ?? '');

test('every room imports only the rooms it may', () => {
	const trespasses: string[] = [];
	for (const file of files) {
		const room = roomOf(file);
		const allowed = rooms[room];
		expect(allowed, `${relative(source, file)} stands in a room nobody knows`).toBeDefined();
		for (const name of importsOf(file)) {
			if (!name.startsWith('.')) continue;
			const target = roomOf(join(dirname(file), name));
			if (target !== room && !allowed?.includes(target)) trespasses.push(`${relative(source, file)} -> ${name}`);
		}
	}
	expect(trespasses).toEqual([]);
});

test('packages stay in the room that owns them, and core is pure', () => {
	const trespasses: string[] = [];
	for (const file of files) {
		const room = roomOf(file);
		for (const name of importsOf(file)) {
			if (name.startsWith('.')) continue;
			const pack = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? '');
			const owner = owners[pack];
			if (owner !== undefined && owner !== room) trespasses.push(`${relative(source, file)} -> ${name}`);
			// A hash is computing, not input or output.
			if (room === 'core' && name !== 'node:crypto') trespasses.push(`${relative(source, file)} -> ${name}`);
		}
	}
	expect(trespasses).toEqual([]);
});

test('no file is a room too many things live in', () => {
	const long = files.filter(file => readFileSync(file, 'utf8').split('\n').length > 351);
	expect(long.map(file => relative(source, file))).toEqual([]);
});

/** Rooms whose files can be read in an order in which each stands on those before. */
const ordered = ['core', 'platform', 'entra', 'bitwarden', 'practice', 'profile', 'ui'];

test('nothing in these rooms imports in a circle, types neither', () => {
	const read = files.filter(file => ordered.includes(roomOf(file)));
	const needs = new Map(
		read.map(file => [
			file,
			importsOf(file).flatMap(name => (name.startsWith('.') ? [join(dirname(file), name)] : [])),
		]),
	);
	// Taken away as soon as all that they need is gone: what is left goes round.
	for (let before = 0; before !== needs.size; ) {
		before = needs.size;
		for (const [file, needed] of needs) if (!needed.some(other => needs.has(other))) needs.delete(file);
	}
	expect(read.length).toBeGreaterThan(400);
	expect([...needs.keys()].map(file => relative(source, file))).toEqual([]);
});
