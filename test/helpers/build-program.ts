// Bundles a program of the tests as the build does, once a process.
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {bundling} from '../../scripts/bundling.ts';

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
			...bundling('0.0.0-test'),
			entryPoints: [join(root, 'test/helpers', name)],
			outfile,
			logLevel: 'error',
		});
		return outfile;
	})();
	built.set(name, made);
	return made;
};
