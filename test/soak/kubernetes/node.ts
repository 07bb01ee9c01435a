// A node of that cluster: containerd and a kubelet, with a network, cgroups and a volume of their own.
import {spawnSync} from 'node:child_process';
import {
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmdirSync,
	rmSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {type Cluster, eventually} from './cluster.ts';
import {bridge, nodeAddress} from './company.ts';
import {buildImage} from './image.ts';
import {freePort, pluginFolder, startService, tool} from './tools.ts';

export const image = 'localhost/usher:soak';
const nodeName = 'usher-soak';
const group = `usher-soak-${process.pid}`;

/** The hierarchies of cgroup v1, or the one of v2. */
const hierarchies = (): string[] => {
	const root = '/sys/fs/cgroup';
	return existsSync(join(root, 'cgroup.controllers'))
		? [root]
		: readdirSync(root)
				.filter(name => name !== 'unified')
				.map(name => join(root, name));
};

const removeGroups = (folder: string): void => {
	if (!existsSync(folder)) return;
	for (const entry of readdirSync(folder, {withFileTypes: true}))
		if (entry.isDirectory()) removeGroups(join(folder, entry.name));
	try {
		rmdirSync(folder);
	} catch {
		// Somebody is still in it: the machine's next start takes it away.
	}
};

/** Ends what containerd leaves running when it ends: each container's own keeper, known by our folder. */
const endKeepers = (folder: string): void => {
	for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
		try {
			const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
			if (words.includes('containerd-shim') && words.includes(folder)) process.kill(Number(pid), 'SIGKILL');
		} catch {
			// It has ended meanwhile.
		}
	}
};

/** Folders that a kubelet and the network's plug-ins make wherever they are told to be; inner ones first. */
const fixedFolders = [
	'/var/log/containers',
	'/var/lib/kubelet/device-plugins',
	'/var/lib/kubelet',
	'/var/lib/cni/results',
	'/var/lib/cni',
];

/** Takes away what has our folder as its target there, and the folders that were not there before. */
const clearFixed = (folder: string, were: readonly string[]): void => {
	const [links = ''] = fixedFolders;
	for (const name of existsSync(links) ? readdirSync(links) : []) {
		const path = join(links, name);
		if (lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith(`${folder}/`)) unlinkSync(path);
	}
	// A kubelet leaves its socket there.
	for (const path of fixedFolders.filter(one => !were.includes(one))) rmSync(path, {recursive: true, force: true});
};

/** What a kubelet and the plug-ins of the network set for the whole machine. */
const kernelSettings = [
	'net/ipv4/ip_forward',
	'vm/overcommit_memory',
	'vm/panic_on_oom',
	'kernel/panic',
	'kernel/panic_on_oops',
	'kernel/keys/root_maxkeys',
	'kernel/keys/root_maxbytes',
].map(name => join('/proc/sys', name));

/** @returns how they are now, to be given back */
const readKernel = (): [string, string][] =>
	kernelSettings.filter(path => existsSync(path)).map(path => [path, readFileSync(path, 'utf8').trim()]);

const unmountAll = (folder: string): void => {
	const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
	const ours = mounts.map(line => line.split(' ')[1] ?? '').filter(path => path.startsWith(`${folder}/`));
	for (const path of ours.reverse()) spawnSync('umount', ['--lazy', path]);
};

const containerdConfig = (at: (name: string) => string): string => `version = 2
root = ${JSON.stringify(at('containerd'))}
state = ${JSON.stringify(at('containerd-state'))}
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs"]
[grpc]
address = ${JSON.stringify(at('containerd.sock'))}
[plugins."io.containerd.internal.v1.opt"]
path = ${JSON.stringify(at('opt'))}
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${image}-pause"
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = ${JSON.stringify(pluginFolder())}
conf_dir = ${JSON.stringify(at('network'))}
`;

const network = (at: (name: string) => string): unknown => ({
	cniVersion: '0.4.0',
	name: 'usher-soak',
	plugins: [
		{
			type: 'bridge',
			bridge,
			isGateway: true,
			ipam: {
				type: 'host-local',
				dataDir: at('addresses'),
				ranges: [[{subnet: nodeAddress.replace(/\d+$/, '0/24')}]],
				routes: [{dst: '0.0.0.0/0'}],
			},
		},
	],
});

const kubeletConfig = (cluster: Cluster, at: (name: string) => string, port: number): unknown => ({
	apiVersion: 'kubelet.config.k8s.io/v1beta1',
	kind: 'KubeletConfiguration',
	address: nodeAddress,
	port,
	readOnlyPort: 0,
	healthzPort: 0,
	authentication: {
		anonymous: {enabled: false},
		webhook: {enabled: false},
		x509: {clientCAFile: cluster.kubeletFiles.ca},
	},
	authorization: {mode: 'AlwaysAllow'},
	tlsCertFile: cluster.kubeletFiles.cert,
	tlsPrivateKeyFile: cluster.kubeletFiles.key,
	containerRuntimeEndpoint: `unix://${at('containerd.sock')}`,
	cgroupDriver: 'cgroupfs',
	cgroupRoot: `/${group}`,
	enforceNodeAllocatable: ['none'],
	failSwapOn: false,
	...(existsSync('/sys/fs/cgroup/cgroup.controllers') ? {} : {failCgroupV1: false}),
	// Whether this machine's disk is nearly full is not what is tried.
	evictionHard: {
		'memory.available': '0%',
		'nodefs.available': '0%',
		'nodefs.inodesFree': '0%',
		'imagefs.available': '0%',
	},
	imageGCHighThresholdPercent: 100,
	podLogsDir: at('pod-logs'),
	resolvConf: at('resolv.conf'),
	volumePluginDir: at('plugins'),
	makeIPTablesUtilChains: false,
});

/** A volume as a cluster's storage would give it: empty, root's, and the kubelet hands it to the pod's group. */
const volume = (at: (name: string) => string): unknown => ({
	apiVersion: 'v1',
	kind: 'PersistentVolume',
	metadata: {name: 'soak'},
	spec: {
		capacity: {storage: '2Gi'},
		accessModes: ['ReadWriteOnce'],
		local: {path: at('volume')},
		nodeAffinity: {
			required: {
				nodeSelectorTerms: [{matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: [nodeName]}]}],
			},
		},
	},
});

/** Starts the node, with Usher's image on it, and waits until the cluster takes it for ready. The network is open already. */
export const startNode = async (cluster: Cluster): Promise<void> => {
	const {folder, kubectl} = cluster;
	const at = (name: string): string => join(folder, name);
	for (const name of ['network', 'opt', 'volume', 'kubelet', 'pod-logs', 'plugins'])
		mkdirSync(at(name), {recursive: true});
	writeFileSync(at('containerd.toml'), containerdConfig(at));
	writeFileSync(at('network/10-usher.conflist'), JSON.stringify(network(at)));
	writeFileSync(at('resolv.conf'), '');
	writeFileSync(at('kubelet.json'), JSON.stringify(kubeletConfig(cluster, at, await freePort())));
	const images = buildImage(folder, image);

	const were = fixedFolders.filter(path => existsSync(path));
	const kernel = readKernel();
	for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, group), {recursive: true});
	cluster.add(async () => {
		endKeepers(folder);
		await eventually(5, async () => {
			for (const hierarchy of hierarchies()) removeGroups(join(hierarchy, group));
			return !hierarchies().some(hierarchy => existsSync(join(hierarchy, group)));
		});
		unmountAll(folder);
		clearFixed(folder, were);
		for (const [path, value] of kernel) if (readFileSync(path, 'utf8').trim() !== value) writeFileSync(path, value);
	});
	const containerd = startService(folder, 'containerd', [`--config=${at('containerd.toml')}`]);
	cluster.add(() => containerd.stop());
	const ctr = (...words: string[]) =>
		spawnSync(tool('ctr'), [`--address=${at('containerd.sock')}`, '--namespace=k8s.io', ...words], {encoding: 'utf8'});
	await eventually(30, async () => ctr('version').status === 0);
	const imported = ctr('images', 'import', images);
	if (imported.status !== 0) throw new Error(`The image was not taken: ${imported.stderr}`);

	const made = await kubectl(['create', '--filename=-'], JSON.stringify(volume(at)));
	if (made.code !== 0) throw new Error(made.stderr);
	const scheduler = startService(folder, 'kube-scheduler', [
		`--kubeconfig=${cluster.kubeconfig}`,
		'--leader-elect=false',
		'--secure-port=0',
	]);
	cluster.add(() => scheduler.stop());
	const kubelet = startService(folder, 'kubelet', [
		`--config=${at('kubelet.json')}`,
		`--kubeconfig=${cluster.kubeconfig}`,
		`--root-dir=${at('kubelet')}`,
		`--hostname-override=${nodeName}`,
		`--node-ip=${nodeAddress}`,
	]);
	cluster.add(() => kubelet.stop());
	cluster.add(async () => {
		await kubectl(['delete', 'cronjobs,jobs,pods', '--all', '--grace-period=1', '--timeout=30s']);
	});
	const ready = await eventually(90, async () => {
		const {stdout} = await kubectl([
			...['get', 'node', nodeName, '--output'],
			'jsonpath={.status.conditions[?(@.type=="Ready")].status}',
		]);
		return stdout === 'True';
	});
	if (!ready) {
		const log = readFileSync(at('kubelet.log'), 'utf8').split('\n').slice(-12).join('\n');
		throw new Error(`The node is not ready: ${log}`);
	}
};
