// What the parts of the client share.
import type {CallContext} from '../../core/ports.ts';
import type {HttpRequest} from '../../platform/http/port.ts';
import type {CallKit} from '../calls.ts';
import type {AccessToken} from '../sign-in.ts';
import type {Limiter, Signals} from './limiter.ts';

export type AskOptions = {
	/** Header `ConsistencyLevel: eventual`, for queries that need it (Microsoft Graph, "Advanced query capabilities"). */
	readonly advanced?: boolean;
	/** The answer is a plain number or text, as that of `/$count`. */
	readonly plain?: boolean;
	/** An answer of this kind that has no `value` is a bad reply, and is asked for again. */
	readonly shape?: 'collection';
};

export type Answer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
};

export type Wire = {
	/** Base of version 1.0, without a slash at the end. */
	readonly root: string;
	readonly kit: CallKit;
	readonly limiter: Limiter;
	/**
	 * Sends, waits, repeats; renews the token once.
	 * @param path after `/v1.0`, or a whole link of the same origin
	 * @param cost in resource units, when it is not that of the path
	 * @throws GraphError for every answer that is no success; UsherError exit 16 when retries are used up
	 */
	exchange(
		method: HttpRequest['method'],
		path: string,
		call: CallContext,
		more?: AskOptions & {
			readonly body?: unknown;
			/** Header `Prefer`. */
			readonly prefer?: string;
			readonly cost?: number;
			/** Lets the pages of listings go first. */
			readonly background?: boolean;
			readonly signals?: (answer: Answer) => Signals;
		},
	): Promise<Answer>;
	/** A token that Graph has not refused yet, after it refused one. */
	renew(used: AccessToken, call: CallContext): Promise<void>;
	token(call: CallContext): Promise<AccessToken>;
	spent(units: number): void;
	waited(milliseconds: number): void;
	refusedItem(): void;
};
