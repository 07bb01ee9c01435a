// The certificate that signs the application in: from PEM or PFX to what the sign-in needs of it.
import {createPrivateKey, type KeyObject, X509Certificate} from 'node:crypto';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';

export type SigningCertificate = {
	/** PKCS #8 in PEM, not encrypted. Never shown, never written. */
	readonly privateKey: string;
	/** SHA-256 of the certificate, hex without colons: header `x5t#S256` of the assertion. */
	readonly thumbprint: string;
	/** The certificate itself in PEM, which the portal takes. */
	readonly certificate: string;
	readonly notBefore: Date;
	readonly notAfter: Date;
	readonly subject: string;
};

const refused = (code: string, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.notSetUp, message, advice});
const wrongPassword = (): UsherError =>
	refused(
		'certificate-password',
		'The key of the certificate does not open with this password.',
		'Set the right one with `usher secret set certificate-password` (USHER_CERTIFICATE_PASSWORD).',
	);

const matched = (certificates: readonly X509Certificate[], key: KeyObject): SigningCertificate => {
	if (key.asymmetricKeyType !== 'rsa') {
		throw refused(
			'certificate-key',
			'The key of the certificate is no RSA key.',
			'Entra takes RSA keys of 2048 bits or more: make a certificate with one.',
		);
	}
	const certificate = certificates.find(one => one.checkPrivateKey(key));
	if (certificate === undefined) {
		throw refused(
			'certificate-mismatch',
			certificates.length === 0
				? 'The certificate’s file has no certificate in it.'
				: 'The key is not that of the certificate.',
			'The file must hold the certificate and the private key that belongs to it (entra.certificateFile).',
		);
	}
	return {
		privateKey: key.export({type: 'pkcs8', format: 'pem'}).toString(),
		thumbprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
		certificate: certificate.toString(),
		notBefore: new Date(certificate.validFrom),
		notAfter: new Date(certificate.validTo),
		subject: certificate.subject,
	};
};

const fromPem = (text: string, password: string | undefined): SigningCertificate => {
	const certificates = [...text.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].flatMap(
		([pem]) => {
			try {
				return [new X509Certificate(pem)];
			} catch {
				return [];
			}
		},
	);
	const pem =
		/-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----/.exec(
			text,
		)?.[0];
	if (pem === undefined) {
		throw refused(
			'certificate-key-missing',
			'The certificate’s file has no private key in it.',
			'Put the key (-----BEGIN PRIVATE KEY-----) into the same PEM file, or use a PFX that has both (entra.certificateFile).',
		);
	}
	const locked = pem.includes('ENCRYPTED');
	if (locked && (password === undefined || password === '')) throw wrongPassword();
	let key: KeyObject;
	try {
		key = createPrivateKey({key: pem, format: 'pem', ...(password !== undefined && {passphrase: password})});
	} catch {
		if (locked) throw wrongPassword();
		throw refused(
			'certificate-key',
			'The private key in the certificate’s file cannot be read.',
			'Export it again as PEM or PFX.',
		);
	}
	return matched(certificates, key);
};

const fromPfx = async (bytes: Uint8Array, password: string | undefined): Promise<SigningCertificate> => {
	const {default: forge} = await import('node-forge');
	let box: ReturnType<typeof forge.pkcs12.pkcs12FromAsn1>;
	try {
		const asn1 = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('binary')));
		try {
			box = forge.pkcs12.pkcs12FromAsn1(asn1, password ?? '');
		} catch (error) {
			if (/MAC|password|decrypt/i.test(String(error))) throw wrongPassword();
			throw error;
		}
	} catch (error) {
		if (error instanceof UsherError) throw error;
		throw refused(
			'certificate-unreadable',
			'The certificate’s file is neither PEM nor a PFX that can be read.',
			'Export certificate and key again, as PEM or as PFX (entra.certificateFile).',
		);
	}
	const {pki} = forge;
	const keys = [pki.oids.pkcs8ShroudedKeyBag, pki.oids.keyBag].flatMap(type =>
		type === undefined ? [] : (box.getBags({bagType: type})[type] ?? []),
	);
	const certBag = pki.oids.certBag ?? '';
	const certificates = (box.getBags({bagType: certBag})[certBag] ?? []).flatMap(bag =>
		bag.cert === undefined || bag.cert === null ? [] : [new X509Certificate(pki.certificateToPem(bag.cert))],
	);
	const key = keys.find(bag => bag.key !== undefined && bag.key !== null)?.key;
	if (key === undefined || key === null) {
		throw refused(
			'certificate-key-missing',
			'The PFX has no RSA private key in it.',
			'Export it again together with its private key (entra.certificateFile).',
		);
	}
	return matched(certificates, createPrivateKey(pki.privateKeyToPem(key)));
};

/**
 * Reads a certificate and its key from the bytes of a PEM or PFX file.
 * @throws UsherError (exit 10): unreadable, no key, wrong password, key and certificate that do not belong together
 */
export const readCertificate = async (bytes: Uint8Array, password?: string): Promise<SigningCertificate> => {
	const text = Buffer.from(bytes).toString('latin1');
	return text.includes('-----BEGIN ') ? fromPem(text, password) : fromPfx(bytes, password);
};
