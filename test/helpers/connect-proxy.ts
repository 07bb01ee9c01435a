// A CONNECT proxy on loopback that takes every name to be this machine, so that a test sees what went through it.
import {createServer} from 'node:http';
import {type AddressInfo, connect, type Socket} from 'node:net';

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
 */
export const startConnectProxy = async (
	credentials?: string,
	ports: ReadonlyMap<string, number> = new Map(),
	address = '127.0.0.1',
): Promise<ConnectProxy> => {
	const tunnels: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((_request, response) => response.writeHead(405).end());
	const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
	server.on('connection', socket => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	server.on('connect', (request, client) => {
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
