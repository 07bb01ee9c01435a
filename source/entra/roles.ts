// What an access token says of itself. For diagnosis only: nothing is decided on it that Graph would not decide anew.

import {cleanText} from '../platform/text/clean.ts';
import {entraId} from './graph/json.ts';

export type TokenClaims = {
	/** Granted application permissions; empty when the token names none, which is a token without consent. */
	readonly roles: readonly string[];
	readonly tenant?: string;
	readonly appId?: string;
	/** Object id of the service principal. */
	readonly objectId?: string;
	/** Issued and ending, in milliseconds since 1970. */
	readonly issuedAt?: number;
	readonly expiresAt?: number;
};

/** As far as a date goes: ECMAScript's ends 8.64e15 milliseconds after 1970. */
const time = (value: unknown): number | undefined =>
	typeof value === 'number' && Math.abs(value) <= 8.64e12 ? value * 1000 : undefined;

/**
 * Reads the payload of a JWT without checking it.
 * @returns undefined for a token that is no JWT (Graph's tokens are opaque to clients; Microsoft, "Access tokens")
 */
export const readClaims = (token: string): TokenClaims | undefined => {
	const [, payload] = token.split('.');
	if (payload === undefined) return undefined;
	let claims: unknown;
	try {
		claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
	} catch {
		return undefined;
	}
	if (typeof claims !== 'object' || claims === null) return undefined;
	const {roles, tid, appid, oid, iat, exp} = claims as Record<string, unknown>;
	// They go into paths and onto screens: ids and nothing else.
	const tenant = entraId(tid);
	const appId = entraId(appid);
	const objectId = entraId(oid);
	const issuedAt = time(iat);
	const expiresAt = time(exp);
	return {
		roles: Array.isArray(roles) ? roles.map(role => cleanText(role, 100)).filter(role => role !== '') : [],
		...(tenant !== undefined && {tenant}),
		...(appId !== undefined && {appId}),
		...(objectId !== undefined && {objectId}),
		...(issuedAt !== undefined && {issuedAt}),
		...(expiresAt !== undefined && {expiresAt}),
	};
};

/**
 * When a token ends, in milliseconds since 1970: as the answer says, else as the token says, else an hour from now. An
 * end that is no time would count as over at once, and every request would sign in again.
 * @param expiresOn as MSAL worked it out from what the server said
 */
export const endOf = (expiresOn: Date | null, claims: TokenClaims | undefined, now: Date): number => {
	const said = expiresOn?.getTime() ?? Number.NaN;
	return Number.isNaN(said) ? (claims?.expiresAt ?? now.getTime() + 3_600_000) : said;
};
