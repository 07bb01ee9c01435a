// Runs a program as its users do, a process of its own, and tells what it took.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';
import process from 'node:process';
import type {Tenant} from './tenant.ts';

/** The built program. */
export const usher = new URL('../../dist/cli.js', import.meta.url).pathname;
const measure = new URL('./measure.cjs', import.meta.url).pathname;

export type Used = {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** From start to end, milliseconds. */
	readonly wall: number;
	/** Of all its threads, user and system, milliseconds. */
	readonly cpu: number;
	/** The most memory resident at one time, bytes. */
	readonly peak: number;
};

export type Home = {
	readonly environment: Readonly<Record<string, string>>;
	/** @throws Error when it ends with a code that is not in `expect` */
	run(args: readonly string[], expect?: readonly number[]): Promise<Used>;
	close(): void;
};

/** A folder of its own for settings and state, with the environment of a tenant. */
export const openHome = (tenant?: Tenant): Home => {
	const home = mkdtempSync(join(tmpdir(), 'usher-bench-'));
	const ca = join(home, 'ca.pem');
	const used = join(home, 'used.json');
	if (tenant !== undefined) writeFileSync(ca, tenant.ca);
	const environment = {
		PATH: process.env.PATH ?? '',
		LANG: 'C.UTF-8',
		...tenant?.environment,
		...(tenant === undefined ? {} : {USHER_CA_FILE: ca, NODE_EXTRA_CA_CERTS: ca}),
		USHER_HOME: home,
	};
	return {
		environment,
		run: (args, expect = [0, 14]) =>
			new Promise((resolve, reject) => {
				const began = performance.now();
				const {NODE_EXTRA_CA_CERTS, ...rest} = {NODE_EXTRA_CA_CERTS: '', ...environment};
				// Usher trusts the authority by its own setting.
				const own = args[0] === usher ? rest : {...rest, NODE_EXTRA_CA_CERTS};
				const child = spawn(process.execPath, ['--require', measure, ...args], {
					env: {...own, BENCH_USED: used},
					stdio: ['ignore', 'pipe', 'pipe'],
				});
				let stdout = '';
				let stderr = '';
				child.stdout.setEncoding('utf8').on('data', (text: string) => {
					stdout += text;
				});
				child.stderr.setEncoding('utf8').on('data', (text: string) => {
					stderr += text;
				});
				child.on('error', reject);
				child.on('close', code => {
					const wall = performance.now() - began;
					if (!expect.includes(code ?? -1)) {
						reject(new Error(`${args.slice(1).join(' ')} ended with ${code}: ${stderr || stdout}`));
						return;
					}
					const {cpu, peak} = JSON.parse(readFileSync(used, 'utf8')) as {cpu: number; peak: number};
					resolve({code, stdout, stderr, wall, cpu, peak});
				});
			}),
		close: () => rmSync(home, {recursive: true, force: true}),
	};
};
