import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {cleanText} from '../platform/text/clean.ts';
import {adviceFor, codeIn} from './advice.ts';

/** What the login service said, whatever it was. Shape: Microsoft identity platform, "Error response". */
export type LoginFailure = {
	readonly status: number;
	/** `invalid_client` and the like. */
	readonly error: string;
	/** The AADSTS number. */
	readonly code?: number;
	/** Its own words, cleaned. */
	readonly raw: string;
	readonly requestId?: string;
};

/** @param json the body, parsed; anything that is no error body gives a failure without code or text */
export const readLoginFailure = (status: number, json: unknown): LoginFailure => {
	const body = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
	const raw = cleanText(body.error_description, 1000);
	const listed = Array.isArray(body.error_codes) ? body.error_codes.find(one => typeof one === 'number') : undefined;
	const code = listed ?? codeIn(raw);
	const requestId = cleanText(body.correlation_id, 64);
	return {
		status,
		error: cleanText(body.error, 100),
		raw,
		...(code !== undefined && {code}),
		...(requestId !== '' && {requestId}),
	};
};

/** Whether trying again as it is may help (`transient`), or waiting for a change to arrive (`propagation`). */
export const kindOf = (failure: LoginFailure): 'transient' | 'propagation' | undefined => {
	if (failure.status === 429 || failure.status >= 500) return 'transient';
	if (failure.error === 'temporarily_unavailable' || failure.error === 'server_error') return 'transient';
	return failure.code === undefined ? undefined : adviceFor(failure.code)?.kind;
};

/** The error for people. Exit 11, or 16 when it is the service's passing fault. */
export const loginError = (failure: LoginFailure): UsherError => {
	const advice = failure.code === undefined ? undefined : adviceFor(failure.code);
	const passing = kindOf(failure) === 'transient';
	return new UsherError({
		code:
			failure.code === undefined
				? `sign-in-${failure.error.replace(/[^a-z]+/gi, '-') || 'failed'}`
				: `aadsts-${failure.code}`,
		exitCode: passing ? exitCodes.unavailable : exitCodes.signInFailed,
		message:
			advice?.happened ??
			`Microsoft refused the sign-in${failure.code === undefined ? ` (${failure.error === '' ? `status ${failure.status}` : failure.error})` : ` (AADSTS${failure.code})`}.`,
		advice:
			advice === undefined
				? 'Read what Microsoft said below; the code can be looked up at https://login.microsoftonline.com/error. Check tenant, application ID and secret.'
				: advice.setting === undefined
					? advice.todo
					: `${advice.todo} (${advice.setting})`,
		requestId: failure.requestId,
		raw: failure.raw === '' ? undefined : failure.raw,
	});
};
