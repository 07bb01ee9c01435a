// Who may change applications, service principals and grants: the permission of the token and, for people, their directory role.
import type {DirectoryRole} from '../../tenant/permissions.ts';
import type {Application} from '../../tenant/registry.ts';
import {holds} from '../access.ts';
import type {Caller, GraphContext} from '../context.ts';
import {denied} from '../refusal.ts';

const administrators: readonly DirectoryRole[] = [
	'Global Administrator',
	'Application Administrator',
	'Cloud Application Administrator',
];
/** Only these may grant application permissions of Microsoft Graph ("Grant an appRoleAssignment for a service principal"). */
const granters: readonly DirectoryRole[] = ['Global Administrator', 'Privileged Role Administrator'];

const has = (caller: Caller, roles: readonly DirectoryRole[]): boolean =>
	roles.some(role => caller.directoryRoles.has(role));

/** @throws GraphRefusal 403 */
export const needRead = (caller: Caller): void => {
	const names = [
		'Application.Read.All',
		'Application.ReadWrite.All',
		'Application.ReadWrite.OwnedBy',
		'Directory.Read.All',
	];
	if (!holds(caller, ...names)) throw denied();
};

/** @throws GraphRefusal 403 */
export const needCreate = (context: GraphContext, caller: Caller): void => {
	if (caller.app) {
		if (!holds(caller, 'Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy')) throw denied();
		return;
	}
	if (!holds(caller, 'Application.ReadWrite.All')) throw denied();
	const may = has(caller, [...administrators, 'Application Developer']) || context.registry.policy.usersMayRegister;
	if (!may) throw denied();
};

/** @throws GraphRefusal 403 unless the caller may change this application, or what belongs to it. */
export const needManage = (caller: Caller, application: Application | undefined): void => {
	const owner = application?.owners.has(caller.id) ?? false;
	if (holds(caller, 'Application.ReadWrite.All')) {
		if (caller.app || owner || has(caller, administrators)) return;
		throw denied();
	}
	if (!(caller.app && owner && holds(caller, 'Application.ReadWrite.OwnedBy'))) throw denied();
};

/** @throws GraphRefusal 403 unless the caller may grant Graph's application permissions. */
export const needGrant = (caller: Caller): void => {
	const reads = holds(caller, 'Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All');
	if (!holds(caller, 'AppRoleAssignment.ReadWrite.All') || !reads) throw denied();
	if (!caller.app && !has(caller, granters)) throw denied();
};
