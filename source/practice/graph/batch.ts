// POST /$batch: at most 20 requests, answered in any order, each with its own status ("Combine multiple HTTP requests using JSON batching").

import type {PracticeReply} from '../exchange.ts';
import {retryAfterHeader} from '../faults.ts';
import type {GraphContext} from './context.ts';
import {badRequest, GraphRefusal, refusalReply} from './refusal.ts';
import {tooMany} from './throttle.ts';

type Item = {
	readonly id: string;
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
	readonly dependsOn: readonly string[];
};

export type One = {
	readonly method: string;
	/** Path and query, `/v1.0` in front. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: unknown;
};

/** Runs every item through `one`. @throws GraphRefusal 400 for an envelope that cannot be read */
export const batch = (
	context: GraphContext,
	body: unknown,
	shared: {
		readonly authorization: string | undefined;
		readonly appId: string;
		readonly clientRequest: string | undefined;
	},
	one: (request: One) => PracticeReply,
): PracticeReply => {
	const items = itemsOf(body);
	const status = new Map<string, number>();
	const answers: string[] = [];
	const open = [...items];
	while (open.length > 0) {
		const at = open.findIndex(item => item.dependsOn.every(id => status.has(id.toLowerCase())));
		const [item] = open.splice(Math.max(0, at), 1) as [Item];
		const failed = at < 0 || item.dependsOn.some(id => (status.get(id.toLowerCase()) ?? 500) >= 400);
		const reply = failed ? dependencyFailed(context, shared.clientRequest) : answer(context, item, shared, one);
		status.set(item.id.toLowerCase(), reply.status);
		answers.push(write(item.id, reply));
	}
	if (!context.knobs.batchInOrder) {
		for (let index = answers.length - 1; index > 0; index--) {
			const other = Math.floor(context.chance() * (index + 1));
			const swap = answers[index] as string;
			answers[index] = answers[other] as string;
			answers[other] = swap;
		}
	}
	return {status: 200, body: `{"responses":[${answers.join(',')}]}`};
};

const answer = (
	context: GraphContext,
	item: Item,
	shared: {
		readonly authorization: string | undefined;
		readonly appId: string;
		readonly clientRequest: string | undefined;
	},
	one: (request: One) => PracticeReply,
): PracticeReply => {
	if (context.knobs.batchThrottle > 0 && context.chance() < context.knobs.batchThrottle) {
		const seconds = context.knobs.retryAfter === 'decimal' ? 1.128 : 1;
		const refusal = tooMany(context, seconds, shared.appId, 'ResourceUnitLimitExceeded');
		return refusalReply(refusal, context.clock(), shared.clientRequest);
	}
	const harm = context.faults.take('graph', `${item.method} ${item.url}`, true);
	if (harm?.kind === 'throttle') {
		const refusal = tooMany(context, 1, shared.appId, 'ResourceUnitLimitExceeded');
		const {'retry-after': _, ...headers} = refusal.headers;
		const wait = harm.retryAfter === undefined ? refusal.headers : retryAfterHeader(harm.retryAfter, context.clock());
		const said = new GraphRefusal(429, refusal.code, refusal.message, {headers: {...headers, ...wait}});
		return refusalReply(said, context.clock(), shared.clientRequest);
	}
	if (harm?.kind === 'status') {
		const wait = retryAfterHeader(harm.retryAfter, context.clock());
		const headers = {
			...(harm.contentType === undefined ? {} : {'content-type': harm.contentType}),
			...wait,
			...harm.headers,
		};
		return {status: harm.status, headers, body: harm.body ?? ''};
	}
	const headers = {authorization: shared.authorization, 'client-request-id': shared.clientRequest, ...item.headers};
	return one({
		method: item.method,
		url: `/v1.0${item.url.startsWith('/') ? '' : '/'}${item.url}`,
		headers,
		body: item.body,
	});
};

const dependencyFailed = (context: GraphContext, clientRequest: string | undefined): PracticeReply =>
	refusalReply(
		new GraphRefusal(424, 'FailedDependency', 'Failed Dependency due to a failed request it depends on.'),
		context.clock(),
		clientRequest,
	);

const itemsOf = (body: unknown): Item[] => {
	const requests = (body as {requests?: unknown} | undefined)?.requests;
	if (!Array.isArray(requests)) throw badRequest('Invalid batch payload format.');
	if (requests.length === 0) throw badRequest('Invalid batch payload format.');
	if (requests.length > 20) throw badRequest('Number of batch request steps exceeds the maximum value of 20.');
	const ids = new Set<string>();
	return requests.map((given: unknown) => {
		const {id, method, url, headers, body: content, dependsOn} = (given ?? {}) as Record<string, unknown>;
		if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string' || url === '') {
			throw badRequest('Invalid batch payload format. Every request needs an id, a method and a url.');
		}
		if (ids.has(id.toLowerCase())) throw badRequest(`Request Id ${id} has to be unique in a batch.`);
		if (/^[a-z]+:/i.test(url)) throw badRequest(`Invalid batch payload format. The url ${url} has to be relative.`);
		ids.add(id.toLowerCase());
		const lower: Record<string, string> = Object.create(null);
		for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
			lower[name.toLowerCase()] = String(value);
		}
		if (content !== undefined && lower['content-type'] === undefined) {
			throw badRequest(`Invalid batch payload format. Request ${id} has a body but no Content-Type header.`);
		}
		const before = Array.isArray(dependsOn) ? dependsOn.map(String) : [];
		return {id, method: method.toUpperCase(), url, headers: lower, body: content, dependsOn: before};
	});
};

/** Headers of items are written as people write them, whatever the wire does: clients must not mind. */
const cased = new Map([
	['content-type', 'Content-Type'],
	['retry-after', 'Retry-After'],
	['location', 'Location'],
]);

/** JSON goes in as it is; anything else as base64. */
const write = (id: string, reply: PracticeReply): string => {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(reply.headers ?? {})) headers[cased.get(name) ?? name] = value;
	let body = '';
	if (reply.body !== undefined && reply.body.length > 0) {
		const type = headers['Content-Type'] ?? 'application/json';
		headers['Content-Type'] = type;
		body = type.startsWith('application/json')
			? `,"body":${reply.body}`
			: `,"body":${JSON.stringify(Buffer.from(reply.body).toString('base64'))}`;
	}
	return `{"id":${JSON.stringify(id)},"status":${reply.status},"headers":${JSON.stringify(headers)}${body}}`;
};
