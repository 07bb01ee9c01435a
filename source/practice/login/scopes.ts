// The `scope` of a request, read as strictly as the login host reads it.
import type {LoginContext} from './context.ts';
import {refuse} from './errors.ts';

const openid = new Set(['openid', 'profile', 'offline_access', 'email']);

/** Checks `{graph}/.default` of a client-credentials request. @throws LoginRefusal */
export const checkDefaultScope = (context: LoginContext, scope: string | undefined): void => {
	if (scope === undefined || scope.trim() === '') throw refuse.missing('scope');
	const all = scope
		.trim()
		.split(/\s+/)
		.filter(one => !openid.has(one));
	if (all.length > 1) throw refuse.scopeResources(scope);
	const [one = ''] = all;
	if (!one.endsWith('/.default')) throw refuse.scopeDefault(scope);
	const resource = one.slice(0, -'/.default'.length);
	if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(resource) && !/^[0-9a-f-]{36}$/i.test(resource))
		throw refuse.scopeFormat(one);
	checkResource(context, resource);
};

const checkResource = (context: LoginContext, resource: string): void => {
	const graph = context.graphUrl();
	// Both spellings of a resource with and without the slash at its end are the same one.
	if (resource.replace(/\/$/, '') !== graph && resource !== '00000003-0000-0000-c000-000000000000') {
		throw refuse.resource(resource, context.company.name);
	}
};

/** Names of the delegated permissions that a sign-in asks for, and the OpenID scopes with them. @throws LoginRefusal */
export const scopesOf = (context: LoginContext, scope: string): string[] =>
	scope
		.trim()
		.split(/\s+/)
		.map(one => {
			if (openid.has(one)) return one;
			const slash = one.lastIndexOf('/');
			if (slash < 0) return one;
			checkResource(context, one.slice(0, slash));
			return one.slice(slash + 1);
		});
