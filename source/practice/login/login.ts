// The login host: discovery, tokens, device sign-in.
import {createSign, generateKeyPairSync, randomBytes} from 'node:crypto';
import type {Clock} from '../clock.ts';
import type {Company} from '../company/api.ts';
import type {PracticeReply, PracticeRequest} from '../exchange.ts';
import {graphAppId} from '../tenant/permissions.ts';
import type {Application, Registry} from '../tenant/registry.ts';
import type {Form, LoginContext, LoginKnobs} from './context.ts';
import {findDevice, personSignsIn, type SignInAs, startDevice} from './device.ts';
import {LoginRefusal, refusalReply, refuse} from './errors.ts';
import {consentPage, devicePage} from './pages.ts';
import {discovery, instances, tenantOf} from './tenant.ts';
import {token} from './token.ts';

export type LoginOptions = {
	readonly company: Company;
	readonly registry: Registry;
	readonly clock: Clock;
	readonly loginUrl: () => string;
	readonly graphUrl: () => string;
	readonly knobs?: Partial<LoginKnobs>;
};

export type Login = {
	handle(request: PracticeRequest): PracticeReply;
	readonly knobs: LoginKnobs;
	/** Signs tokens; Graph reads them with it. */
	readonly key: Buffer;
	/** Codes that wait for somebody to sign in, oldest first. */
	waitingCodes(): string[];
	/** Somebody opens the page, types the code and signs in; by default the company's administrator, a Global Administrator. */
	signIn(userCode: string, as?: SignInAs): void;
	decline(userCode: string): void;
	/** Conditional Access refuses this one sign-in. */
	block(userCode: string): void;
	/** An administrator follows the admin-consent link of an application: everything that it asks of Graph is granted. */
	adminConsent(appId: string): void;
	/** A JWT from an outside issuer, whose keys the login host then knows. Times in seconds since 1970. */
	federatedAssertion(claims: {issuer: string; subject: string; audience: string; expires?: number}): string;
	/** Forgets every refresh token. */
	endSessions(): void;
};

/** How the login host says 429. */
export const loginThrottled = (request: PracticeRequest): PracticeReply => {
	const refusal = new LoginRefusal(429, 'temporarily_unavailable', 90055, 'The tenant has been throttled.');
	const reply = refusalReply(refusal, request.now, request.headers['client-request-id']);
	return {...reply, headers: {...reply.headers, 'retry-after': '5'}};
};

/** The login host without its socket. */
export const createLogin = (options: LoginOptions): Login => {
	const knobs: LoginKnobs = {
		tokenSeconds: 3599,
		deviceSeconds: 900,
		deviceInterval: 5,
		slowDown: false,
		blockDeviceCode: false,
		blockRefresh: false,
		blockApplications: false,
		toolConsented: false,
		toolDisabled: false,
		...options.knobs,
	};
	const context: LoginContext = {
		...options,
		knobs,
		key: randomBytes(32),
		devices: new Map(),
		sessions: new Map(),
		issuers: new Map(),
	};
	const outside = createOutsideIssuer(context);
	return {
		knobs,
		key: context.key,
		handle(request) {
			try {
				return route(context, request);
			} catch (error) {
				if (!(error instanceof LoginRefusal)) throw error;
				return refusalReply(error, request.now, request.headers['client-request-id']);
			}
		},
		waitingCodes: () =>
			[...context.devices.values()].filter(device => device.state === 'waiting').map(device => device.userCode),
		signIn: (userCode, as = {}) => personSignsIn(context, userCode, as),
		decline(userCode) {
			findDevice(context, userCode).state = 'declined';
		},
		block(userCode) {
			findDevice(context, userCode).state = 'blocked';
		},
		adminConsent(appId) {
			const application = options.registry.applicationByAppId(appId);
			if (application === undefined) throw new RangeError(`No application ${appId} is registered.`);
			grantAll(options.registry, application);
		},
		federatedAssertion: outside,
		endSessions: () => context.sessions.clear(),
	};
};

/** Makes the service principal where there is none and grants every application permission that is asked for. */
const grantAll = (registry: Registry, application: Application): void => {
	const {appId, displayName} = application;
	const principal = registry.principalByAppId(appId) ?? registry.addPrincipal(appId, displayName);
	for (const access of application.requiredResourceAccess) {
		if (access.resourceAppId !== graphAppId) continue;
		for (const {id, type} of access.resourceAccess) {
			const there = registry.assignments.some(one => one.principalId === principal.id && one.appRoleId === id);
			if (type === 'Role' && !there) registry.grant(principal, id);
		}
	}
};

const createOutsideIssuer = (context: LoginContext): Login['federatedAssertion'] => {
	let keys: {publicKey: string; privateKey: string} | undefined;
	return ({issuer, subject, audience, expires}) => {
		keys ??= generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: {type: 'spki', format: 'pem'},
			privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
		});
		context.issuers.set(issuer, keys.publicKey);
		const now = Math.floor(context.clock() / 1000);
		const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
		const claims = {iss: issuer, sub: subject, aud: audience, iat: now, nbf: now, exp: expires ?? now + 600};
		const signed = `${part({alg: 'RS256', typ: 'JWT', kid: 'outside'})}.${part(claims)}`;
		return `${signed}.${createSign('sha256').update(signed).sign(keys.privateKey, 'base64url')}`;
	};
};

const route = (context: LoginContext, request: PracticeRequest): PracticeReply => {
	const parts = request.path.split('/').slice(1);
	const [tenant = '', ...rest] = parts;
	const place = rest.join('/');
	if (request.path === '/common/discovery/instance') return instances(context, request.query);
	if (place === 'v2.0/.well-known/openid-configuration' && request.method === 'GET') return discovery(context, tenant);
	if (place === 'discovery/v2.0/keys' && request.method === 'GET') return {status: 200, body: '{"keys":[]}'};
	if (request.path === '/device')
		return devicePage(context, request, request.method === 'POST' ? formOf(request) : undefined);
	if (place === 'adminconsent' || place === 'v2.0/adminconsent') {
		tenantOf(context, tenant);
		return consentPage(context, request, application => grantAll(context.registry, application));
	}
	if (place === 'oauth2/v2.0/token') {
		const form = formOf(request);
		return token(context, tenantOf(context, tenant), tenant, request, form);
	}
	if (place === 'oauth2/v2.0/devicecode') {
		const form = formOf(request);
		const which = tenantOf(context, tenant);
		if (which === 'consumers') throw refuse.unknownTenant(tenant);
		return startDevice(context, tenant, form);
	}
	return {status: 404, headers: {'content-type': 'text/html'}, body: '<html><body>404 - not found</body></html>'};
};

const formOf = (request: PracticeRequest): Form => {
	if (request.method !== 'POST') throw refuse.postOnly();
	const type = request.headers['content-type'] ?? '';
	if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) throw refuse.missing('grant_type');
	const form = new Map<string, string>();
	for (const [name, value] of new URLSearchParams(request.body.toString('utf8'))) form.set(name, value);
	return form;
};
