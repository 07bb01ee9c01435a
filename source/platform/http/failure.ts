// What went wrong below HTTP, told apart by the codes that Node, OpenSSL and undici give.
import {now} from '../clock.ts';
import {HttpError, type HttpErrorKind} from './port.ts';

export type Route = {
	/** Host and port that was asked. */
	readonly host: string;
	/** The proxy of the environment, when one is set. */
	readonly proxy: URL | undefined;
};

type Failure = {
	readonly code: string;
	readonly name: string;
	readonly message: string;
	readonly hostname: string;
	readonly syscall: string;
	readonly port: number;
};

const field = (error: unknown, name: string): unknown =>
	typeof error === 'object' && error !== null && name in error ? (error as Record<string, unknown>)[name] : undefined;

/** Happy eyeballs fails with all its attempts at once: the last one stands for them. Wrapped errors speak for their cause. */
const innermost = (error: unknown): unknown => {
	const attempts = field(error, 'errors');
	if (Array.isArray(attempts) && attempts.length > 0) return innermost(attempts.at(-1));
	const code = field(error, 'code');
	const cause = field(error, 'cause');
	const wrapped = code === 'UND_ERR_PRX_TLS' || code === 'UND_ERR_PRX_CONN' || code === undefined;
	return wrapped && cause !== undefined && cause !== null ? innermost(cause) : error;
};

const read = (error: unknown): Failure => ({
	code: String(field(error, 'code') ?? ''),
	name: String(field(error, 'name') ?? ''),
	message: String(field(error, 'message') ?? ''),
	hostname: String(field(error, 'hostname') ?? ''),
	syscall: String(field(error, 'syscall') ?? ''),
	port: Number(field(error, 'port') ?? 0),
});

const resets = new Set([
	'ECONNRESET',
	'EPIPE',
	'ECONNABORTED',
	'UND_ERR_SOCKET',
	'ERR_HTTP2_STREAM_ERROR',
	'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
	'ERR_HTTP2_STREAM_CANCEL',
	'ERR_HTTP2_GOAWAY_SESSION',
	'ERR_HTTP2_SESSION_ERROR',
	'ERR_HTTP2_INVALID_SESSION',
	'UND_ERR_INFO',
	'ERR_STREAM_PREMATURE_CLOSE',
]);
const unreachable = new Set([
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENETDOWN',
	'EHOSTDOWN',
	'EADDRNOTAVAIL',
	'EACCES',
	'EPERM',
]);
const tlsCodes =
	/^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO|CRL_|ERR_OSSL_)/;

/** Before the handshake is through, nothing of a request can have left; other errors of TLS may come in the middle. */
const handshakeCodes =
	/^(?:ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|CRL_|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)/;

/** Why a certificate or a handshake was not accepted: [codes, kind, what is said after the host]. */
const tlsReasons: readonly (readonly [RegExp, HttpErrorKind, (host: string) => string])[] = [
	[/^CERT_HAS_EXPIRED$/, 'tls-time', host => `The certificate of ${host} has expired`],
	[/^CERT_NOT_YET_VALID$/, 'tls-time', host => `The certificate of ${host} is not valid yet`],
	[/^(?:ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH)/, 'tls-name', host => `The certificate at ${host} is for other names`],
	[
		/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HTTP_REQUEST/,
		'tls-version',
		host => `${host} does not speak TLS, or one that is too old`,
	],
	[/./, 'tls', host => `The secure connection to ${host} was not trusted`],
];

const portOf = (proxy: URL): number => Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80));

const atProxy = (failure: Failure, route: Route): boolean => {
	if (route.proxy === undefined) return false;
	const name = route.proxy.hostname.replace(/^\[|\]$/g, '');
	return (
		failure.hostname === name ||
		failure.port === portOf(route.proxy) ||
		failure.message.includes(`${name}:${portOf(route.proxy)}`)
	);
};

const make = (kind: HttpErrorKind, route: Route, sent: boolean, message: string): HttpError =>
	new HttpError(kind, route.host, sent, message);

/**
 * The HttpError for whatever undici threw. Its message carries hosts and codes, never headers, bodies or the proxy's password.
 * @param answering the response had begun when it failed
 */
export const httpFailure = (error: unknown, route: Route, answering: boolean): HttpError => {
	if (error instanceof HttpError) return error;
	const outer = read(error);
	const failure = read(innermost(error));
	const {code} = failure;
	const named = code === '' ? '' : ` (${code})`;
	const tunnel = /^Proxy response \((\d+)\)/.exec(outer.message);
	if (tunnel !== null) {
		const status = Number(tunnel[1]);
		const wants = status === 407 ? 'wants a name and a password (407)' : `answered ${status} instead of connecting`;
		// What the proxy says of itself may pass (5xx); what it says of us does not.
		return make(
			status < 500 ? 'proxy-denied' : 'proxy',
			route,
			false,
			`The proxy ${route.proxy?.host ?? ''} ${wants}.`,
		);
	}
	if (outer.code === 'UND_ERR_PRX_CONN' || outer.code === 'UND_ERR_PRX_TLS') {
		return make('proxy', route, false, `The proxy ${route.proxy?.host ?? ''} did not make the connection${named}.`);
	}
	if (code === 'EMFILE' || code === 'ENFILE') {
		return make('too-many-files', route, answering, `${route.host} was not asked: too many files are open${named}.`);
	}
	if (!answering && !resets.has(code) && !tlsCodes.test(code) && atProxy(failure, route)) {
		return make('proxy', route, false, `The proxy ${route.proxy?.host ?? ''} cannot be reached${named}.`);
	}
	if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
		// A connection that was there can time out as well, with the request on its way.
		const sent = code === 'ETIMEDOUT' && failure.syscall !== 'connect';
		return make('timeout', route, sent, `${route.host} did not answer in time${named}.`);
	}
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL' || code === 'ENODATA') {
		return make('dns', route, false, `The name ${route.host} was not found${named}.`);
	}
	if (unreachable.has(code)) {
		return make('refused', route, failure.syscall !== 'connect', `${route.host} cannot be reached${named}.`);
	}
	if (tlsCodes.test(code)) {
		const [, kind, says] = tlsReasons.find(([codes]) => codes.test(code)) ?? tlsReasons[0]!;
		// Whoever reads it sees at once whether the clock is the fault.
		const clock =
			kind === 'tls-time' ? ` by the clock of this machine, which says ${now().toISOString().slice(0, 16)}Z` : '';
		return make(kind, route, !handshakeCodes.test(code), `${says(route.host)}${clock}${named}.`);
	}
	// A TLS handshake that the other side hangs up on has no code of its own.
	if (/before secure TLS connection was established/.test(failure.message)) {
		return make('reset', route, false, `${route.host} hung up while the secure connection was made${named}.`);
	}
	if (resets.has(code)) return make('reset', route, true, `The connection to ${route.host} broke off${named}.`);
	if (failure.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') {
		return make('bad-reply', route, true, `${route.host} answered something that is not HTTP${named}.`);
	}
	return make('other', route, true, `The exchange with ${route.host} failed${named}.`);
};
