import type {Environment} from '../environment.ts';
import type {Agent, AgentOptions} from './agent.ts';
import {acceptedEncodings, readWhole, unpacked} from './body.ts';
import {httpFailure, type Route} from './failure.ts';
import {type Http, HttpError, type HttpRequest, type HttpResponse} from './port.ts';
import {proxyOf} from './proxy.ts';

export type HttpOptions = {
	/** PEM certificates of authorities to trust besides the usual ones (which include NODE_EXTRA_CA_CERTS). */
	readonly ca?: readonly string[];
	/** For a whole exchange; 100 seconds when not said. */
	readonly timeoutMs?: number;
	/** Where the proxy is read from: HTTPS_PROXY, NO_PROXY. */
	readonly environment: Environment;
	readonly userAgent: string;
	/** Largest answer, in bytes, packed and unpacked; 64 MiB when not said. */
	readonly mostBytes?: number;
	/** False speaks HTTP/1.1 only. */
	readonly http2?: boolean;
};

/** How long closing waits for what it has called off. */
const closeMs = 2_000;

const parsed = (text: string): {readonly value: unknown} => {
	try {
		return {value: JSON.parse(text) as unknown};
	} catch {
		return {value: undefined};
	}
};

const responseOf = (status: number, headers: Record<string, string>, body: Uint8Array): HttpResponse => {
	let text: string | undefined;
	let data: {readonly value: unknown} | undefined;
	const decoded = (): string => new TextDecoder().decode(body);
	const asText = (): string => {
		text ??= decoded();
		return text;
	};
	return {
		status,
		headers,
		body,
		text: asText,
		json: () => {
			// Once: who checks that it is JSON and who reads it are not the same, and a list can have 20 MB.
			// Its text is not kept beside it.
			data ??= parsed(text ?? decoded());
			return data.value;
		},
	};
};

const lowerCase = (headers: Record<string, string | string[] | undefined>): Record<string, string> => {
	const lower: Record<string, string> = Object.create(null);
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined) lower[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
	}
	return lower;
};

/** Rejects once the signal is aborted: the limit holds whatever a connection does with the request. */
const stopped = (signal: AbortSignal): Promise<never> =>
	new Promise((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
	});

/** What a header can hold (RFC 9110, field-content). undici loses every later request of a connection over one that cannot be sent. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * HTTPS for everything Usher speaks to: HTTP/2 where offered, for what has no body; proxies from the environment, private
 * authorities, one time limit for the whole exchange, whole bodies of limited size. Redirects are not followed.
 * @throws UsherError `proxy-invalid` when the environment names a proxy that is none
 */
export const createHttp = (options: HttpOptions): Http => {
	const most = options.mostBytes ?? 64 * 1048576;
	const {proxy, except} = proxyOf(options.environment);
	const agentOptions: AgentOptions = {
		ca: options.ca ?? [],
		proxy: proxy?.href ?? '',
		except,
		http2: options.http2 !== false,
	};
	const agents = new Map<'plain' | 'body', Agent>();
	// Loaded with the first request: a screen should stand before that, and many commands send none.
	let loading: Promise<typeof import('./agent.ts')> | undefined;
	let closed = false;
	/**
	 * What has a body goes over HTTP/1.1. Over HTTP/2 a stream that is let go of before its body is on its way makes
	 * Node.js send empty frames of it without end, until the memory is full (`Http2Session::SendPendingData`): a time
	 * limit or Ctrl+C would do that.
	 */
	const agentFor = async ({body}: HttpRequest): Promise<Agent> => {
		const kind = body === undefined ? 'plain' : 'body';
		const there = agents.get(kind);
		if (there !== undefined) return there;
		loading ??= import('./agent.ts');
		const {createAgent} = await loading;
		if (closed) throw new HttpError('aborted', '', false, 'The request was not sent.');
		const agent = agents.get(kind) ?? createAgent(kind === 'plain' ? agentOptions : {...agentOptions, http2: false});
		agents.set(kind, agent);
		return agent;
	};

	/** Exchanges that have not ended, and how each is called off. */
	const going = new Map<Promise<unknown>, () => void>();

	const exchange = async (request: HttpRequest, url: URL, signal: AbortSignal, answering: () => void) => {
		const agent = await agentFor(request);
		const reply = await agent.request({
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			method: request.method,
			headers: {'user-agent': options.userAgent, 'accept-encoding': acceptedEncodings, ...request.headers},
			body: request.body ?? null,
			signal,
		});
		answering();
		const headers = lowerCase(reply.headers);
		try {
			const wire = await readWhole(reply.body, headers['content-length'], url.host, most);
			const body = await unpacked(wire, headers['content-encoding'], url.host, most);
			return responseOf(reply.statusCode, headers, body);
		} catch (error) {
			reply.body.on('error', () => {}).destroy();
			throw error;
		}
	};

	const request = async (asked: HttpRequest): Promise<HttpResponse> => {
		const url = URL.canParse(asked.url) ? new URL(asked.url) : undefined;
		if (url === undefined || url.protocol !== 'https:') {
			throw new HttpError('other', url?.host ?? '', false, 'Only https addresses are asked.');
		}
		if (!Object.values(asked.headers ?? {}).every(value => sendable.test(value))) {
			throw new HttpError(
				'other',
				url.host,
				false,
				`A request to ${url.host} would have carried what no header can hold.`,
			);
		}
		const route: Route = {host: url.host, proxy};
		const stop = new AbortController();
		const timeoutMs = asked.timeoutMs ?? options.timeoutMs ?? 100_000;
		let timedOut = false;
		let answering = false;
		const timer = setTimeout(() => {
			timedOut = true;
			stop.abort();
		}, timeoutMs);
		// Not in the tick in which it is sent: undici would let go of a stream of HTTP/2 that is not open yet, and that stream's
		// error, when the connection ends, would be heard by nobody and end the process.
		const abort = (): void => void setImmediate(() => stop.abort());
		asked.signal?.addEventListener('abort', abort, {once: true});
		try {
			if (asked.signal?.aborted) throw new HttpError('aborted', url.host, false, 'The request was not sent.');
			const whole = exchange(asked, url, stop.signal, () => {
				answering = true;
			});
			going.set(whole, abort);
			whole.finally(() => going.delete(whole)).catch(() => {});
			return await Promise.race([whole, stopped(stop.signal)]);
		} catch (error) {
			if (asked.signal?.aborted && !(error instanceof HttpError)) {
				throw new HttpError('aborted', url.host, true, `The request to ${url.host} was cut short.`);
			}
			if (timedOut) {
				const seconds = Math.round(timeoutMs / 1000);
				throw new HttpError(
					'timeout',
					url.host,
					true,
					`${url.host} did not finish its answer within ${seconds} seconds.`,
				);
			}
			throw httpFailure(error, route, answering);
		} finally {
			clearTimeout(timer);
			asked.signal?.removeEventListener('abort', abort);
		}
	};

	const close = async (): Promise<void> => {
		closed = true;
		// Called off one by one first: the error of a stream that goes down with its connection may be heard by nobody.
		for (const callOff of going.values()) callOff();
		const late = new Promise(resolve => setTimeout(resolve, closeMs).unref());
		await Promise.race([Promise.allSettled(going.keys()), late]);
		await Promise.all(Array.from(agents.values(), agent => agent.destroy()));
	};
	return {request, close};
};
