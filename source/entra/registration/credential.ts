// The credential: a certificate made here, or a secret, within what the tenant's policy allows.
import type {Workshop} from './context.ts';
import type {CredentialKind, FreshCredential} from './credential-rules.ts';
import {ensureCertificate, removeKey} from './new-certificate.ts';
import {ensureSecret, removeSecret} from './new-secret.ts';
import type {ApplicationObject} from './tenant-objects.ts';

/**
 * A new credential of the application, or the one that an interrupted try had begun. Where the policy forbids secrets,
 * a certificate is made instead, and that is told.
 * @param folder where the certificate's file goes
 * @throws UsherError exit 12 `credential-forbidden`, GraphError
 */
export const ensureCredential = async (
	shop: Workshop,
	application: ApplicationObject,
	want: {readonly kind: CredentialKind; readonly folder: string},
): Promise<FreshCredential> => {
	const unfinished = shop.record.credentials.findLast(one => one.savedAt === undefined && one.retiredAt === undefined);
	if (want.kind === 'secret') {
		if (unfinished?.kind === 'certificate') await removeKey(shop, application.id, unfinished);
		const secret = await ensureSecret(shop, application, unfinished?.kind === 'secret' ? unfinished : undefined);
		if (secret !== 'forbidden') return secret;
		shop.tell({
			kind: 'note',
			text: 'A policy of this tenant forbids client secrets for applications: a certificate is made instead.',
		});
		return ensureCertificate(shop, application, want.folder, undefined);
	}
	if (unfinished?.kind === 'secret') await removeSecret(shop, application.id, unfinished);
	return ensureCertificate(shop, application, want.folder, unfinished?.kind === 'certificate' ? unfinished : undefined);
};
