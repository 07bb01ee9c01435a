// Kubernetes' own API server, its database and its controllers, on loopback, for one session.
import {spawn} from 'node:child_process';
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {createAuthority} from '../../helpers/authority.ts';
import {ended, type Said} from '../machine.ts';
import {nodeAddress} from './company.ts';
import {freePort, type Service, startService, tool} from './tools.ts';

export type Cluster = {
	/** Everything of it is below this folder: data, logs, keys. */
	readonly folder: string;
	readonly kubeconfig: string;
	/** PEM files that a kubelet needs: whom it answers, and what it shows. */
	readonly kubeletFiles: {readonly ca: string; readonly cert: string; readonly key: string};
	/** Runs kubectl as the administrator, in the namespace of the trial. */
	kubectl(words: readonly string[], input?: string): Promise<Said>;
	/** Runs a printed command as it stands. */
	shell(command: string): Promise<Said>;
	/** Stopped before the API server is. */
	add(stop: () => Promise<void>): void;
	close(): Promise<void>;
};

export const namespace = 'usher';

/** Asks until it holds. @returns whether it ever did */
export const eventually = async (seconds: number, holds: () => Promise<boolean>): Promise<boolean> => {
	for (const until = Date.now() + seconds * 1000; Date.now() < until; await pause(500)) if (await holds()) return true;
	return holds();
};

const lastLines = (folder: string, name: string): string =>
	readFileSync(join(folder, `${name}.log`), 'utf8')
		.split('\n')
		.slice(-8)
		.join('\n');

/** Starts etcd, the API server and the controllers, and makes a namespace that takes restricted pods only. */
export const startCluster = async (): Promise<Cluster> => {
	const folder = mkdtempSync(join(tmpdir(), 'usher-kubernetes-'));
	const at = (name: string): string => join(folder, name);
	const write = (name: string, text: string): string => {
		writeFileSync(at(name), text, {mode: 0o600});
		return at(name);
	};
	const stops: (() => Promise<void>)[] = [];
	const close = async (): Promise<void> => {
		for (const stop of stops.reverse()) await stop();
		rmSync(folder, {recursive: true, force: true});
	};
	const start = (name: string, args: readonly string[]): Service => {
		const service = startService(folder, name, args);
		stops.push(() => service.stop());
		return service;
	};
	try {
		const [etcd, peers, port] = [await freePort(), await freePort(), await freePort()];
		const authority = await createAuthority();
		const own = await authority.issue(['localhost', '127.0.0.1', nodeAddress]);
		const towardsKubelet = await authority.issue(['kube-apiserver']);
		const account = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: {type: 'spki', format: 'pem'},
			privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
		});
		const token = randomBytes(24).toString('hex');
		const ca = write('ca.pem', authority.ca);
		const cert = write('server.pem', own.cert);
		const key = write('server.key', own.key);
		const accountKey = write('account.key', account.privateKey);
		const kubeconfig = write(
			'kubeconfig',
			JSON.stringify({
				apiVersion: 'v1',
				kind: 'Config',
				clusters: [{name: 'soak', cluster: {server: `https://127.0.0.1:${port}`, 'certificate-authority': ca}}],
				users: [{name: 'soak', user: {token}}],
				contexts: [{name: 'soak', context: {cluster: 'soak', user: 'soak', namespace}}],
				'current-context': 'soak',
			}),
		);
		start('etcd', [
			`--data-dir=${at('etcd')}`,
			`--listen-client-urls=http://127.0.0.1:${etcd}`,
			`--advertise-client-urls=http://127.0.0.1:${etcd}`,
			`--listen-peer-urls=http://127.0.0.1:${peers}`,
			`--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
			`--initial-cluster=default=http://127.0.0.1:${peers}`,
		]);
		const api = start('kube-apiserver', [
			`--etcd-servers=http://127.0.0.1:${etcd}`,
			'--bind-address=127.0.0.1',
			'--advertise-address=127.0.0.1',
			'--endpoint-reconciler-type=none',
			`--secure-port=${port}`,
			`--tls-cert-file=${cert}`,
			`--tls-private-key-file=${key}`,
			`--token-auth-file=${write('tokens.csv', `${token},soak,soak,system:masters\n`)}`,
			'--anonymous-auth=false',
			'--authorization-mode=RBAC',
			'--service-account-issuer=https://kubernetes.default.svc',
			`--service-account-key-file=${write('account.pem', account.publicKey)}`,
			`--service-account-signing-key-file=${accountKey}`,
			'--service-cluster-ip-range=10.213.18.0/24',
			`--kubelet-client-certificate=${write('towards-kubelet.pem', towardsKubelet.cert)}`,
			`--kubelet-client-key=${write('towards-kubelet.key', towardsKubelet.key)}`,
			'--kubelet-preferred-address-types=InternalIP',
		]);
		const environment = {
			PATH: `${dirname(tool('kubectl'))}:${process.env.PATH ?? ''}`,
			HOME: folder,
			KUBECONFIG: kubeconfig,
		};
		const run = (program: string, words: readonly string[], input?: string): Promise<Said> =>
			ended(spawn(program, words, {stdio: 'pipe', cwd: folder, env: environment}), input);
		const kubectl: Cluster['kubectl'] = (words, input) => run(tool('kubectl'), words, input);
		const ready = await eventually(120, async () => {
			if (api.child.exitCode !== null) throw new Error(`The API server ended: ${lastLines(folder, 'kube-apiserver')}`);
			return (await kubectl(['get', '--raw=/readyz'])).code === 0;
		});
		if (!ready) throw new Error(`The API server is not ready: ${lastLines(folder, 'kube-apiserver')}`);
		start('kube-controller-manager', [
			`--kubeconfig=${kubeconfig}`,
			'--leader-elect=false',
			'--secure-port=0',
			`--service-account-private-key-file=${accountKey}`,
			`--root-ca-file=${ca}`,
			`--flex-volume-plugin-dir=${at('plugins')}`,
		]);
		const made = await kubectl(
			['create', '--filename=-'],
			JSON.stringify({
				apiVersion: 'v1',
				kind: 'Namespace',
				metadata: {
					name: namespace,
					labels: Object.fromEntries(
						['enforce', 'warn', 'audit'].map(what => [`pod-security.kubernetes.io/${what}`, 'restricted']),
					),
				},
			}),
		);
		if (made.code !== 0) throw new Error(made.stderr);
		if (!(await eventually(60, async () => (await kubectl(['get', 'serviceaccount', 'default'])).code === 0)))
			throw new Error(`The controllers did not start: ${lastLines(folder, 'kube-controller-manager')}`);
		return {
			folder,
			kubeconfig,
			kubeletFiles: {ca, cert, key},
			kubectl,
			shell: command => run('sh', ['-c', command]),
			add: stop => stops.push(stop),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
};
