// Faults on purpose: which request is hurt, and how. The server performs them (deliver.ts).
import {createRandom} from './random.ts';

export type ServiceName = 'login' | 'graph' | 'bitwarden';

/** How long a refused client is told to wait: whole or decimal seconds, an HTTP date so many seconds ahead, or nothing. */
export type RetryAfter = {readonly seconds: number; readonly form?: 'whole' | 'decimal' | 'date'} | 'absent';

export type Harm =
	/** Refused before any work: 429 in the service's own words. */
	| {readonly kind: 'throttle'; readonly retryAfter?: RetryAfter}
	/** Any status with any body; 503 and 504 may carry a wait. */
	| {
			readonly kind: 'status';
			readonly status: number;
			readonly body?: string;
			readonly contentType?: string;
			readonly headers?: Readonly<Record<string, string>>;
			readonly retryAfter?: RetryAfter;
	  }
	/** 502 with a gateway's HTML page. */
	| {readonly kind: 'bad-gateway'}
	/** 200 with an HTML page, as captive portals and proxies send. */
	| {readonly kind: 'html'}
	/** The connection ends before a byte of the answer; no work was done. */
	| {readonly kind: 'reset'}
	/** The answer starts and the connection ends in the middle of its body. The work was done. */
	| {readonly kind: 'reset-in-body'}
	/** A whole answer whose JSON stops in the middle. The work was done. */
	| {readonly kind: 'truncated'}
	/** The body comes in pieces with pauses between them. */
	| {readonly kind: 'slow-body'; readonly pieces?: number; readonly pauseMs: number}
	/** The body is JSON of another shape. */
	| {readonly kind: 'wrong-content'; readonly body?: string}
	/** 302 to another place. */
	| {readonly kind: 'redirect'; readonly location: string; readonly status?: number}
	/** Every next and delta link of the answer points at another host. */
	| {readonly kind: 'foreign-link'; readonly origin: string}
	/** The answer's next link is the link that was just asked. */
	| {readonly kind: 'repeated-link'}
	/** The Date header is off by so much. */
	| {readonly kind: 'clock-skew'; readonly ms: number}
	/** Never answered; no work was done. */
	| {readonly kind: 'hang'}
	/** The work is done, but the client never hears of it: its connection is reset, or it waits for ever. */
	| {readonly kind: 'answer-lost'; readonly how?: 'reset' | 'silence'}
	/** The answer comes later by so much. */
	| {readonly kind: 'delay'; readonly ms: number};

export type FaultRule = {
	readonly service?: ServiceName;
	/** A part of, or a pattern for, method and path: `GET /v1.0/users`. */
	readonly route?: string | RegExp;
	/** Hurt only from this matching request on, counted from 1; default 1. */
	readonly from?: number;
	/** Hurt so many of them; default 1, `Infinity` for a storm without end. */
	readonly times?: number;
	/** Hurt each with this probability, from the seed; default 1. */
	readonly chance?: number;
	/** The rule is for single items of Graph batches: `GET /groups/…`. Only refusals (`throttle`, `status`) can hurt those. */
	readonly item?: boolean;
	readonly harm: Harm;
};

export type Faults = {
	/** Adds a rule; earlier rules come first. Gives a way to take it back. */
	add(rule: FaultRule): () => void;
	clear(): void;
	/** The harm for this request, if any; counts it. */
	take(service: ServiceName, methodAndPath: string, item?: boolean): Harm | undefined;
	/** Every harm done so far. */
	readonly done: readonly {readonly service: ServiceName; readonly request: string; readonly kind: Harm['kind']}[];
};

/** Faults from a seed, so that a failing run can be played again. */
export const createFaults = (seed: number): Faults => {
	const random = createRandom(seed ^ 0x5eed_fa17);
	const rules: {rule: FaultRule; seen: number; hurt: number}[] = [];
	const done: {service: ServiceName; request: string; kind: Harm['kind']}[] = [];
	return {
		done,
		add(rule) {
			const entry = {rule, seen: 0, hurt: 0};
			rules.push(entry);
			return () => {
				const at = rules.indexOf(entry);
				if (at >= 0) rules.splice(at, 1);
			};
		},
		clear() {
			rules.length = 0;
		},
		take(service, request, item = false) {
			for (const entry of rules) {
				const {rule} = entry;
				if ((rule.item ?? false) !== item) continue;
				if (rule.service !== undefined && rule.service !== service) continue;
				if (typeof rule.route === 'string' && !request.includes(rule.route)) continue;
				if (rule.route instanceof RegExp && !rule.route.test(request)) continue;
				entry.seen++;
				if (entry.seen < (rule.from ?? 1) || entry.hurt >= (rule.times ?? 1)) continue;
				if (rule.chance !== undefined && random.next() >= rule.chance) continue;
				entry.hurt++;
				done.push({service, request, kind: rule.harm.kind});
				return rule.harm;
			}
			return undefined;
		},
	};
};

/** The Retry-After header for a wait, by the practice clock. */
export const retryAfterHeader = (wait: RetryAfter | undefined, now: number): Record<string, string> => {
	if (wait === undefined || wait === 'absent') return {};
	if (wait.form === 'date') return {'retry-after': new Date(now + wait.seconds * 1000).toUTCString()};
	return {'retry-after': wait.form === 'decimal' ? wait.seconds.toFixed(3) : String(Math.ceil(wait.seconds))};
};
