// A certificate authority for the practice tenants of one process: made at start, kept in memory, trusted by nobody else.
// @peculiar/x509 is put together by tsyringe, which needs it there first.
import 'reflect-metadata';
import {webcrypto} from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** PEM texts for one server. */
export type ServerCertificate = {readonly cert: string; readonly key: string};

export type Authority = {
	/** The authority's certificate, PEM: what a client has to trust. */
	readonly ca: string;
	/** A certificate for localhost, 127.0.0.1 and ::1, and for these host names. */
	serverCertificate(names?: readonly string[]): Promise<ServerCertificate>;
};

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
const day = 86_400_000;

/**
 * Makes an authority whose key never leaves this process.
 * Certificates are valid for a year from yesterday by the machine's own clock, because TLS is checked against that one.
 */
export const createAuthority = async (): Promise<Authority> => {
	const crypto = webcrypto as unknown as Crypto;
	x509.cryptoProvider.set(crypto);
	const keys = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
	const notBefore = new Date(Date.now() - day);
	const notAfter = new Date(Date.now() + 365 * day);
	const root = await x509.X509CertificateGenerator.createSelfSigned({
		serialNumber: serial(),
		name: 'CN=Usher practice authority',
		notBefore,
		notAfter,
		keys,
		signingAlgorithm: algorithm,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
		],
	});
	return {
		ca: root.toString('pem'),
		async serverCertificate(names = []) {
			const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
			const certificate = await x509.X509CertificateGenerator.create({
				serialNumber: serial(),
				subject: 'CN=localhost',
				issuer: root.subject,
				notBefore,
				notAfter,
				publicKey: own.publicKey,
				signingKey: keys.privateKey,
				signingAlgorithm: algorithm,
				extensions: [
					new x509.BasicConstraintsExtension(false, undefined, true),
					new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
					new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
					new x509.SubjectAlternativeNameExtension([
						{type: 'dns', value: 'localhost'},
						{type: 'ip', value: '127.0.0.1'},
						{type: 'ip', value: '::1'},
						...names.map(value => ({type: 'dns' as const, value})),
					]),
					await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
				],
			});
			const pkcs8 = await crypto.subtle.exportKey('pkcs8', own.privateKey);
			return {cert: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')};
		},
	};
};

let own: Promise<Authority> | undefined;

/** The one that all practice tenants of this process share: making it takes longer than the rest of a small tenant. */
export const sharedAuthority = (): Promise<Authority> => {
	own ??= createAuthority();
	return own;
};

const serial = (): string => {
	const bytes = webcrypto.getRandomValues(new Uint8Array(16));
	// A serial number is positive: the first bit stays clear, and a leading zero byte would not be minimal.
	bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
	return Buffer.from(bytes).toString('hex');
};
