// Sealing one secret: AES-256-GCM, the name bound to it, so that one cannot be put in another's place.
import {createCipheriv, createDecipheriv, hash, randomBytes, scrypt} from 'node:crypto';

export type Sealed = {readonly iv: string; readonly tag: string; readonly data: string};
/** Cost of a pass phrase: scrypt's N, r and p (RFC 7914); 64 MiB and a fraction of a second. */
const cost = {N: 65_536, r: 8, p: 1} as const;

const bound = (name: string): Buffer => Buffer.from(`usher secret 1 ${name}`);

/** A new key, 32 bytes. */
export const newKey = (): Buffer => randomBytes(32);

/** Tells keys apart without telling anything of them. */
export const keyId = (key: Uint8Array): string =>
	hash('sha256', Buffer.concat([Buffer.from('usher key id '), key]), 'hex').slice(0, 16);

/** Seals a secret under a key of 32 bytes; `name` must be the same to open it. */
export const seal = (key: Uint8Array, name: string, secret: string): Sealed => {
	const iv = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound(name));
	const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
	return {iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64')};
};

/** Opens what `seal` made; undefined when key or name are others, or it has been changed. */
export const unseal = (key: Uint8Array, name: string, sealed: Sealed): string | undefined => {
	try {
		const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), {authTagLength: 16})
			.setAAD(bound(name))
			.setAuthTag(Buffer.from(sealed.tag, 'base64'));
		return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]).toString('utf8');
	} catch {
		return undefined;
	}
};

/** The key that a pass phrase stands for, with this salt. */
export const keyOfPhrase = (phrase: string, salt: Uint8Array): Promise<Buffer> =>
	new Promise((resolve, reject) => {
		scrypt(phrase.normalize('NFC'), salt, 32, {...cost, maxmem: 256 * 1_048_576}, (error, key) => {
			if (error === null) resolve(key);
			else reject(error);
		});
	});
