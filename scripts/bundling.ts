// How Usher is bundled: for the program, and for those of the tests that stand on a terminal of their own.
import {readFile} from 'node:fs/promises';
import {type BuildOptions, build, type Plugin} from 'esbuild';
import {builtIns} from './built-ins.ts';

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
		plugin.onLoad({filter: /\/node_modules\/(?:@alcalzone|[^@/]+)\/.*\.js$/}, async ({path}) => {
			const text = await readFile(path, 'utf8');
			if (!text.includes('Intl.Segmenter')) return undefined;
			const quick = JSON.stringify(`${root}source/platform/text/quick-segmenter.ts`);
			return {
				contents: `import {QuickSegmenter} from ${quick};\n${text.replaceAll('Intl.Segmenter', 'QuickSegmenter')}`,
			};
		});
		plugin.onResolve({filter: /^string-width$/}, () => ({path: `${root}scripts/string-width.js`}));
		plugin.onResolve({filter: /^usher:string-width$/}, () => ({path: 'string-width', namespace: 'when-needed'}));
		// As a function that runs the package: who calls it has text that needs the real one.
		plugin.onLoad({filter: /.*/, namespace: 'when-needed'}, async ({path}) => {
			const {outputFiles} = await build({
				absWorkingDir: root,
				entryPoints: [path],
				bundle: true,
				write: false,
				format: 'iife',
				globalName: 'it',
				target: 'node24',
			});
			return {contents: `export const loadStringWidth = () => {\n${outputFiles[0]?.text}\nreturn it.default;\n};`};
		});
	},
};

/** Ink with a memory for what it has drawn before: modules of ours stand in for three of its. */
const inkThatRemembers: Plugin = {
	name: 'ink-that-remembers',
	setup: plugin => {
		plugin.onResolve({filter: /^\.\/(?:output|sanitize-ansi|line-update)\.js$/}, ({path, importer}) =>
			importer.includes('/node_modules/ink/build/') ? {path: `${root}scripts/ink-${path.slice(2)}`} : undefined,
		);
		plugin.onResolve({filter: /^usher:ink-/}, ({path}) => ({
			path: `${root}node_modules/ink/build/${path.slice('usher:ink-'.length)}.js`,
		}));
	},
};

/** The connections' library, as far as it is used. */
const agentsOnly: Plugin = {
	name: 'agents-only',
	setup: plugin => plugin.onResolve({filter: /^undici$/}, () => ({path: `${root}scripts/undici.js`})),
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
	},
	// Ink offers React's devtools in development only; the package is not installed.
	alias: {'react-devtools-core': `${root}scripts/no-devtools.js`},
	// Bundled CommonJS packages call require() for Node's own modules.
	banner: {
		js: "const require=id=>process.getBuiltinModule(id)??process.getBuiltinModule('node:module').createRequire(import.meta.url)(id);",
	},
	plugins: [builtIns, agentsOnly, layoutWithoutFetch, tablesWhenNeeded, inkThatRemembers],
});
