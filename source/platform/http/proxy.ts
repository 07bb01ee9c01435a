import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Environment} from '../environment.ts';

export type ProxySettings = {
	/** For https addresses; undefined when there is none. */
	readonly proxy: URL | undefined;
	/** Hosts that are reached without it, as in the environment. */
	readonly except: string;
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
	const text = value.includes('://') ? value : `http://${value}`;
	const proxy = URL.canParse(text) ? new URL(text) : undefined;
	if (proxy === undefined || proxy.hostname === '' || !/^(?:https?|socks5?):$/.test(proxy.protocol)) {
		throw new UsherError({
			code: 'proxy-invalid',
			exitCode: exitCodes.notSetUp,
			message: `The environment variable ${name} does not hold the address of a proxy.`,
			advice: `Set ${name} to http://host:port, or http://name:password@host:port. Signs such as @ or : inside the password are written as %40 and %3A.`,
		});
	}
	return {proxy, except};
};
