import type {Ledger, Member, MemberId, OrgGroup, OrgGroupId} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import {everyone} from './record.ts';

/**
 * The organisation as the ledger remembers it, for a server that reads nothing back (Vaultwarden): Entra ids stand
 * for the server's own ids. Roles are unknown there, which is why `protect` matters more. Who is perhaps there counts
 * as there: whoever leaves is offboarded, and counted as that.
 */
export const organisationFromLedger = (ledger: Ledger, state: OrganisationState): OrganisationState => {
	const members: Member[] = [];
	for (const [externalId, person] of ledger.people) {
		// Removed: succeeded by another id with the same address, or never let in.
		if (person.by === 'removed') continue;
		members.push({
			id: externalId as string as MemberId,
			email: person.email,
			externalId,
			role: 'user',
			status: person.by === 'revoked-by-usher' ? 'revoked' : 'confirmed',
		});
	}
	const groups: OrgGroup[] = [];
	const groupMembers = new Map<OrgGroupId, readonly MemberId[]>();
	for (const [externalId, group] of ledger.groups) {
		const id = externalId as string as OrgGroupId;
		groups.push({id, name: group.name, externalId});
		groupMembers.set(id, everyone(group.members) as readonly MemberId[]);
	}
	return {abilities: state.abilities, members, groups, groupMembers};
};
