// How an answer, whole or harmed, goes onto the wire.
import {constants, type Http2ServerResponse} from 'node:http2';
import {setTimeout as pause} from 'node:timers/promises';
import type {PracticeReply, PracticeRequest} from './exchange.ts';
import {type Harm, retryAfterHeader} from './faults.ts';

const json = 'application/json; charset=utf-8';
const gatewayPage =
	'<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>Microsoft-Azure-Application-Gateway/v2</center>\r\n</body>\r\n</html>\r\n';
const portalPage =
	'<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Please sign in.</body></html>';

/** The answer to a request that is hurt before any work is done; undefined when the work is to be done. */
export const harmBefore = (
	harm: Harm,
	request: PracticeRequest,
	throttled: ((request: PracticeRequest) => PracticeReply) | undefined,
): PracticeReply | undefined => {
	switch (harm.kind) {
		case 'throttle': {
			const reply = throttled?.(request) ?? {status: 429, body: ''};
			const headers: Record<string, string> = {...reply.headers};
			if (harm.retryAfter !== undefined) {
				delete headers['retry-after'];
				Object.assign(headers, retryAfterHeader(harm.retryAfter, request.now));
			}
			return {...reply, headers};
		}
		case 'status':
			return {
				status: harm.status,
				headers: {
					'content-type': harm.contentType ?? json,
					...retryAfterHeader(harm.retryAfter, request.now),
					...harm.headers,
				},
				body: harm.body ?? '',
			};
		case 'bad-gateway':
			return {status: 502, headers: {'content-type': 'text/html'}, body: gatewayPage};
		case 'html':
			return {status: 200, headers: {'content-type': 'text/html'}, body: portalPage};
		case 'redirect':
			return {status: harm.status ?? 302, headers: {location: harm.location}, body: ''};
		case 'reset':
		case 'hang':
			return {status: 0};
		default:
			return undefined;
	}
};

type Delivery = {
	readonly request: PracticeRequest;
	readonly response: Http2ServerResponse;
	readonly reply: PracticeReply;
	readonly harm: Harm | undefined;
	readonly signal: AbortSignal;
	readonly now: number;
};

/** Sends the answer. Gives the status that the client could see; 0 when it saw none. */
export const deliver = async ({request, response, reply, harm, signal, now}: Delivery): Promise<number> => {
	if (response.destroyed || response.stream?.destroyed) return 0;
	if (harm?.kind === 'reset' || (harm?.kind === 'answer-lost' && harm.how !== 'silence')) {
		cut(response);
		return 0;
	}
	if (harm?.kind === 'hang' || harm?.kind === 'answer-lost') return 0;
	const date = new Date(now + (harm?.kind === 'clock-skew' ? harm.ms : 0)).toUTCString();
	const harmed = harmedBody(reply.body ?? '', harm, request);
	// A list that is kept is sent as it is, not copied.
	const body = Buffer.isBuffer(harmed) ? harmed : Buffer.from(harmed as string);
	const headers: Record<string, string | number> = {date, ...reply.headers};
	if (body.length > 0) headers['content-type'] ??= json;
	if (reply.status !== 204) headers['content-length'] = body.length;
	response.writeHead(reply.status, headers);
	if (harm?.kind === 'reset-in-body') {
		await sent(response, body.subarray(0, Math.floor(body.length / 2)));
		// The half must be on its way before the end, or the client would see no answer at all.
		await pause(20, undefined, {signal});
		cut(response);
		return reply.status;
	}
	if (harm?.kind === 'slow-body') {
		const pieces = harm.pieces ?? 8;
		const size = Math.max(1, Math.ceil(body.length / pieces));
		for (let at = 0; at < body.length && !response.destroyed; at += size) {
			await sent(response, body.subarray(at, at + size));
			await pause(harm.pauseMs, undefined, {signal});
		}
		response.end();
		return reply.status;
	}
	if (request.method === 'HEAD' || body.length === 0) response.end();
	else response.end(body);
	return reply.status;
};

const harmedBody = (
	sentBody: string | Uint8Array,
	harm: Harm | undefined,
	request: PracticeRequest,
): string | Uint8Array => {
	if (harm === undefined) return sentBody;
	const body = typeof sentBody === 'string' ? sentBody : Buffer.from(sentBody).toString('utf8');
	switch (harm.kind) {
		case 'truncated':
			return body.slice(0, Math.floor(body.length / 2));
		case 'wrong-content':
			return harm.body ?? '{"hello":["wörld",1,null]}';
		case 'foreign-link':
			return body.replace(
				/"@odata\.(nextLink|deltaLink)":"https:\/\/[^/"]+/g,
				(_, name: string) => `"@odata.${name}":"${harm.origin}`,
			);
		case 'repeated-link':
			return body.replace(
				/"@odata\.nextLink":"[^"]*"/,
				() => `"@odata.nextLink":${JSON.stringify(request.origin + request.url)}`,
			);
		default:
			return body;
	}
};

const sent = (response: Http2ServerResponse, part: Uint8Array): Promise<void> =>
	new Promise(resolve => {
		response.write(part, () => resolve());
	});

/** Over HTTP/1.1 the connection is reset; over HTTP/2 the stream is, so that its neighbours live on. */
const cut = (response: Http2ServerResponse): void => {
	// An HTTP/1.1 response has no stream, whatever the types of the compatibility layer say.
	const stream = response.stream as Http2ServerResponse['stream'] | undefined;
	if (stream === undefined) response.socket.destroy();
	else stream.close(constants.NGHTTP2_INTERNAL_ERROR);
};
