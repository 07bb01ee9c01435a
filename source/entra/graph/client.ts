// The one place that speaks to Microsoft Graph: headers, tokens, errors, retries, pace, counters.
import {randomUUID} from 'node:crypto';
import type {CallContext, Meter} from '../../core/ports.ts';
import {createMeter} from '../../platform/http/meter.ts';
import {sameOrigin} from '../../platform/http/origin.ts';
import {HttpError, type HttpResponse} from '../../platform/http/port.ts';
import {retryAfterMs, withRetry} from '../../platform/http/retry.ts';
import {type CallDeps, callKit} from '../calls.ts';
import type {Cloud} from '../clouds.ts';
import type {AccessToken, SignIn} from '../sign-in.ts';
import {type Batch, createBatch} from './batch.ts';
import {costOf} from './cost.ts';
import {type GraphError, graphError} from './errors.ts';
import {createLimiter, type Limiter, type Signals} from './limiter.ts';
import {createPages, type Pages} from './pages.ts';
import type {AskOptions, Wire} from './wire.ts';

export type GraphOptions = CallDeps & {
	readonly cloud: Pick<Cloud, 'graph'>;
	readonly signIn: SignIn;
};

export type Graph = {
	readonly root: string;
	/** @throws GraphError */
	get(path: string, call: CallContext, options?: AskOptions): Promise<unknown>;
	/** POST, PATCH, PUT, DELETE. Not repeated when the server may have seen it, except after 429 and 503. @throws GraphError */
	send(
		method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
		path: string,
		body: unknown,
		call: CallContext,
		more?: {
			/** Header `Prefer`, such as `create-if-missing`. */
			readonly prefer?: string;
		},
	): Promise<unknown>;
	readonly pages: Pages;
	readonly batch: Batch;
	readonly limiter: Limiter;
	/** The token that the next call will use; its roles are for diagnosis only. */
	token(call: CallContext, want?: {readonly fresh?: boolean}): Promise<AccessToken>;
	meter(): Meter;
};

const number = (text: string | undefined): number | undefined => {
	const value = text === undefined ? Number.NaN : Number(text);
	return Number.isFinite(value) ? value : undefined;
};

const parsed = (response: HttpResponse, host: string, shape: AskOptions['shape']): unknown => {
	if (response.body.length === 0 && shape === undefined) return undefined;
	const body = response.json();
	const good =
		shape === undefined ? body !== undefined : Array.isArray((body as {value?: unknown} | null | undefined)?.value);
	if (response.status < 300 && !good)
		throw new HttpError('bad-reply', host, true, 'It was no data, but a page or a torn text.');
	return body;
};

/** Microsoft Graph v1.0 of one cloud, with one application's tokens. */
export const createGraph = (options: GraphOptions): Graph => {
	const kit = callKit(options);
	const {signIn} = options;
	const root = `${options.cloud.graph}/v1.0`;
	const host = new URL(root).host;
	const counter = createMeter();
	let throttledItems = 0;
	const limiter = createLimiter({now: kit.now, pause: kit.pause, waited: counter.waited});

	let renewing: Promise<unknown> | undefined;
	const renew = async (used: AccessToken, call: CallContext): Promise<void> => {
		// Of many calls that were refused together, only the first fetches.
		const current = await signIn.token(call);
		if (current.value !== used.value) return;
		// Another call may have begun while this one looked.
		if (renewing !== undefined) {
			await renewing;
			return;
		}
		renewing = signIn.token(call, {fresh: true});
		try {
			await renewing;
		} finally {
			renewing = undefined;
		}
	};

	const signalsOf = (response: HttpResponse): Signals => ({
		percentage: number(response.headers['x-ms-throttle-limit-percentage']),
		units: number(response.headers['x-ms-resource-unit']),
		...(response.status === 429 && {refusedMs: retryAfterMs(response.headers, kit.now()) ?? 1000}),
	});

	const exchange: Wire['exchange'] = async (method, path, call, more = {}) => {
		const link = path.startsWith('/') ? new URL(root + path) : sameOrigin(path, root);
		const plain = link.pathname.slice(new URL(root).pathname.length) + link.search;
		const cost = more.cost ?? costOf(plain);
		const repeatable = method === 'GET' || plain.startsWith('/$batch');
		const payload = more.body === undefined ? undefined : JSON.stringify(more.body);
		let used: AccessToken | undefined;
		let body: unknown;

		const once = async (): Promise<HttpResponse> => {
			const pass = await limiter.enter(cost, call, more.background);
			let signals: Signals = {};
			try {
				used = await signIn.token(call);
				const response = await kit.http.request({
					method,
					url: link.href,
					headers: {
						authorization: `Bearer ${used.value}`,
						accept: more.plain === true ? 'text/plain' : 'application/json',
						'client-request-id': randomUUID(),
						// A sync in the background gives way to people (Microsoft Graph, "Throttling").
						'x-ms-throttle-priority': 'Normal',
						...(payload !== undefined && {'content-type': 'application/json'}),
						...(more.advanced === true && {consistencylevel: 'eventual'}),
						...(more.prefer !== undefined && {prefer: more.prefer}),
					},
					signal: call.signal,
					...(payload !== undefined && {body: payload}),
				});
				signals = signalsOf(response);
				body = parsed(response, host, more.shape);
				if (response.status < 300 && more.signals !== undefined) {
					signals = {...signals, ...more.signals({status: response.status, headers: response.headers, body})};
				}
				counter.spent(signals.units ?? cost);
				return response;
			} finally {
				pass.leave(signals);
			}
		};

		for (let renewed = false; ; renewed = true) {
			const response = await withRetry(once, {
				service: 'graph',
				call,
				budgetMs: kit.retryMs,
				pause: kit.pause,
				now: kit.now,
				random: kit.random,
				meter: counter,
				retry: result => {
					if (repeatable) return undefined;
					// What may have been done is for the caller to look at, not for a second try.
					return result instanceof HttpError
						? !result.sent && undefined
						: result.status === 429 || result.status === 503;
				},
			});
			if (response.status >= 200 && response.status < 300)
				return {status: response.status, headers: response.headers, body};
			// 403 too: a token from before a consent does not have the permission yet.
			if ((response.status === 401 || response.status === 403) && !renewed && used !== undefined) {
				await renew(used, call);
				continue;
			}
			throw failure(response.status, body, response.headers, method, plain);
		}
	};

	const failure = (
		status: number,
		body: unknown,
		headers: Readonly<Record<string, string>>,
		method: string,
		path: string,
	): GraphError => graphError(status, body, headers, method, path);

	const wire: Wire = {
		root,
		kit,
		limiter,
		exchange,
		renew,
		token: call => signIn.token(call),
		spent: counter.spent,
		waited: counter.waited,
		refusedItem: () => {
			throttledItems++;
		},
	};

	return {
		root,
		get: async (path, call, ask) => (await exchange('GET', path, call, ask)).body,
		send: async (method, path, body, call, more) => (await exchange(method, path, call, {body, ...more})).body,
		pages: createPages(wire),
		batch: createBatch(wire),
		limiter,
		token: (call, want) => signIn.token(call, want),
		meter: () => {
			const read = counter.read();
			return {...read, throttled: read.throttled + throttledItems};
		},
	};
};
