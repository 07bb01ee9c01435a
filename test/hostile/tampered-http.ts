// The wire between Usher and its services in hostile hands: answers are real, and something in them is not.
import type {Http, HttpRequest, HttpResponse} from '../../source/platform/http/port.ts';

export type Json = null | boolean | number | string | Json[] | {[key: string]: Json};

/** What is put in the place of a value. Raw ones are no JSON that a library would write. */
export const poisons: readonly {readonly name: string; readonly text: string}[] = [
	{name: 'escape sequence', text: JSON.stringify('\u001b[2J\u001b]0;owned\u0007\u009b31m')},
	{name: 'link', text: JSON.stringify('\u001b]8;;https://evil.example/\u001b\\click\u001b]8;;\u001b\\')},
	{name: 'bidi', text: JSON.stringify('\u202Egnp.exe\u2066')},
	{name: 'line breaks', text: JSON.stringify('a\nb\r\nusher: all is well\u2028')},
	{name: 'huge', text: JSON.stringify('W'.repeat(200_000))},
	{name: 'lone surrogate', text: '"\\ud83d"'},
	{name: 'nul', text: '"\\u0000"'},
	{name: 'empty', text: '""'},
	{name: 'NaN', text: 'NaN'},
	{name: 'infinite', text: '1e999'},
	{name: 'negative', text: '-1.5'},
	{name: 'true', text: 'true'},
	{name: 'null', text: 'null'},
	{name: 'object', text: '{"__proto__":{"polluted":1},"constructor":null}'},
	{name: 'list', text: '["\\u001b[31m"]'},
	{name: 'deep', text: `${'['.repeat(20_000)}${']'.repeat(20_000)}`},
];

export type Tampering = {
	/** Which of the answers of this run, counted from 0, and from 0 to 1 which value in it. */
	readonly answer: number;
	readonly place: number;
	readonly poison: number;
	/** In the place of the value; as the same key before or after it; or its key. */
	readonly how: 'instead' | 'twice-before' | 'twice-after' | 'key';
};

/** One field, wherever it is: `GET /v1.0/users: value[].id`. Its first value in each answer is poisoned. */
export type FieldTampering = {readonly field: string; readonly poison: number};

/** One answer replaced, after the request was done: the next one whose request is of this kind. */
export type Replacement = {
	readonly replace: (request: HttpRequest) => boolean;
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** Undefined leaves it as it is. */
	readonly body?: string | undefined;
	/** How many of them. */
	readonly times: number;
};

/** An end of a list, or the whole of one: a server may say so, and then it is so. */
const honest = (key: string, value: Json, poison: string): boolean =>
	(key.endsWith('Link') && (poison === 'null' || poison === '""')) ||
	(Array.isArray(value) && poison === 'null') ||
	(key === 'accountEnabled' && poison === 'true');

const marker = '\uE000poisoned\uE001';

const tamper = (text: string, {place, poison, how}: Tampering): {text: string; told: string} | undefined => {
	let root: Json;
	try {
		root = JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
	const spots: {of: Record<string, Json>; key: string}[] = [];
	const visit = (value: Json): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const key of Object.keys(value)) {
			const of = value as Record<string, Json>;
			spots.push({of, key});
			visit(of[key]!);
		}
	};
	visit(root);
	const spot = spots[Math.floor(place * spots.length)];
	const bad = poisons[poison % poisons.length]!;
	if (spot === undefined) return undefined;
	const {of, key} = spot;
	const was = of[key]!;
	if (honest(key, was, bad.text)) return undefined;
	const inList = Array.isArray(of);
	// Without its key a user is no longer disabled, and a list no longer goes on: that is the server's word.
	if (how === 'key' && (inList || key.endsWith('Link'))) return undefined;
	const told = `${how} ${key} ${bad.name}`;
	if (how === 'instead' || inList) {
		of[key] = marker;
		return {text: JSON.stringify(root).replace(JSON.stringify(marker), () => bad.text), told};
	}
	const name = JSON.stringify(key);
	const value = JSON.stringify(was);
	of[key] = marker;
	const pair = `${name}:${JSON.stringify(marker)}`;
	const instead =
		how === 'key'
			? `"\\u001b[31m":${value}`
			: how === 'twice-before'
				? `${name}:${bad.text},${name}:${value}`
				: `${name}:${value},${name}:${bad.text}`;
	return {text: JSON.stringify(root).replace(pair, () => instead), told};
};

/** What a request asks, without ids: one name for all users, one for each kind of list. */
export const routeOf = ({method, url}: Pick<HttpRequest, 'method' | 'url'>): string =>
	`${method} ${new URL(url).pathname
		.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '{id}')
		.replaceAll(/usher-[0-9a-f]+/g, 'usher-{marker}')
		.replace(/(appRoleAssignments\/)[\w-]+$/, '$1{grant}')}`;

const parsed = (text: string): Json | undefined => {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
};

/** Between a token's field and a claim in it: `access_token~roles[]`. */
const inToken = '~';

/** What a token says of itself; undefined for any other text. */
const claimsOf = (value: Json): Json | undefined => {
	const payload = typeof value === 'string' ? /^eyJ[\w-]+\.([\w-]+)\./.exec(value)?.[1] : undefined;
	return payload === undefined ? undefined : parsed(Buffer.from(payload, 'base64url').toString('utf8'));
};

/** What the parts of a batch ask, by their ids; empty for any other request. */
const partsOf = (request: HttpRequest): ReadonlyMap<string, string> => {
	const parts = new Map<string, string>();
	if (!request.url.endsWith('/$batch')) return parts;
	const {requests} = JSON.parse(String(request.body)) as {requests: {id: string; method: string; url: string}[]};
	for (const {id, method, url} of requests) parts.set(id, routeOf({method: method as 'GET', url: `https://x${url}`}));
	return parts;
};

/** Each value of an answer with the name of its field. */
const fieldsOf = function* (
	value: Json,
	path: string,
	parts: ReadonlyMap<string, string> = new Map(),
): Generator<{readonly of: Record<string, Json>; readonly key: string; readonly path: string}> {
	if (typeof value !== 'object' || value === null) return;
	for (const key of Object.keys(value)) {
		const of = value as Record<string, Json>;
		const {id} = ((Array.isArray(value) && of[key]) || {}) as {id?: Json};
		const part = (path === 'responses' && typeof id === 'string' && parts.get(id)) || '';
		const here = Array.isArray(value) ? `${path}[${part}]` : `${path}${path === '' ? '' : '.'}${key}`;
		yield {of, key, path: here};
		yield* fieldsOf(of[key]!, here, parts);
	}
};

/** The claims of a token poisoned, and the token as it was otherwise: who reads it does not check its signature. */
const tamperClaim = (token: string, claim: string, poison: number): string | undefined => {
	const [head = '', , signature = ''] = token.split('.');
	const claims = JSON.stringify(claimsOf(token) ?? null);
	const bad = tamperField(claims, '', {field: `: ${claim}`, poison});
	return bad === undefined ? undefined : [head, Buffer.from(bad).toString('base64url'), signature].join('.');
};

const tamperField = (
	text: string,
	route: string,
	{field, poison}: FieldTampering,
	parts?: ReadonlyMap<string, string>,
): string | undefined => {
	const root = parsed(text);
	if (root === undefined) return undefined;
	const [outer = '', claim] = field.split(inToken);
	for (const {of, key, path} of fieldsOf(root, '', parts)) {
		const bad = poisons[poison % poisons.length]!;
		if (claim !== undefined) {
			if (`${route}: ${path}` !== outer) continue;
			const token = tamperClaim(of[key] as string, claim, poison);
			if (token === undefined) return undefined;
			of[key] = token;
			return JSON.stringify(root);
		}
		if (`${route}: ${path}` !== field || honest(key, of[key]!, bad.text)) continue;
		of[key] = marker;
		return JSON.stringify(root).replace(JSON.stringify(marker), () => bad.text);
	}
	return undefined;
};

const rewritten = (
	response: HttpResponse,
	text: string,
	{status, headers}: Pick<HttpResponse, 'status' | 'headers'> = {
		status: response.status,
		headers: {'x-ms-request-id': '\u001b[31mred', 'request-id': '\u001b]0;title\u0007'},
	},
): HttpResponse => ({
	status,
	headers: {...response.headers, ...headers},
	body: Buffer.from(text),
	text: () => text,
	json: () => {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			return undefined;
		}
	},
});

export type TamperedHttp = {
	readonly http: Http;
	/** From now on these happen; counts answers anew. */
	begin(tamperings: readonly Tampering[] | FieldTampering | Replacement): void;
	/** Every field that an answer has had so far. */
	readonly fields: Set<string>;
	/** What was done, for people. */
	readonly told: string[];
};

/** Takes the real client. Only answers that were given are changed. @param options `claims`: what tokens say is a field too */
export const tamperedHttp = (real: Http, {claims = false}: {readonly claims?: boolean} = {}): TamperedHttp => {
	let plan: readonly Tampering[] = [];
	let everywhere: FieldTampering | undefined;
	const fields = new Set<string>();
	let replacement: Replacement | undefined;
	let replaced = 0;
	let seen = 0;
	const told: string[] = [];
	return {
		told,
		fields,
		begin: tamperings => {
			plan = Array.isArray(tamperings) ? tamperings : [];
			replacement = 'replace' in tamperings ? tamperings : undefined;
			replaced = 0;
			everywhere = 'field' in tamperings ? tamperings : undefined;
			seen = 0;
			told.length = 0;
		},
		http: {
			...real,
			request: async request => {
				const response = await real.request(request);
				const nth = seen++;
				if (replacement !== undefined && replaced < replacement.times && replacement.replace(request)) {
					replaced++;
					const {status, headers, body = response.text()} = replacement;
					told.push(`${routeOf(request)}: ${status} ${JSON.stringify(headers)} ${body.slice(0, 200)}`);
					return rewritten(response, body, {status, headers});
				}
				let text = response.text();
				const route = routeOf(request);
				const parts = partsOf(request);
				for (const {of, key, path} of fieldsOf(parsed(text) ?? null, '', parts)) {
					fields.add(`${route}: ${path}`);
					const said = claims ? claimsOf(of[key]!) : undefined;
					for (const claim of fieldsOf(said ?? null, '')) fields.add(`${route}: ${path}${inToken}${claim.path}`);
				}
				const poisoned = everywhere && tamperField(text, route, everywhere, parts);
				if (poisoned !== undefined) {
					told.push(`${everywhere?.field}: ${poisons[(everywhere?.poison ?? 0) % poisons.length]?.name}`);
					return rewritten(response, poisoned);
				}
				let changed = false;
				for (const one of plan) {
					if (one.answer !== nth || changed) continue;
					const done = tamper(text, one);
					if (done === undefined) continue;
					text = done.text;
					told.push(`${request.method} ${new URL(request.url).pathname}: ${done.told}`);
					changed = true;
				}
				return changed ? rewritten(response, text) : response;
			},
		},
	};
};
