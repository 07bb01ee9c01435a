// An organisation's server on loopback and the adapter in front of it, for tests of both.
import {setTimeout as wait} from 'node:timers/promises';
import {onTestFinished} from 'vitest';
import {createOrganisation, type Organisation, type OrganisationOptions} from '../../source/bitwarden/organisation.ts';
import type {CallContext, EntraId, Waiting} from '../../source/core/ports.ts';
import {createHttp} from '../../source/platform/http/client.ts';
import type {Http} from '../../source/platform/http/port.ts';
import {type Authority, createAuthority} from '../../source/practice/authority.ts';
import {createBitwarden, type PracticeBitwarden} from '../../source/practice/bitwarden/create-bitwarden.ts';
import type {BitwardenOptions} from '../../source/practice/bitwarden/options.ts';
import {openBitwarden} from '../../source/practice/bitwarden/serve.ts';
import {createFaults, type Faults} from '../../source/practice/faults.ts';

let authority: Promise<Authority> | undefined;

export type Bench = {
	readonly bitwarden: PracticeBitwarden;
	readonly organisation: Organisation;
	readonly faults: Faults;
	readonly url: string;
	readonly http: Http;
	readonly call: CallContext;
	readonly waits: Waiting[];
	/** Another adapter in front of the same server. */
	readonly another: (options?: Partial<OrganisationOptions>) => Organisation;
	/** Requests answered since the last time, `GET /api/public/members`. */
	readonly asked: () => string[];
};

export const entra = (text: string): EntraId => text as EntraId;

/** Real HTTPS both ways, one clock for both. A pause of the adapter moves it instead of taking time. */
export const bench = async (
	options: BitwardenOptions = {},
	adapter: Partial<OrganisationOptions> & {timeoutMs?: number} = {},
): Promise<Bench> => {
	authority ??= createAuthority();
	const {ca, serverCertificate} = await authority;
	const faults = createFaults(1);
	let ahead = 0;
	const clock = options.now ?? (() => Date.now() + ahead);
	const bitwarden = createBitwarden({...options, now: clock, base: () => server.url});
	const server = await openBitwarden(bitwarden, {
		certificate: await serverCertificate(),
		clock,
		faults,
		latencyMs: () => 0,
	});
	const http = createHttp({
		ca: [ca],
		environment: {},
		userAgent: 'usher-test',
		timeoutMs: adapter.timeoutMs ?? 5000,
	});
	onTestFinished(async () => {
		await http.close();
		await server.close();
	});
	const waits: Waiting[] = [];
	const another = (more: Partial<OrganisationOptions> = {}): Organisation =>
		createOrganisation({
			url: server.url,
			clientId: bitwarden.clientId,
			secret: async () => bitwarden.secret(),
			http,
			now: () => new Date(clock()),
			pause: async (milliseconds, signal) => {
				await wait(1, undefined, {signal});
				ahead += milliseconds;
			},
			...adapter,
			...more,
		});
	let from = 0;
	return {
		bitwarden,
		faults,
		url: server.url,
		http,
		waits,
		call: {signal: new AbortController().signal, waiting: event => waits.push(event)},
		organisation: another(),
		another,
		asked: () => {
			const list = bitwarden.audit.slice(from).map(({method, path}) => `${method} ${path}`);
			from = bitwarden.audit.length;
			return list;
		},
	};
};
