import {
	createSecureServer,
	type Http2SecureServer,
	type Http2ServerRequest,
	type Http2ServerResponse,
} from 'node:http2';
import type {AddressInfo, Socket} from 'node:net';
import {type Authority, createAuthority} from './authority.ts';

export type TestServer = {
	readonly ca: string;
	readonly port: number;
	readonly url: string;
	readonly raw: Http2SecureServer;
	/** Answers the next requests; set by each test. */
	handle: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
	close(): Promise<void>;
};

/** HTTPS on loopback, HTTP/2 and HTTP/1.1, with a certificate for `names`. */
export const startHttps = async (
	names: readonly string[] = ['localhost'],
	authority?: Authority,
	host = '127.0.0.1',
): Promise<TestServer> => {
	const by = authority ?? (await createAuthority());
	const raw = createSecureServer({...(await by.issue(names)), allowHTTP1: true});
	const sockets = new Set<Socket>();
	raw.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	raw.on('sessionError', () => {});
	await new Promise<void>(resolve => raw.listen(0, host, resolve));
	const {port} = raw.address() as AddressInfo;
	const server: TestServer = {
		ca: by.ca,
		port,
		url: `https://${names[0] ?? 'localhost'}:${port}`,
		raw,
		handle: (_request, response) => response.writeHead(404).end(),
		close: () =>
			new Promise(resolve => {
				for (const socket of sockets) socket.destroy();
				raw.close(() => resolve());
			}),
	};
	raw.on('request', (request, response) => server.handle(request, response));
	return server;
};
