// Resource units as published in "Microsoft Graph service-specific throttling limits", identity and access.
import {retryAfterHeader} from '../faults.ts';
import type {GraphContext, GraphRequest} from './context.ts';
import {GraphRefusal} from './refusal.ts';

const windowMs = 10_000;

/** What a request costs: its base by path, one less with $select or a small $top, one more with $expand, never below 1. */
export const costOf = (request: Pick<GraphRequest, 'method' | 'segments' | 'query'>): number => {
	const {method, segments, query} = request;
	if (method !== 'GET') return segments[1] === 'getByIds' ? 5 : 1;
	let cost = baseCost(segments);
	if (query.has('$select')) cost--;
	if (query.has('$expand')) cost++;
	const top = query.get('$top');
	if (top !== null && Number(top) < 20) cost--;
	return Math.max(1, cost);
};

const baseCost = (segments: readonly string[]): number => {
	const [first, second, third] = segments;
	if (third === 'members' && first === 'groups') return 3;
	if (third === 'transitiveMembers') return 5;
	if (first === 'users' && segments.length === 1) return 2;
	if (first === 'users' && (third === 'memberOf' || third === 'transitiveMemberOf')) return 2;
	if (first === 'applications' && second === undefined) return 2;
	if (first === 'servicePrincipals' && third === 'appRoleAssignments') return 2;
	return 1;
};

export type Throttle = {
	/** Resource units given out since the start, and requests (items of batches too) that were refused. */
	readonly spent: {units: number; refused: number};
	/** Takes the units of a request; gives the headers that tell of it. @throws GraphRefusal 429 */
	take(appId: string, cost: number): Record<string, string>;
};

/** One bucket for each application; its size follows the size of the tenant. */
export const createThrottle = (context: GraphContext): Throttle => {
	const buckets = new Map<string, {level: number; at: number}>();
	const spent = {units: 0, refused: 0};
	return {
		spent,
		take(appId, cost) {
			const headers: Record<string, string> = {'x-ms-resource-unit': String(cost)};
			if (!context.knobs.throttling) {
				spent.units += cost;
				return headers;
			}
			const people = context.company.store.users.length;
			const capacity = context.knobs.unitsPer10s ?? (people < 50 ? 3500 : people <= 500 ? 5000 : 8000);
			const now = context.clock();
			const bucket = buckets.get(appId) ?? {level: capacity, at: now};
			buckets.set(appId, bucket);
			const refill = (Math.max(0, now - bucket.at) * capacity) / windowMs;
			bucket.level = Math.min(capacity, bucket.level + refill);
			bucket.at = now;
			if (bucket.level < cost) {
				spent.refused++;
				const seconds = Math.max(1, ((capacity / 4 - bucket.level) * windowMs) / capacity / 1000);
				throw tooMany(context, seconds, appId, 'ResourceUnitLimitExceeded');
			}
			bucket.level -= cost;
			spent.units += cost;
			const used = 1 - bucket.level / capacity;
			if (used >= 0.8) headers['x-ms-throttle-limit-percentage'] = used.toFixed(2);
			return headers;
		},
	};
};

/** 429 in Graph's words. */
export const tooMany = (context: GraphContext, seconds: number, appId: string, because: string): GraphRefusal => {
	const form = context.knobs.retryAfter;
	return new GraphRefusal(429, 'TooManyRequests', 'Please retry again later.', {
		headers: {
			...retryAfterHeader(form === 'absent' ? 'absent' : {seconds, form}, context.clock()),
			'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${appId}/${context.company.tenantId}`,
			'x-ms-throttle-information': because,
		},
	});
};
