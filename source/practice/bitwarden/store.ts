// The organisation: members, groups, collections, seats, mails. Plain state, changed by the calls.
import type {BitwardenKnobs, BitwardenOptions, SeedGroup, SeedMember} from './options.ts';
import {healthyKnobs} from './options.ts';

export const roles = {owner: 0, admin: 1, user: 2, custom: 4} as const;
export const statuses = {revoked: -1, invited: 0, accepted: 1, confirmed: 2, staged: 3} as const;

export type CollectionAccess = {
	readonly id: string;
	readonly readOnly: boolean;
	readonly hidePasswords: boolean;
	readonly manage: boolean;
};

export type StoredMember = {
	readonly id: string;
	userId: string | null;
	name: string | null;
	email: string;
	type: number;
	externalId: string | null;
	status: number;
	/** What a restore goes back to. */
	statusBefore: number;
	hasMasterPassword: boolean;
	permissions: Record<string, boolean> | null;
	collections: CollectionAccess[];
};

export type StoredGroup = {
	readonly id: string;
	name: string;
	externalId: string | null;
	collections: CollectionAccess[];
	readonly members: Set<string>;
};

export type Mail = {readonly to: string; readonly at: number; readonly kind: 'invite' | 'reinvite'};

export type Store = {
	readonly members: Map<string, StoredMember>;
	readonly groups: Map<string, StoredGroup>;
	readonly collections: Map<string, {readonly id: string; readonly name: string}>;
	readonly mails: Mail[];
	readonly knobs: BitwardenKnobs;
	readonly organisation: string;
	readonly now: () => number;
	readonly newId: () => string;
	seats: number | null;
	mayGrowTo: number | null;
	/** Goes up with each change, so that lists can be kept until then. */
	version: number;
	/** Goes up instead where only groups changed: the list of members stays as it is. */
	groupsVersion: number;
};

/** Ids that look like real ones and are the same for the same seed. */
const idsFrom = (seed: number): (() => string) => {
	let state = (seed ^ 0x9e3779b9) >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
	const hex = (value: number, digits: number) => value.toString(16).padStart(8, '0').slice(0, digits);
	return () =>
		`${hex(next(), 8)}-${hex(next(), 4)}-4${hex(next(), 3)}-8${hex(next(), 3)}-${hex(next(), 8)}${hex(next(), 4)}`;
};

const collectionNamed = (store: Store, name: string): string => {
	for (const collection of store.collections.values()) if (collection.name === name) return collection.id;
	const id = store.newId();
	store.collections.set(id, {id, name});
	return id;
};

const accessTo = (store: Store, names: readonly string[]): CollectionAccess[] =>
	names.map(name => ({id: collectionNamed(store, name), readOnly: false, hidePasswords: false, manage: false}));

/** Adds a member as a person would have done by hand. */
export const addMember = (store: Store, seed: SeedMember): StoredMember => {
	const status = statuses[seed.status ?? 'confirmed'];
	const hasAccount = status !== statuses.invited && status !== statuses.staged;
	const member: StoredMember = {
		id: store.newId(),
		userId: hasAccount ? store.newId() : null,
		name: hasAccount ? (seed.name ?? null) : null,
		email: seed.email,
		type: roles[seed.role ?? 'user'],
		externalId: seed.externalId ?? null,
		status,
		statusBefore: status === statuses.revoked ? statuses.confirmed : status,
		hasMasterPassword: seed.hasMasterPassword ?? hasAccount,
		permissions: seed.role === 'custom' ? {accessReports: true, manageGroups: true} : null,
		collections: accessTo(store, seed.collections ?? []),
	};
	store.members.set(member.id, member);
	store.version++;
	return member;
};

/** Adds a group as a person would have done by hand. */
export const addGroup = (store: Store, seed: SeedGroup): StoredGroup => {
	const wanted = new Set((seed.members ?? []).map(email => email.toLowerCase()));
	const ids = wanted.size === 0 ? [] : [...store.members.values()].filter(m => wanted.has(m.email.toLowerCase()));
	const group: StoredGroup = {
		id: store.newId(),
		name: seed.name,
		externalId: seed.externalId ?? null,
		collections: accessTo(store, seed.collections ?? []),
		members: new Set(ids.map(member => member.id)),
	};
	store.groups.set(group.id, group);
	store.groupsVersion++;
	return group;
};

/** An organisation with its owner and whoever the options name. */
export const createStore = (options: BitwardenOptions): Store => {
	const newId = idsFrom(options.seed ?? 1);
	const named = /^organization\.([0-9a-f-]{36})$/.exec(options.clientId ?? '')?.[1];
	const store: Store = {
		members: new Map(),
		groups: new Map(),
		collections: new Map(),
		mails: [],
		knobs: {...healthyKnobs(), ...options.knobs},
		organisation: named ?? newId(),
		now: options.now ?? Date.now,
		newId,
		seats: options.seats ?? null,
		mayGrowTo: options.mayGrowTo ?? null,
		version: 1,
		groupsVersion: 1,
	};
	addMember(store, {email: options.owner ?? 'owner@practice.example', name: 'Olivia Owner', role: 'owner'});
	for (const seed of options.members ?? []) addMember(store, seed);
	for (const seed of options.groups ?? []) addGroup(store, seed);
	return store;
};

/** Takes members out for good, groups and collections included. */
export const dropMembers = (store: Store, ids: readonly string[]): void => {
	for (const id of ids) {
		store.members.delete(id);
		for (const group of store.groups.values()) group.members.delete(id);
	}
	store.version++;
};

/** Seats that are taken: everyone but the revoked and the staged. */
export const seatsTaken = (store: Store): number => {
	let taken = 0;
	for (const {status} of store.members.values()) if (status !== statuses.revoked && status !== statuses.staged) taken++;
	return taken;
};

/** Whether this is the only owner who is confirmed: such a one cannot be removed or revoked. */
export const isLastOwner = (store: Store, member: StoredMember): boolean => {
	if (member.type !== roles.owner || member.status !== statuses.confirmed) return false;
	for (const other of store.members.values())
		if (other.id !== member.id && other.type === roles.owner && other.status === statuses.confirmed) return false;
	return true;
};

/** Sends an invitation, as far as the practice tenant sends mail: it is counted. */
export const sendMail = (store: Store, to: string, kind: Mail['kind'] = 'invite'): void => {
	store.mails.push({to, at: store.now(), kind});
};

/** Everyone invited accepts and is confirmed. Gives how many. */
export const confirmInvited = (store: Store): number => {
	let count = 0;
	for (const member of store.members.values()) {
		if (member.status !== statuses.invited && member.status !== statuses.accepted) continue;
		member.status = statuses.confirmed;
		member.statusBefore = statuses.confirmed;
		member.userId ??= store.newId();
		member.hasMasterPassword = true;
		count++;
	}
	if (count > 0) store.version++;
	return count;
};
