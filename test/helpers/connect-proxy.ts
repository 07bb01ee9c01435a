// A CONNECT proxy on loopback that takes every name to be this machine, so that a test sees what went through it.
import {createServer, type IncomingMessage, type RequestListener} from 'node:http';
import {createServer as createSecureServer} from 'node:https';
import {type AddressInfo, connect, type Socket} from 'node:net';
import type {Duplex} from 'node:stream';

export type ConnectProxy = {
	readonly port: number;
	/** `host:port` of each tunnel. */
	readonly tunnels: string[];
	close(): Promise<void>;
};

/**
 * @param credentials `name:password` that it asks for
 * @param ports where a `host:port` leads to; its own port when it is not named
 * @param address where it listens
 * @param tls key and certificate, for a proxy that is spoken to in TLS itself
 */
export const startConnectProxy = async (
	credentials?: string,
	ports: ReadonlyMap<string, number> = new Map(),
	address = '127.0.0.1',
	tls?: {readonly key: string; readonly cert: string},
): Promise<ConnectProxy> => {
	const tunnels: string[] = [];
	const sockets = new Set<Socket>();
	const answer: RequestListener = (_request, response) => {
		response.writeHead(405).end();
	};
	const server = tls === undefined ? createServer(answer) : createSecureServer(tls, answer);
	const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	server.on('connect', (request: IncomingMessage, client: Duplex) => {
		client.on('error', () => {});
		if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
			client.end(
				'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n',
			);
			return;
		}
		tunnels.push(request.url ?? '');
		const port = ports.get(request.url ?? '') ?? Number(request.url?.split(':').at(-1));
		const far = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			far.pipe(client);
			client.pipe(far);
		});
		sockets.add(far);
		far.on('error', () => client.destroy());
	});
	await new Promise<void>(resolve => server.listen(0, address, resolve));
	return {
		port: (server.address() as AddressInfo).port,
		tunnels,
		close: () =>
			new Promise(resolve => {
				for (const socket of sockets) socket.destroy();
				server.close(() => resolve());
			}),
	};
};
