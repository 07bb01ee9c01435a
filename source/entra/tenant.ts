import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CallContext} from '../core/ports.ts';
import {HttpError} from '../platform/http/port.ts';
import {withRetry} from '../platform/http/retry.ts';
import {type CallDeps, callKit} from './calls.ts';
import {type Cloud, clouds} from './clouds.ts';
import {loginError, readLoginFailure} from './login-error.ts';
import {mixUp} from './recognise.ts';

export type Tenant = {
	/** Object id, lower case. */
	readonly id: string;
	/** Where it really is, which may not be where it was looked for. */
	readonly cloud: Cloud;
	/** The domain that was asked for; absent when it was asked by id. */
	readonly domain?: string;
};

export type FindTenant = CallDeps & {
	readonly domainOrId: string;
	readonly call: CallContext;
	/** Where to look first; the public one when not said. A cloud of its own (`custom`) is the only one looked in. */
	readonly cloud?: Cloud;
	/** Where to look when it is not there. */
	readonly others?: readonly Cloud[];
};

const idIn = /\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/|$)/i;
const everywhere: readonly Cloud[] = [clouds.public, clouds.usgov, clouds.usgovdod, clouds.china];

const host = (url: unknown): string | undefined =>
	typeof url === 'string' && URL.canParse(url) ? new URL(url).host : undefined;

/** The public login host answers for tenants of other clouds too, and names their hosts: the answer decides, not the question. */
const cloudIn = (document: Record<string, unknown>, asked: Cloud, known: readonly Cloud[]): Cloud => {
	const graph = typeof document.msgraph_host === 'string' ? document.msgraph_host : undefined;
	if (asked.name === 'custom' || graph === new URL(asked.graph).host) return asked;
	const byGraph = graph === undefined ? undefined : known.find(cloud => new URL(cloud.graph).host === graph);
	if (byGraph !== undefined) return byGraph;
	const login = host(document.token_endpoint);
	if (login === undefined || login === new URL(asked.login).host) return asked;
	return known.find(cloud => new URL(cloud.login).host === login) ?? asked;
};

/** @returns undefined when this login host knows no such tenant */
const lookIn = async (cloud: Cloud, find: FindTenant, known: readonly Cloud[]): Promise<Tenant | undefined> => {
	const kit = callKit(find);
	const asked = find.domainOrId.trim();
	const url = `${cloud.login}/${encodeURIComponent(asked)}/v2.0/.well-known/openid-configuration`;
	const response = await withRetry(
		async () => {
			const answer = await kit.http.request({method: 'GET', url, signal: find.call.signal});
			if (answer.status === 200 && typeof answer.json() !== 'object')
				throw new HttpError('bad-reply', new URL(url).host, true, 'It was no data, but a page or a torn text.');
			return answer;
		},
		{
			service: 'login',
			call: find.call,
			budgetMs: Math.min(kit.retryMs, 30_000),
			pause: kit.pause,
			now: kit.now,
			random: kit.random,
		},
	);
	const json = response.json();
	const document = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
	if (response.status === 200) {
		const idOf = (value: unknown): RegExpExecArray | null => (typeof value === 'string' ? idIn.exec(value) : null);
		const found = idOf(document.issuer) ?? idOf(document.token_endpoint);
		const id = found?.[1]?.toLowerCase();
		if (id !== undefined) {
			const domain = asked.includes('.') ? {domain: asked.toLowerCase()} : {};
			return {id, cloud: cloudIn(document, cloud, known), ...domain};
		}
	}
	const failure = readLoginFailure(response.status, json);
	const unknown = failure.error === 'invalid_tenant' || failure.code === 90002 || response.status === 404;
	// Domains can be unknown in ways that only differ in their number; each means "not here".
	if (unknown || (response.status === 400 && [900021, 900023, 90013].includes(failure.code ?? 0))) return undefined;
	throw loginError(failure);
};

/**
 * Turns a domain or tenant id into the tenant's id and cloud, through OpenID Connect discovery, which needs no sign-in.
 * When the chosen cloud does not know it, the others are asked; `cloud` of the result says where it is.
 * @throws UsherError exit 11 `tenant-invalid`, `tenant-not-found`; exit 16 when the login service cannot be reached
 */
export const findTenant = async (find: FindTenant): Promise<Tenant> => {
	const wrong = mixUp('tenant', find.domainOrId);
	if (wrong !== undefined) {
		throw new UsherError({
			code: 'tenant-invalid',
			exitCode: exitCodes.signInFailed,
			message: wrong,
			advice:
				'Use the directory (tenant) ID from the overview page in the portal, or a domain such as contoso.onmicrosoft.com (entra.tenant).',
		});
	}
	const first = find.cloud ?? clouds.public;
	const others = find.others ?? (first.name === 'custom' ? [] : everywhere);
	const known = [first, ...others.filter(cloud => cloud.name !== first.name)];
	const asked = new Set<string>();
	for (const cloud of known) {
		if (asked.has(cloud.login)) continue;
		asked.add(cloud.login);
		let tenant: Tenant | undefined;
		try {
			tenant = await lookIn(cloud, find, known);
		} catch (error) {
			// A firewall that lets only the chosen cloud through must not hide that the tenant is not there.
			find.call.signal.throwIfAborted();
			if (cloud === first) throw error;
		}
		if (tenant !== undefined) return tenant;
	}
	const places = known.length > 1 ? 'in any of Microsoft’s clouds' : `at ${new URL(first.login).host}`;
	throw new UsherError({
		code: 'tenant-not-found',
		exitCode: exitCodes.signInFailed,
		message: `No tenant with this id or domain was found ${places}.`,
		advice:
			'Check it for typing mistakes. The directory (tenant) ID is on the overview page of Microsoft Entra in the portal (entra.tenant).',
	});
};
