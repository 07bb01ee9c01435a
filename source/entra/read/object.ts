// One user, one group, one member entry, from what Graph says of them.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {DirectoryUser, EntraId, GoneReason} from '../../core/ports.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {asObject, entraId, has, type Json} from '../graph/json.ts';
import {permissions} from '../permissions.ts';

/** What came cannot be what Microsoft Graph means; `what` it was, in words. */
export const unusable = (what: string): UsherError =>
	new UsherError({
		code: 'bad-reply',
		exitCode: exitCodes.unavailable,
		message: `Microsoft Graph gave ${what}, so nothing of this read is used.`,
		advice: 'Run it again. If it stays, something between Usher and Microsoft Graph changes the answers.',
	});

/** The object and its id. @throws UsherError when it has none */
export const identified = (item: unknown): {readonly id: EntraId; readonly object: Json} => {
	const object = asObject(item);
	const id = entraId(object?.id);
	if (object === undefined || id === undefined) throw unusable('an object without an id');
	return {id, object};
};

/** Null where a value belongs means: not allowed to see it (Microsoft Graph, "Limited information returned for inaccessible member objects"). */
const unseen = (): UsherError =>
	new UsherError({
		code: 'permission-missing',
		exitCode: exitCodes.permissionMissing,
		message: `Microsoft Graph does not show whether accounts are enabled: the permission ${permissions.users.name} is missing or not consented to.`,
		advice: `Add ${permissions.users.name} as an application permission on the page “API permissions” and grant admin consent. User.ReadBasic.All is not enough.`,
	});

/**
 * A user. In a delta only what is there has changed; the rest is as before.
 * @param before the user as last known
 * @throws UsherError exit 12 when `accountEnabled` is null or was never given
 */
export const userFrom = (id: EntraId, object: Json, before?: DirectoryUser): DirectoryUser => {
	const enabled = has(object, 'accountEnabled') ? object.accountEnabled : before?.enabled;
	if (typeof enabled !== 'boolean') throw unseen();
	const upn = has(object, 'userPrincipalName') ? cleanText(object.userPrincipalName) : (before?.upn ?? '');
	const mail = has(object, 'mail') ? cleanText(object.mail) : (before?.mail ?? '');
	const named = has(object, 'displayName')
		? cleanText(object.displayName)
		: before === undefined || before.name === before.upn
			? ''
			: before.name;
	const guest = has(object, 'userType') ? object.userType === 'Guest' : (before?.guest ?? false);
	const name = named === '' ? upn : named;
	return mail === '' ? {id, name, upn, enabled, guest} : {id, name, mail, upn, enabled, guest};
};

/** Whether a delta entry says enough to make a user that was not known. */
export const isWholeUser = (object: Json): boolean => has(object, 'accountEnabled') && has(object, 'userPrincipalName');

export type GroupFacts = {readonly name: string; readonly hidden: boolean};

/** A group's name and whether it hides its members; what is not there is as before. */
export const groupFrom = (object: Json, before?: GroupFacts): GroupFacts => ({
	name: has(object, 'displayName') ? cleanText(object.displayName) : (before?.name ?? ''),
	hidden: has(object, 'visibility') ? object.visibility === 'HiddenMembership' : (before?.hidden ?? false),
});

export type MemberKind = 'user' | 'group' | 'other';

/** What a member is, by its `@odata.type`; undefined when it does not say. */
export const kindOfMember = (object: Json): MemberKind | undefined => {
	const type = object['@odata.type'];
	if (type === '#microsoft.graph.user') return 'user';
	if (type === '#microsoft.graph.group') return 'group';
	// What is no type of Graph may be anything, a person too: never taken for a device.
	return typeof type === 'string' && /^#microsoft\.graph\.[A-Za-z.]+$/.test(type) ? 'other' : undefined;
};

/** @throws UsherError when a member does not say what it is */
export const member = (item: unknown): {readonly id: EntraId; readonly kind: MemberKind} => {
	const {id, object} = identified(item);
	const kind = kindOfMember(object);
	if (kind === undefined) throw unusable('a member without a type');
	return {id, kind};
};

/** Why an object is gone, when a delta says so: `changed` can be restored for 30 days, `deleted` never (delta query overview). */
export const removalOf = (object: Json): GoneReason | undefined => {
	if (!has(object, '@removed')) return undefined;
	return asObject(object['@removed'])?.reason === 'changed' ? 'deleted' : 'purged';
};
