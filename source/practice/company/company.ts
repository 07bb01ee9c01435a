// The company as tests and the demo change it: every method changes what lists and deltas say, after the lag if there is one.

import type {Clock} from '../clock.ts';
import {createRandom, type Random} from '../random.ts';
import type {Company} from './api.ts';
import {groupMethods} from './group-methods.ts';
import {type MemberCount, makeGroups} from './groups.ts';
import {happen} from './happen.ts';
import {isHere, kindsOf, lookup} from './lookup.ts';
import type {PracticeGroup, PracticeObject, PracticeUser} from './model.ts';
import {type Domains, makePeople} from './people.ts';
import {peopleMethods} from './people-methods.ts';
import {createStore, type Lag, type Store} from './store.ts';

export type CompanyOptions = {
	readonly seed: number;
	readonly users: number;
	readonly groups: number;
	readonly members: MemberCount;
	/** Guests, twins, service accounts, hostile names and so on; without them everybody is plain. */
	readonly oddities: boolean;
	readonly clock: Clock;
	readonly lag: Lag;
};

/** Makes the company. The same seed and sizes make the same people, groups and ids. */
export const createCompany = (options: CompanyOptions): Company => {
	const random = createRandom(options.seed);
	const tenantId = random.guid();
	const domains: Domains = {main: 'halden.example', initial: 'haldenpractice.onmicrosoft.com'};
	const store = createStore(options.clock, options.lag);
	const born = Date.UTC(2026, 0, 5, 9);
	const {oddities} = options;
	makePeople(store, random, {count: options.users, oddities, domains, born});
	makeGroups(store, random, {count: options.groups, members: options.members, oddities, domains, born});
	makeUnits(store, random);
	const first = store.objects[0];
	const at = lookup(store);
	const kinds = kindsOf(at);
	return {
		tenantId,
		name: 'Halden & Fjord',
		domains,
		admin: first?.kind === 'user' ? first : undefined,
		lag: options.lag,
		store,
		...kinds,
		users: () => store.users.map(handle => store.objects[handle] as PracticeUser).filter(isHere),
		groups: () => store.groups.map(handle => store.objects[handle] as PracticeGroup).filter(isHere),
		membersOf: which => kinds.group(which).members.map(handle => store.objects[handle] as PracticeObject),
		groupsOf(who) {
			const {handle} = at(who);
			return this.groups().filter(group => group.members.includes(handle));
		},
		...peopleMethods(store, random, domains, kinds, at),
		...groupMethods(store, random, kinds, at),
		happen(count) {
			return happen(this, random, count);
		},
	};
};

const makeUnits = (store: Store, random: Random): void => {
	if (store.groups.length < 2) return;
	const units = ['Headquarters', 'Branch offices'];
	for (const [index, displayName] of units.entries()) {
		const members = [
			...store.groups.filter((_, at) => at % 2 === index),
			...store.users.slice(index * 10, index * 10 + 10),
		];
		store.units.push({id: random.guid(), displayName, description: null, visibility: 'Public', members});
	}
};
