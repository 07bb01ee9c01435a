// What happens to people.
import type {Random} from '../random.ts';
import type {Company} from './api.ts';
import type {Kinds, Lookup} from './lookup.ts';
import {link, unlink, unlinkEverywhere} from './members.ts';
import type {PracticeUser, UserProperty} from './model.ts';
import type {Domains} from './people.ts';
import type {Store} from './store.ts';

type PeopleMethods = Pick<
	Company,
	| 'hire'
	| 'leave'
	| 'purge'
	| 'restore'
	| 'rename'
	| 'changeEmail'
	| 'change'
	| 'move'
	| 'addToGroup'
	| 'removeFromGroup'
	| 'disable'
	| 'enable'
>;

/** Every address ever given by a company, kept because looking through 100,000 people for each newcomer takes too long. */
const addresses = new WeakMap<Store, Set<string>>();

/** An address that nobody has, from the letters of a name. */
const addressFor = (store: Store, name: string, domain: string): string => {
	const letters = name
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim()
		.replaceAll(' ', '.')
		.slice(0, 60);
	const stem = letters === '' ? `new.person.${store.objects.length}` : letters;
	let taken = addresses.get(store);
	if (taken === undefined) {
		taken = new Set(store.users.map(handle => (store.objects[handle] as PracticeUser).userPrincipalName.toLowerCase()));
		addresses.set(store, taken);
	}
	for (let turn = 1; ; turn++) {
		const address = `${stem}${turn === 1 ? '' : turn}@${domain}`;
		if (taken.has(address)) continue;
		taken.add(address);
		return address;
	}
};

/** The methods of a company that change people; see Company. */
export const peopleMethods = (
	store: Store,
	random: Random,
	domains: Domains,
	kinds: Kinds,
	at: Lookup,
): PeopleMethods => {
	const set = (object: PracticeUser, properties: Partial<Pick<PracticeUser, UserProperty>>): void => {
		const names = (Object.keys(properties) as UserProperty[]).filter(name => object[name] !== properties[name]);
		if (names.length === 0) return;
		store.touch(object.handle);
		Object.assign(object, properties);
		store.record({handle: object.handle, of: 'user', what: 'changed', properties: names});
	};
	const become = (user: PracticeUser, state: PracticeUser['state'], what: 'deleted' | 'purged' | 'restored'): void => {
		store.touch(user.handle);
		user.state = state;
		user.deletedAt = state === 'deleted' ? store.clock() : 0;
		store.record({handle: user.handle, of: 'user', what});
	};
	return {
		hire(person = {}) {
			const number = store.objects.length;
			const upn = person.upn ?? addressFor(store, person.name ?? `New Person ${number}`, domains.main);
			const user = store.insertUser({
				id: person.id ?? random.guid(),
				displayName: person.name === undefined ? `New Person ${number}` : person.name,
				givenName: null,
				surname: null,
				mail: person.mail === undefined ? upn : person.mail,
				userPrincipalName: upn,
				accountEnabled: person.enabled ?? true,
				userType: person.guest ? 'Guest' : 'Member',
				jobTitle: null,
				department: null,
				created: store.clock(),
				state: 'here',
				deletedAt: 0,
			});
			store.touch(user.handle, true);
			store.record({handle: user.handle, of: 'user', what: 'created'});
			for (const which of person.groups ?? []) link(store, kinds.group(which), user);
			return user;
		},
		leave(who) {
			const user = kinds.user(who);
			if (user.state === 'here') become(user, 'deleted', 'deleted');
		},
		purge(who) {
			const user = kinds.user(who);
			if (user.state === 'purged') return;
			unlinkEverywhere(store, user);
			become(user, 'purged', 'purged');
		},
		restore(who) {
			const user = kinds.user(who);
			if (user.state === 'purged') throw new RangeError('A purged person cannot be restored.');
			if (user.state === 'deleted') become(user, 'here', 'restored');
		},
		rename: (who, name) => set(kinds.user(who), {displayName: name}),
		changeEmail: (who, mail, upn) =>
			set(kinds.user(who), {mail, ...(upn === undefined ? {} : {userPrincipalName: upn})}),
		change: (who, properties) => set(kinds.user(who), properties),
		move(who, from, to) {
			unlink(store, kinds.group(from), at(who));
			link(store, kinds.group(to), at(who));
		},
		addToGroup: (who, group) => link(store, kinds.group(group), at(who)),
		removeFromGroup: (who, group) => unlink(store, kinds.group(group), at(who)),
		disable: who => set(kinds.user(who), {accountEnabled: false}),
		enable: who => set(kinds.user(who), {accountEnabled: true}),
	};
};
