// The properties of the core and of hostile input, tried many times as often as in `npm test`, and from a seed of their own.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** The tests of hostile input that are tried as often as is said; the others try everything there is each time. */
export const hostileTests = (): string[] =>
	readdirSync(join(root, 'test/hostile'))
		.filter(name => name.endsWith('.test.ts'))
		.map(name => `test/hostile/${name}`)
		.filter(path => readFileSync(join(root, path), 'utf8').includes('helpers/runs.ts'));

/**
 * Runs vitest over the tests of the core, without a limit on their time; what it says goes to the output, unless `quiet`.
 * @param options.factor so many times as often @param options.only files or folders, all of the core without it
 * @returns whether all of them hold
 */
export const soakProperties = async (options: {
	readonly factor: number;
	readonly seed: number;
	readonly only?: readonly string[];
	readonly quiet?: boolean;
}): Promise<boolean> => {
	const {factor, seed, only = ['test/core'], quiet = false} = options;
	const output = quiet ? 'ignore' : 'inherit';
	const child = spawn(process.execPath, [vitest, 'run', '--testTimeout=0', ...only], {
		cwd: root,
		env: {...process.env, PROPERTY_FACTOR: String(factor), PROPERTY_SEED: String(seed)},
		stdio: ['ignore', output, output],
	});
	const [code] = await once(child, 'close');
	return code === 0;
};
