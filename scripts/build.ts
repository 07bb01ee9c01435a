// Bundles source/ into dist/: one entry, a chunk for each lazy import, so that a command loads only what it uses.
import {chmod, readFile, rm} from 'node:fs/promises';
import {build} from 'esbuild';
import {bundling} from './bundling.ts';

const root = new URL('..', import.meta.url).pathname;
const {version} = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as {version: string};

await rm(`${root}dist`, {recursive: true, force: true});
await build({
	...bundling(version),
	entryPoints: ['source/cli.ts'],
	outdir: 'dist',
	chunkNames: 'parts/[name]-[hash]',
	splitting: true,
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: 'external',
	logLevel: 'warning',
});
await chmod(`${root}dist/cli.js`, 0o755);
