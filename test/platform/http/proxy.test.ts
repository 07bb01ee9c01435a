import {afterAll, beforeAll, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {createHttp} from '../../../source/platform/http/client.ts';
import type {HttpError} from '../../../source/platform/http/port.ts';
import {isInNetworks, proxyOf} from '../../../source/platform/http/proxy.ts';
import {type Authority, createAuthority} from '../../helpers/authority.ts';
import {type ConnectProxy, startConnectProxy} from '../../helpers/connect-proxy.ts';
import {startHttps, type TestServer} from '../../helpers/https-server.ts';

const password = 'canary:pass@word';
let authority: Authority;
let server: TestServer;
let open: ConnectProxy;
let guarded: ConnectProxy;

beforeAll(async () => {
	// A name that only the proxy can make sense of.
	authority = await createAuthority();
	server = await startHttps(['far.test', 'localhost', '127.0.0.1'], authority);
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
	expect([error.kind, error.sent]).toEqual(['proxy-denied', false]);
	expect(error.message).toContain('407');
});

test.each([{}, {NO_PROXY: '10.0.0.0/8'}])('a proxy that speaks TLS, at an address without a name (%j)', async more => {
	const secure = await startConnectProxy(undefined, new Map(), '127.0.0.1', await authority.issue(['127.0.0.1']));
	try {
		const response = await get({HTTPS_PROXY: `https://127.0.0.1:${secure.port}`, ...more});
		expect(response.text()).toBe('2.0');
		expect(secure.tunnels).toEqual([`far.test:${server.port}`]);
	} finally {
		await secure.close();
	}
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

test('a network in NO_PROXY goes past it', async () => {
	const before = open.tunnels.length;
	const asked = (except: string) => get({HTTPS_PROXY: `http://127.0.0.1:${open.port}`, NO_PROXY: except}, '127.0.0.1');
	expect((await asked('example.com, 127.0.0.0/8')).status).toBe(200);
	expect(open.tunnels).toHaveLength(before);
	expect((await asked('10.0.0.0/8,far.test')).status).toBe(200);
	expect(open.tunnels).toHaveLength(before + 1);
});

test.each([
	['10.1.2.3', '10.0.0.0/8', true],
	['10.1.2.3', '192.168.0.0/16 10.1.2.0/24', true],
	['10.1.2.3', '10.1.3.0/24', false],
	['10.1.2.3', '10.0.0.0/33,10.0.0.0/,/8,10.0.0/8', false],
	['10.1.2.3', '10.1.2.3', false],
	['[fd00::5]', 'fd00::/8', true],
	['[fd00::5]', '[fd00::]/8', true],
	['[fd00::5]', '10.0.0.0/8', false],
	['ten.example', '10.0.0.0/8', false],
])('%s is in %s: %s', (hostname, except, is) => {
	expect(isInNetworks(hostname, except)).toBe(is);
});

test('the process has a proxy of its own, the given environment has none', async () => {
	process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
	try {
		expect((await get({}, 'localhost')).status).toBe(200);
	} finally {
		delete process.env.HTTPS_PROXY;
	}
});

test.each([
	'http://',
	'ftp://canary:secret@x',
	'http://us er:canary@:80',
	// What becomes of a password with signs that were not written as %.
	'http://u:canary/word@proxy:3128',
	'http://u:can#canary@proxy:3128',
	'http://u:can?canary@proxy:3128',
	'http://u:canary%zz@proxy:3128',
	'http://proxy:3128/path',
])('%s is no proxy', value => {
	expect(() => proxyOf({HTTPS_PROXY: value})).toThrow(UsherError);
	try {
		proxyOf({HTTPS_PROXY: value});
	} catch (error) {
		expect((error as UsherError).exitCode).toBe(10);
		expect((error as UsherError).message).toContain('HTTPS_PROXY');
		expect(String((error as UsherError).stack)).not.toContain('canary');
	}
});

test('lower case comes first', () => {
	expect(proxyOf({https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2'}).proxy?.host).toBe('a:1');
	expect(proxyOf({HTTPS_PROXY: ''}).proxy).toBeUndefined();
});
