// Requests and answers as the organisation's server sees them, without a socket.

export type BitwardenRequest = {
	readonly method: string;
	/** From the root of the server, without the query: `/api/public/members`. */
	readonly path: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: string;
	/** Of the client: rate limits count per address. */
	readonly address?: string;
};

export type BitwardenReply = {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** JSON when the headers say nothing else; absent: no body. */
	readonly body?: string | Uint8Array;
};

/** Thrown inside to answer with what the server answers. */
export class Refusal extends Error {
	readonly reply: BitwardenReply;
	constructor(reply: BitwardenReply) {
		super(`answer ${reply.status}`);
		this.reply = reply;
	}
}

/** An answer with a JSON body. */
export const json = (status: number, value: unknown, headers: Record<string, string> = {}): BitwardenReply => ({
	status,
	headers: {'content-type': 'application/json; charset=utf-8', ...headers},
	body: JSON.stringify(value),
});

/** An answer without a body. */
export const empty = (status = 200): BitwardenReply => ({status});

/** The shape of every error of the public API (Bitwarden server, Public/Response/ErrorResponseModel). */
export const errorOf = (
	status: number,
	message: string,
	errors: Record<string, readonly string[]> | null = null,
): BitwardenReply => json(status, {object: 'error', message, errors});

/** 400 with a sentence, as a BadRequestException gives. */
export const badRequest = (message: string): Refusal => new Refusal(errorOf(400, message));

/** 400 of the model validation. */
export const invalidModel = (errors: Record<string, readonly string[]>): Refusal =>
	new Refusal(errorOf(400, "The request's model state is invalid.", errors));

/** 500, as anything that the server did not expect. */
export const unhandled = (): Refusal => new Refusal(errorOf(500, 'An unhandled server error has occurred.'));
