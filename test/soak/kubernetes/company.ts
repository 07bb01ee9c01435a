// A practice tenant that containers reach through a proxy, and the profile of it that is handed over.
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Practice, startPractice} from '../../../source/practice/start.ts';
import {startConnectProxy} from '../../helpers/connect-proxy.ts';
import {tool} from './tools.ts';

export type Company = {readonly practice: Practice; readonly environment: Readonly<Record<string, string>>};
/** Takes what has to be done at the end; what came last is done first. */
export type Add = (stop: () => Promise<void>) => void;

/** Where the pods' network begins: the kubelet and the proxy listen there. */
export const nodeAddress = '10.213.17.1';
export const bridge = 'usher-soak0';

/** Makes a network of which this machine has `nodeAddress`. */
export const openNetwork = (add: Add): void => {
	const ip = (...words: string[]): void => {
		execFileSync(tool('ip'), words, {stdio: 'ignore'});
	};
	// An address of its own: else it takes that of a pod, and when that pod ends the others look for the old one.
	ip('link', 'add', bridge, 'address', '02:00:0a:d5:11:01', 'type', 'bridge');
	add(async () => ip('link', 'delete', bridge));
	ip('address', 'add', `${nodeAddress}/24`, 'dev', bridge);
	ip('link', 'set', bridge, 'up');
};

/** @param address where the proxy listens, which takes every name to be this machine */
export const openCompany = async (folder: string, address: string, add: Add): Promise<Company> => {
	const practice = await startPractice({seed: 6, users: 30, groups: 5, oddities: false});
	add(() => practice.close());
	const proxy = await startConnectProxy(undefined, new Map(), address);
	add(() => proxy.close());
	const authorities = join(folder, 'practice.pem');
	writeFileSync(authorities, practice.ca);
	const environment = {
		...practice.environment,
		USHER_HOME: join(folder, 'home'),
		USHER_CA_FILE: authorities,
		USHER_INTERVAL: '1',
		HTTPS_PROXY: `http://${address}:${proxy.port}`,
	};
	return {practice, environment};
};
