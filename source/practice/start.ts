// The practice tenant: a company, its login host, its Graph and its organisation's server, on loopback, for one session.
import {sharedAuthority} from './authority.ts';
import {createBitwarden, type PracticeBitwarden} from './bitwarden/create-bitwarden.ts';
import type {BitwardenOptions} from './bitwarden/options.ts';
import {openBitwarden} from './bitwarden/serve.ts';
import type {Clock} from './clock.ts';
import type {Company} from './company/api.ts';
import {createCompany} from './company/company.ts';
import type {MemberCount} from './company/groups.ts';
import type {Lag} from './company/store.ts';
import type {Counters} from './counters.ts';
import {createFaults, type Faults} from './faults.ts';
import type {GraphKnobs} from './graph/context.ts';
import {createGraph, type Graph} from './graph/graph.ts';
import type {LoginKnobs} from './login/context.ts';
import {createLogin, type Login, loginThrottled} from './login/login.ts';
import {createRandom} from './random.ts';
import {openServer} from './server.ts';
import type {AppPolicy, Propagation, Registry} from './tenant/registry.ts';
import {createTenant, type Tenant} from './tenant/tenant.ts';

/** People in the company when nothing else is asked for. */
export const usualUsers = 120;

export type PracticeOptions = {
	/** The same seed and sizes make the same company. Default 1. */
	readonly seed?: number;
	/** Default: usualUsers. */
	readonly users?: number;
	/** Default 24. */
	readonly groups?: number;
	/** Memberships in all, or for each group. Default: five for every two people. */
	readonly members?: MemberCount;
	/** Guests, twins, service accounts, hostile names and so on. Default true. */
	readonly oddities?: boolean;
	/** Every answer of every service comes so much later. Default 0. */
	readonly latencyMs?: number;
	/** Milliseconds since 1970; tests move it. Default Date.now. */
	readonly clock?: Clock;
	/** Application permissions granted to Usher's own application. Default: User.Read.All and GroupMember.Read.All. */
	readonly permissions?: readonly string[];
	/** False: nothing is registered yet, as before a first set-up. Default true. */
	readonly registered?: boolean;
	/** What kind of server the organisation is on. Default `official`. */
	readonly server?: 'official' | 'vaultwarden';
	/** More about the organisation: its owner, members, seats, version. The owner is the company's administrator by default. */
	readonly organisation?: Omit<BitwardenOptions, 'server' | 'now' | 'base'>;
	readonly lag?: Partial<Lag>;
	readonly propagation?: Partial<Propagation>;
	readonly policy?: Partial<AppPolicy>;
	readonly loginKnobs?: Partial<LoginKnobs>;
	readonly graphKnobs?: Partial<GraphKnobs>;
	/**
	 * The tenant is in this cloud: its login host and Graph go by these addresses (https, without a port), and their
	 * certificates are good for these other names too. Clients reach them through a proxy that leads to `ports`.
	 */
	readonly cloud?: {readonly login: string; readonly graph: string; readonly otherNames?: readonly string[]};
	/** The organisation's server goes by these host names too, such as `api.bitwarden.eu`; reached as `cloud` is. */
	readonly bitwardenNames?: readonly string[];
	/** 0 takes any that is free. */
	readonly ports?: {readonly login?: number; readonly graph?: number; readonly bitwarden?: number};
};

export type Practice = {
	/** PEM: what clients have to trust. */
	readonly ca: string;
	/** Settings and secrets for another shell; without NODE_EXTRA_CA_CERTS, which names a file. */
	readonly environment: Record<string, string>;
	readonly urls: {readonly login: string; readonly graph: string; readonly bitwarden: string};
	/** Where the services listen on loopback, whatever they go by. */
	readonly ports: {readonly login: number; readonly graph: number; readonly bitwarden: number};
	/** People, groups, permissions: everything that changes in the tenant. */
	readonly company: Company & Tenant;
	readonly registry: Registry;
	readonly login: Login & {readonly requests: Counters};
	readonly graph: Graph & {readonly requests: Counters};
	readonly bitwarden: PracticeBitwarden & {readonly requests: Counters};
	readonly faults: Faults;
	/** Changed at any time, for all services. */
	readonly latency: {ms: number};
	close(): Promise<void>;
};

/** Opens the practice tenant. Nothing is written anywhere; everything ends with `close`. */
export const startPractice = async (options: PracticeOptions = {}): Promise<Practice> => {
	const seed = options.seed ?? 1;
	const clock = options.clock ?? Date.now;
	const users = options.users ?? usualUsers;
	const company = createCompany({
		seed,
		users,
		groups: options.groups ?? 24,
		members: options.members ?? Math.round(users * 2.5),
		oddities: options.oddities ?? true,
		clock,
		lag: {listMs: 0, deltaMs: 0, ...options.lag},
	});
	const tenant = createTenant({
		clock,
		random: createRandom(seed ^ 0x7e4a47),
		permissions: options.permissions ?? ['User.Read.All', 'GroupMember.Read.All'],
		registered: options.registered ?? true,
		...(options.propagation === undefined ? {} : {propagation: options.propagation}),
		...(options.policy === undefined ? {} : {policy: options.policy}),
	});
	const {registry} = tenant;
	const faults = createFaults(seed);
	const latency = {ms: options.latencyMs ?? 0};
	const urls = {login: '', graph: '', bitwarden: ''};
	const shared = {company, registry, clock, loginUrl: () => urls.login, graphUrl: () => urls.graph};
	const login = createLogin({...shared, ...(options.loginKnobs === undefined ? {} : {knobs: options.loginKnobs})});
	const graph = createGraph({
		...shared,
		key: login.key,
		seed,
		faults,
		...(options.graphKnobs === undefined ? {} : {knobs: options.graphKnobs}),
	});
	const owner = company.admin?.mail;
	const bitwarden = createBitwarden({
		...(owner ? {owner} : {}),
		seed,
		...options.organisation,
		server: options.server ?? 'official',
		now: clock,
		base: () => urls.bitwarden,
	});
	const authority = await sharedAuthority();
	const base = {clock, faults, latencyMs: () => latency.ms};
	const {cloud} = options;
	const names = cloud === undefined ? [] : [cloud.login, cloud.graph].map(url => new URL(url).hostname);
	const certificate = await authority.serverCertificate([...names, ...(cloud?.otherNames ?? [])]);
	const bitwardenCertificate = await authority.serverCertificate(options.bitwardenNames);
	const [loginServer, graphServer, bitwardenServer] = await Promise.all([
		openServer({
			...base,
			service: 'login',
			certificate,
			handle: request => login.handle(request),
			throttled: loginThrottled,
			port: options.ports?.login ?? 0,
		}),
		openServer({
			...base,
			service: 'graph',
			certificate,
			handle: request => graph.handle(request),
			throttled: request => graph.throttled(request),
			port: options.ports?.graph ?? 0,
		}),
		openBitwarden(bitwarden, {
			...base,
			certificate: bitwardenCertificate,
			port: options.ports?.bitwarden ?? 0,
		}),
	]);
	urls.login = cloud?.login ?? loginServer.url;
	urls.graph = cloud?.graph ?? graphServer.url;
	urls.bitwarden = bitwardenServer.url;
	return {
		ca: authority.ca,
		environment: {
			USHER_CLOUD: 'custom',
			USHER_LOGIN_URL: urls.login,
			USHER_GRAPH_URL: urls.graph,
			USHER_TENANT: company.tenantId,
			...tenant.environment,
			USHER_BITWARDEN_URL: urls.bitwarden,
			USHER_BITWARDEN_CLIENT_ID: bitwarden.clientId,
			USHER_BITWARDEN_CLIENT_SECRET: bitwarden.secret(),
		},
		urls,
		ports: {login: loginServer.port, graph: graphServer.port, bitwarden: bitwardenServer.port},
		company: Object.assign(company, tenant.methods),
		registry,
		login: Object.assign(login, {requests: loginServer.requests}),
		graph: Object.assign(graph, {requests: graphServer.requests}),
		bitwarden: Object.assign(bitwarden, {requests: bitwardenServer.requests}),
		faults,
		latency,
		async close() {
			await Promise.all([loginServer.close(), graphServer.close(), bitwardenServer.close()]);
		},
	};
};
