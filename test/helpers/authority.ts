// A certificate authority for one test file, and certificates by it.
import 'reflect-metadata';
import {webcrypto} from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);
const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
const makeKeys = () =>
	webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
/** Milliseconds from now. */
type Span = {readonly from: number; readonly to: number};
const span = ({from, to}: Span = {from: -3_600_000, to: 86_400_000}) => ({
	notBefore: new Date(Date.now() + from),
	notAfter: new Date(Date.now() + to),
	signingAlgorithm: algorithm,
});

export type Authority = {
	/** PEM of the authority. */
	readonly ca: string;
	/** PEM key and certificate for these names. */
	issue(names: readonly string[], valid?: Span): Promise<{key: string; cert: string}>;
};

export const createAuthority = async (): Promise<Authority> => {
	const keys = await makeKeys();
	const root = await x509.X509CertificateGenerator.createSelfSigned({
		...span(),
		keys,
		name: 'CN=Test authority',
		extensions: [
			new x509.BasicConstraintsExtension(true, 1, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
		],
	});
	return {
		ca: root.toString('pem'),
		issue: async (names, valid) => {
			const own = await makeKeys();
			const certificate = await x509.X509CertificateGenerator.create({
				...span(valid),
				subject: `CN=${names[0] ?? 'none'}`,
				issuer: root.subject,
				publicKey: own.publicKey,
				signingKey: keys.privateKey,
				extensions: [
					new x509.SubjectAlternativeNameExtension(
						names.map(value => ({type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value})),
					),
				],
			});
			const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
			return {key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: certificate.toString('pem')};
		},
	};
};
