// MSAL's requests through Usher's own HTTP, so that proxy, authorities, time limits and retries are the same everywhere.
import type {INetworkModule, NetworkRequestOptions, NetworkResponse} from '@azure/msal-node';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CallContext} from '../core/ports.ts';
import {HttpError, type HttpResponse} from '../platform/http/port.ts';
import {withRetry} from '../platform/http/retry.ts';
import type {CallKit} from './calls.ts';
import {kindOf, type LoginFailure, readLoginFailure} from './login-error.ts';

export type MsalNetwork = {
	readonly module: INetworkModule;
	/** Before each acquisition: whose call it is. Forgets what was kept of the last. */
	begin(call: CallContext): void;
	/** MSAL replaces network errors by its own without a cause; here is the real one. */
	error(): unknown;
	/** The last answer that was no success. */
	failure(): LoginFailure | undefined;
};

const plainHeaders = (headers: Readonly<Record<string, string>> | undefined): Record<string, string> => {
	const kept: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers ?? {})) kept[name.toLowerCase()] = value;
	return kept;
};

const elsewhere = (url: string): UsherError =>
	new UsherError({
		code: 'foreign-link',
		exitCode: exitCodes.unavailable,
		message: `${new URL(url).host} sends the sign-in elsewhere. That was not followed, because the secret would have gone with it.`,
		advice:
			'Something on the network rewrites the answers, or the login address is wrong (entra.cloud, entra.loginUrl).',
	});

/** What MSAL asks for: discovery names endpoints, a device code has a code, a token is a token, everything else is an error. */
const isMeant = (json: unknown): boolean => {
	const body = asObject(json) as Readonly<Record<string, unknown>> | undefined;
	return ['token_endpoint', 'tenant_discovery_endpoint', 'access_token', 'device_code'].some(
		name => typeof body?.[name] === 'string' && body[name] !== '',
	);
};

const asObject = (json: unknown): object | undefined =>
	typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined;

/**
 * @param login base of the login host: nothing is sent anywhere else, whatever a discovery document says, because the
 * secret would go with it
 */
export const createMsalNetwork = (kit: CallKit, login: string): MsalNetwork => {
	const home = new URL(login).origin;
	let current: CallContext | undefined;
	let error: unknown;
	let failure: LoginFailure | undefined;

	const ask = async <T>(
		method: 'GET' | 'POST',
		url: string,
		options: NetworkRequestOptions | undefined,
	): Promise<NetworkResponse<T>> => {
		const call = current;
		if (call === undefined) throw new Error('MSAL asked without a call');
		const once = async (): Promise<HttpResponse> => {
			const response = await kit.http.request({
				method,
				url,
				headers: plainHeaders(options?.headers),
				signal: call.signal,
				...(options?.body !== undefined && {body: options.body}),
			});
			if (response.status >= 200 && response.status < 300 && !isMeant(response.json())) {
				throw new HttpError('bad-reply', new URL(url).host, true, 'It was no data, but a page or a torn text.');
			}
			return response;
		};
		try {
			if (new URL(url).origin !== home) throw elsewhere(login);
			const response = await withRetry(once, {
				service: 'login',
				call,
				budgetMs: kit.retryMs,
				pause: kit.pause,
				now: kit.now,
				random: kit.random,
				retry: result => {
					if (result instanceof HttpError || result.status < 400) return undefined;
					const read = readLoginFailure(result.status, result.json());
					failure = read;
					return kindOf(read) === 'transient' ? true : undefined;
				},
			});
			if (response.status >= 300 && response.status < 400) throw elsewhere(url);
			failure = response.status >= 400 ? readLoginFailure(response.status, response.json()) : undefined;
			return {
				status: response.status,
				headers: {...response.headers},
				body: (asObject(response.json()) ?? {error: `http_${response.status}`, error_description: ''}) as T,
			};
		} catch (thrown) {
			error = thrown;
			throw thrown;
		}
	};

	return {
		module: {
			sendGetRequestAsync: (url, options) => ask('GET', url, options),
			sendPostRequestAsync: (url, options) => ask('POST', url, options),
		},
		begin: call => {
			current = call;
			error = undefined;
			failure = undefined;
		},
		error: () => error,
		failure: () => failure,
	};
};
