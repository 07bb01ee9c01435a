// A certificate made on this machine. Its key is written once, for its owner only, and never goes anywhere.
import {randomBytes, webcrypto, X509Certificate} from 'node:crypto';
import {rmSync} from 'node:fs';
import {onDisk} from '../../platform/disk/errors.ts';
import {readPrivate} from '../../platform/disk/private.ts';
import {writeWhole} from '../../platform/disk/write.ts';
import {readCertificate} from '../certificate.ts';

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
	// Only who makes one waits for what it takes.
	await import('reflect-metadata');
	const x509 = await import('@peculiar/x509');
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

/** Writes certificate and key (0600). @throws UsherError `disk-…` */
export const writeCertificate = (path: string, made: MadeCertificate): void => writeWhole(path, made.pem);

/** The certificate (DER) of a file that Usher made, when it is there, whole, and the one meant; else undefined. */
export const certificateIn = async (
	path: string,
	thumbprint: string,
): Promise<{readonly der: Buffer; readonly ends: Date} | undefined> => {
	const bytes = readPrivate(path);
	if (bytes === undefined) return undefined;
	try {
		const found = await readCertificate(bytes);
		if (found.thumbprint !== thumbprint) return undefined;
		return {der: new X509Certificate(found.certificate).raw, ends: found.notAfter};
	} catch {
		return undefined;
	}
};

/** Removes a file that Usher made; one that is gone already is fine. @throws UsherError `disk-…` */
export const removeCertificate = (path: string): void => onDisk(path, () => rmSync(path, {force: true}));
