// What an access token says of itself. For diagnosis only: nothing is decided on it that Graph would not decide anew.

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

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const time = (value: unknown): number | undefined =>
	typeof value === 'number' && Number.isFinite(value) ? value * 1000 : undefined;

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
	const tenant = text(tid)?.toLowerCase();
	const appId = text(appid);
	const objectId = text(oid);
	const issuedAt = time(iat);
	const expiresAt = time(exp);
	return {
		roles: Array.isArray(roles) ? roles.filter(role => typeof role === 'string') : [],
		...(tenant !== undefined && {tenant}),
		...(appId !== undefined && {appId}),
		...(objectId !== undefined && {objectId}),
		...(issuedAt !== undefined && {issuedAt}),
		...(expiresAt !== undefined && {expiresAt}),
	};
};
