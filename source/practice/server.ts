// The base of all three services: HTTPS on loopback, HTTP/2 and HTTP/1.1 by ALPN, counters, latency, faults, a full close.
import {
	createSecureServer,
	type Http2ServerRequest,
	type Http2ServerResponse,
	type ServerHttp2Session,
} from 'node:http2';
import type {AddressInfo, Socket} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import type {ServerCertificate} from './authority.ts';
import type {Clock} from './clock.ts';
import {type Counters, countRequest, createCounters} from './counters.ts';
import {deliver, harmBefore} from './deliver.ts';
import type {Handler, PracticeReply, PracticeRequest} from './exchange.ts';
import type {Faults, ServiceName} from './faults.ts';

export type ServerOptions = {
	readonly service: ServiceName;
	readonly certificate: ServerCertificate;
	readonly clock: Clock;
	readonly faults: Faults;
	/** Every answer comes so much later; read for each request, so that tests may change it. */
	readonly latencyMs: () => number;
	readonly handle: Handler;
	/** 0 takes any free port. */
	readonly port?: number;
	/** How this service says 429, for the fault `throttle`. */
	readonly throttled?: (request: PracticeRequest) => PracticeReply;
};

export type PracticeServer = {
	/** `https://localhost:port`, without a slash at the end. */
	readonly url: string;
	readonly port: number;
	readonly requests: Counters;
	/** Ends every connection, also those with requests still open. */
	close(): Promise<void>;
};

const most = 64 * 1024 * 1024;
const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Method and path with ids replaced, so that requests can be counted by kind. */
const routeOf = (method: string, path: string): string => `${method} ${path.replace(guid, '{id}')}`;

/** Opens one service on 127.0.0.1. Certificate problems are real ones: the client has to trust the authority. */
export const openServer = async (options: ServerOptions): Promise<PracticeServer> => {
	const requests = createCounters();
	const sockets = new Set<Socket>();
	const sessions = new Set<ServerHttp2Session>();
	const closing = new AbortController();
	let url = '';

	const answer = async (message: Http2ServerRequest, response: Http2ServerResponse): Promise<void> => {
		requests.total++;
		requests.inFlight++;
		requests.mostInFlight = Math.max(requests.mostInFlight, requests.inFlight);
		let status = 0;
		const request = await readRequest(message, url, options.clock);
		try {
			if (request === undefined) {
				refuseUnread(response);
				return;
			}
			const harm = options.faults.take(options.service, `${request.method} ${request.url}`);
			let reply = harm === undefined ? undefined : harmBefore(harm, request, options.throttled);
			reply ??= await options.handle(request);
			const wait = options.latencyMs() + (harm?.kind === 'delay' ? harm.ms : 0);
			if (wait > 0) await pause(wait, undefined, {signal: closing.signal});
			status = await deliver({request, response, reply, harm, signal: closing.signal, now: options.clock()});
			requests.bytesOut += reply.body === undefined ? 0 : Buffer.byteLength(reply.body);
		} catch (error) {
			if (!closing.signal.aborted) fail(response, error);
		} finally {
			requests.inFlight--;
			if (request !== undefined) {
				const {method, url: asked, headers, now: at} = request;
				countRequest(requests, {method, url: asked, route: routeOf(method, request.path), headers, status, at});
			}
		}
	};

	const server = createSecureServer(
		{...options.certificate, allowHTTP1: true, settings: {maxConcurrentStreams: 1000}},
		(message, response) => {
			void answer(message, response);
		},
	);
	server.on('connection', (socket: Socket) => {
		socket.setNoDelay(true);
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('session', session => {
		sessions.add(session);
		session.on('close', () => sessions.delete(session));
		session.on('error', () => {});
	});
	// A client that does not trust the authority, or goes away in the middle, is no failure of the server.
	server.on('tlsClientError', () => {});
	server.on('sessionError', () => {});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, '127.0.0.1', resolve);
	});
	const {port} = server.address() as AddressInfo;
	url = `https://localhost:${port}`;
	return {
		url,
		port,
		requests,
		close: () =>
			new Promise(resolve => {
				closing.abort();
				server.close(() => resolve());
				for (const session of sessions) session.destroy();
				for (const socket of sockets) socket.destroy();
			}),
	};
};

const readRequest = async (
	message: Http2ServerRequest,
	origin: string,
	clock: Clock,
): Promise<PracticeRequest | undefined> => {
	const parts: Buffer[] = [];
	let size = 0;
	try {
		if (message.method !== 'GET' && message.method !== 'HEAD') {
			for await (const part of message as AsyncIterable<Buffer>) {
				size += part.length;
				if (size > most) return undefined;
				parts.push(part);
			}
		}
	} catch {
		return undefined;
	}
	const url = message.url;
	const mark = url.indexOf('?');
	const headers: Record<string, string | undefined> = Object.create(null);
	for (const [name, value] of Object.entries(message.headers)) {
		if (!name.startsWith(':')) headers[name] = Array.isArray(value) ? value.at(-1) : value;
	}
	// HTTP/2 has it as a pseudo header.
	headers.host ??= message.authority;
	return {
		method: message.method,
		path: mark < 0 ? url : url.slice(0, mark),
		query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
		url,
		headers,
		body: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts),
		origin,
		now: clock(),
	};
};

/** The request broke off, or is larger than any service would take. */
const refuseUnread = (response: Http2ServerResponse): void => {
	if (response.destroyed || response.headersSent) return;
	response.writeHead(413, {'content-type': 'text/plain'});
	response.end('Request body too large');
};

/** A mistake in the practice tenant itself: said loudly in the answer, so that a test does not take it for a fault. */
const fail = (response: Http2ServerResponse, error: unknown): void => {
	if (response.headersSent) {
		response.stream?.destroy();
		return;
	}
	response.writeHead(500, {'content-type': 'text/plain'});
	response.end(`The practice tenant itself failed: ${error instanceof Error ? error.stack : String(error)}`);
};
