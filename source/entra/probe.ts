// Each call that a read makes, tried once: for the doctor and the wizard.
import {UsherError} from '../core/errors.ts';
import type {CallContext, EntraId} from '../core/ports.ts';
import {cleanText} from '../platform/text/clean.ts';
import type {Graph} from './graph/client.ts';
import {asObject, entraId, itemsOf} from './graph/json.ts';
import {permissionFor} from './permissions.ts';
import {identified, userFrom} from './read/object.ts';
import {paths} from './read/select.ts';

export type ProbeName = 'organisation' | 'users' | 'user-changes' | 'groups' | 'members' | 'group-changes' | 'units';

export type Probe = {
	readonly name: ProbeName;
	/** For people: what was tried. */
	readonly label: string;
	/** The least permission that allows it. */
	readonly permissions: readonly string[];
	/** False: nice to have, Usher works without. */
	readonly needed: boolean;
	readonly outcome: 'ok' | 'refused' | 'skipped';
	/** Why it was refused, or why it was skipped. */
	readonly error?: UsherError;
	readonly note?: string;
};

export type GraphProbe = {
	readonly probes: readonly Probe[];
	/** The tenant's display name and initial domain, where they may be read. */
	readonly tenantName?: string;
	readonly domain?: string;
};

/**
 * Tries every call once. Refusals are results; nothing is thrown for them.
 * @param units administrative units that the filters name
 * @throws UsherError when there is no token at all; the signal's reason when aborted
 */
export const probeGraph = async (
	graph: Graph,
	call: CallContext,
	units: readonly EntraId[] = [],
): Promise<GraphProbe> => {
	await graph.token(call);
	const probes: Probe[] = [];
	let tenantName = '';
	let domain = '';
	const attempt = async (
		name: ProbeName,
		label: string,
		path: string,
		look: (body: unknown) => string | undefined,
		needed = true,
	): Promise<unknown> => {
		const base = {name, label, permissions: permissionFor('GET', path), needed};
		try {
			const body = await graph.get(path, call);
			const note = look(body);
			probes.push({...base, outcome: 'ok', ...(note !== undefined && {note})});
			return body;
		} catch (error) {
			call.signal.throwIfAborted();
			if (!(error instanceof UsherError)) throw error;
			probes.push({...base, outcome: 'refused', error});
			return undefined;
		}
	};

	await attempt(
		'organisation',
		'Read the tenant’s name',
		'/organization?$select=id,displayName,verifiedDomains',
		body => {
			const one = asObject(itemsOf(body)?.[0]);
			tenantName = cleanText(one?.displayName, 256);
			const domains = Array.isArray(one?.verifiedDomains) ? one.verifiedDomains.map(asObject) : [];
			const chosen = domains.find(each => each?.isDefault === true) ?? domains[0];
			domain = cleanText(chosen?.name, 256);
			return undefined;
		},
		false,
	);
	await attempt('users', 'List people', paths.users.replace('$top=999', '$top=1'), body => {
		// Null here means that a permission is missing, although the call itself was allowed.
		for (const item of itemsOf(body) ?? []) {
			const {id, object} = identified(item);
			userFrom(id, object);
		}
		return undefined;
	});
	await attempt('user-changes', 'Follow changes of people', paths.usersLatest, () => undefined);
	const groups = await attempt('groups', 'List groups', paths.groups.replace('$top=999', '$top=1'), () => undefined);
	const first = entraId(asObject(itemsOf(groups)?.[0])?.id);
	if (first !== undefined) await attempt('members', 'Read who is in a group', paths.members(first), () => undefined);
	else {
		probes.push({
			name: 'members',
			label: 'Read who is in a group',
			permissions: permissionFor('GET', '/groups'),
			needed: true,
			outcome: 'skipped',
			note: 'No group can be seen to try it on.',
		});
	}
	await attempt('group-changes', 'Follow changes of groups', paths.groupsLatest, () => undefined);
	for (const unit of units) {
		await attempt('units', 'Read an administrative unit', paths.unitMembers(unit), () => undefined);
	}
	return {probes, ...(tenantName !== '' && {tenantName}), ...(domain !== '' && {domain})};
};
