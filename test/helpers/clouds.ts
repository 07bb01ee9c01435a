// Bitwarden's clouds under their own names, over HTTPS: a proxy leads there, and nothing leaves this machine.
import {onTestFinished} from 'vitest';
import {cloudDomains} from '../../source/bitwarden/hosts.ts';
import type {PracticeBitwarden} from '../../source/practice/bitwarden/create-bitwarden.ts';
import {createFaults} from '../../source/practice/faults.ts';
import {openServer} from '../../source/practice/server.ts';
import {createAuthority} from './authority.ts';
import {startConnectProxy} from './connect-proxy.ts';

/** The organisations' servers by cloud: `bitwarden.eu`. A cloud without one cannot be reached. */
export type Homes = Readonly<Record<string, PracticeBitwarden>>;

export type Clouds = {
	/** PEM of the authority to trust. */
	readonly ca: string;
	/** For HTTPS_PROXY. */
	readonly proxy: string;
	/** Hosts that were asked for, each time a connection was made. */
	readonly asked: () => string[];
};

/** Starts them; they end with the test. */
export const startClouds = async (homes: Homes): Promise<Clouds> => {
	const authority = await createAuthority();
	const ports = new Map<string, number>();
	// Nobody listens at port 1.
	for (const domain of cloudDomains) ports.set(`identity.${domain}:443`, 1);
	for (const [domain, home] of Object.entries(homes)) {
		const names = [`identity.${domain}`, `api.${domain}`];
		const server = await openServer({
			service: 'bitwarden',
			certificate: await authority.issue(names),
			clock: Date.now,
			faults: createFaults(1),
			latencyMs: () => 0,
			handle: ({method, path, headers, body}) =>
				home.handle({
					method,
					// The clouds have a host for what is a path of any other server.
					path: `${path.startsWith('/connect/') ? '/identity' : '/api'}${path}`,
					headers,
					body: body.toString('utf8'),
					address: '127.0.0.1',
				}),
		});
		onTestFinished(() => server.close());
		for (const name of names) ports.set(`${name}:443`, server.port);
	}
	const proxy = await startConnectProxy(undefined, ports);
	onTestFinished(() => proxy.close());
	return {
		ca: authority.ca,
		proxy: `http://127.0.0.1:${proxy.port}`,
		asked: () => proxy.tunnels.map(tunnel => tunnel.replace(/:443$/, '')),
	};
};
