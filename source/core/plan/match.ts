import type {Change, PersonRef, Problem} from '../changes.ts';
import {heldMembers} from '../held.ts';
import {hold, inside, out} from '../model.ts';
import type {EntraId, Member} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import {barred, fates, joining, type Match, none, type PlanInput} from './input.ts';
import {offboarding} from './offboard.ts';
import {departed, say} from './say.ts';

/** External ids that are held by more than one. */
export const shared = (ids: Iterable<string | undefined>): Set<string> => {
	const seen = new Set<string>();
	const twice = new Set<string>();
	for (const id of ids) {
		if (id === undefined) continue;
		if (seen.has(id)) twice.add(id);
		else seen.add(id);
	}
	return twice;
};

/**
 * Matches people of the roster with members of the organisation, first by id, then by address, and finds what has to
 * change for each: invited, restored, revoked, removed, adopted, or left alone with a problem that says why.
 */
export const matchPeople = (input: PlanInput, organisation: OrganisationState): Match => {
	const {roster, ledger, settings} = input;
	const {snapshot, emails} = roster;
	const {members} = organisation;
	const count = snapshot.users.length;
	const memberOf = new Int32Array(count).fill(none);
	const userOf = new Int32Array(members.length).fill(none);
	const fate = new Uint8Array(members.length);
	const changes: Change[] = [];
	const problems: Problem[] = [];
	const leave = offboarding(input);
	const claim = new Set(settings.claim);
	const claimAll = claim.has('*');
	const twice = shared(members.map(member => member.externalId));
	const refused = (id: string): boolean => input.refused?.has(id) === true;
	const heldNow = heldMembers(members, ledger.held, input.now);

	const refOf = (user: number, member?: Member): PersonRef => {
		const {id, name} = snapshot.users[user]!;
		return member === undefined
			? {externalId: id, email: emails[user]!, name}
			: {externalId: id, email: member.email, name, member: member.id};
	};

	// By id.
	const gone: number[] = [];
	const strangers: Member[] = [];
	let managed = 0;
	let seated = 0;
	for (let p = 0; p < members.length; p++) {
		const member = members[p]!;
		const id = member.externalId as EntraId | undefined;
		if (member.status !== 'revoked' && member.status !== 'staged') seated++;
		// Put back into a group by an undo, which must not be undone by taking them for someone added by hand.
		if (heldNow.has(member.id)) fate[p] = fates.kept;
		if (id === undefined) continue;
		const user = roster.userAt(id);
		if (user === undefined && !(snapshot.gone.has(id) || ledger.people.has(id) || claimAll || claim.has(id))) {
			strangers.push(member);
			continue;
		}
		if (member.status !== 'revoked') managed++;
		if (twice.has(id)) {
			fate[p] = fates.kept;
			if (user !== undefined) memberOf[user] = barred;
			continue;
		}
		if (user === undefined) gone.push(p);
		else {
			userOf[p] = user;
			memberOf[user] = p;
		}
	}
	for (const id of twice)
		problems.push(
			say.duplicateMember(
				id,
				members.filter(member => member.externalId === id),
			),
		);
	if (strangers.length > 0) problems.push(say.strangers(strangers));

	// Those who are in and have no member, by address; two with one address are both left out.
	const waiting = new Map<string, number>();
	const held = new Set<string>();
	const sharing = new Map<string, number[]>();
	for (let user = 0; user < count; user++) {
		if (memberOf[user] !== none || roster.users[user] === out) continue;
		const email = emails[user]!;
		if (roster.users[user] === hold) {
			held.add(email);
			continue;
		}
		const other = waiting.get(email);
		if (email === '') memberOf[user] = barred;
		else if (other === undefined) waiting.set(email, user);
		else sharing.set(email, [...(sharing.get(email) ?? [other]), user]);
	}
	for (const [email, users] of sharing) {
		for (const user of users) memberOf[user] = barred;
		problems.push(
			say.twin(
				email,
				users.map(user => snapshot.users[user]!.id),
			),
		);
	}

	const restoreOr = (user: number, p: number, member: Member, was: string): void => {
		if (member.status !== 'revoked') {
			fate[p] = fates.governed;
			return;
		}
		const id = snapshot.users[user]!.id;
		if (ledger.people.get(was as EntraId)?.by === 'revoked-by-usher' && !refused(id)) {
			fate[p] = fates.governed;
			changes.push({kind: 'restore', person: refOf(user, member), because: roster.explainUser(user)});
		} else {
			fate[p] = fates.kept;
			if (!refused(id)) problems.push(say.revokedByHand(id, member.email));
		}
	};

	// Where a tombstone revokes by address, it would hit whoever else has that address.
	const alsoTheirs = new Set<string>();
	if (!organisation.abilities.canRead) {
		const seen = new Set<string>();
		for (const {email} of members) (seen.has(email) ? alsoTheirs : seen).add(email);
	}

	const {abilities} = organisation;
	const disabledStay = settings.disabled === 'revoke' && !abilities.canRevoke && abilities.canRead;

	// Members whom the directory still has.
	for (let p = 0; p < members.length; p++) {
		const user = userOf[p]!;
		if (user === none) continue;
		const member = members[p]!;
		const verdict = roster.users[user];
		fate[p] = fates.kept;
		if (verdict === inside) {
			const id = snapshot.users[user]!.id;
			if (emails[user] !== member.email) problems.push(say.emailChanged(id, member.email, emails[user]!));
			else restoreOr(user, p, member, id);
			// A server that reads nothing back gets everyone again, at the address that it knows.
			if (input.resend && member.status !== 'revoked' && !refused(id))
				changes.push({kind: 'restore', person: refOf(user, member), because: roster.explainUser(user)});
		} else if (verdict === hold) {
			if (disabledStay && roster.explainUser(user).code === 'disabled')
				problems.push(say.disabledStays(snapshot.users[user]!.id, member.email));
		} else {
			// Someone else with this address is waiting to come in: below, as a taken address.
			const next = waiting.get(member.email);
			if (next !== undefined || alsoTheirs.has(member.email)) continue;
			const left = leave(member, roster.explainUser(user), snapshot.users[user]!.name, emails[user]);
			fate[p] = left.fate;
			if (left.change) changes.push(left.change);
			if (left.problem) problems.push(left.problem);
		}
	}

	// Members whose id is gone from the directory: linked to their new id, or offboarded.
	for (const p of gone) {
		const member = members[p]!;
		const was = member.externalId as EntraId;
		const next = waiting.get(member.email);
		fate[p] = fates.kept;
		if (next === undefined) {
			if (held.has(member.email) || alsoTheirs.has(member.email)) continue;
			const left = leave(member, departed(was, snapshot.gone.get(was)), member.email, undefined);
			fate[p] = left.fate;
			if (left.change) changes.push(left.change);
			if (left.problem) problems.push(left.problem);
		} else if (memberOf[next] === none && !refused(snapshot.users[next]!.id)) {
			memberOf[next] = p;
			userOf[p] = next;
			const before = changes.length;
			restoreOr(next, p, member, was);
			// Revoked by an administrator: untouched, so not linked either.
			if (fate[p] === fates.governed)
				changes.splice(before, 0, {kind: 'adopt-member', person: refOf(next, member), how: 'recreated', was});
		}
	}

	// People without a member.
	let byEmail: Map<string, number> | undefined;
	for (const [email, user] of waiting) {
		if (memberOf[user] !== none) continue;
		const id = snapshot.users[user]!.id;
		if (refused(id)) {
			memberOf[user] = barred;
			continue;
		}
		byEmail ??= new Map(members.map((member, p) => [member.email, p]));
		const p = byEmail.get(email);
		if (p === undefined) {
			memberOf[user] = joining;
			changes.push({kind: 'invite', person: refOf(user), because: roster.explainUser(user)});
			continue;
		}
		const member = members[p]!;
		if (member.externalId !== undefined) {
			memberOf[user] = barred;
			problems.push(say.emailTaken(id, email, member));
		} else if (member.status === 'revoked') {
			memberOf[user] = barred;
			problems.push(say.revokedByHand(id, email));
		} else {
			memberOf[user] = p;
			userOf[p] = user;
			fate[p] = heldNow.has(member.id) ? fates.kept : fates.governed;
			changes.push({kind: 'adopt-member', person: refOf(user, member), how: 'no-external-id'});
		}
	}
	return {memberOf, userOf, fate, changes, problems, managed, seated, importsBlocked: twice.size > 0, held: heldNow};
};
