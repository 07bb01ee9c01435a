// A self-signed certificate with its key, as PEM and as PFX.
import {generateKeyPairSync, X509Certificate} from 'node:crypto';
import forge from 'node-forge';

export type TestCertificate = {
	readonly pem: string;
	readonly der: Buffer;
	/** The certificate, then its key behind the pass phrase. */
	readonly lockedPem: string;
	readonly pfx: Buffer;
};

/** Made anew each time; the pass phrase opens the locked PEM and the PFX. */
export const testCertificate = (passphrase: string, ends = '2099-01-01'): TestCertificate => {
	const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({type: 'spki', format: 'pem'}).toString());
	certificate.serialNumber = '02';
	certificate.validity.notBefore = new Date('2020-01-01');
	certificate.validity.notAfter = new Date(ends);
	const name = [{name: 'commonName', value: 'usher set-up'}];
	certificate.setSubject(name);
	certificate.setIssuer(name);
	const key = forge.pki.privateKeyFromPem(privateKey.export({type: 'pkcs1', format: 'pem'}).toString());
	certificate.sign(key, forge.md.sha256.create());
	const text = forge.pki.certificateToPem(certificate);
	const box = forge.pkcs12.toPkcs12Asn1(key, [certificate], passphrase, {algorithm: '3des'});
	return {
		pem: text + privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
		der: Buffer.from(new X509Certificate(text).raw),
		lockedPem: text + privateKey.export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase}).toString(),
		pfx: Buffer.from(forge.asn1.toDer(box).getBytes(), 'binary'),
	};
};
