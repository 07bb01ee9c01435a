// Microsoft Graph v1.0 as far as a directory sync can see it: dispatch, tokens, resource units, batches.
import {randomUUID} from 'node:crypto';
import type {Clock} from '../clock.ts';
import type {Company} from '../company/api.ts';
import type {PracticeReply, PracticeRequest} from '../exchange.ts';
import type {Faults} from '../faults.ts';
import {createRandom} from '../random.ts';
import type {Registry} from '../tenant/registry.ts';
import {callerOf} from './access.ts';
import {batch} from './batch.ts';
import type {GraphContext, GraphKnobs, GraphRequest} from './context.ts';
import {getDelta} from './delta.ts';
import {getByIds, getDeleted, getGroups, getMe, getOrganisation, getUnits, getUsers} from './directory.ts';
import {badRequest, denied, GraphRefusal, noSegment, refusalReply} from './refusal.ts';
import {applications} from './registry/applications.ts';
import {deletedItems} from './registry/deleted.ts';
import {servicePrincipals} from './registry/principals.ts';
import {costOf, createThrottle, type Throttle, tooMany} from './throttle.ts';

export type GraphOptions = {
	readonly company: Company;
	readonly registry: Registry;
	readonly clock: Clock;
	/** The login host's, so that Graph knows its tokens. */
	readonly key: Buffer;
	readonly graphUrl: () => string;
	readonly seed: number;
	readonly faults: Faults;
	readonly knobs?: Partial<GraphKnobs>;
};

export type Graph = {
	handle(request: PracticeRequest): PracticeReply;
	/** How Graph says 429. */
	throttled(request: PracticeRequest): PracticeReply;
	readonly knobs: GraphKnobs;
	/** Resource units given out since the start, and requests (items of batches too) that were refused. */
	readonly spent: Throttle['spent'];
	/** Every page token given so far is refused from now on. */
	expirePageTokens(): void;
	/** Every delta token given so far is refused from now on, in the shape of `knobs.deadToken`. */
	expireDeltaTokens(): void;
};

const version = '/v1.0/';

/** Graph without its socket. */
export const createGraph = (options: GraphOptions): Graph => {
	const knobs: GraphKnobs = {
		throttling: true,
		retryAfter: 'whole',
		unitsPer10s: undefined,
		pageSize: 100,
		maxPageSize: 999,
		deltaObjects: 200,
		deltaLinks: 500,
		emptyPageEvery: 0,
		duplicates: 0,
		oldTombstones: false,
		hiddenMembers: 'empty',
		pageTokenMs: 3_600_000,
		deltaTokenMs: 30 * 86_400_000,
		deadToken: 'too-old',
		batchThrottle: 0,
		batchInOrder: false,
		duplicateAssignment: 'refused',
		...options.knobs,
	};
	const random = createRandom(options.seed ^ 0x6ea9);
	const context: GraphContext = {
		...options,
		knobs,
		dead: {pagesBefore: Number.NEGATIVE_INFINITY, deltasBefore: Number.NEGATIVE_INFINITY},
		chance: () => random.next(),
	};
	const throttle = createThrottle(context);
	return {
		knobs,
		spent: throttle.spent,
		handle: request => handle(context, throttle, request),
		throttled: request =>
			refusalReply(
				tooMany(context, 10, 'app', 'ResourceUnitLimitExceeded'),
				request.now,
				request.headers['client-request-id'],
			),
		expirePageTokens() {
			context.dead.pagesBefore = context.clock() + 1;
		},
		expireDeltaTokens() {
			context.dead.deltasBefore = context.clock() + 1;
		},
	};
};

const handle = (context: GraphContext, throttle: Throttle, request: PracticeRequest): PracticeReply => {
	const {headers} = request;
	if (request.path !== '/v1.0/$batch') {
		const body = request.body.length === 0 ? undefined : request.body.toString('utf8');
		return one(context, throttle, {method: request.method, url: request.url, headers, body, parsed: false});
	}
	const clientRequest = headers['client-request-id'];
	try {
		if (request.method !== 'POST')
			throw new GraphRefusal(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
		const caller = callerOf(context, headers.authorization);
		const shared = {authorization: headers.authorization, appId: caller.appId, clientRequest};
		const body = parse(request.body.toString('utf8'));
		const reply = batch(context, body, shared, item => one(context, throttle, {...item, parsed: true}));
		return tagged(reply, clientRequest, {});
	} catch (error) {
		if (!(error instanceof GraphRefusal)) throw error;
		return refusalReply(error, request.now, clientRequest);
	}
};

type Single = {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: unknown;
	readonly parsed: boolean;
};

const one = (context: GraphContext, throttle: Throttle, single: Single): PracticeReply => {
	const clientRequest = single.headers['client-request-id'];
	try {
		const mark = single.url.indexOf('?');
		const path = mark < 0 ? single.url : single.url.slice(0, mark);
		if (!path.startsWith(version)) throw noSegment(path.split('/')[1] ?? '');
		const caller = callerOf(context, single.headers.authorization);
		const request: GraphRequest = {
			method: single.method,
			segments: segmentsOf(path.slice(version.length)),
			query: new URLSearchParams(mark < 0 ? '' : single.url.slice(mark + 1)),
			headers: single.headers,
			body: single.parsed || single.body === undefined ? single.body : parse(String(single.body)),
			now: context.clock(),
			caller,
		};
		const units = throttle.take(caller.appId, costOf(request));
		return tagged(dispatch(context, request), clientRequest, units);
	} catch (error) {
		if (!(error instanceof GraphRefusal)) throw error;
		return refusalReply(error, context.clock(), clientRequest);
	}
};

const tagged = (
	reply: PracticeReply,
	clientRequest: string | undefined,
	more: Readonly<Record<string, string>>,
): PracticeReply => {
	const requestId = randomUUID();
	return {
		...reply,
		headers: {
			...(reply.body === undefined || reply.body.length === 0
				? {}
				: {
						'content-type':
							'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
					}),
			'request-id': requestId,
			'client-request-id': clientRequest ?? requestId,
			...more,
			...reply.headers,
		},
	};
};

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		throw badRequest(
			'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
		);
	}
};

/** `applications(appId='x')` and `applications/x` alike; an alternate key keeps its brackets as its own segment. */
const segmentsOf = (path: string): string[] => {
	let decoded: string;
	try {
		decoded = decodeURIComponent(path);
	} catch {
		throw badRequest('The request URI is not valid.');
	}
	return decoded
		.replace(/\/$/, '')
		.replace(/\(([^/]*)\)/g, (_, key: string) => (key === '' ? '' : `/(${key})`))
		.split('/');
};

/** Places that exist, but for which no permission of a directory sync is enough. */
const forbidden = new Set([
	'auditLogs',
	'contacts',
	'devices',
	'directoryRoles',
	'domains',
	'identity',
	'oauth2PermissionGrants',
	'policies',
	'roleManagement',
	'subscribedSkus',
]);

const dispatch = (context: GraphContext, request: GraphRequest): PracticeReply => {
	const {method} = request;
	const [first = '', second] = request.segments;
	if (first === 'directoryObjects' && second === 'getByIds' && method === 'POST') return getByIds(context, request);
	if (first === 'applications') return applications(context, request);
	if (first === 'servicePrincipals') return servicePrincipals(context, request);
	if (first === 'directory' && second === 'deletedItems') {
		return (method === 'GET' ? getDeleted(context, request) : undefined) ?? deletedItems(context, request);
	}
	if (method !== 'GET') throw denied();
	if (second === 'delta' && (first === 'users' || first === 'groups')) {
		return getDelta(context, request, first === 'users' ? 'user' : 'group');
	}
	switch (first) {
		case 'users':
			return getUsers(context, request);
		case 'groups':
			return getGroups(context, request);
		case 'me':
			return getMe(context, request);
		case 'organization':
			return getOrganisation(context, request);
		case 'directory': {
			if (second === 'administrativeUnits') return getUnits(context, request);
			throw noSegment(second ?? first);
		}
		default:
			throw forbidden.has(first) ? denied() : noSegment(first);
	}
};
