/** One request. Redirects are never followed: a Location is data that the caller judges. */
export type HttpRequest = {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** For the whole exchange, body included; milliseconds. The client has a default. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
};

/** The body is whole: a body cut off in the middle is an HttpError, never a shorter body. */
export type HttpResponse = {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** The body as UTF-8. */
	text(): string;
	/** The body as JSON, undefined when it is none. */
	json(): unknown;
};

export type Http = {
	/** @throws HttpError for anything that is not a whole response. */
	request(request: HttpRequest): Promise<HttpResponse>;
	close(): Promise<void>;
};

export type HttpErrorKind =
	| 'aborted'
	| 'timeout'
	| 'reset'
	| 'refused'
	| 'dns'
	/** The certificate is by an authority that is not known here. */
	| 'tls'
	/** It has expired or is not valid yet, by this machine's clock. */
	| 'tls-time'
	/** It is for other names. */
	| 'tls-name'
	/** What answers does not speak TLS, or only one that is too old. */
	| 'tls-version'
	| 'proxy'
	/** The proxy was reached and refuses to connect. */
	| 'proxy-denied'
	/** This process may open no more files. */
	| 'too-many-files'
	| 'too-large'
	| 'bad-reply'
	| 'other';

/** No whole response. `sent` is false only when the server cannot have seen the request. */
export class HttpError extends Error {
	override readonly name = 'HttpError';
	readonly kind: HttpErrorKind;
	readonly host: string;
	readonly sent: boolean;

	constructor(kind: HttpErrorKind, host: string, sent: boolean, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : {cause});
		this.kind = kind;
		this.host = host;
		this.sent = sent;
	}
}
