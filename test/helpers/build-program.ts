// Bundles a program of the tests as the build does, once a process.
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';

const root = new URL('../..', import.meta.url).pathname;
const built = new Map<string, Promise<string>>();

/** The path of the bundled program; `name` is a file of this folder. */
export const buildProgram = (name: string): Promise<string> => {
	const known = built.get(name);
	if (known !== undefined) return known;
	const made = (async () => {
		const folder = await mkdtemp(join(tmpdir(), 'usher-program-'));
		const outfile = join(folder, 'program.mjs');
		await build({
			absWorkingDir: root,
			entryPoints: [join(root, 'test/helpers', name)],
			outfile,
			bundle: true,
			platform: 'node',
			format: 'esm',
			target: 'node24',
			define: {'process.env.NODE_ENV': '"production"', USHER_VERSION: '"0.0.0-test"'},
			alias: {'react-devtools-core': join(root, 'scripts/no-devtools.js')},
			banner: {
				js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
			},
			logLevel: 'error',
		});
		return outfile;
	})();
	built.set(name, made);
	return made;
};
