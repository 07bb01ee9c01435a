import {brotliCompressSync, gzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createHttp} from '../../../source/platform/http/client.ts';
import {type Http, HttpError, type HttpErrorKind} from '../../../source/platform/http/port.ts';
import {createAuthority} from '../../helpers/authority.ts';
import {startHttps, type TestServer} from '../../helpers/https-server.ts';

const canary = 'canary-4711-secret';
let server: TestServer;
const clients: Http[] = [];
const client = (more: Partial<Parameters<typeof createHttp>[0]> = {}): Http => {
	const http = createHttp({ca: [server.ca], environment: {}, userAgent: 'usher/test', ...more});
	clients.push(http);
	return http;
};

beforeAll(async () => {
	server = await startHttps(['localhost', '127.0.0.1', '::1']);
});
afterAll(async () => {
	await Promise.all(clients.map(http => http.close()));
	await server.close();
});

const failure = async (promise: Promise<unknown>): Promise<HttpError> => {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(HttpError);
	const found = error as HttpError;
	expect(`${found.message} ${found.stack} ${JSON.stringify(found)} ${String(found.cause)}`).not.toContain(canary);
	return found;
};
const ask = (http: Http, path = '/', more: object = {}) =>
	http.request({method: 'GET', url: `${server.url}${path}`, headers: {authorization: `Bearer ${canary}`}, ...more});

const versions = [
	['HTTP/2', true],
	['HTTP/1.1', false],
] as const;

test.each([
	['HTTP/2', true, undefined],
	['HTTP/1.1', false, undefined],
	['HTTP/1.1 for what has a body, although HTTP/2 is offered', true, '{"x":1}'],
] as const)('%s: a request arrives whole and so does its answer', async (_name, http2, sent) => {
	let seen: {version: string; method: string; path: string; agent: unknown; body: string} | undefined;
	server.handle = (request, response) => {
		let body = '';
		request.on('data', chunk => {
			body += String(chunk);
		});
		request.on('end', () => {
			const {httpVersion: version, method, url: path} = request;
			seen = {version, method, path, agent: request.headers['user-agent'], body};
			response.writeHead(201, {'X-Thing': 'Value'}).end('{"a":"ü"}');
		});
	};
	const method = sent === undefined ? 'GET' : 'PATCH';
	const body = sent === undefined ? {} : {body: sent};
	const response = await client({http2}).request({method, url: `${server.url}/a/b?c=d%20e`, ...body});
	expect(seen).toEqual({
		version: http2 && sent === undefined ? '2.0' : '1.1',
		method,
		path: '/a/b?c=d%20e',
		agent: 'usher/test',
		body: sent ?? '',
	});
	expect(response.status).toBe(201);
	expect(response.headers['x-thing']).toBe('Value');
	expect(response.json()).toEqual({a: 'ü'});
	expect(response.text()).toBe('{"a":"ü"}');
});

test.each([
	['gzip', gzipSync],
	['br', brotliCompressSync],
] as const)('%s is unpacked', async (encoding, pack) => {
	server.handle = (_request, response) => {
		response.writeHead(200, {'content-encoding': encoding}).end(pack('{"packed":true}'));
	};
	expect((await ask(client())).json()).toEqual({packed: true});
});

test('a redirect is data, not followed', async () => {
	server.handle = (_request, response) => response.writeHead(302, {location: 'https://evil.example/'}).end();
	const response = await ask(client());
	expect([response.status, response.headers.location]).toEqual([302, 'https://evil.example/']);
});

test('an answer that is no JSON is undefined as JSON, never an exception', async () => {
	server.handle = (_request, response) => response.writeHead(200).end('<html>');
	expect((await ask(client())).json()).toBeUndefined();
});

test.each(versions)('%s: a body cut off in the middle is an error', async (_name, http2) => {
	server.handle = (request, response) => {
		response.writeHead(200, {'content-length': '1000'});
		response.write('x'.repeat(300), () => {
			if (http2) request.stream.close(0);
			else request.socket.destroy();
		});
	};
	expect((await failure(ask(client({http2})))).kind).toBe('reset');
});

test('a chunked body without its end is an error', async () => {
	server.handle = (request, response) => {
		response.writeHead(200);
		response.write('{"value":[', () => request.socket.destroy());
	};
	expect((await failure(ask(client({http2: false})))).kind).toBe('reset');
});

test.each(versions)('%s: a reset before any answer', async (_name, http2) => {
	server.handle = request => {
		if (http2) request.stream.close(2);
		else request.socket.destroy();
	};
	const error = await failure(ask(client({http2})));
	expect([error.kind, error.sent]).toEqual(['reset', true]);
});

test.each(versions)('%s: the time limit is for the whole exchange, also when bytes trickle', async (_name, http2) => {
	let timer: NodeJS.Timeout | undefined;
	server.handle = (_request, response) => {
		response.writeHead(200);
		timer = setInterval(() => response.write('.'), 20);
		response.on('close', () => clearInterval(timer));
	};
	const error = await failure(ask(client({http2}), '/', {timeoutMs: 300}));
	clearInterval(timer);
	expect([error.kind, error.sent]).toEqual(['timeout', true]);
});

test('stopping cuts the request short', async () => {
	const stop = new AbortController();
	server.handle = () => stop.abort();
	const error = await failure(ask(client(), '/', {signal: stop.signal}));
	expect(error.kind).toBe('aborted');
	const late = await failure(ask(client(), '/', {signal: stop.signal}));
	expect([late.kind, late.sent]).toEqual(['aborted', false]);
});

test('too large, announced, streamed or hidden in a small package', async () => {
	const small = client({mostBytes: 10_000});
	server.handle = (_request, response) => response.writeHead(200, {'content-length': '20000'}).end('x'.repeat(20_000));
	expect((await failure(ask(small))).kind).toBe('too-large');
	server.handle = (_request, response) => {
		response.writeHead(200);
		response.write('x'.repeat(8_000), () => response.end('x'.repeat(8_000)));
	};
	expect((await failure(ask(small))).kind).toBe('too-large');
	server.handle = (_request, response) =>
		response.writeHead(200, {'content-encoding': 'gzip'}).end(gzipSync('x'.repeat(1_000_000)));
	expect((await failure(ask(small))).kind).toBe('too-large');
});

test('a damaged or unknown encoding is a bad reply', async () => {
	server.handle = (_request, response) => response.writeHead(200, {'content-encoding': 'gzip'}).end('no gzip');
	expect((await failure(ask(client()))).kind).toBe('bad-reply');
	server.handle = (_request, response) => response.writeHead(200, {'content-encoding': 'toString'}).end('x');
	expect((await failure(ask(client()))).kind).toBe('bad-reply');
});

test('an authority that nobody named is not trusted, and nothing was sent', async () => {
	let asked = 0;
	server.handle = (_request, response) => {
		asked++;
		response.end();
	};
	const error = await failure(ask(client({ca: []})));
	expect([error.kind, error.sent, asked]).toEqual(['tls', false, 0]);
	const other = await createAuthority();
	expect((await failure(ask(client({ca: [other.ca]})))).kind).toBe('tls');
});

test('a certificate for another name is not trusted', async () => {
	const named = await startHttps(['other.example']);
	const error = await failure(
		client({ca: [named.ca]}).request({method: 'GET', url: `https://localhost:${named.port}/`}),
	);
	await named.close();
	expect(error.kind).toBe('tls-name');
});

test.each<[string, HttpErrorKind]>([
	['https://localhost:1/', 'refused'],
	['https://no-such-host.invalid/', 'dns'],
])('%s: %s, and nothing was sent', async (url, kind) => {
	const error = await failure(client().request({method: 'GET', url}));
	expect([error.kind, error.sent]).toEqual([kind, false]);
});

test('plain http is not spoken', async () => {
	const error = await failure(client().request({method: 'GET', url: 'http://localhost/', body: canary}));
	expect([error.kind, error.sent]).toEqual(['other', false]);
});

test.each(versions)(
	'%s: what no header can hold is not sent, and the requests beside and after it go on',
	async (_name, http2) => {
		const http = client({http2, timeoutMs: 5000});
		const bad = {headers: {authorization: `Bearer ${canary}\nx: y`}};
		const errors = await Promise.all([failure(ask(http, '/', bad)), failure(ask(http, '/', bad))]);
		for (const error of errors) expect(error).toMatchObject({kind: 'other', sent: false});
		expect((await ask(http)).status).toBe(200);
	},
);

test('IPv6', async ({skip}) => {
	const six = await startHttps(['::1'], undefined, '::1').catch(() => undefined);
	if (six === undefined) return skip('this machine has no IPv6');
	six.handle = (_request, response) => response.writeHead(200).end('six');
	const http = client({ca: [six.ca]});
	const response = await http.request({method: 'GET', url: `https://[::1]:${six.port}/`});
	await six.close();
	expect(response.text()).toBe('six');
});

test('many at once share connections', async () => {
	const connections = new Set<unknown>();
	server.handle = (request, response) => {
		connections.add(request.socket.remotePort);
		response.end(String(request.url));
	};
	const http = client();
	const answers = await Promise.all(Array.from({length: 200}, (_, at) => ask(http, `/${at}`)));
	expect(answers.map(answer => answer.text())).toEqual(Array.from({length: 200}, (_, at) => `/${at}`));
	expect(connections.size).toBeLessThanOrEqual(16);
});

test.each(versions)('%s: a connection that the server ended in between is made anew', async (_name, http2) => {
	const http = client({http2});
	const sessions: {goaway(): void; close(): void}[] = [];
	const sockets: {destroy(): void}[] = [];
	server.raw.on('session', session => sessions.push(session));
	server.handle = (request, response) => {
		if (!http2) sockets.push(request.socket);
		response.end('fine');
	};
	expect((await ask(http)).text()).toBe('fine');
	for (const end of [() => sessions.at(-1)?.goaway(), () => sessions.at(-1)?.close()]) {
		if (http2) end();
		else sockets.at(-1)?.destroy();
		// The news may cross the next request: then that one is told as broken off, which a retry mends.
		const answers = await Promise.allSettled([ask(http), ask(http)]);
		for (const answer of answers) {
			if (answer.status === 'fulfilled') expect(answer.value.text()).toBe('fine');
			else expect((answer.reason as HttpError).kind).toBe('reset');
		}
		expect((await ask(http)).text()).toBe('fine');
	}
});

test('an answer that is not HTTP at all', async () => {
	const {createServer} = await import('node:tls');
	const authority = await createAuthority();
	const strange = createServer(await authority.issue(['localhost']), socket => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
	});
	await new Promise<void>(resolve => strange.listen(0, '127.0.0.1', resolve));
	const {port} = strange.address() as {port: number};
	const error = await failure(client({ca: [authority.ca]}).request({method: 'GET', url: `https://localhost:${port}/`}));
	strange.close();
	expect(error.kind).toBe('bad-reply');
});

test('plain HTTP where HTTPS belongs', async () => {
	const {createServer} = await import('node:http');
	const plain = createServer((_request, response) => response.end('plain'));
	await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
	const {port} = plain.address() as {port: number};
	const error = await failure(client().request({method: 'GET', url: `https://localhost:${port}/`}));
	plain.close();
	expect([error.kind, error.sent]).toEqual(['tls-version', false]);
});

test('a certificate that has ended is said as such', async () => {
	const old = await createAuthority();
	const ended = await startHttps(['localhost'], {
		ca: old.ca,
		issue: names => old.issue(names, {from: -172_800_000, to: -86_400_000}),
	});
	const error = await failure(client({ca: [old.ca]}).request({method: 'GET', url: `https://localhost:${ended.port}/`}));
	await ended.close();
	expect(error.kind).toBe('tls-time');
	expect(error.message).toContain('CERT_HAS_EXPIRED');
});
