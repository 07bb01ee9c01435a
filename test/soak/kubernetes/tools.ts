// The programs of Kubernetes that this machine has, and the processes that are made of them.
import {type ChildProcess, spawn} from 'node:child_process';
import {accessSync, constants, existsSync, openSync} from 'node:fs';
import {createServer} from 'node:net';
import {delimiter, join} from 'node:path';

/** Where Debian, and everybody else, have the plug-ins of the container network. */
const pluginFolders = ['/usr/lib/cni', '/opt/cni/bin'];

const folders = (): string[] =>
	[process.env.KUBEBUILDER_ASSETS ?? '', ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter(
		folder => folder !== '',
	);

/** Where a program is, looked for in KUBEBUILDER_ASSETS first, then in PATH; undefined when it is not here. */
export const findTool = (name: string, among = folders()): string | undefined =>
	among
		.map(folder => join(folder, name))
		.find(path => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});

/** A program that is known to be here. */
export const tool = (name: string): string => {
	const path = findTool(name);
	if (path === undefined) throw new Error(`${name} is not here.`);
	return path;
};

/** The folder of the network's plug-ins. */
export const pluginFolder = (): string | undefined =>
	pluginFolders.find(folder => ['bridge', 'host-local', 'loopback'].every(name => findTool(name, [folder])));

const missing = (names: readonly string[]): string | undefined => {
	const name = names.find(one => findTool(one) === undefined);
	return name === undefined ? undefined : `${name} is neither in KUBEBUILDER_ASSETS nor in PATH`;
};

/** Why no API server can be started here; undefined when it can. */
export const whyNoCluster = (): string | undefined =>
	missing(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl']);

/** Why no pod can run here; undefined when it can. */
export const whyNoNode = (): string | undefined => {
	if (process.getuid?.() !== 0) return 'it takes the rights of root';
	if (!existsSync('/sys/fs/cgroup')) return 'there are no cgroups';
	return (
		missing(['kube-scheduler', 'kubelet', 'containerd', 'ctr', 'runc', 'podman', 'ip', 'mount']) ??
		(pluginFolder() === undefined ? `the plug-ins of CNI are not in ${pluginFolders.join(' or ')}` : undefined)
	);
};

export type Service = {readonly child: ChildProcess; stop(): Promise<void>};

/** Starts a program that stays; what it says goes to a file beside its data. */
export const startService = (folder: string, name: string, args: readonly string[]): Service => {
	const log = openSync(join(folder, `${name}.log`), 'a');
	const child = spawn(tool(name), args, {
		stdio: ['ignore', log, log],
		cwd: folder,
		env: {PATH: folders().join(delimiter), HOME: folder},
	});
	const gone = new Promise<void>(resolve => {
		child.on('exit', () => resolve());
		child.on('error', () => resolve());
	});
	return {
		child,
		async stop() {
			child.kill('SIGTERM');
			const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
			await gone;
			clearTimeout(late);
		},
	};
};

/** A port that nobody listens on. */
export const freePort = (): Promise<number> =>
	new Promise((resolve, reject) => {
		const server = createServer().on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
