import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext} from '../../core/ports.ts';
import {cleanText} from '../text/clean.ts';
import {networkError, type Service, serviceNames} from './advice.ts';
import type {MeterCounter} from './meter.ts';
import {HttpError, type HttpErrorKind, type HttpResponse} from './port.ts';

export type RetryOptions = {
	readonly service: Service;
	readonly call: CallContext;
	/** How long the call may go on altogether, waits included; milliseconds. */
	readonly budgetMs: number;
	readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	readonly now: () => Date;
	/** 0 up to 1. */
	readonly random: () => number;
	/** A successful answer that is no JSON counts as a bad reply, and is asked for again. */
	readonly expect?: 'json';
	/** Overrides what is worth another try; undefined leaves it to the rule. */
	readonly retry?: (result: HttpResponse | HttpError) => boolean | undefined;
	readonly meter?: MeterCounter;
};

const worthAnother = new Set([408, 429, 500, 502, 503, 504, 509]);
const passing: ReadonlySet<HttpErrorKind> = new Set([
	'timeout',
	'reset',
	'refused',
	'dns',
	'bad-reply',
	'proxy',
	'other',
]);
/** The request never left: a wrong name or a closed door seldom changes within minutes, so a person is told sooner. */
const atTheDoor: ReadonlySet<HttpErrorKind> = new Set(['refused', 'dns', 'proxy']);
const doorMs = 30_000;
const firstMs = 500;
const longestMs = 30_000;

/**
 * Retry-After in milliseconds: seconds (decimals too) or a date, which is measured against the server's own Date.
 * Undefined when absent or unreadable. RFC 9110, 10.2.3.
 */
export const retryAfterMs = (headers: Readonly<Record<string, string>>, now: Date): number | undefined => {
	const value = headers['retry-after']?.trim();
	if (value === undefined || value === '') return undefined;
	if (/^\d+(?:\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
	const until = Date.parse(value);
	// Date.parse takes almost anything for a date; an HTTP date begins with a day's name.
	if (Number.isNaN(until) || !/^[A-Za-z]{3}/.test(value)) return undefined;
	const theirs = Date.parse(headers.date ?? '');
	return Math.max(0, until - (Number.isNaN(theirs) ? now.getTime() : theirs));
};

const requestIdOf = ({headers}: HttpResponse): string | undefined =>
	cleanText(headers['request-id'], 100) || cleanText(headers['x-ms-request-id'], 100) || undefined;

const isJson = (response: HttpResponse): boolean => response.body.length === 0 || response.json() !== undefined;

const inWords = (milliseconds: number): string => {
	const seconds = Math.ceil(milliseconds / 1000);
	if (seconds === 1) return '1 second';
	return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
};

const exhausted = (result: HttpResponse | HttpError, waitMs: number, options: RetryOptions): UsherError => {
	if (result instanceof HttpError) return networkError(result, options.service);
	const throttled = result.status === 429;
	return new UsherError({
		code: throttled ? 'throttled' : 'service-unavailable',
		exitCode: exitCodes.unavailable,
		message: throttled
			? `${serviceNames[options.service]} asks for fewer requests, and to wait ${inWords(waitMs)} more.`
			: `${serviceNames[options.service]} is not available (${result.status}), also after ${inWords(options.budgetMs)}.`,
		advice: throttled
			? 'Run it again later. If this happens often, something else uses the same quota, or the interval is too short. network.retrySeconds (USHER_RETRY) says how long Usher waits.'
			: 'Usually this passes: run it again later. The status page of the service says whether it is down.',
		requestId: requestIdOf(result),
	});
};

/** RFC 6585, 6: not the service answered, but the network, which lets nothing through before somebody signs in there. */
const networkSignIn = (service: Service): UsherError =>
	new UsherError({
		code: 'network-sign-in',
		exitCode: exitCodes.unavailable,
		message: `${serviceNames[service]} could not be asked. The network answered, and wants a sign-in of its own first (511).`,
		advice:
			'Open any web page from this machine and sign in there, or have whoever runs the network let Usher through.',
	});

/**
 * Sends until there is an answer worth having, waiting as the server says (Retry-After in full) or with backoff and
 * jitter, within a budget. Answers that no retry mends (4xx and the like) are returned as they are.
 * @throws UsherError (exit 16) when the budget is used up or the failure does not pass; the signal's reason when aborted
 */
export const withRetry = async (send: () => Promise<HttpResponse>, options: RetryOptions): Promise<HttpResponse> => {
	const {call, meter} = options;
	const started = options.now().getTime();
	let waited = 0;
	for (let attempt = 0; ; attempt++) {
		call.signal.throwIfAborted();
		let result: HttpResponse | HttpError;
		try {
			result = await send();
			meter?.answered(result.status, result.body.length);
			if (options.expect === 'json' && result.status >= 200 && result.status < 300 && !isJson(result)) {
				const host = serviceNames[options.service];
				result = new HttpError('bad-reply', host, true, 'It was no data, but a page or a torn text.');
			}
		} catch (error) {
			if (!(error instanceof HttpError)) throw error;
			meter?.failed();
			call.signal.throwIfAborted();
			result = error;
		}
		if (!(result instanceof HttpError) && result.status === 511 && options.service !== 'bitwarden')
			throw networkSignIn(options.service);
		const usual = result instanceof HttpError ? passing.has(result.kind) : worthAnother.has(result.status);
		if (!(options.retry?.(result) ?? usual)) {
			if (result instanceof HttpError) throw networkError(result, options.service);
			return result;
		}
		const asked = result instanceof HttpError ? undefined : retryAfterMs(result.headers, options.now());
		const backoff = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
		// Above what was asked for, so that many who were told the same do not come back at once.
		const waitMs =
			asked === undefined
				? Math.round(backoff / 2 + (options.random() * backoff) / 2)
				: // A server that says "at once", again and again, is not asked in a circle.
					Math.max(asked, Math.min(backoff, 1000)) + Math.round(options.random() * 250);
		const budgetMs =
			result instanceof HttpError && atTheDoor.has(result.kind) ? Math.min(doorMs, options.budgetMs) : options.budgetMs;
		// A clock that is set back meanwhile must not make it wait for as long again.
		const spent = Math.max(options.now().getTime() - started, waited);
		if (spent + waitMs > budgetMs) throw exhausted(result, waitMs, options);
		call.waiting({
			kind: 'waiting',
			service: options.service,
			seconds: Math.max(1, Math.ceil(waitMs / 1000)),
			because: !(result instanceof HttpError) && result.status === 429 ? 'throttled' : 'unavailable',
		});
		meter?.waited(waitMs);
		waited += waitMs;
		await options.pause(waitMs, call.signal);
	}
};
