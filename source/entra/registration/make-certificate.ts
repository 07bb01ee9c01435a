// A certificate made on this machine. Slow to load, so only who makes one does.
// @peculiar/x509 is put together by tsyringe, which needs it there first.
import 'reflect-metadata';
import {randomBytes, webcrypto, X509Certificate} from 'node:crypto';
import * as x509 from '@peculiar/x509';

export type MadeCertificate = {
	/** Certificate and key in PEM: what the file holds. */
	readonly pem: string;
	/** SHA-256 of the certificate, hex in lower case. */
	readonly thumbprint: string;
	readonly ends: Date;
};

const algorithm = {
	name: 'RSASSA-PKCS1-v1_5',
	hash: 'SHA-256',
	publicExponent: new Uint8Array([1, 0, 1]),
	modulusLength: 3072,
};
/** Clocks differ: valid from a little before now. */
const leewayMs = 10 * 60_000;

/**
 * Makes a key of 3,072 bits and a certificate that it has signed itself, for signing only. Nothing is written.
 * @param name its subject, and what the portal shows
 */
export const makeCertificate = async (name: string, now: Date, days: number): Promise<MadeCertificate> => {
	const crypto = webcrypto as unknown as Crypto;
	x509.cryptoProvider.set(crypto);
	const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
	const serial = randomBytes(16);
	// A serial number is positive, and its first byte is not zero.
	serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
	const notBefore = new Date(now.getTime() - leewayMs);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned({
		serialNumber: serial.toString('hex'),
		name: [{CN: [name]}],
		notBefore,
		notAfter: new Date(now.getTime() + days * 86_400_000 - leewayMs),
		keys,
		signingAlgorithm: algorithm,
		extensions: [
			new x509.BasicConstraintsExtension(false, undefined, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
		],
	});
	const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
	const pem = certificate.toString('pem');
	const parsed = new X509Certificate(pem);
	return {
		pem: `${pem}\n${key}\n`,
		thumbprint: parsed.fingerprint256.replaceAll(':', '').toLowerCase(),
		ends: new Date(parsed.validTo),
	};
};
