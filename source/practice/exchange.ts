// What a service of the practice tenant is asked, and what it answers.

export type PracticeRequest = {
	readonly method: string;
	/** Decoded by nobody: as it stands in the request line, without the query. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** Path and query as sent. */
	readonly url: string;
	/** Names in lower case; the last one wins. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: Buffer;
	/** `https://localhost:port` of this server. */
	readonly origin: string;
	/** By the practice clock. */
	readonly now: number;
};

export type PracticeReply = {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** A text is sent as JSON unless `headers` name another content type. */
	readonly body?: string | Uint8Array;
};

export type Handler = (request: PracticeRequest) => PracticeReply | Promise<PracticeReply>;
