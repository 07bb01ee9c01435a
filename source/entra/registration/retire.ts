// The credential that a new one replaces: found by what only it has, and taken out once the new one works.
import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import type {Secrets} from '../../platform/secrets/secrets.ts';
import type {Settings} from '../../platform/settings/settings.ts';
import {readCertificate} from '../certificate.ts';
import {keep, type Workshop} from './context.ts';
import type {CredentialRecord, OldCredential} from './journal.ts';
import {isKey} from './key-mark.ts';
import {removeKey} from './new-certificate.ts';

/** The credential that the settings name now; undefined when there is none, or none that can be recognised. */
export const currentCredential = async (
	entra: Settings['entra'],
	secrets: Pick<Secrets, 'read'>,
): Promise<OldCredential | undefined> => {
	try {
		if (entra.credential === 'secret') return {kind: 'secret', hint: (await secrets.read('entra')).slice(0, 3)};
		if (entra.credential !== 'certificate' || entra.certificateFile === undefined) return undefined;
		const bytes = readFileSync(entra.certificateFile);
		const found = await readCertificate(bytes).catch(async () =>
			readCertificate(bytes, await secrets.read('certificate-password')),
		);
		const sha1 = new X509Certificate(found.certificate).fingerprint.replaceAll(':', '').toLowerCase();
		return {kind: 'certificate', thumbprint: found.thumbprint, sha1, file: entra.certificateFile};
	} catch {
		return undefined;
	}
};

/** A file that Usher named itself; another one belongs to somebody. */
const isOwnFile = (file: string, folder: string): boolean =>
	dirname(file) === folder && /^entra-[0-9a-f]{12}\.pem$/.test(basename(file));

/**
 * Takes the old credential out of the application. One that cannot be told from another stays, and is named.
 * @returns a sentence about what was done
 */
export const retire = async (
	shop: Workshop,
	application: string,
	old: OldCredential,
	fresh: CredentialRecord,
	folder: string,
): Promise<string> => {
	const now = await shop.objects.application(application);
	const recorded = shop.record.credentials.find(one =>
		old.kind === 'certificate'
			? one.thumbprint === old.thumbprint
			: one.kind === 'secret' && one.savedAt !== undefined && one.name !== fresh.name,
	);
	if (old.kind === 'certificate') {
		const about = {
			name: recorded?.name ?? '',
			thumbprint: old.thumbprint,
			sha1: old.sha1,
			...(recorded?.keyId === undefined ? {} : {keyId: recorded.keyId}),
		};
		const own = isOwnFile(old.file, folder) ? old.file : recorded?.file;
		const file = own === undefined ? {} : {file: own};
		// Without a name of its own in the journal it is known by its thumbprint only.
		const there = now?.keys.some(one => isKey(one, about)) === true;
		if (!there && recorded === undefined) return leave('The old certificate could not be told from the others');
		await removeKey(shop, application, {...about, ...file}, fresh.kind === 'certificate' ? fresh : undefined);
		return `The old certificate is taken out${'file' in file ? ', and its key is deleted' : '; its file stays, as it is not one of Usher’s'}.`;
	}
	const candidates = (now?.passwords ?? []).filter(
		one =>
			one.keyId !== fresh.keyId &&
			(recorded?.keyId !== undefined ? one.keyId === recorded.keyId : one.hint === old.hint),
	);
	const [one] = candidates;
	if (one === undefined || candidates.length > 1) return leave('The old secret could not be told from the others');
	await shop.graph.send('POST', `/applications/${application}/removePassword`, {keyId: one.keyId}, shop.call);
	if (recorded !== undefined)
		keep(shop, {credentials: shop.record.credentials.filter(each => each.name !== recorded.name)});
	return 'The old secret is taken out.';
};

const leave = (why: string): string => `${why}: remove it in the portal, under “Certificates & secrets”.`;
