import type {EntraId, IsoTime, Member} from './ports.ts';

/** Under what somebody is held: their external id, or for a member made by hand the member's own id. */
export const heldKey = (member: Pick<Member, 'id' | 'externalId'>): EntraId =>
	(member.externalId === undefined || member.externalId === '' ? `member:${member.id}` : member.externalId) as EntraId;

/** Members whom an undo has restored, or put back into a group, and whom runs leave alone at this time. */
export const heldMembers = (
	members: readonly Member[],
	held: ReadonlyMap<EntraId, IsoTime>,
	now: Date,
): ReadonlySet<string> => {
	const ids = new Set<string>();
	if (held.size === 0) return ids;
	const at = now.toISOString();
	for (const member of members) {
		const until = held.get(heldKey(member));
		if (until !== undefined && until > at) ids.add(member.id);
	}
	return ids;
};
