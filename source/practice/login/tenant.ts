// Which tenant a path names, and the documents that anybody may read.
import type {PracticeReply} from '../exchange.ts';
import type {LoginContext} from './context.ts';
import {LoginRefusal, refuse} from './errors.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

/** `common` and its kin, or this tenant. @throws LoginRefusal for any other. */
export const tenantOf = (context: LoginContext, given: string): 'ours' | 'common' | 'organizations' | 'consumers' => {
	let tenant: string;
	try {
		tenant = decodeURIComponent(given).toLowerCase();
	} catch {
		throw refuse.malformed();
	}
	if (tenant === 'common' || tenant === 'organizations' || tenant === 'consumers') return tenant;
	const {tenantId, domains} = context.company;
	if (tenant === tenantId || tenant === domains.main || tenant === domains.initial) return 'ours';
	if (/^[0-]+$/.test(tenant) && guid.test(tenant)) throw refuse.zeroTenant(tenant);
	if (!guid.test(tenant) && !domain.test(tenant)) throw refuse.tenantFormat(tenant);
	throw refuse.unknownTenant(tenant);
};

/** OpenID Connect discovery. An unknown tenant is `invalid_tenant` here. */
export const discovery = (context: LoginContext, given: string): PracticeReply => {
	let which: string;
	try {
		which = tenantOf(context, given);
	} catch (error) {
		if (error instanceof LoginRefusal) throw new LoginRefusal(400, 'invalid_tenant', error.code, error.text);
		throw error;
	}
	const base = context.loginUrl();
	const id = which === 'ours' ? context.company.tenantId : which;
	const root = `${base}/${id}`;
	return {
		status: 200,
		headers: {'cache-control': 'max-age=86400, private', 'access-control-allow-origin': '*'},
		body: JSON.stringify({
			token_endpoint: `${root}/oauth2/v2.0/token`,
			token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
			jwks_uri: `${root}/discovery/v2.0/keys`,
			response_modes_supported: ['query', 'fragment', 'form_post'],
			subject_types_supported: ['pairwise'],
			id_token_signing_alg_values_supported: ['RS256'],
			response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
			scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
			issuer: which === 'ours' ? `${root}/v2.0` : `${base}/{tenantid}/v2.0`,
			request_uri_parameter_supported: false,
			userinfo_endpoint: `${context.graphUrl()}/oidc/userinfo`,
			authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
			device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
			http_logout_supported: true,
			frontchannel_logout_supported: true,
			end_session_endpoint: `${root}/oauth2/v2.0/logout`,
			tenant_region_scope: 'EU',
			cloud_instance_name: new URL(base).host,
			cloud_graph_host_name: new URL(context.graphUrl()).host,
			msgraph_host: new URL(context.graphUrl()).host,
		}),
	};
};

/** MSAL's instance discovery: this host is its own cloud. */
export const instances = (context: LoginContext, query: URLSearchParams): PracticeReply => {
	const asked = query.get('authorization_endpoint') ?? '';
	const {host} = new URL(context.loginUrl());
	if (!asked.startsWith(context.loginUrl()))
		throw new LoginRefusal(400, 'invalid_instance', 50049, 'Unknown or invalid instance.');
	return {
		status: 200,
		body: JSON.stringify({
			tenant_discovery_endpoint: `${asked.replace(/\/oauth2\/.*$/, '')}/v2.0/.well-known/openid-configuration`,
			'api-version': '1.1',
			metadata: [{preferred_network: host, preferred_cache: host, aliases: [host]}],
		}),
	};
};
