import type {CredentialRecord} from './journal.ts';
import type {KeyCredential} from './tenant-objects.ts';

/** What tells one key of an application from the others; thumbprints in hex, lower case. */
export type KeyMark = Pick<CredentialRecord, 'name' | 'thumbprint' | 'keyId'> & {readonly sha1?: string};

/** Whether a key of the tenant is this certificate: hex or base64, SHA-1 or SHA-256, or by the name that only it has. */
export const isKey = (key: KeyCredential, about: KeyMark): boolean => {
	if (key.keyId !== '' && key.keyId === about.keyId) return true;
	if (about.name !== '' && key.name === about.name) return true;
	const given = [key.thumbprint.toLowerCase(), Buffer.from(key.thumbprint, 'base64').toString('hex')];
	return [about.thumbprint, about.sha1].some(one => one !== undefined && given.includes(one));
};
