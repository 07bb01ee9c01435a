// Another process of this program's own code, for tests of what two do to each other.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {onTestFinished} from 'vitest';

const root = new URL('../../', import.meta.url).href;

export type Child = {
	readonly process: ChildProcess;
	/** Resolves with the output as soon as it holds this text; rejects when the process ends before. */
	said(text: string): Promise<string>;
	kill(): Promise<void>;
};

/**
 * Runs TypeScript that imports with `await source('core/errors.ts')`; killed when the test is done.
 * @param mostKiB how large a file it may write
 */
export const runChild = (code: string, environment: Record<string, string> = {}, mostKiB?: number): Child => {
	const script = `const source = path => import('${root}source/' + path);\nconst helper = path => import('${root}test/helpers/' + path);\n${code}`;
	const args = ['--no-warnings', '--input-type=module-typescript', '-e', script];
	const [program, list] =
		mostKiB === undefined
			? [process.execPath, args]
			: ['bash', ['-c', 'ulimit -f "$1"; shift; exec "$@"', 'bash', String(mostKiB), process.execPath, ...args]];
	const child = spawn(program, list, {
		env: {...process.env, ...environment},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let output = '';
	const heard = new Set<() => void>();
	const hear = (chunk: Buffer): void => {
		output += chunk.toString();
		for (const check of heard) check();
	};
	child.stdout.on('data', hear);
	child.stderr.on('data', hear);
	const ended = once(child, 'exit');
	const kill = async (): Promise<void> => {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill('SIGKILL');
			await ended;
		}
	};
	onTestFinished(kill);
	return {
		process: child,
		kill,
		said: text =>
			new Promise((resolve, reject) => {
				const check = (): void => {
					if (!output.includes(text)) return;
					heard.delete(check);
					resolve(output);
				};
				heard.add(check);
				child.once('close', () => {
					check();
					reject(new Error(`It ended and said only: ${output}`));
				});
				check();
			}),
	};
};
