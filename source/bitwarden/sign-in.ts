import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CallContext} from '../core/ports.ts';
import {HttpError, type HttpResponse} from '../platform/http/port.ts';
import {withRetry} from '../platform/http/retry.ts';
import {cleanText} from '../platform/text/clean.ts';
import {cloudDomains, type Hosts} from './hosts.ts';
import {intercepted} from './intercepted.ts';
import {deviceIdOf, deviceTypeOf, readClientId} from './key.ts';
import {requestIdOf, wordsOf} from './refusal.ts';
import type {Tools} from './tools.ts';
import {keyInOneLine} from './where.ts';

export type OrganisationSignIn = {
	/** A token that is good for another minute at least, and not the one that was `refused`. @throws UsherError (exit 11, 16) */
	token(call: CallContext, not?: {readonly refused?: string | undefined}): Promise<string>;
	/** Id of the organisation, from the client id. @throws UsherError (exit 11) */
	organisation(): string;
};

export type SignInOptions = {
	readonly hosts: Hosts;
	readonly clientId: string;
	readonly secret: () => Promise<string>;
	readonly tools: Tools;
};

const failed = (
	details: {code: string; message: string; advice: string},
	response: HttpResponse,
	raw: string,
): UsherError => new UsherError({...details, exitCode: exitCodes.signInFailed, requestId: requestIdOf(response), raw});

const elsewhere = (hosts: Hosts): string => {
	const others = cloudDomains.filter(domain => domain !== hosts.label);
	return hosts.kind === 'cloud'
		? `in another region (this one is ${hosts.label}, others are ${others.join(', ')})`
		: 'on another server';
};

const notBitwarden = (hosts: Hosts, response: HttpResponse): UsherError =>
	failed(
		{
			code: 'not-bitwarden',
			message: `${hosts.identity} does not answer like a Bitwarden server (${response.status}).`,
			advice:
				'Check bitwarden.url (USHER_BITWARDEN_URL): it is the address at which the web vault opens, without a page behind it. A proxy or a sign-in page of the network can be in between, too.',
		},
		response,
		cleanText(response.text(), 200),
	);

/** Why the server did not take the key; what it says differs between the kinds of server. */
const refusalOf = (hosts: Hosts, response: HttpResponse): UsherError => {
	const body = response.json() as {error?: unknown} | undefined;
	const {message: raw} = wordsOf(response);
	const code = typeof body?.error === 'string' ? body.error : '';
	if (code === 'invalid_client' || /invalid_client/.test(raw))
		return failed(
			{
				code: 'bitwarden-key-refused',
				message: `${hosts.label} did not take the organisation's API key. It does not say which part is wrong.`,
				advice: `Most often the key was rotated, or copied incompletely: copy both parts again. ${keyInOneLine(hosts)} It is refused as well when the organisation is ${elsewhere(hosts)}, is disabled, or has a plan without the API (it needs Teams or Enterprise).`,
			},
			response,
			raw,
		);
	if (/incorrect client_secret/i.test(raw))
		return failed(
			{
				code: 'bitwarden-secret-wrong',
				message: 'The organisation is known, but the client secret is not the one of its API key.',
				advice: `It was probably rotated: copy the client_secret again. ${keyInOneLine(hosts)}`,
			},
			response,
			raw,
		);
	if (/invalid client_id|malformed client_id/i.test(raw))
		return failed(
			{
				code: 'bitwarden-organisation-unknown',
				message: `${hosts.label} knows no organisation with this client id, or it has no API key yet.`,
				advice: `Check bitwarden.url and copy the client_id again. ${keyInOneLine(hosts)}`,
			},
			response,
			raw,
		);
	if (code === 'invalid_scope' || /scope not supported/i.test(raw))
		return failed(
			{
				code: 'bitwarden-scope-refused',
				message: `${hosts.label} does not give this key access to the public API.`,
				advice: `It has to be the key of the organisation, not of a person. ${keyInOneLine(hosts)}`,
			},
			response,
			raw,
		);
	if (response.json() === undefined || response.status === 404 || response.status < 400)
		return notBitwarden(hosts, response);
	return failed(
		{
			code: 'bitwarden-sign-in-failed',
			message: `${hosts.label} refused the sign-in: ${raw}`,
			advice: `Check bitwarden.url and the organisation's API key. ${keyInOneLine(hosts)}`,
		},
		response,
		raw,
	);
};

const readToken = (response: HttpResponse): {value: string; seconds: number} | undefined => {
	const body = response.json();
	if (typeof body !== 'object' || body === null) return undefined;
	const {access_token: value, expires_in: seconds} = body as Record<string, unknown>;
	// It goes into a header: nothing but the characters of a token.
	if (typeof value !== 'string' || value.length > 16_384 || !/^[\w.~+/=-]+$/.test(value)) return undefined;
	const known = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
	return {value, seconds: known ? Math.min(seconds, 86_400) : 3600};
};

/** So often is asked again for an answer that is no token, and only where the budget has room for it. */
const tornTries = 3;
const tornMs = 5_000;
const isTorn = (result: HttpResponse | HttpError): boolean =>
	!(result instanceof HttpError) && result.status === 200 && readToken(result) === undefined;

/**
 * Signs in with an organisation's API key (Bitwarden server, OrganizationClientProvider; Vaultwarden, identity.rs, which
 * wants the device fields that the official server ignores). One token is kept and shared until a minute before its end.
 */
export const createOrganisationSignIn = ({hosts, clientId, secret, tools}: SignInOptions): OrganisationSignIn => {
	let kept: {value: string; until: number} | undefined;
	let underWay: Promise<string> | undefined;

	const ask = async (call: CallContext): Promise<string> => {
		const key = readClientId(clientId, hosts);
		const password = (await secret()).trim();
		if (password === '')
			throw new UsherError({
				code: 'bitwarden-secret-missing',
				exitCode: exitCodes.signInFailed,
				message: "The client secret of the organisation's API key is empty.",
				advice: `Set it with: usher secret set bitwarden. ${keyInOneLine(hosts)}`,
			});
		const body = new URLSearchParams({
			grant_type: 'client_credentials',
			client_id: key.clientId,
			client_secret: password,
			scope: 'api.organization',
			deviceType: deviceTypeOf(tools.platform),
			deviceIdentifier: deviceIdOf(key.clientId),
			deviceName: 'Usher',
		}).toString();
		const url = `${hosts.identity}/connect/token`;
		await tools.pace.take('sign-in', call);
		let asked = tools.now().getTime();
		let tries = 0;
		const response = await withRetry(
			async () => {
				if (tries++ > 0) await tools.pace.take('sign-in', call);
				asked = tools.now().getTime();
				return tools.http.request({
					method: 'POST',
					url,
					headers: {
						'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
						accept: 'application/json',
						'device-type': deviceTypeOf(tools.platform),
					},
					body,
					signal: call.signal,
				});
			},
			{
				...tools,
				service: 'bitwarden',
				call,
				budgetMs: tools.retryMs,
				// A page or a torn text may pass; an address that is no Bitwarden server answers like that for ever.
				retry: result => (isTorn(result) && tries < tornTries && tools.retryMs >= tornMs ? true : undefined),
			},
		);
		const between = intercepted(response, url);
		if (between !== undefined) throw between;
		if (response.status !== 200) throw refusalOf(hosts, response);
		const token = readToken(response);
		if (token === undefined) throw notBitwarden(hosts, response);
		kept = {value: token.value, until: asked + token.seconds * 1000 - 60_000};
		return token.value;
	};

	return {
		organisation: () => readClientId(clientId, hosts).organisation,
		token: async (call, not) => {
			// Of many calls that were refused together, the first gets another, and the rest take that.
			if (kept !== undefined && kept.value !== not?.refused && kept.until > tools.now().getTime()) return kept.value;
			underWay ??= ask(call).finally(() => {
				underWay = undefined;
			});
			return underWay;
		},
	};
};
