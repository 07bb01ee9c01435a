// Secrets and certificates of an application, within the tenant's app management policy.
import {X509Certificate} from 'node:crypto';
import type {PracticeReply} from '../../exchange.ts';
import type {Application, Certificate} from '../../tenant/registry.ts';
import type {GraphContext, GraphRequest} from '../context.ts';
import {badRequest, GraphRefusal} from '../refusal.ts';
import {secretJson} from './json.ts';

const day = 86_400_000;

const lifetimeRefused = (): GraphRefusal =>
	new GraphRefusal(
		400,
		'CredentialInvalidLifetimeAsPerAppPolicy',
		'Credential lifetime exceeds the max value allowed as per assigned policy.',
	);

/** POST addPassword: the one time that the secret is shown. @throws GraphRefusal */
export const addPassword = (context: GraphContext, request: GraphRequest, application: Application): PracticeReply => {
	const {registry} = context;
	const {policy} = registry;
	const wanted = ((request.body ?? {}) as {passwordCredential?: Record<string, unknown>}).passwordCredential ?? {};
	if (policy.secrets === 'banned') {
		throw new GraphRefusal(
			400,
			'CredentialTypeNotAllowedAsPerAppPolicy',
			'Credential type not allowed as per assigned policy.',
		);
	}
	const start = timeOf(wanted.startDateTime, 'startDateTime') ?? request.now;
	const end = timeOf(wanted.endDateTime, 'endDateTime') ?? start + 730 * day;
	if (end <= request.now || end <= start) {
		throw badRequest('Password credential end date is invalid.', [
			{code: 'InvalidValue', message: 'The end date lies in the past or before the start.', target: 'endDateTime'},
		]);
	}
	if (policy.maxSecretDays !== undefined && end - start > policy.maxSecretDays * day + 3_600_000)
		throw lifetimeRefused();
	const displayName = typeof wanted.displayName === 'string' ? wanted.displayName : null;
	const secret = registry.addSecret(application, {displayName, start, end});
	const context_ = `${context.graphUrl()}/v1.0/$metadata#microsoft.graph.passwordCredential`;
	return {status: 200, body: JSON.stringify({'@odata.context': context_, ...secretJson(secret, secret.text)})};
};

const timeOf = (value: unknown, name: string): number | undefined => {
	if (value === undefined || value === null) return undefined;
	const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(at)) throw badRequest(`Cannot convert a value to target type 'Edm.DateTimeOffset' (${name}).`);
	return at;
};

/** POST removePassword. @throws GraphRefusal */
export const removePassword = (request: GraphRequest, application: Application): PracticeReply => {
	const {keyId} = (request.body ?? {}) as {keyId?: unknown};
	const at = application.secrets.findIndex(secret => secret.keyId === keyId);
	if (at < 0) {
		throw badRequest('No password credential found with keyId.', [
			{code: 'InvalidValue', message: `There is no credential ${String(keyId)}.`, target: 'keyId'},
		]);
	}
	application.secrets.splice(at, 1);
	return {status: 204};
};

/** PATCH keyCredentials replaces the whole list: what is to stay must be sent again, by its keyId. @throws GraphRefusal */
export const replaceCertificates = (context: GraphContext, application: Application, given: unknown): void => {
	if (!Array.isArray(given)) throw badRequest('keyCredentials must be a collection.');
	const before = application.certificates;
	const after: Certificate[] = [];
	for (const entry of given as Record<string, unknown>[]) {
		const {key, keyId, type, usage, displayName} = entry;
		const kept = before.find(one => one.keyId === keyId);
		if (kept !== undefined) {
			after.push(kept);
			continue;
		}
		if (type !== 'AsymmetricX509Cert' || usage !== 'Verify') {
			throw badRequest('Key credential type or usage is invalid.', [
				{code: 'InvalidValue', message: 'Use AsymmetricX509Cert and Verify.'},
			]);
		}
		after.push(certificateOf(context, key, typeof displayName === 'string' ? displayName : null));
	}
	application.certificates = after;
};

const certificateOf = (context: GraphContext, key: unknown, displayName: string | null): Certificate => {
	const invalid = (): GraphRefusal =>
		badRequest('Key credential value is not valid.', [
			{code: 'InvalidValue', message: 'The key is no certificate in DER.', target: 'key'},
		]);
	const der = Buffer.from(typeof key === 'string' ? key : '', 'base64');
	let parsed: X509Certificate;
	try {
		parsed = new X509Certificate(der);
	} catch {
		throw invalid();
	}
	// PEM text in base64 is taken by the parser, but not by Graph.
	if (!parsed.raw.equals(der)) throw invalid();
	const {clock, registry} = context;
	const [start, end] = [Date.parse(parsed.validFrom), Date.parse(parsed.validTo)];
	if (end <= clock()) {
		throw badRequest('Key credential end date is invalid.', [
			{code: 'KeyCredentialsInvalidEndDate', message: 'The certificate has expired.'},
		]);
	}
	const most = registry.policy.maxCertificateDays;
	if (most !== undefined && end - start > most * day + 2 * day) throw lifetimeRefused();
	return registry.makeCertificate(der, displayName);
};
