// Whose token it is and what it may do. Permissions as in Microsoft's permissions reference, by call.
import {readToken} from '../login/jwt.ts';
import {type DirectoryRole, directoryRoles} from '../tenant/permissions.ts';
import type {Caller, GraphContext} from './context.ts';
import {denied, unauthorised} from './refusal.ts';

/** The caller of an Authorization header. @throws GraphRefusal 401 */
export const callerOf = (context: GraphContext, authorization: string | undefined): Caller => {
	const token = /^bearer\s+(\S*)$/i.exec(authorization ?? '')?.[1];
	if (token === undefined || token === '') throw unauthorised('Access token is empty.');
	const claims = readToken(token, context.key);
	if (claims === undefined) {
		throw token.split('.').length === 3
			? unauthorised('Access token validation failure. Invalid audience.')
			: unauthorised('CompactToken parsing failed with error code: 80049217');
	}
	const now = context.clock() / 1000;
	if (claims.aud !== context.graphUrl()) throw unauthorised('Access token validation failure. Invalid audience.');
	if (claims.exp <= now) throw unauthorised('Lifetime validation failed, the token is expired.');
	if (claims.nbf > now + 300) throw unauthorised('Access token has expired or is not yet valid.');
	const {registry} = context;
	if (claims.idtyp === 'app') {
		const principal = registry.principal(claims.oid);
		if (principal === undefined) {
			throw unauthorised(
				'The identity of the calling application could not be established.',
				'Authorization_IdentityNotFound',
			);
		}
		if (!principal.enabled) {
			throw unauthorised('The identity of the calling application is disabled.', 'Authorization_IdentityDisabled');
		}
	}
	const held = new Set(claims.wids);
	const roles = (Object.keys(directoryRoles) as DirectoryRole[]).filter(role => held.has(directoryRoles[role]));
	return {
		app: claims.idtyp === 'app',
		appId: claims.appid,
		id: claims.oid,
		can: new Set(claims.idtyp === 'app' ? (claims.roles ?? []) : (claims.scp ?? '').split(' ')),
		directoryRoles: new Set(roles),
	};
};

/** Any one of these permissions is enough. */
export const holds = (caller: Caller, ...names: string[]): boolean => names.some(name => caller.can.has(name));

/** @throws GraphRefusal 403 unless the caller holds one of them. */
export const need = (caller: Caller, ...names: string[]): void => {
	if (!holds(caller, ...names)) throw denied();
};

export const readUsers = ['User.Read.All', 'Directory.Read.All'];
export const readUsersBasic = ['User.ReadBasic.All', ...readUsers];
export const readGroups = ['Group.ReadBasic.All', 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];
export const readMembers = ['GroupMember.ReadBasic.All', ...readGroups];
export const readUnits = ['AdministrativeUnit.Read.All', 'Directory.Read.All'];
const readApplications = ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'];

/** Which properties of this kind of object the caller may see; the others come as null. */
export const sees = (caller: Caller, kind: string): 'all' | 'basic' | 'nothing' => {
	switch (kind) {
		case 'user':
			return holds(caller, ...readUsers) ? 'all' : holds(caller, 'User.ReadBasic.All') ? 'basic' : 'nothing';
		case 'group':
			if (holds(caller, 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All')) return 'all';
			return holds(caller, 'Group.ReadBasic.All') ? 'basic' : 'nothing';
		case 'device':
			return holds(caller, 'Device.Read.All', 'Directory.Read.All') ? 'all' : 'nothing';
		case 'servicePrincipal':
			return holds(caller, ...readApplications) ? 'all' : 'nothing';
		default:
			return holds(caller, 'OrgContact.Read.All', 'Directory.Read.All') ? 'all' : 'nothing';
	}
};
