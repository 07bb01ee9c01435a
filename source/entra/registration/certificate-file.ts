// The file of a certificate that Usher made. Its key is written once, for its owner only, and never goes anywhere.
import {X509Certificate} from 'node:crypto';
import {rmSync} from 'node:fs';
import {onDisk} from '../../platform/disk/errors.ts';
import {readPrivate} from '../../platform/disk/private.ts';
import {writeWhole} from '../../platform/disk/write.ts';
import {readCertificate} from '../certificate.ts';
import type {MadeCertificate} from './make-certificate.ts';

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
