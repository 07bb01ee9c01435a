// What certificates and secrets have in common: names, lifetimes, the journal, and what a policy refuses.
import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../../platform/text/clean.ts';
import type {Credential} from '../credential.ts';
import {keep, type Workshop} from './context.ts';
import type {CredentialRecord} from './journal.ts';

export type CredentialKind = CredentialRecord['kind'];

export type FreshCredential = {
	readonly record: CredentialRecord;
	/** To sign in with. */
	readonly use: Credential;
	/** Only of a new secret: what has to be kept. Never shown. */
	readonly secret?: string;
};

/** Less than a year is what Microsoft recommends; a policy may want less. Days. */
export const lifetimes = [365, 180, 90, 60, 30, 14, 7, 1];
export const dayMs = 86_400_000;

/** Microsoft Graph's codes for what an app management policy forbids. */
export const lifetimeCode = 'CredentialInvalidLifetimeAsPerAppPolicy';
export const typeCode = 'CredentialTypeNotAllowedAsPerAppPolicy';

/** Writes the record of a credential, new or changed. */
export const change = (shop: Workshop, record: CredentialRecord): CredentialRecord => {
	keep(shop, {credentials: [...shop.record.credentials.filter(one => one.name !== record.name), record]});
	return record;
};
/** Forgets a credential that is gone. */
export const drop = (shop: Workshop, name: string): void =>
	keep(shop, {credentials: shop.record.credentials.filter(one => one.name !== name)});

/** A name of which the tenant has no other: at most 90 characters are taken. */
export const newName = (shop: Workshop): string =>
	`Usher on ${cleanText(hostname(), 40)}, ${shop.kit.now().toISOString().slice(0, 10)}, ${randomBytes(4).toString('hex')}`;

/** The error for a kind of credential that a policy forbids. */
export const refusedByPolicy = (kind: CredentialKind, cause: unknown): UsherError =>
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
