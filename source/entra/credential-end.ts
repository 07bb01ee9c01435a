// When the credential of the application ends: from the certificate's file, from what registration or a person noted, or
// asked of the tenant.

import {X509Certificate} from 'node:crypto';
import type {Problem} from '../core/changes.ts';
import {credentialWarningDays, daysUntil, endWords} from '../core/days-left.ts';
import type {CallContext} from '../core/ports.ts';
import {readRegular} from '../platform/disk/read.ts';
import type {Settings} from '../platform/settings/settings.ts';
import type {Graph} from './graph/client.ts';
import {GraphError} from './graph/errors.ts';
import type {OldCredential} from './registration/journal.ts';
import {isKey} from './registration/key-mark.ts';
import {tenantObjects} from './registration/tenant-objects.ts';

export type CredentialEnd = {
	readonly ends: Date;
	/** The certificate's own date goes before the setting, which may be of the one before. */
	readonly from: 'certificate' | 'settings' | 'tenant';
};

/** More than any certificate with its chain. */
const most = 1_048_576;

/** The end of the first certificate in a PEM file; undefined for PFX, or when it cannot be read. */
const certificateEnd = (path: string): Date | undefined => {
	try {
		// Not waiting for what is no file: status and the end of each run ask this.
		const text = readRegular(path, most)?.toString('latin1') ?? '';
		const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0];
		const ends = pem === undefined ? Number.NaN : Date.parse(new X509Certificate(pem).validTo);
		return Number.isNaN(ends) ? undefined : new Date(ends);
	} catch {
		return undefined;
	}
};

/** When the credential that the settings name ends, as far as this machine knows. A federated one does not end. */
export const credentialEnd = (entra: Settings['entra']): CredentialEnd | undefined => {
	if (entra.credential === 'federated') return undefined;
	if (entra.credential === 'certificate' && entra.certificateFile !== undefined) {
		const ends = certificateEnd(entra.certificateFile);
		if (ends !== undefined) return {ends, from: 'certificate'};
	}
	const noted = entra.credentialEnds === undefined ? Number.NaN : Date.parse(entra.credentialEnds);
	return Number.isNaN(noted) ? undefined : {ends: new Date(noted), from: 'settings'};
};

/** The problem of a run, from 30 days before the end on. */
export const credentialProblem = (entra: Settings['entra'], now: Date): Problem | undefined => {
	const end = credentialEnd(entra);
	if (end === undefined || daysUntil(end.ends, now) > credentialWarningDays) return undefined;
	return {
		code: 'credential-ends',
		message: `The ${entra.credential === 'certificate' ? 'certificate' : 'client secret'} of the app registration ${endWords(end.ends, now)} (${end.ends.toISOString().slice(0, 10)}); without a new one the sync stops. \`usher credentials renew\` makes it.`,
		subject: [entra.clientId ?? ''],
		severity: 'warning',
	};
};

/**
 * Asks the tenant when this credential ends. It may be asked only with Application.Read.All or more, which Usher does
 * not need: undefined when it may not, or when the credential cannot be told from others.
 * @throws GraphError when it may and fails all the same; UsherError exit 16
 */
export const askCredentialEnd = async (
	graph: Pick<Graph, 'get' | 'send'>,
	clientId: string,
	current: OldCredential,
	call: CallContext,
): Promise<CredentialEnd | undefined> => {
	try {
		const application = await tenantObjects(graph, call).applicationByAppId(clientId);
		const fits =
			current.kind === 'certificate'
				? application?.keys.filter(one => isKey(one, {...current, name: ''}))
				: application?.passwords.filter(one => one.hint === current.hint);
		const ends = fits?.length === 1 ? fits[0]?.ends : undefined;
		return ends === undefined ? undefined : {ends: new Date(ends), from: 'tenant'};
	} catch (error) {
		if (error instanceof GraphError && error.status === 403) return undefined;
		throw error;
	}
};
