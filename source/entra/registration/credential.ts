// The credential: a certificate made here, or a secret, within what the tenant's policy allows.
import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {readCertificate} from '../certificate.ts';
import type {Credential} from '../credential.ts';
import {isGraphError} from '../graph/errors.ts';
import {asObject} from '../graph/json.ts';
import {certificateIn, makeCertificate, removeCertificate, writeCertificate} from './certificate-file.ts';
import {isArriving, isUnknown, keep, patiently, type Workshop} from './context.ts';
import type {CredentialRecord} from './journal.ts';
import type {ApplicationObject, KeyCredential} from './tenant-objects.ts';

export type CredentialKind = CredentialRecord['kind'];

export type FreshCredential = {
	readonly record: CredentialRecord;
	/** To sign in with. */
	readonly use: Credential;
	/** Only of a new secret: what has to be kept. Never shown. */
	readonly secret?: string;
};

/** Less than a year is what Microsoft recommends; a policy may want less. Days. */
const lifetimes = [365, 180, 90, 60, 30, 14, 7, 1];
const dayMs = 86_400_000;

const lifetimeCode = 'CredentialInvalidLifetimeAsPerAppPolicy';
const typeCode = 'CredentialTypeNotAllowedAsPerAppPolicy';

/** What tells one key of an application from the others; thumbprints in hex, lower case. */
export type KeyMark = Pick<CredentialRecord, 'name' | 'thumbprint' | 'keyId'> & {readonly sha1?: string};

/** Whether a key of the tenant is this certificate: hex or base64, SHA-1 or SHA-256, or by the name that only it has. */
export const isKey = (key: KeyCredential, about: KeyMark): boolean => {
	if (key.keyId !== '' && key.keyId === about.keyId) return true;
	if (about.name !== '' && key.name === about.name) return true;
	const given = [key.thumbprint.toLowerCase(), Buffer.from(key.thumbprint, 'base64').toString('hex')];
	return [about.thumbprint, about.sha1].some(one => one !== undefined && given.includes(one));
};

const change = (shop: Workshop, record: CredentialRecord): CredentialRecord => {
	keep(shop, {credentials: [...shop.record.credentials.filter(one => one.name !== record.name), record]});
	return record;
};
const drop = (shop: Workshop, name: string): void =>
	keep(shop, {credentials: shop.record.credentials.filter(one => one.name !== name)});

const newName = (shop: Workshop): string =>
	`Usher on ${cleanText(hostname(), 40)}, ${shop.kit.now().toISOString().slice(0, 10)}, ${randomBytes(4).toString('hex')}`;

const refusedByPolicy = (kind: CredentialKind, cause: unknown): UsherError =>
	new UsherError({
		code: 'credential-forbidden',
		exitCode: exitCodes.permissionMissing,
		message: `A policy of this tenant forbids ${kind === 'secret' ? 'client secrets' : 'certificates like this'} for applications.`,
		advice:
			kind === 'secret'
				? 'Use a certificate, which Usher makes on this machine: --credential certificate.'
				: 'Ask whoever keeps the app management policies to allow it for this application, or use a certificate of your own authority (entra.certificateFile) or a federated credential (entra.assertionFile).',
		cause,
	});

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

const ensureCertificate = async (
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

const ensureSecret = async (
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
			const keyId = body?.keyId;
			if (typeof secret !== 'string' || secret === '' || typeof keyId !== 'string') {
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
