// A secret of the application: shown once by the tenant, and never by Usher.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {isGraphError} from '../graph/errors.ts';
import {asObject, entraId} from '../graph/json.ts';
import {isArriving, isUnknown, patiently, type Workshop} from './context.ts';
import {
	change,
	dayMs,
	drop,
	type FreshCredential,
	lifetimeCode,
	lifetimes,
	newName,
	typeCode,
} from './credential-rules.ts';
import type {CredentialRecord} from './journal.ts';
import type {ApplicationObject} from './tenant-objects.ts';

/** A new secret; one that an interrupted try left is taken out first. @throws GraphError, UsherError exit 16 */
export const ensureSecret = async (
	shop: Workshop,
	application: ApplicationObject,
	unfinished: CredentialRecord | undefined,
): Promise<FreshCredential | 'forbidden'> => {
	if (unfinished !== undefined) await removeSecret(shop, application.id, unfinished);
	for (const days of lifetimes) {
		const name = newName(shop);
		const ends = new Date(shop.kit.now().getTime() + days * dayMs).toISOString();
		const record = change(shop, {kind: 'secret', name, intendedAt: shop.kit.now().toISOString(), ends});
		try {
			const answer = await patiently(
				shop,
				'credential',
				'The application has not reached every part of Microsoft Graph yet',
				() =>
					shop.graph.send(
						'POST',
						`/applications/${application.id}/addPassword`,
						{passwordCredential: {displayName: name, endDateTime: ends}},
						shop.call,
					),
				{arriving: isArriving},
			);
			const body = asObject(answer);
			const secret = body?.secretText;
			const keyId = entraId(body?.keyId);
			if (typeof secret !== 'string' || secret === '' || keyId === undefined) {
				throw new UsherError({
					code: 'graph-unreadable',
					exitCode: exitCodes.unavailable,
					message: 'Microsoft Graph gave no secret.',
					advice: 'Run it again: what was made and cannot be used is removed then.',
				});
			}
			const given = typeof body?.endDateTime === 'string' ? Date.parse(body.endDateTime) : Number.NaN;
			const done = change(shop, {
				...record,
				keyId,
				madeAt: shop.kit.now().toISOString(),
				ends: Number.isNaN(given) ? ends : new Date(given).toISOString(),
			});
			shop.tell({kind: 'made', item: {kind: 'secret', label: name, id: keyId}});
			return {record: done, secret, use: {kind: 'secret', secret: () => Promise.resolve(secret)}};
		} catch (error) {
			shop.signal.throwIfAborted();
			// A secret is shown once: one whose answer was lost is of no use, and is removed by name.
			if (isUnknown(error)) {
				await removeSecret(shop, application.id, record).catch(() => {});
				throw error;
			}
			drop(shop, name);
			if (isGraphError(error, lifetimeCode)) {
				shop.tell({
					kind: 'note',
					text: `The tenant’s policy does not allow a secret of ${days} days; trying a shorter one.`,
				});
				continue;
			}
			if (isGraphError(error, typeCode)) return 'forbidden';
			throw error;
		}
	}
	return 'forbidden';
};

/** Takes a secret out of the application, by its id or by the name that only it has, and out of the journal. */
export const removeSecret = async (shop: Workshop, application: string, record: CredentialRecord): Promise<void> => {
	const now = await shop.objects.application(application);
	const keyIds = now?.passwords.filter(one => one.keyId === record.keyId || one.name === record.name) ?? [];
	for (const {keyId} of keyIds) {
		await shop.graph.send('POST', `/applications/${application}/removePassword`, {keyId}, shop.call);
	}
	drop(shop, record.name);
};
