// Answers as the wire gives them, for tests that need no wire.
import {randomUUID} from 'node:crypto';
import type {CallContext, Waiting} from '../../source/core/ports.ts';
import type {SignIn} from '../../source/entra/sign-in.ts';
import type {Http, HttpRequest, HttpResponse} from '../../source/platform/http/port.ts';

export const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse => {
	const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
	return {
		status,
		headers: {'request-id': randomUUID(), ...headers},
		body: new TextEncoder().encode(text),
		text: () => text,
		json: () => {
			try {
				return JSON.parse(text) as unknown;
			} catch {
				return undefined;
			}
		},
	};
};

export const refusal = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): HttpResponse =>
	answer(status, {error: {code, message: `refused with ${code}`, innerError: {'request-id': 'r-1'}}}, headers);

/** An Http that a function answers; keeps what was asked. */
export const fakeHttp = (
	respond: (request: HttpRequest, count: number) => HttpResponse | Promise<HttpResponse>,
): Http & {readonly asked: HttpRequest[]} => {
	const asked: HttpRequest[] = [];
	return {
		asked,
		request: async request => {
			asked.push(request);
			return respond(request, asked.length);
		},
		close: () => Promise.resolve(),
	};
};

export const tenantId = '11111111-2222-4333-8444-555555555555';

/** A sign-in without a wire; each fresh token is another one. */
export const fakeSignIn = (
	roles: readonly string[] = ['User.Read.All', 'GroupMember.Read.All'],
): SignIn & {readonly made: () => number} => {
	let made = 1;
	return {
		made: () => made,
		token: (_call, want) => {
			if (want?.fresh === true) made++;
			return Promise.resolve({value: `token-${made}`, expiresAt: Number.MAX_SAFE_INTEGER, roles, tenant: tenantId});
		},
	};
};

/** A clock that only pauses move. */
export const fakeClock = (): {
	now: () => Date;
	pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	readonly pauses: number[];
} => {
	let at = Date.UTC(2026, 10, 22);
	const pauses: number[] = [];
	return {
		now: () => new Date(at),
		pause: async (milliseconds, signal) => {
			signal.throwIfAborted();
			pauses.push(milliseconds);
			at += milliseconds;
			await Promise.resolve();
			signal.throwIfAborted();
		},
		pauses,
	};
};

/** A call that keeps what it was told. */
export const calling = (): CallContext & {readonly told: Waiting[]; readonly stop: AbortController} => {
	const told: Waiting[] = [];
	const stop = new AbortController();
	return {signal: stop.signal, waiting: event => told.push(event), told, stop};
};
