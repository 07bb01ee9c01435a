// How Usher is bundled: for the program, and for those of the tests that stand on a terminal of their own.
import {readFile} from 'node:fs/promises';
import type {BuildOptions, Plugin} from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/** The layout engine asks Node's fetch for bytes that it carries itself, which loads a whole HTTP client before the first frame. */
const layoutWithoutFetch: Plugin = {
	name: 'layout-without-fetch',
	setup: plugin =>
		plugin.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => ({
			contents: `var fetch;\n${await readFile(path, 'utf8')}`,
		})),
};

/** The tables behind widths and graphemes are loaded for text that needs them, not before. */
const tablesWhenNeeded: Plugin = {
	name: 'tables-when-needed',
	setup: plugin => {
		plugin.onResolve({filter: /^string-width$/}, () => ({path: `${root}scripts/string-width.js`}));
		plugin.onResolve({filter: /^usher:string-width$/}, () => ({path: `${root}node_modules/string-width/index.js`}));
	},
};

/** What every bundle of Usher shares. */
export const bundling = (version: string): BuildOptions => ({
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	format: 'esm',
	target: 'node24',
	define: {
		'process.env.NODE_ENV': '"production"',
		USHER_VERSION: JSON.stringify(version),
		'Intl.Segmenter': '__Segmenter',
	},
	inject: [`${root}scripts/segmenter.js`],
	// Ink offers React's devtools in development only; the package is not installed.
	alias: {'react-devtools-core': `${root}scripts/no-devtools.js`, http: `${root}scripts/node-http.cjs`},
	// Bundled CommonJS packages call require() for Node's own modules.
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
	},
	plugins: [layoutWithoutFetch, tablesWhenNeeded],
});
