// What tests and the demo may ask of the company.
import type {PracticeGroup, PracticeObject, PracticeThing, PracticeUnit, PracticeUser, UserProperty} from './model.ts';
import type {Domains} from './people.ts';
import type {Lag, Store} from './store.ts';

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

/** What happened, for people to read. Names are as the directory holds them: clean them before they are shown. */
export type Happening = {
	readonly what:
		| 'hired'
		| 'left'
		| 'came back'
		| 'purged'
		| 'renamed'
		| 'changed address'
		| 'disabled'
		| 'enabled'
		| 'joined'
		| 'left the group'
		| 'moved'
		| 'group created'
		| 'group renamed'
		| 'group deleted'
		| 'group nested';
	readonly who: string;
	readonly where?: string;
};
