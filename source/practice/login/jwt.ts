// The tokens of the practice tenant: JWTs signed with a key of this session, so that Graph knows its own.
import {createHmac, timingSafeEqual} from 'node:crypto';

/** What Graph needs to know of a caller. Names as in Microsoft's access token reference. */
export type Claims = {
	readonly aud: string;
	readonly iss: string;
	readonly tid: string;
	readonly appid: string;
	readonly oid: string;
	readonly iat: number;
	readonly nbf: number;
	readonly exp: number;
	readonly uti: string;
	readonly ver: '1.0';
	readonly idtyp: 'app' | 'user';
	/** 1: secret, 2: certificate or federated. */
	readonly appidacr?: '0' | '1' | '2';
	/** Application permissions; absent when none is granted. */
	readonly roles?: readonly string[];
	/** Delegated permissions, spaces between. */
	readonly scp?: string;
	/** Directory roles of the person. */
	readonly wids?: readonly string[];
	readonly upn?: string;
	readonly name?: string;
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs any claims; the key stays in the process. */
export const signToken = (claims: object, key: Buffer): string => {
	const signed = `${part({typ: 'JWT', alg: 'HS256', kid: 'practice'})}.${part(claims)}`;
	return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
};

/** The claims, or undefined when the token was not made here. */
export const readToken = (token: string, key: Buffer): Claims | undefined => {
	const [header, payload, signature, ...more] = token.split('.');
	if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
	const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest();
	const given = Buffer.from(signature, 'base64url');
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
	return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
};

/** The parts of somebody else's JWT, without judging its signature; undefined when it is none. */
export const splitToken = (
	token: string,
):
	| {header: Record<string, unknown>; claims: Record<string, unknown>; signed: string; signature: Buffer}
	| undefined => {
	const [header, payload, signature, ...more] = token.split('.');
	if (!header || !payload || !signature || more.length > 0) return undefined;
	try {
		const read = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());
		const first = read(header);
		const second = read(payload);
		if (typeof first !== 'object' || first === null || typeof second !== 'object' || second === null) return undefined;
		return {
			header: first as Record<string, unknown>,
			claims: second as Record<string, unknown>,
			signed: `${header}.${payload}`,
			signature: Buffer.from(signature, 'base64url'),
		};
	} catch {
		return undefined;
	}
};
