// Bundles source/ into dist/: one entry, a chunk for each lazy import, so that a command loads only what it uses.
import {chmod, readFile, rm} from 'node:fs/promises';
import {build, type Plugin} from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const {version} = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as {version: string};

/** The layout engine asks Node's fetch for bytes that it carries itself, which loads a whole HTTP client before the first frame. */
const layoutWithoutFetch: Plugin = {
	name: 'layout-without-fetch',
	setup: plugin =>
		plugin.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => ({
			contents: `var fetch;\n${await readFile(path, 'utf8')}`,
		})),
};

await rm(`${root}dist`, {recursive: true, force: true});
await build({
	absWorkingDir: root,
	entryPoints: ['source/cli.ts'],
	outdir: 'dist',
	chunkNames: 'parts/[name]-[hash]',
	bundle: true,
	splitting: true,
	platform: 'node',
	format: 'esm',
	target: 'node24',
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: 'external',
	define: {'process.env.NODE_ENV': '"production"', USHER_VERSION: JSON.stringify(version)},
	// Ink offers React's devtools in development only; the package is not installed.
	alias: {'react-devtools-core': `${root}scripts/no-devtools.js`, http: `${root}scripts/node-http.cjs`},
	// Bundled CommonJS packages call require() for Node's own modules.
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
	},
	plugins: [layoutWithoutFetch],
	logLevel: 'warning',
});
await chmod(`${root}dist/cli.js`, 0o755);
