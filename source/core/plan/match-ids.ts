import type {EntraId, Member} from '../ports.ts';
import {claims} from './claims.ts';
import {barred, fates, none} from './input.ts';
import type {Matching} from './matching.ts';
import {say} from './say.ts';

export type MatchedIds = {
	/** Positions of members whose id this tenant had, and has no more. */
	readonly gone: readonly number[];
	/** Active members that Usher manages. */
	readonly managed: number;
	/** Members who take a seat. */
	readonly seated: number;
	/** Whether two members share an external id. */
	readonly shared: boolean;
};

/** Fills `userOf` with whom each member's external id names; gives the external ids that more than one of them has. */
const findUsers = ({input: {roster}, organisation: {members}, userOf}: Matching): ReadonlySet<string> => {
	const met = new Uint8Array(roster.snapshot.users.length);
	const others = new Set<string>();
	const twice = new Set<string>();
	for (let p = 0; p < members.length; p++) {
		const id = members[p]!.externalId;
		if (id === undefined) continue;
		const user = roster.userAt(id as EntraId);
		if (user === undefined) {
			if (others.has(id)) twice.add(id);
			others.add(id);
			continue;
		}
		userOf[p] = user;
		if (met[user] === 1) twice.add(id);
		met[user] = 1;
	}
	return twice;
};

/**
 * Matches members by their external id. Left as they are: members who share one, and strangers, whose id this tenant is
 * not known to have had.
 */
export const matchIds = (at: Matching): MatchedIds => {
	const {memberOf, userOf, fate, problems, held} = at;
	const {roster, ledger, settings} = at.input;
	const {members} = at.organisation;
	const claimed = claims(settings);
	const knows = (id: EntraId): boolean => roster.snapshot.gone.has(id) || ledger.people.has(id) || claimed(id);
	const twice = findUsers(at);
	const gone: number[] = [];
	const strangers: Member[] = [];
	let managed = 0;
	let seated = 0;
	for (let p = 0; p < members.length; p++) {
		const member = members[p]!;
		const id = member.externalId as EntraId | undefined;
		if (member.status !== 'revoked' && member.status !== 'staged') seated++;
		// Put back into a group by an undo, which must not be undone by taking them for someone added by hand.
		if (held.size > 0 && held.has(member.id)) fate[p] = fates.kept;
		if (id === undefined) continue;
		const user = userOf[p]!;
		if (user === none && !knows(id)) {
			strangers.push(member);
			continue;
		}
		if (member.status !== 'revoked') managed++;
		if (twice.size > 0 && twice.has(id)) {
			fate[p] = fates.kept;
			userOf[p] = none;
			if (user !== none) memberOf[user] = barred;
		} else if (user === none) gone.push(p);
		else memberOf[user] = p;
	}
	for (const id of twice) {
		const sharing = members.filter(member => member.externalId === id);
		problems.push(say.duplicateMember(id, sharing));
	}
	if (strangers.length > 0) problems.push(say.strangers(strangers));
	return {gone, managed, seated, shared: twice.size > 0};
};
