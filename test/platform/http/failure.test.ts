import {expect, test} from 'vitest';
import {networkError} from '../../../source/platform/http/advice.ts';
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
	[{code: 'CERT_HAS_EXPIRED'}, 'tls-time', false],
	[{code: 'CERT_NOT_YET_VALID'}, 'tls-time', false],
	[{code: 'ERR_TLS_CERT_ALTNAME_INVALID'}, 'tls-name', false],
	[{code: 'ERR_SSL_WRONG_VERSION_NUMBER'}, 'tls-version', false],
	[{code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'}, 'tls-version', false],
	[{code: 'ERR_SSL_UNSUPPORTED_PROTOCOL'}, 'tls-version', false],
	[{code: 'DEPTH_ZERO_SELF_SIGNED_CERT'}, 'tls', false],
	[{code: 'EMFILE', syscall: 'connect', port: 3128}, 'too-many-files', false],
	[{code: 'ENFILE'}, 'too-many-files', false],
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
	['Proxy response (407) !== 200 when HTTP Tunneling', 'name and a password', 'proxy-denied'],
	['Proxy response (403) !== 200 when HTTP Tunneling', '403', 'proxy-denied'],
	['Proxy response (503) !== 200 when HTTP Tunneling', '503', 'proxy'],
])('%s', (message, says, kind) => {
	const failure = httpFailure(error({code: 'UND_ERR_ABORTED'}, message), route, false);
	expect([failure.kind, failure.sent]).toEqual([kind, false]);
	expect(failure.message).toContain(says);
});

test('a certificate that is too old or too new for this machine is said beside its clock', () => {
	const failure = httpFailure(error({code: 'CERT_NOT_YET_VALID'}), route, false);
	expect(failure.message).toContain(`clock of this machine, which says ${new Date().getUTCFullYear()}-`);
	const {advice} = networkError(failure, 'graph');
	expect(advice).toContain('clock');
	expect(
		networkError(httpFailure(error({code: 'SELF_SIGNED_CERT_IN_CHAIN'}), route, false), 'graph').advice,
	).not.toContain('clock');
});

test('nothing that was thrown is no failure', () => {
	for (const thrown of [undefined, null, 'text', 5, {}]) expect(httpFailure(thrown, route, true).kind).toBe('other');
});
