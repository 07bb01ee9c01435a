// The company as tests and the demo change it: every method changes what lists and deltas say, after the lag if there is one.

import type {Clock} from '../clock.ts';
import {createRandom, type Random} from '../random.ts';
import {groupMethods} from './group-methods.ts';
import {type MemberCount, makeGroups} from './groups.ts';
import {type Happening, happen} from './happen.ts';
import {isHere, kindsOf, lookup} from './lookup.ts';
import type {PracticeGroup, PracticeObject, PracticeThing, PracticeUnit, PracticeUser, UserProperty} from './model.ts';
import {type Domains, makePeople} from './people.ts';
import {peopleMethods} from './people-methods.ts';
import {createStore, type Lag, type Store} from './store.ts';

/** An object, its id, its user principal name, or its name. */
export type Who = string | PracticeObject;

export type NewPerson = {
	readonly id?: string;
	readonly name?: string | null;
	readonly mail?: string | null;
	readonly upn?: string;
	readonly guest?: boolean;
	readonly enabled?: boolean;
	readonly groups?: readonly Who[];
};

export type NewGroup = {
	readonly id?: string;
	readonly name: string | null;
	readonly members?: readonly Who[];
	/** A Microsoft 365 group. Default: a security group. */
	readonly unified?: boolean;
	readonly visibility?: PracticeGroup['visibility'];
};

export type Company = {
	readonly tenantId: string;
	readonly name: string;
	readonly domains: Domains;
	/** The first person: who signs in to register applications, and who owns the organisation. */
	readonly admin: PracticeUser | undefined;
	readonly lag: Lag;
	readonly store: Store;
	/** Everybody who is neither deleted nor purged, guests and disabled people included. */
	users(): PracticeUser[];
	groups(): PracticeGroup[];
	user(who: Who): PracticeUser;
	group(which: Who): PracticeGroup;
	/** Direct members of a group. */
	membersOf(which: Who): PracticeObject[];
	groupsOf(who: Who): PracticeGroup[];
	hire(person?: NewPerson): PracticeUser;
	/** Soft delete: restorable, memberships stay. */
	leave(who: Who): void;
	/** Gone for good, with or without having been deleted before. */
	purge(who: Who): void;
	restore(who: Who): void;
	rename(who: Who, name: string | null): void;
	changeEmail(who: Who, mail: string | null, upn?: string): void;
	change(who: Who, properties: Partial<Pick<PracticeUser, UserProperty>>): void;
	move(who: Who, from: Who, to: Who): void;
	addToGroup(who: Who, group: Who): void;
	removeFromGroup(who: Who, group: Who): void;
	disable(who: Who): void;
	enable(who: Who): void;
	createGroup(group: NewGroup): PracticeGroup;
	renameGroup(which: Who, name: string | null): void;
	/** A security group is gone for good, a Microsoft 365 group can be restored. */
	deleteGroup(which: Who): void;
	restoreGroup(which: Who): void;
	purgeGroup(which: Who): void;
	/** Puts a group into another. */
	nest(child: Who, parent: Who): void;
	unnest(child: Who, parent: Who): void;
	createThing(kind: PracticeThing['kind'], name: string): PracticeThing;
	createUnit(unit: {name: string; members?: readonly Who[]; hidden?: boolean}): PracticeUnit;
	addToUnit(who: Who, unit: PracticeUnit): void;
	removeFromUnit(who: Who, unit: PracticeUnit): void;
	/** Lets so many ordinary things happen, the same ones for the same seed and history. */
	happen(count: number): Happening[];
};

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
