// POST token: who gets a token, and what stands in it.
import {createHash} from 'node:crypto';
import type {PracticeReply, PracticeRequest} from '../exchange.ts';
import {directoryRoles} from '../tenant/permissions.ts';
import {authenticate} from './clients.ts';
import type {Form, LoginContext, SignedInPerson} from './context.ts';
import {grantedScopes, pollDevice} from './device.ts';
import {refuse} from './errors.ts';
import {type Claims, signToken} from './jwt.ts';
import {checkDefaultScope, scopesOf} from './scopes.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Answers the token endpoint of `{tenant}`. @throws LoginRefusal */
export const token = (
	context: LoginContext,
	tenant: 'ours' | 'common' | 'organizations' | 'consumers',
	given: string,
	request: PracticeRequest,
	form: Form,
): PracticeReply => {
	const grant = form.get('grant_type');
	switch (grant) {
		case undefined:
			throw refuse.missing('grant_type');
		case 'client_credentials':
			if (tenant === 'common' || tenant === 'consumers') throw refuse.commonTenant();
			if (tenant === 'organizations') throw refuse.noTenant();
			return applicationToken(context, request, form);
		case 'device_code':
		case deviceGrant: {
			const {device, person} = pollDevice(context, given, form);
			return personToken(context, person, device.clientId, device.scopes);
		}
		case 'refresh_token': {
			const session = context.sessions.get(form.get('refresh_token') ?? '');
			if (session === undefined || session.clientId !== form.get('client_id')) throw refuse.refreshUnknown();
			if (context.knobs.blockRefresh) throw refuse.refreshBlocked();
			const scope = form.get('scope');
			const asked = scope === undefined ? session.scopes : scopesOf(context, scope);
			return personToken(
				context,
				session.person,
				session.clientId,
				asked.includes('.default') ? session.scopes : asked,
			);
		}
		default:
			throw refuse.grant(grant);
	}
};

const applicationToken = (context: LoginContext, request: PracticeRequest, form: Form): PracticeReply => {
	const client = authenticate(context, request, form);
	checkDefaultScope(context, form.get('scope'));
	if (context.knobs.blockApplications) throw refuse.blocked();
	const roles = context.registry.rolesOf(client.principal);
	const claims: Claims = {
		...common(context),
		appid: client.application.appId,
		appidacr: client.how === 'secret' ? '1' : '2',
		oid: client.principal.id,
		idtyp: 'app',
		...(roles.length === 0 ? {} : {roles}),
	};
	const seconds = context.knobs.tokenSeconds;
	return reply({
		token_type: 'Bearer',
		expires_in: seconds,
		ext_expires_in: seconds,
		access_token: signToken(claims, context.key),
	});
};

const common = (context: LoginContext): Omit<Claims, 'appid' | 'oid' | 'idtyp'> => {
	const now = Math.floor(context.clock() / 1000);
	return {
		aud: context.graphUrl(),
		iss: `https://sts.windows.net/${context.company.tenantId}/`,
		tid: context.company.tenantId,
		iat: now,
		nbf: now,
		exp: now + context.knobs.tokenSeconds,
		uti: context.registry.random.text(22),
		ver: '1.0',
	};
};

const personToken = (
	context: LoginContext,
	person: SignedInPerson,
	clientId: string,
	scopes: readonly string[],
): PracticeReply => {
	const {tenantId} = context.company;
	const granted = grantedScopes(scopes);
	const shared = common(context);
	const claims: Claims = {
		...shared,
		appid: clientId,
		appidacr: '0',
		oid: person.id,
		idtyp: 'user',
		scp: granted.join(' '),
		wids: person.roles.map(role => directoryRoles[role]),
		upn: person.upn,
		name: person.name,
	};
	const body: Record<string, unknown> = {
		token_type: 'Bearer',
		scope: granted.map(scope => `${context.graphUrl()}/${scope}`).join(' '),
		expires_in: context.knobs.tokenSeconds,
		ext_expires_in: context.knobs.tokenSeconds,
		access_token: signToken(claims, context.key),
	};
	if (scopes.includes('offline_access')) {
		const refresh = `0.${context.registry.random.text(80)}`;
		context.sessions.set(refresh, {person, clientId, scopes});
		body.refresh_token = refresh;
	}
	if (scopes.includes('openid')) {
		const {iat, nbf, exp} = shared;
		body.id_token = signToken(
			{
				aud: clientId,
				iss: `${context.loginUrl()}/${tenantId}/v2.0`,
				iat,
				nbf,
				exp,
				name: person.name,
				preferred_username: person.upn,
				oid: person.id,
				sub: createHash('sha256').update(`${person.id} ${clientId}`).digest('base64url'),
				tid: tenantId,
				ver: '2.0',
			},
			context.key,
		);
	}
	body.client_info = Buffer.from(JSON.stringify({uid: person.id, utid: tenantId})).toString('base64url');
	return reply(body);
};

const reply = (body: Record<string, unknown>): PracticeReply => ({
	status: 200,
	headers: {'cache-control': 'no-store, no-cache', pragma: 'no-cache'},
	body: JSON.stringify(body),
});
