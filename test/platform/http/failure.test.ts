import {expect, test} from 'vitest';
import {httpFailure} from '../../../source/platform/http/failure.ts';

const route = {host: 'api.example', proxy: new URL('http://usher:canary@proxy.example:3128')};
const error = (fields: object, message = 'raw') => Object.assign(new Error(message), fields);

test.each([
	[{code: 'ECONNREFUSED', syscall: 'connect', port: 443}, 'refused', false],
	[{code: 'EHOSTUNREACH', syscall: 'connect'}, 'refused', false],
	[{code: 'EHOSTUNREACH', syscall: 'read'}, 'refused', true],
	[{code: 'ETIMEDOUT', syscall: 'connect'}, 'timeout', false],
	[{code: 'ETIMEDOUT', syscall: 'read'}, 'timeout', true],
	[{code: 'UND_ERR_CONNECT_TIMEOUT'}, 'timeout', false],
	[{code: 'ENOTFOUND', hostname: 'api.example'}, 'dns', false],
	[{code: 'ENOTFOUND', hostname: 'proxy.example'}, 'proxy', false],
	[{code: 'ECONNREFUSED', syscall: 'connect', port: 3128}, 'proxy', false],
	[{code: 'ECONNRESET', syscall: 'read'}, 'reset', true],
	[{code: 'ECONNRESET', port: 3128}, 'reset', true],
	[{code: 'UND_ERR_SOCKET'}, 'reset', true],
	[{code: 'UND_ERR_PRX_CONN'}, 'proxy', false],
	[{code: 'CERT_HAS_EXPIRED'}, 'tls', false],
	[{code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'}, 'tls', false],
	[{code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'}, 'tls', true],
	[{code: 'SOMETHING_NEW'}, 'other', true],
	[{}, 'other', true],
])('%j: %s, sent: %s', (fields, kind, sent) => {
	const failure = httpFailure(error(fields), route, false);
	expect([failure.kind, failure.sent]).toEqual([kind, sent]);
	expect(`${failure.message}${failure.stack}`).not.toContain('canary');
});

test('happy eyeballs speaks for its last attempt', () => {
	const attempts = [
		error({code: 'ENETUNREACH', syscall: 'connect'}),
		error({code: 'ECONNREFUSED', syscall: 'connect'}),
	];
	const failure = httpFailure(new AggregateError(attempts), route, false);
	expect([failure.kind, failure.sent]).toEqual(['refused', false]);
	expect(failure.message).toContain('ECONNREFUSED');
});

test.each([
	['Proxy response (407) !== 200 when HTTP Tunneling', 'name and a password'],
	['Proxy response (403) !== 200 when HTTP Tunneling', '403'],
])('%s', (message, says) => {
	const failure = httpFailure(error({code: 'UND_ERR_ABORTED'}, message), route, false);
	expect([failure.kind, failure.sent]).toEqual(['proxy', false]);
	expect(failure.message).toContain(says);
});

test('nothing that was thrown is no failure', () => {
	for (const thrown of [undefined, null, 'text', 5, {}]) expect(httpFailure(thrown, route, true).kind).toBe('other');
});
