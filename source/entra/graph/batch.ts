import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext} from '../../core/ports.ts';
import {networkError} from '../../platform/http/advice.ts';
import {HttpError} from '../../platform/http/port.ts';
import {retryAfterMs} from '../../platform/http/retry.ts';
import {costOf} from './cost.ts';
import {readGraphFailure} from './errors.ts';
import {asObject, type Json} from './json.ts';
import type {Answer, Wire} from './wire.ts';

export type BatchItem = {
	/** After `/v1.0`. */
	readonly path: string;
	readonly advanced?: boolean;
};

/** Up to 20 GETs in one request; the answers in the order of the items, whatever their status, except those that a retry may mend. */
export type Batch = (items: readonly BatchItem[], call: CallContext) => Promise<readonly Answer[]>;

/** Microsoft Graph, "Combine multiple HTTP requests using JSON batching". */
export const batchMost = 20;

const passing = new Set([408, 429, 500, 502, 503, 504, 509]);

const lowerCase = (headers: unknown): Record<string, string> => {
	const lower: Record<string, string> = Object.create(null);
	// Anything else is no header, and lists in lists would end more than this read.
	for (const [name, value] of Object.entries(asObject(headers) ?? {}))
		if (typeof value === 'string' || typeof value === 'number') lower[name.toLowerCase()] = String(value);
	return lower;
};

/** An item's answer; undefined when it has none that can be used: absent, torn, or a page instead of data. */
const answerOf = (response: Json | undefined): Answer | undefined => {
	if (response === undefined || typeof response.status !== 'number') return undefined;
	const {status} = response;
	// Bodies that are no JSON come as text.
	if (status < 300 && asObject(response.body) === undefined) return undefined;
	return {status, headers: lowerCase(response.headers), body: response.body};
};

const exhausted = (answer: Answer | undefined, host: string): UsherError => {
	if (answer === undefined)
		return networkError(new HttpError('bad-reply', host, true, 'Parts of an answer were missing.'), 'graph');
	const {requestId} = readGraphFailure(answer.body, answer.headers);
	const throttled = answer.status === 429;
	return new UsherError({
		code: throttled ? 'throttled' : 'service-unavailable',
		exitCode: exitCodes.unavailable,
		message: throttled
			? 'Microsoft Graph asks for fewer requests, and goes on doing so.'
			: `Microsoft Graph is not available (${answer.status}), also after several tries.`,
		advice: 'Run it again later. network.retrySeconds (USHER_RETRY) says how long Usher waits.',
		requestId,
	});
};

/** @returns the function that sends items together, and sends again those that were refused or lost, after the longest wait that any of them was told */
export const createBatch =
	(wire: Wire): Batch =>
	async (items, call) => {
		if (items.length > batchMost) throw new RangeError(`a batch takes ${batchMost} items`);
		const {kit} = wire;
		const answers: (Answer | undefined)[] = items.map(() => undefined);
		const started = kit.now().getTime();
		let pending = items.map((_, index) => index);
		let renewed = false;
		for (let attempt = 0; ; attempt++) {
			const used = await wire.token(call);
			const byId = new Map<string, Json>();
			await wire.exchange('POST', '/$batch', call, {
				body: {
					requests: pending.map(index => ({
						id: String(index),
						method: 'GET',
						url: items[index]?.path,
						...(items[index]?.advanced === true && {headers: {ConsistencyLevel: 'eventual'}}),
					})),
				},
				background: true,
				cost: pending.reduce((sum, index) => sum + costOf(items[index]?.path ?? ''), 0),
				signals: ({body}) => {
					const responses = asObject(body)?.responses;
					let units = 0;
					let known = true;
					let refusedMs: number | undefined;
					let percentage: number | undefined;
					for (const one of Array.isArray(responses) ? responses : []) {
						const response = asObject(one);
						if (typeof response?.id === 'string') byId.set(response.id, response);
						const headers = lowerCase(response?.headers);
						const unit = Number(headers['x-ms-resource-unit'] ?? Number.NaN);
						if (Number.isFinite(unit)) units += unit;
						else if (response?.status !== 429) known = false;
						const load = Number(headers['x-ms-throttle-limit-percentage'] ?? Number.NaN);
						if (Number.isFinite(load)) percentage = Math.max(percentage ?? 0, load);
						if (response?.status === 429) {
							wire.refusedItem();
							refusedMs = Math.max(refusedMs ?? 0, retryAfterMs(headers, kit.now()) ?? 1000);
						}
					}
					return {
						...(known && units > 0 && {units}),
						...(refusedMs !== undefined && {refusedMs}),
						...(percentage !== undefined && {percentage}),
					};
				},
			});
			let waitMs = 0;
			let told = false;
			let worst: Answer | undefined;
			let unauthorised = false;
			const again: number[] = [];
			for (const index of pending) {
				const answer = answerOf(byId.get(String(index)));
				if (answer !== undefined && (answer.status === 401 || answer.status === 403) && !renewed) {
					unauthorised = true;
					again.push(index);
				} else if (answer === undefined || passing.has(answer.status)) {
					again.push(index);
					worst ??= answer;
					const asked = answer === undefined ? undefined : retryAfterMs(answer.headers, kit.now());
					if (asked !== undefined) {
						told = true;
						waitMs = Math.max(waitMs, asked);
					}
				} else answers[index] = answer;
			}
			if (again.length === 0) return answers as readonly Answer[];
			if (unauthorised) {
				renewed = true;
				await wire.renew(used, call);
			}
			pending = again;
			if (unauthorised && worst === undefined && waitMs === 0 && attempt === 0) continue;
			const backoff = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
			if (!told) waitMs = Math.round(backoff / 2 + (kit.random() * backoff) / 2);
			if (kit.now().getTime() - started + waitMs > kit.retryMs) throw exhausted(worst, new URL(wire.root).host);
			call.waiting({
				kind: 'waiting',
				service: 'graph',
				seconds: Math.max(1, Math.ceil(waitMs / 1000)),
				because: worst?.status === 429 ? 'throttled' : 'unavailable',
			});
			wire.waited(waitMs);
			await kit.pause(waitMs, call.signal);
		}
	};
