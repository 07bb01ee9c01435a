// A certificate of the application: its key is written here first, then its public half is sent.
import {join} from 'node:path';
import {readCertificate} from '../certificate.ts';
import type {Credential} from '../credential.ts';
import {isGraphError} from '../graph/errors.ts';
import {certificateIn, removeCertificate, writeCertificate} from './certificate-file.ts';
import {isArriving, isUnknown, patiently, type Workshop} from './context.ts';
import {
	change,
	dayMs,
	drop,
	type FreshCredential,
	lifetimeCode,
	lifetimes,
	newName,
	refusedByPolicy,
	typeCode,
} from './credential-rules.ts';
import type {CredentialRecord} from './journal.ts';
import {isKey, type KeyMark} from './key-mark.ts';
import type {ApplicationObject} from './tenant-objects.ts';

const freshKeys = async (shop: Workshop, application: ApplicationObject): Promise<ApplicationObject | undefined> =>
	shop.objects.application(application.id);

/** Sends the whole list of keys, because that is what the request replaces. */
const sendKeys = async (shop: Workshop, id: string, keyCredentials: readonly unknown[]): Promise<void> => {
	await patiently(
		shop,
		'credential',
		'The application has not reached every part of Microsoft Graph yet',
		async () => {
			await shop.graph.send('PATCH', `/applications/${id}`, {keyCredentials}, shop.call);
			return true;
		},
		{arriving: isArriving},
	);
};

const usable = (file: string): Credential => ({
	kind: 'certificate',
	certificate: async () => {
		const {readFile} = await import('node:fs/promises');
		return readCertificate(await readFile(file));
	},
});

const registered = async (
	shop: Workshop,
	application: ApplicationObject,
	record: CredentialRecord,
): Promise<CredentialRecord> => {
	const key = (await freshKeys(shop, application))?.keys.find(one => isKey(one, record));
	const done = change(shop, {
		...record,
		madeAt: shop.kit.now().toISOString(),
		...(key === undefined || key.keyId === '' ? {} : {keyId: key.keyId}),
	});
	shop.tell({
		kind: 'made',
		item: {kind: 'certificate', label: done.name, id: done.keyId ?? done.thumbprint ?? done.name},
	});
	return done;
};

/** A new certificate, or the one that an interrupted try had begun. @throws UsherError exit 12 `credential-forbidden`, GraphError */
export const ensureCertificate = async (
	shop: Workshop,
	application: ApplicationObject,
	folder: string,
	unfinished: CredentialRecord | undefined,
): Promise<FreshCredential> => {
	let begin = 0;
	if (unfinished?.file !== undefined && unfinished.thumbprint !== undefined) {
		const {file} = unfinished;
		const there = await certificateIn(file, unfinished.thumbprint);
		if (there !== undefined && there.ends.getTime() > shop.kit.now().getTime() + dayMs) {
			const now = await patiently(
				shop,
				'credential',
				'The application has not reached every part of Microsoft Graph yet',
				() => freshKeys(shop, application),
			);
			if (now?.keys.some(one => isKey(one, unfinished)) === true) {
				return {record: await registered(shop, application, unfinished), use: usable(file)};
			}
			try {
				await sendKeys(shop, application.id, [
					...(now?.keys ?? []).map(one => one.raw),
					keyOf(there.der, unfinished.name),
				]);
				return {record: await registered(shop, application, unfinished), use: usable(file)};
			} catch (error) {
				if (!isGraphError(error, lifetimeCode)) throw error;
				begin = 1;
			}
		}
		// Without its key it is of no use: out of the tenant too, if it got there.
		await removeKey(shop, application.id, unfinished);
	}
	const {makeCertificate} = await import('./make-certificate.ts');
	for (const days of lifetimes.slice(begin)) {
		const name = newName(shop);
		const made = await makeCertificate(name, shop.kit.now(), days);
		const file = join(folder, `entra-${made.thumbprint.slice(0, 12)}.pem`);
		const record: CredentialRecord = change(shop, {
			kind: 'certificate',
			name,
			intendedAt: shop.kit.now().toISOString(),
			ends: made.ends.toISOString(),
			thumbprint: made.thumbprint,
			file,
		});
		writeCertificate(file, made);
		shop.tell({kind: 'made', item: {kind: 'key-file', label: file, id: file}});
		const there = await certificateIn(file, made.thumbprint);
		const now = await patiently(
			shop,
			'credential',
			'The application has not reached every part of Microsoft Graph yet',
			() => freshKeys(shop, application),
		);
		try {
			await sendKeys(shop, application.id, [
				...(now?.keys ?? []).map(one => one.raw),
				keyOf(there?.der ?? Buffer.alloc(0), name),
			]);
		} catch (error) {
			shop.signal.throwIfAborted();
			// Sent and not heard of: the next look tells, with this same certificate.
			if (isUnknown(error)) {
				const seen = await patiently(
					shop,
					'credential',
					'Looking whether the certificate has arrived',
					async () => ((await freshKeys(shop, application))?.keys.some(one => isKey(one, record)) ? true : undefined),
					{budgetMs: 30_000},
				);
				if (seen === undefined) throw error;
				return {record: await registered(shop, application, record), use: usable(file)};
			}
			removeCertificate(file);
			drop(shop, name);
			shop.tell({kind: 'undone', item: {kind: 'key-file', label: file, id: file}});
			if (isGraphError(error, lifetimeCode)) {
				shop.tell({
					kind: 'note',
					text: `The tenant’s policy does not allow a certificate of ${days} days; trying a shorter one.`,
				});
				continue;
			}
			throw isGraphError(error, typeCode) ? refusedByPolicy('certificate', error) : error;
		}
		return {record: await registered(shop, application, record), use: usable(file)};
	}
	throw refusedByPolicy('certificate', undefined);
};

const keyOf = (der: Buffer, displayName: string): object => ({
	type: 'AsymmetricX509Cert',
	usage: 'Verify',
	key: der.toString('base64'),
	displayName,
});

/**
 * Takes a certificate out of the application; the others stay. The file that is named with it is removed.
 * @param stays a key that has to be among the others: a list that does not know it yet would take it away with the request
 */
export const removeKey = async (
	shop: Workshop,
	application: string,
	record: KeyMark & Pick<CredentialRecord, 'file'>,
	stays?: KeyMark,
): Promise<boolean> => {
	const now = await patiently(
		shop,
		'retire',
		'Not every part of Microsoft Graph knows the new certificate yet',
		async () => {
			const one = await shop.objects.application(application);
			return stays === undefined || one === undefined || one.keys.some(key => isKey(key, stays)) ? {one} : undefined;
		},
	).then(found => found?.one);
	const left = now?.keys.filter(one => !isKey(one, record));
	const there = now !== undefined && left !== undefined && left.length < now.keys.length;
	if (there)
		await sendKeys(
			shop,
			application,
			left.map(one => one.raw),
		);
	if (record.file !== undefined) removeCertificate(record.file);
	drop(shop, record.name);
	return there;
};
