import {barred, fates, joining, none} from './input.ts';
import type {Waiting} from './match-waiting.ts';
import {type Matching, refOf} from './matching.ts';
import {say} from './say.ts';

/** People who still have no member: linked to one made by hand with their address, or invited. */
export const matchNewcomers = (at: Matching, waiting: Waiting): void => {
	const {memberOf, userOf, fate, changes, problems, held, refused} = at;
	const {roster} = at.input;
	const {members} = at.organisation;
	let byEmail: Map<string, number> | undefined;
	for (const [email, user] of waiting.users) {
		if (memberOf[user] !== none) continue;
		const {id} = roster.snapshot.users[user]!;
		if (refused(id)) {
			memberOf[user] = barred;
			continue;
		}
		byEmail ??= new Map(members.map((member, p) => [member.email, p]));
		const p = byEmail.get(email);
		if (p === undefined) {
			memberOf[user] = joining;
			changes.push({kind: 'invite', person: refOf(at, user), because: roster.explainUser(user)});
			continue;
		}
		const member = members[p]!;
		/** It is perhaps the one who belongs in these groups: they stay in them until a person has looked. */
		const leave = (): void => {
			memberOf[user] = barred;
			if (fate[p] === fates.foreign) fate[p] = fates.kept;
		};
		if (member.externalId !== undefined) {
			leave();
			problems.push(say.emailTaken(id, email, member));
		} else if (member.status === 'revoked') {
			leave();
			problems.push(say.revokedByHand(id, email));
		} else {
			memberOf[user] = p;
			userOf[p] = user;
			fate[p] = held.has(member.id) ? fates.kept : fates.governed;
			changes.push({kind: 'adopt-member', person: refOf(at, user, member), how: 'no-external-id'});
		}
	}
};
