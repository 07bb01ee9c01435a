// Microsoft Graph's errors: "Microsoft Graph error responses and resource types", and what the directory is known to say.
import {randomUUID} from 'node:crypto';
import type {PracticeReply} from '../exchange.ts';

type Detail = {readonly code: string; readonly message: string; readonly target?: string};

/** Thrown inside, answered with its body. */
export class GraphRefusal extends Error {
	readonly status: number;
	readonly code: string;
	readonly details: readonly Detail[];
	readonly headers: Readonly<Record<string, string>>;

	constructor(
		status: number,
		code: string,
		message: string,
		more: {readonly details?: readonly Detail[]; readonly headers?: Readonly<Record<string, string>>} = {},
	) {
		super(message);
		this.status = status;
		this.code = code;
		this.details = more.details ?? [];
		this.headers = more.headers ?? {};
	}
}

/** The answer to a refusal; the client's own request id comes back when it sent one. */
export const refusalReply = (refusal: GraphRefusal, now: number, clientRequest: string | undefined): PracticeReply => {
	const requestId = randomUUID();
	const error: Record<string, unknown> = {code: refusal.code, message: refusal.message};
	if (refusal.details.length > 0) error.details = refusal.details;
	error.innerError = {
		date: new Date(now).toISOString().slice(0, 19),
		'request-id': requestId,
		'client-request-id': clientRequest ?? requestId,
		...(refusal.status === 429 ? {code: '429', message: 'Please retry after', status: '429'} : {}),
	};
	return {
		status: refusal.status,
		headers: {
			'request-id': requestId,
			'client-request-id': clientRequest ?? requestId,
			...(refusal.status === 401 ? {'www-authenticate': 'Bearer realm="", error="invalid_token"'} : {}),
			...refusal.headers,
		},
		body: JSON.stringify({error}),
	};
};

export const denied = (): GraphRefusal =>
	new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
export const notFound = (id: string): GraphRefusal =>
	new GraphRefusal(
		404,
		'Request_ResourceNotFound',
		`Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
	);
export const badRequest = (message: string, details: readonly Detail[] = []): GraphRefusal =>
	new GraphRefusal(400, 'Request_BadRequest', message, {details});
export const unsupported = (message: string): GraphRefusal =>
	new GraphRefusal(400, 'Request_UnsupportedQuery', message);
export const noSegment = (segment: string): GraphRefusal =>
	new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
export const unauthorised = (message: string, code = 'InvalidAuthenticationToken'): GraphRefusal =>
	new GraphRefusal(401, code, message);
