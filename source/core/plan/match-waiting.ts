import {hold, out} from '../model.ts';
import {barred, none} from './input.ts';
import type {Matching} from './matching.ts';
import {say} from './say.ts';

export type Waiting = {
	/** By address: the position of whoever is in and has no member of their id. */
	readonly users: ReadonlyMap<string, number>;
	/** Addresses of people on hold who have no member of their id. */
	readonly onHold: ReadonlySet<string>;
};

/** Those whom no member carries the id of, by address. Two who are in with one address are both left out. */
export const findWaiting = ({input: {roster}, memberOf, problems}: Matching): Waiting => {
	const {snapshot, emails} = roster;
	const users = new Map<string, number>();
	const onHold = new Set<string>();
	const sharing = new Map<string, number[]>();
	for (let user = 0; user < memberOf.length; user++) {
		if (memberOf[user] !== none || roster.users[user] === out) continue;
		const email = emails[user]!;
		if (roster.users[user] === hold) {
			onHold.add(email);
			continue;
		}
		if (email === '') {
			memberOf[user] = barred;
			continue;
		}
		const other = users.get(email);
		if (other === undefined) users.set(email, user);
		else sharing.set(email, [...(sharing.get(email) ?? [other]), user]);
	}
	for (const [email, twins] of sharing) {
		for (const user of twins) memberOf[user] = barred;
		const ids = twins.map(user => snapshot.users[user]!.id);
		problems.push(say.twin(email, ids));
	}
	return {users, onHold};
};
