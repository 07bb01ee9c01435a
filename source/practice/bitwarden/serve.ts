import type {ServerCertificate} from '../authority.ts';
import type {Clock} from '../clock.ts';
import type {Handler, PracticeReply, PracticeRequest} from '../exchange.ts';
import type {Faults} from '../faults.ts';
import {openServer, type PracticeServer} from '../server.ts';
import type {PracticeBitwarden} from './create-bitwarden.ts';
import {json} from './message.ts';

/** Bitwarden's cloud has a host for each half of its paths: `api.bitwarden.eu/public` is `/api/public` elsewhere. */
const pathOf = ({path, headers}: PracticeRequest): string => {
	const half = /^(api|identity)\./.exec(headers.host ?? '')?.[1];
	return half === undefined ? path : `/${half}${path}`;
};

/** The organisation's server as the base of all services wants it. */
const bitwardenHandler =
	(bitwarden: PracticeBitwarden): Handler =>
	request =>
		bitwarden.handle({
			method: request.method,
			path: pathOf(request),
			headers: request.headers,
			body: request.body.toString('utf8'),
			address: '127.0.0.1',
		});

/** How this service says 429, for faults. */
const bitwardenThrottled = (): PracticeReply =>
	json(
		429,
		{
			object: 'error',
			message: 'Slow down! Too many requests. Try again in 1m.',
			validationErrors: null,
			exceptionMessage: null,
			exceptionStackTrace: null,
			innerExceptionMessage: null,
		},
		{'retry-after': '1'},
	);

/** Opens the organisation's server on loopback. */
export const openBitwarden = (
	bitwarden: PracticeBitwarden,
	options: {
		readonly certificate: ServerCertificate;
		readonly clock: Clock;
		readonly faults: Faults;
		readonly latencyMs: () => number;
		readonly port?: number;
	},
): Promise<PracticeServer> =>
	openServer({
		...options,
		service: 'bitwarden',
		handle: bitwardenHandler(bitwarden),
		throttled: bitwardenThrottled,
	});
