// A small machine with a running systemd: this one's /usr, read-only, an empty disk and a network of its own.
import {type ChildProcess, spawn} from 'node:child_process';
import {accessSync, constants, existsSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';

const repository = new URL('../..', import.meta.url).pathname;
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where the Node.js and the built program are in there. */
export const programInside = ['/opt/node/node', '/opt/usher/dist/cli.js'] as const;

export type Said = {readonly code: number | null; readonly stdout: string; readonly stderr: string};
export type Machine = {
	/** Runs a program as root in there, with these variables. */
	run(command: readonly string[], environment?: Readonly<Record<string, string>>, input?: string): Promise<Said>;
	close(): Promise<void>;
};

/** Why no such machine can be started here; undefined when it can. */
export const whyNoMachine = (): string | undefined => {
	if (process.getuid?.() !== 0) return 'it takes the rights of root';
	for (const program of ['/usr/bin/systemd-nspawn', '/usr/bin/nsenter', '/usr/lib/systemd/systemd']) {
		try {
			accessSync(program, constants.X_OK);
		} catch {
			return `${program} is not here`;
		}
	}
	return existsSync('/sys/fs/cgroup/unified') || existsSync('/sys/fs/cgroup/cgroup.controllers')
		? undefined
		: 'there is no cgroup2';
};

/** Waits for a program to end, and gives what it said. */
export const ended = async (child: ChildProcess, input = ''): Promise<Said> => {
	let stdout = '';
	let stderr = '';
	child.stdout?.on('data', chunk => {
		stdout += String(chunk);
	});
	child.stderr?.on('data', chunk => {
		stderr += String(chunk);
	});
	child.stdin?.on('error', () => {});
	child.stdin?.end(input);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	return {code, stdout, stderr};
};

/** Boots it, and waits until its systemd has started everything. */
export const startMachine = async (): Promise<Machine> => {
	const container = spawn(
		'systemd-nspawn',
		[
			'--boot',
			'--directory=/',
			'--volatile=yes',
			'--register=no',
			'--keep-unit',
			'--console=pipe',
			`--machine=usher-soak-${process.pid}`,
			'--private-network',
			`--bind-ro=${dirname(process.execPath)}:/opt/node`,
			`--bind-ro=${repository}dist:/opt/usher/dist`,
			`--bind-ro=${repository}package.json:/opt/usher/package.json`,
			// Nothing of this machine's own services: only what a systemd itself needs.
			'systemd.unit=basic.target',
			'systemd.mask=systemd-firstboot.service',
		],
		{stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1'}},
	);
	let complaint = '';
	container.stderr.on('data', chunk => {
		complaint += String(chunk);
	});
	const gone = new Promise<void>(resolve => container.on('close', () => resolve()));
	const close = async (): Promise<void> => {
		container.kill('SIGTERM');
		const late = setTimeout(() => container.kill('SIGKILL'), 20_000);
		await gone;
		clearTimeout(late);
	};
	/** The first process in there, as it is called out here. */
	const first = (): string =>
		readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8').trim().split(' ')[0] ?? '';
	const run: Machine['run'] = (command, environment = {}, input) => {
		const variables = Object.entries({PATH: searchPath, LANG: 'C.UTF-8', HOME: '/root', ...environment});
		const enter = ['-t', first(), '-m', '-u', '-i', '-p', '-C', '-n', '-r', '-w', '--', 'env', '-i'];
		return ended(
			spawn('nsenter', [...enter, ...variables.map(([name, value]) => `${name}=${value}`), ...command], {
				stdio: ['pipe', 'pipe', 'pipe'],
			}),
			input,
		);
	};
	for (let tries = 0; tries < 120; tries++) {
		await pause(500);
		if (container.exitCode !== null) throw new Error(`The machine did not start: ${complaint}`);
		const state = first() === '' ? undefined : await run(['systemctl', 'is-system-running']);
		if (state !== undefined && /running|degraded/.test(state.stdout)) return {run, close};
	}
	await close();
	throw new Error(`systemd did not come up: ${complaint}`);
};
