// Run once before all tests: the tests in test/e2e drive the built program, so it is built when a source is newer.
import {execFileSync} from 'node:child_process';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

const newest = (folder: string): number =>
	readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).reduce(
		(latest, name) => Math.max(latest, statSync(join(root, folder, name)).mtimeMs),
		0,
	);

const builtAt = (): number => {
	try {
		return statSync(join(root, 'dist', 'cli.js')).mtimeMs;
	} catch {
		return 0;
	}
};

export const setup = (): void => {
	if (builtAt() > Math.max(newest('source'), newest('scripts'))) return;
	try {
		execFileSync(process.execPath, ['scripts/build.ts'], {cwd: root, stdio: ['ignore', 'inherit', 'pipe']});
	} catch (error) {
		// Only the tests in test/e2e need it, and they fail for want of it; the others can go on.
		console.error(
			'The program does not build:',
			String((error as {stderr?: Buffer}).stderr)
				.split('\n')
				.slice(0, 5)
				.join('\n'),
		);
	}
};
