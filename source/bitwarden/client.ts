import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CallContext, StepOutcome} from '../core/ports.ts';
import {networkError} from '../platform/http/advice.ts';
import {HttpError, type HttpRequest, type HttpResponse} from '../platform/http/port.ts';
import {retryAfterMs, withRetry} from '../platform/http/retry.ts';
import {cleanText} from '../platform/text/clean.ts';
import type {Hosts} from './hosts.ts';
import {intercepted} from './intercepted.ts';
import type {Lane} from './pace.ts';
import {refused, requestIdOf} from './refusal.ts';
import type {OrganisationSignIn} from './sign-in.ts';
import type {Tools} from './tools.ts';
import {keyInOneLine} from './where.ts';

export type WriteMethod = 'POST' | 'PUT' | 'DELETE';
export type Written = {readonly response: HttpResponse} | {readonly outcome: StepOutcome};

export type ReadOptions = {
	/** Without a token. */
	readonly anonymous?: boolean;
	/** How long it is repeated, when not as long as usual; milliseconds. */
	readonly budgetMs?: number;
	/** How many pages instead of data are put up with, when not any number. */
	readonly mostPages?: number;
};

export type Client = {
	/** A read, repeated until it has an answer: 2xx, or a 4xx other than 401. @throws UsherError (exit 11, 16) */
	read(path: string, call: CallContext, options?: ReadOptions): Promise<HttpResponse>;
	/**
	 * A write, sent once. It is sent again only when it is known not to have been done (429, never sent).
	 * Gives the 2xx answer, or an outcome: refused (4xx), unknown (timeout, reset, 5xx, or a page instead of an answer).
	 * Once sent it is not cut off by the signal. @throws UsherError (exit 11, 16) when nothing was done
	 */
	write(method: WriteMethod, path: string, body: unknown, call: CallContext): Promise<Written>;
};

const longestMs = 30_000;
/** How long a closed door is knocked at before a write gives up; nothing was done until then. */
const doorMs = 30_000;

const throttled = (hosts: Hosts, waitMs: number, response: HttpResponse): UsherError =>
	new UsherError({
		code: 'throttled',
		exitCode: exitCodes.unavailable,
		message: `${hosts.label} asks for fewer requests, and to wait ${Math.ceil(waitMs / 1000)} seconds more. This step was not done.`,
		advice:
			'Run it again later: it goes on from here. Colleagues behind the same address, and other tools, use the same quota. network.retrySeconds (USHER_RETRY) says how long Usher waits.',
		requestId: requestIdOf(response),
	});

const tokenRefused = (hosts: Hosts, response: HttpResponse): UsherError =>
	new UsherError({
		code: 'bitwarden-token-refused',
		exitCode: exitCodes.signInFailed,
		message: `${hosts.api} does not take the access that ${hosts.identity} has just given (401).`,
		advice: `Check that bitwarden.url is right, that the organisation is enabled, and the clocks of both machines. On a self-hosted server, its own address in its configuration has to be the one you use. ${keyInOneLine(hosts)}`,
		requestId: requestIdOf(response),
	});

const isAnswer = (response: HttpResponse): boolean => response.body.length === 0 || response.json() !== undefined;

const isPage = (response: HttpResponse): boolean => /^\s*</.test(response.text().slice(0, 200));

/** What an answer to a write says of it. */
const writtenOf = (response: HttpResponse, hosts: Hosts): Written => {
	const {status} = response;
	if (status >= 200 && status < 300 && isAnswer(response)) return {response};
	if (status >= 400 && status < 500 && status !== 408) return {outcome: refused(response)};
	if (status >= 300 && status < 400)
		return {
			outcome: {
				...refused(response),
				message: `The server sends Usher to another place (${status}), where it does not go.`,
				advice: `Set bitwarden.url to the address at which the web vault opens${response.headers.location === undefined ? '' : `; the server points to ${cleanText(response.headers.location, 100)}`}.`,
			},
		};
	const page = isPage(response) ? ' with a page instead of an answer' : '';
	const requestId = requestIdOf(response);
	const id = requestId === undefined ? {} : {requestId};
	return {outcome: {kind: 'unknown', message: `${hosts.label} answered ${status}${page}.`, ...id}};
};

/** Speaks to one organisation's public API. */
export const createClient = (options: {hosts: Hosts; signIn: OrganisationSignIn; tools: Tools}): Client => {
	const {hosts, signIn, tools} = options;

	const backoff = (attempt: number): number =>
		Math.round(Math.min(longestMs, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + tools.random() / 2));

	/** The retry waits as the server says; every other request that is about to go waits as well. */
	const heard = (response: HttpResponse): HttpResponse => {
		if (response.status === 429) tools.pace.hold(retryAfterMs(response.headers, tools.now()) ?? 0);
		else tools.pace.went();
		return response;
	};

	const readOnce = async (
		path: string,
		call: CallContext,
		tokenFor: (() => Promise<string>) | undefined,
		limits: ReadOptions = {},
	): Promise<HttpResponse> => {
		let first = true;
		let pages = 0;
		await tools.pace.take('GET', call);
		const token = await tokenFor?.();
		const headers = {accept: 'application/json', ...(token === undefined ? {} : {authorization: `Bearer ${token}`})};
		return withRetry(
			async () => {
				if (!first) await tools.pace.take('GET', call);
				first = false;
				return heard(await tools.http.request({method: 'GET', url: hosts.api + path, headers, signal: call.signal}));
			},
			{
				...tools,
				service: 'bitwarden',
				call,
				budgetMs: Math.min(limits.budgetMs ?? tools.retryMs, tools.retryMs),
				expect: 'json',
				retry: result => {
					if (!(result instanceof HttpError) || result.kind !== 'bad-reply') return undefined;
					return ++pages > (limits.mostPages ?? Number.POSITIVE_INFINITY) ? false : undefined;
				},
			},
		);
	};

	const pauseFor = async (waitMs: number, because: 'throttled' | 'unavailable', call: CallContext): Promise<void> => {
		call.waiting({kind: 'waiting', service: 'bitwarden', seconds: Math.max(1, Math.ceil(waitMs / 1000)), because});
		tools.meter.waited(waitMs);
		await tools.pause(waitMs, call.signal);
	};

	/** One try: an answer, or what went wrong below it. Without the signal, because a write that went out is finished. */
	const attempt = async (request: HttpRequest): Promise<HttpResponse | HttpError> => {
		try {
			const response = await tools.http.request(request);
			tools.meter.answered(response.status, response.body.length);
			return heard(response);
		} catch (error) {
			if (!(error instanceof HttpError)) throw error;
			tools.meter.failed();
			return error;
		}
	};

	return {
		read: async (path, call, readOptions) => {
			if (readOptions?.anonymous === true) return readOnce(path, call, undefined, readOptions);
			let refused: string | undefined;
			const token = async (): Promise<string> => {
				refused = await signIn.token(call, {refused});
				return refused;
			};
			const response = await readOnce(path, call, token, readOptions);
			const between = intercepted(response, hosts.api + path);
			if (between !== undefined) throw between;
			if (response.status !== 401) return response;
			const again = await readOnce(path, call, token, readOptions);
			if (again.status === 401) throw tokenRefused(hosts, again);
			return again;
		},
		write: async (method, path, body, call) => {
			const started = tools.now().getTime();
			let refusedToken: string | undefined;
			for (let tries = 0; ; tries++) {
				await tools.pace.take(method satisfies Lane, call);
				const token = await signIn.token(call, {refused: refusedToken});
				call.signal.throwIfAborted();
				const result = await attempt({
					method,
					url: hosts.api + path,
					headers: {
						accept: 'application/json',
						authorization: `Bearer ${token}`,
						...(body === undefined ? {} : {'content-type': 'application/json; charset=utf-8'}),
					},
					...(body === undefined ? {} : {body: JSON.stringify(body)}),
				});
				const spent = tools.now().getTime() - started;
				if (result instanceof HttpError) {
					if (result.sent) return {outcome: {kind: 'unknown', message: result.message}};
					const waitMs = backoff(tries);
					const passes =
						result.kind === 'refused' ||
						result.kind === 'dns' ||
						result.kind === 'reset' ||
						result.kind === 'proxy' ||
						result.kind === 'timeout';
					if (!passes || spent + waitMs > Math.min(doorMs, tools.retryMs)) throw networkError(result, 'bitwarden');
					await pauseFor(waitMs, 'unavailable', call);
					continue;
				}
				const {status} = result;
				if (status === 429) {
					const waitMs = retryAfterMs(result.headers, tools.now()) ?? backoff(tries);
					if (spent + waitMs > tools.retryMs) throw throttled(hosts, waitMs, result);
					await pauseFor(waitMs, 'throttled', call);
					continue;
				}
				if (status === 401) {
					if (refusedToken !== undefined) throw tokenRefused(hosts, result);
					refusedToken = token;
					continue;
				}
				return writtenOf(result, hosts);
			}
		},
	};
};
