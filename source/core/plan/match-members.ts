import {hold, inside} from '../model.ts';
import type {EntraId} from '../ports.ts';
import {fates, none} from './input.ts';
import type {Waiting} from './match-waiting.ts';
import {governOrRestore, type Matching, refOf} from './matching.ts';
import {type Leaving, offboarding} from './offboard.ts';
import {departed, say} from './say.ts';
import {isUnheard} from './unheard.ts';

/** Addresses of more than one member, where a tombstone revokes by address: it would hit the other one as well. */
const alsoTheirs = ({organisation: {abilities, members}}: Matching): ReadonlySet<string> => {
	const twice = new Set<string>();
	if (abilities.canRead) return twice;
	const seen = new Set<string>();
	for (const {email} of members) (seen.has(email) ? twice : seen).add(email);
	return twice;
};

const take = ({fate, changes, problems}: Matching, position: number, left: Leaving): void => {
	fate[position] = left.fate;
	if (left.change) changes.push(left.change);
	if (left.problem) problems.push(left.problem);
};

type Leave = ReturnType<typeof offboarding>;

/** Members whom the directory still has: governed, restored, held or offboarded by their verdict. */
const matchKnown = (at: Matching, waiting: Waiting, leave: Leave, theirs: ReadonlySet<string>): void => {
	const {userOf, fate, changes, problems, refused} = at;
	const {roster, settings, ledger, resend} = at.input;
	const {snapshot, emails} = roster;
	const {members, abilities} = at.organisation;
	const disabledStay = settings.disabled === 'revoke' && !abilities.canRevoke && abilities.canRead;
	for (let p = 0; p < members.length; p++) {
		const user = userOf[p]!;
		if (user === none) continue;
		const member = members[p]!;
		const {id, name} = snapshot.users[user]!;
		const verdict = roster.users[user];
		fate[p] = fates.kept;
		if (verdict === inside) {
			// What was not answered is sent again as it was, if the address is nobody else's now: then it is known to be a member's.
			const unsure = isUnheard(ledger.people.get(id));
			const again = emails[user] === member.email || (unsure && !waiting.users.has(member.email));
			if (!again) problems.push(say.emailChanged(id, member.email, emails[user]!));
			else governOrRestore(at, user, p, id);
			// A server that reads nothing back gets everyone again, at the address that it knows.
			if (resend && !unsure && member.status !== 'revoked' && !refused(id))
				changes.push({kind: 'restore', person: refOf(at, user, member), because: roster.explainUser(user)});
		} else if (verdict === hold) {
			if (disabledStay && roster.explainUser(user).code === 'disabled')
				problems.push(say.disabledStays(id, member.email));
		} else if (!waiting.users.has(member.email) && !waiting.onHold.has(member.email) && !theirs.has(member.email)) {
			// Else someone with this address is waiting to come in, or on hold: the member is perhaps theirs. A taken
			// address is said with the newcomers, what holds somebody with the verdicts.
			take(at, p, leave(member, roster.explainUser(user), name, emails[user]));
		}
	}
};

/** Members whose id is gone from the directory: linked to their new id, or offboarded. */
const matchGone = (
	at: Matching,
	gone: readonly number[],
	waiting: Waiting,
	leave: Leave,
	theirs: ReadonlySet<string>,
): void => {
	const {memberOf, userOf, fate, changes, refused} = at;
	const {snapshot} = at.input.roster;
	const {members} = at.organisation;
	for (const p of gone) {
		const member = members[p]!;
		const was = member.externalId as EntraId;
		const next = waiting.users.get(member.email);
		fate[p] = fates.kept;
		if (next === undefined) {
			if (waiting.onHold.has(member.email) || theirs.has(member.email)) continue;
			take(at, p, leave(member, departed(was, snapshot.gone.get(was)), member.email, undefined));
		} else if (memberOf[next] === none && !refused(snapshot.users[next]!.id)) {
			memberOf[next] = p;
			userOf[p] = next;
			const before = changes.length;
			governOrRestore(at, next, p, was);
			// Revoked by an administrator: untouched, so not linked either.
			if (fate[p] === fates.governed)
				changes.splice(before, 0, {kind: 'adopt-member', person: refOf(at, next, member), how: 'recreated', was});
		}
	}
};

/** What becomes of members by their id: of those whom the directory has, then of those at `gone`. */
export const matchMembers = (at: Matching, gone: readonly number[], waiting: Waiting): void => {
	const leave = offboarding(at.input);
	const theirs = alsoTheirs(at);
	matchKnown(at, waiting, leave, theirs);
	matchGone(at, gone, waiting, leave, theirs);
};
