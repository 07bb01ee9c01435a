import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Waiting} from '../../core/ports.ts';
import type {HttpError, HttpErrorKind} from './port.ts';

export type Service = Waiting['service'];

export const serviceNames: Readonly<Record<Service, string>> = {
	login: 'The Microsoft sign-in service',
	graph: 'Microsoft Graph',
	bitwarden: 'The Bitwarden server',
};

const advice: Readonly<Record<HttpErrorKind, string>> = {
	aborted: 'Nothing more is needed; run it again when you like.',
	timeout:
		'Check the network and the proxy. On a slow link raise network.timeoutSeconds (USHER_TIMEOUT). The next run goes on from here.',
	reset: 'Usually this passes. If it stays, a firewall or proxy on the way cuts the connection.',
	refused: 'Check that this machine may reach it (firewall), and whether a proxy is needed (HTTPS_PROXY).',
	dns: 'Check the address in the settings and the name servers of this machine. Behind a proxy set HTTPS_PROXY.',
	tls: 'If your network uses its own certificate authority, name its PEM file in network.caFile (USHER_CA_FILE) or NODE_EXTRA_CA_CERTS.',
	'tls-time':
		'Set the clock of this machine right if it is not (timedatectl set-ntp true). If it is right, whoever runs the server has to renew its certificate.',
	'tls-name':
		'Another server answers at this address: a wrong address in the settings, a sign-in page of the network, or a proxy that looks into connections. Open the address from this machine and look whose certificate it is.',
	'tls-version':
		'Check the port of the address: plain HTTP may answer there. A server must speak TLS 1.2 or newer; a proxy on the way may speak an older one.',
	proxy:
		'Check HTTPS_PROXY: http://host:port, or http://name:password@host:port. Hosts that need no proxy belong in NO_PROXY.',
	'proxy-denied':
		'A name and a password belong into HTTPS_PROXY: http://name:password@host:port. If they are right, whoever runs the proxy has to allow this host and port; hosts that need no proxy belong in NO_PROXY.',
	'too-many-files': 'Raise the limit (ulimit -n; LimitNOFILE= in a unit), then run it again.',
	'too-large': 'That is not what this service sends. Check the address in the settings.',
	'bad-reply':
		'A proxy, a sign-in page of the network or a wrong address often answers like this. Open the address from this machine and check the settings.',
	other: 'Check the address in the settings and the network, then run it again.',
};

/** The error for people, from one below HTTP: what happened, and which setting it is about. Exit code 16. */
export const networkError = (error: HttpError, service: Service): UsherError =>
	new UsherError({
		code: `network-${error.kind}`,
		exitCode: error.kind === 'aborted' ? exitCodes.interrupted : exitCodes.unavailable,
		message: `${serviceNames[service]} gave no usable answer. ${error.message}`,
		advice: advice[error.kind],
		cause: error,
	});
