import type {PeopleChange, PersonRef, Problem} from '../changes.ts';
import {heldMembers} from '../held.ts';
import type {EntraId, Member} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import {fates, none, type PlanInput} from './input.ts';
import {say} from './say.ts';
import {isUnheard} from './unheard.ts';

/** What matching people works on; each step fills in what it finds. */
export type Matching = {
	readonly input: PlanInput;
	readonly organisation: OrganisationState;
	/** By user: the member's position, or none, joining, barred. */
	readonly memberOf: Int32Array;
	/** By member: the user's position, or none. */
	readonly userOf: Int32Array;
	/** By member: one of `fates`. */
	readonly fate: Uint8Array;
	readonly changes: PeopleChange[];
	readonly problems: Problem[];
	/** Ids of members whom an undo has given something back. */
	readonly held: ReadonlySet<string>;
	/** Whether the server refused this external id in this run. */
	refused(id: string): boolean;
};

/** Nobody matched yet. */
export const beginMatching = (input: PlanInput, organisation: OrganisationState): Matching => {
	const {members} = organisation;
	return {
		input,
		organisation,
		memberOf: new Int32Array(input.roster.snapshot.users.length).fill(none),
		userOf: new Int32Array(members.length).fill(none),
		fate: new Uint8Array(members.length),
		changes: [],
		problems: [],
		held: heldMembers(members, input.ledger.held, input.now),
		refused: id => input.refused?.has(id) === true,
	};
};

/** How a change names the user at a position: with a member, at the address that the organisation knows. */
export const refOf = ({input: {roster}}: Matching, user: number, member?: Member): PersonRef => {
	const {id, name} = roster.snapshot.users[user]!;
	return member === undefined
		? {externalId: id, email: roster.emails[user]!, name}
		: {externalId: id, email: member.email, name, member: member.id};
};

/**
 * Who is in and a member is governed by the roster, and restored where Usher revoked them under the id `was`. Who is
 * perhaps a member is sent again. Whom an administrator revoked is kept as they are, with a problem that says so.
 */
export const governOrRestore = (at: Matching, user: number, position: number, was: EntraId): void => {
	const {fate, changes, problems, refused} = at;
	const {roster, ledger} = at.input;
	const member = at.organisation.members[position]!;
	const known = ledger.people.get(was);
	if (isUnheard(known)) {
		fate[position] = fates.governed;
		const kind = known?.by === 'perhaps-invited' ? 'invite' : 'restore';
		changes.push({kind, person: refOf(at, user, member), because: roster.explainUser(user)});
		return;
	}
	if (member.status !== 'revoked') {
		fate[position] = fates.governed;
		return;
	}
	const id = roster.snapshot.users[user]!.id;
	if (known?.by === 'revoked-by-usher' && !refused(id)) {
		fate[position] = fates.governed;
		changes.push({kind: 'restore', person: refOf(at, user, member), because: roster.explainUser(user)});
		return;
	}
	fate[position] = fates.kept;
	if (!refused(id)) problems.push(say.revokedByHand(id, member.email));
};
