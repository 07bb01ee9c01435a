import {BlockList, isIP} from 'node:net';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Environment} from '../environment.ts';

export type ProxySettings = {
	/** For https addresses; undefined when there is none. */
	readonly proxy: URL | undefined;
	/** Hosts that are reached without it, as in the environment. */
	readonly except: string;
};

/** The address in a value of the environment, which may leave out http://; undefined when it is none. */
export const proxyAddress = (value: string): URL | undefined => {
	const text = value.includes('://') ? value : `http://${value}`;
	return URL.canParse(text) ? new URL(text) : undefined;
};

/** The name and password in an address, as they are meant; undefined when an escape in them is none. */
export const proxyCredentials = ({username, password}: URL): readonly [string, string] | undefined => {
	try {
		return [decodeURIComponent(username), decodeURIComponent(password)];
	} catch {
		return undefined;
	}
};

/** A path or more after the host is most often the rest of a password with a / or # in it: its host would not be the proxy. */
const isProxy = (url: URL): boolean =>
	/^(?:https?|socks5?):$/.test(url.protocol) &&
	url.hostname !== '' &&
	(url.pathname === '' || url.pathname === '/') &&
	url.search === '' &&
	url.hash === '' &&
	proxyCredentials(url) !== undefined;

/**
 * Whether the list names the address by its network (`10.0.0.0/8`, `fd00::/8`), as curl and Go have it. Names are not
 * looked up for this.
 * @param hostname of a URL: an IPv6 address in brackets
 */
export const isInNetworks = (hostname: string, except: string): boolean => {
	const address = hostname.replace(/^\[|\]$/g, '');
	const family = isIP(address);
	if (family === 0 || !except.includes('/')) return false;
	const networks = new BlockList();
	for (const entry of except.split(/[,\s]+/)) {
		const [, network = '', prefix = ''] = /^\[?([\d.a-f:]+)\]?\/(\d{1,3})$/i.exec(entry) ?? [];
		const of = isIP(network);
		if (of !== 0 && Number(prefix) <= (of === 4 ? 32 : 128))
			networks.addSubnet(network, Number(prefix), of === 4 ? 'ipv4' : 'ipv6');
	}
	return networks.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

/**
 * The proxy that the environment names: HTTPS_PROXY (or ALL_PROXY) and NO_PROXY, lower case first, as curl has it.
 * HTTP_PROXY is for plain http, which Usher never speaks; it counts only when it is the only one.
 * @throws UsherError `proxy-invalid` (exit 10) when the address is none; its text is not repeated, it may hold a password
 */
export const proxyOf = (environment: Environment): ProxySettings => {
	const first = (...names: string[]): [string, string] | undefined => {
		for (const name of names) {
			const value = environment[name]?.trim();
			if (value !== undefined && value !== '') return [name, value];
		}
		return undefined;
	};
	const except = first('no_proxy', 'NO_PROXY')?.[1] ?? '';
	const found = first('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY');
	if (found === undefined) return {proxy: undefined, except};
	const [name, value] = found;
	const proxy = proxyAddress(value);
	if (proxy === undefined || !isProxy(proxy)) {
		throw new UsherError({
			code: 'proxy-invalid',
			exitCode: exitCodes.notSetUp,
			message: `The environment variable ${name} does not hold the address of a proxy.`,
			advice: `Set ${name} to http://host:port, or http://name:password@host:port. Signs such as @ : / # and % inside the password are written as %40 %3A %2F %23 and %25.`,
		});
	}
	return {proxy, except};
};
