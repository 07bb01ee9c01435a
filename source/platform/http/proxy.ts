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
	const usable = proxy !== undefined && proxy.hostname !== '' && /^(?:https?|socks5?):$/.test(proxy.protocol);
	if (!usable || proxyCredentials(proxy) === undefined) {
		throw new UsherError({
			code: 'proxy-invalid',
			exitCode: exitCodes.notSetUp,
			message: `The environment variable ${name} does not hold the address of a proxy.`,
			advice: `Set ${name} to http://host:port, or http://name:password@host:port. Signs such as @, : or % inside the password are written as %40, %3A and %25.`,
		});
	}
	return {proxy, except};
};
