// The connections themselves. Loaded with the first request.
import {isIP} from 'node:net';
import {createSecureContext, getCACertificates, type SecureContext} from 'node:tls';
import {type buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool} from 'undici';
import {isInNetworks} from './proxy.ts';

export type AgentOptions = {
	/** PEM certificates of authorities to trust besides the usual ones. */
	readonly ca: readonly string[];
	/** Address of the proxy, '' for none; and where it is not used, as NO_PROXY says it. */
	readonly proxy: string;
	readonly except: string;
	readonly http2: boolean;
};
export type Agent = {
	request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
	destroy(): Promise<void>;
};

const connectMs = 20_000;
/** Node's 250 ms give up an address that a slow link has not answered yet. */
const attemptMs = 2_500;

/**
 * How much may be on its way before the sender waits for a word: on a line of 40 ms, a list of 14 MB would wait two
 * seconds with the quarter of a megabyte that is usual.
 */
const h2Options = {initialWindowSize: 2 * 1048576, connectionWindowSize: 4 * 1048576} as const;

let last: {readonly ca: string; readonly context: SecureContext} | undefined;

/** One for all connections: parsing 150 authorities for each of them would cost more than the handshake. */
const contextOf = (authorities: readonly string[]): SecureContext => {
	const ca = authorities.join('\n');
	if (last?.ca !== ca)
		last = {ca, context: createSecureContext({ca: [...getCACertificates('default'), ...authorities]})};
	return last.context;
};

const isAddress = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;

/** Connections to every host, kept open between requests. */
export const createAgent = ({ca, proxy, except, http2}: AgentOptions): Agent => {
	const secureContext = ca.length === 0 ? undefined : contextOf(ca);
	const tls = {
		...(secureContext === undefined ? {} : {secureContext}),
		timeout: connectMs,
		autoSelectFamilyAttemptTimeout: attemptMs,
	};
	const open = (through: string): EnvHttpProxyAgent =>
		new EnvHttpProxyAgent({
			httpProxy: '',
			httpsProxy: through,
			// TLS has no server name for an address (RFC 6066), and Node refuses the one that undici gives.
			clientFactory: (origin, {connect, ...rest}: Pool.Options) => {
				const connecting =
					typeof connect === 'function' && isAddress(origin.hostname)
						? (to: buildConnector.Options, done: buildConnector.Callback) => connect({...to, servername: ''}, done)
						: connect;
				return new Pool(origin, {...rest, ...(connecting === undefined ? {} : {connect: connecting})});
			},
			noProxy: except,
			allowH2: http2,
			connections: 16,
			h2Options,
			connect: {...tls, allowH2: http2},
			requestTls: {...tls, allowH2: http2},
			proxyTls: {...tls, allowH2: false},
			// The time limit is ours, over the whole exchange.
			headersTimeout: 0,
			bodyTimeout: 0,
		});
	const usual = open(proxy);
	if (proxy === '' || !except.includes('/')) return usual;
	// Networks in NO_PROXY are not undici's to understand.
	const direct = open('');
	return {
		request: options =>
			(isInNetworks(new URL(String(options.origin)).hostname, except) ? direct : usual).request(options),
		destroy: async () => {
			await Promise.all([usual.destroy(), direct.destroy()]);
		},
	};
};
