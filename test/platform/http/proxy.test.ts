import {afterAll, beforeAll, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {createHttp} from '../../../source/platform/http/client.ts';
import type {HttpError} from '../../../source/platform/http/port.ts';
import {proxyOf} from '../../../source/platform/http/proxy.ts';
import {type ConnectProxy, startConnectProxy} from '../../helpers/connect-proxy.ts';
import {startHttps, type TestServer} from '../../helpers/https-server.ts';

const password = 'canary:pass@word';
let server: TestServer;
let open: ConnectProxy;
let guarded: ConnectProxy;

beforeAll(async () => {
	// A name that only the proxy can make sense of.
	server = await startHttps(['far.test', 'localhost']);
	server.handle = (request, response) => response.end(request.httpVersion);
	open = await startConnectProxy();
	guarded = await startConnectProxy(`usher:${password}`);
});
afterAll(async () => {
	await Promise.all([open.close(), guarded.close()]);
	await server.close();
});

const get = async (environment: Record<string, string>, host = 'far.test') => {
	const http = createHttp({ca: [server.ca], environment, userAgent: 'usher/test'});
	try {
		return await http.request({method: 'GET', url: `https://${host}:${server.port}/`});
	} finally {
		await http.close();
	}
};
const kindOf = (promise: Promise<unknown>): Promise<HttpError> =>
	promise.then(
		() => {
			throw new Error('it was answered');
		},
		(error: HttpError) => {
			expect(`${error.message} ${error.stack}`).not.toContain('canary');
			return error;
		},
	);

test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
	'%s: the request goes through the proxy, in HTTP/2',
	async name => {
		const before = open.tunnels.length;
		const response = await get({[name]: `http://127.0.0.1:${open.port}`});
		expect(response.text()).toBe('2.0');
		expect(open.tunnels.slice(before)).toEqual([`far.test:${server.port}`]);
	},
);

test('a proxy without a scheme, as many write it', async () => {
	expect((await get({HTTPS_PROXY: `127.0.0.1:${open.port}`})).status).toBe(200);
});

test('a name and a password, with signs that must be written as %', async () => {
	const environment = {HTTPS_PROXY: `http://usher:${encodeURIComponent(password)}@127.0.0.1:${guarded.port}`};
	expect((await get(environment)).status).toBe(200);
	expect(guarded.tunnels).toHaveLength(1);
});

test('a proxy that wants a password says so', async () => {
	const error = await kindOf(get({HTTPS_PROXY: `http://usher:canary-wrong@127.0.0.1:${guarded.port}`}));
	expect([error.kind, error.sent]).toEqual(['proxy', false]);
	expect(error.message).toContain('407');
});

test('a proxy that is not there is named as the proxy', async () => {
	const error = await kindOf(get({HTTPS_PROXY: 'http://usher:canary@127.0.0.1:1'}));
	expect(error.kind).toBe('proxy');
	expect(error.message).toContain('127.0.0.1:1');
	expect((await kindOf(get({HTTPS_PROXY: 'http://no-such-proxy.invalid:3128'}))).kind).toBe('proxy');
});

test('NO_PROXY goes past it', async () => {
	const before = open.tunnels.length;
	const environment = {HTTPS_PROXY: `http://127.0.0.1:${open.port}`, NO_PROXY: 'example.com, localhost'};
	expect((await get(environment, 'localhost')).status).toBe(200);
	expect(open.tunnels).toHaveLength(before);
});

test('the process has a proxy of its own, the given environment has none', async () => {
	process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
	try {
		expect((await get({}, 'localhost')).status).toBe(200);
	} finally {
		delete process.env.HTTPS_PROXY;
	}
});

test.each(['http://', 'ftp://canary:secret@x', 'http://us er:canary@:80', 'http://u:canary%zz@x:80'])(
	'%s is no proxy',
	value => {
		expect(() => proxyOf({HTTPS_PROXY: value})).toThrow(UsherError);
		try {
			proxyOf({HTTPS_PROXY: value});
		} catch (error) {
			expect((error as UsherError).exitCode).toBe(10);
			expect((error as UsherError).message).toContain('HTTPS_PROXY');
			expect(String((error as UsherError).stack)).not.toContain('canary');
		}
	},
);

test('lower case comes first', () => {
	expect(proxyOf({https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2'}).proxy?.host).toBe('a:1');
	expect(proxyOf({HTTPS_PROXY: ''}).proxy).toBeUndefined();
});
