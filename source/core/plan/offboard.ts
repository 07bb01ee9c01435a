import type {Decision, PeopleChange, Problem} from '../changes.ts';
import type {EntraId, Member} from '../ports.ts';
import {fates, type PlanInput} from './input.ts';
import {say} from './say.ts';

export type Leaving = {readonly fate: number; readonly change?: PeopleChange; readonly problem?: Problem};

const kept: Leaving = {fate: fates.kept};

/**
 * What becomes of a member who is out: offboarded as the settings say, or left as they are. The member's own id
 * decides, never an address, because whoever is deleted has none any more.
 */
export const offboarding = (
	input: PlanInput,
): ((member: Member, because: Decision, name: string, address: string | undefined) => Leaving) => {
	const {settings, ledger} = input;
	const {abilities} = input.organisation;
	// Vaultwarden takes a tombstone as a revoke, and restores whoever is sent again.
	const canRevoke = abilities.canRevoke || !abilities.canRead;
	const protect = new Set(settings.protect.map(address => address.trim().toLowerCase()));
	const now = input.now.toISOString();

	return (member, because, name, address) => {
		const id = because.subject;
		const until = ledger.held.get(id);
		if (until !== undefined && until > now) return kept;
		if (input.refused?.has(id)) return kept;
		const {code} = because;
		if (code === 'no-email' || code === 'bad-email')
			return {fate: fates.kept, problem: say.noEmail(id, member.email, because.reason)};
		if (code === 'disabled') {
			if (settings.disabled === 'keep') return kept;
			if (settings.disabled === 'revoke' && !canRevoke)
				return {fate: fates.kept, problem: say.disabledStays(id, member.email)};
		} else if (code !== 'deleted' && settings.leavers === 'keep') return kept;

		const method =
			canRevoke &&
			(!abilities.canRead || settings.offboard === 'revoke' || (code === 'disabled' && settings.disabled === 'revoke'))
				? 'revoke'
				: 'remove';
		const revoked = member.status === 'revoked';
		// Whom an administrator revoked is left as is.
		if (revoked && ledger.people.get(id)?.by !== 'revoked-by-usher') return kept;
		if (revoked && method === 'revoke') return {fate: fates.leaving};
		if (member.role === 'owner') return {fate: fates.kept, problem: say.ownerStays(id, member.email, because)};
		if (protect.has(member.email) || (address !== undefined && protect.has(address)))
			return {fate: fates.kept, problem: say.protectedStays(id, member.email, because)};
		return {
			fate: method === 'revoke' ? fates.leaving : fates.vanishing,
			change: {
				kind: method,
				person: {externalId: id as EntraId, email: member.email, name, member: member.id},
				because,
			},
		};
	};
};
