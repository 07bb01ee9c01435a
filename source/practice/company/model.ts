// What stands in the practice directory. Objects are known by their position in one table (a handle); ids are texts at the edges.

export type ObjectState = 'here' | 'deleted' | 'purged';

export type PracticeUser = {
	readonly kind: 'user';
	readonly handle: number;
	readonly id: string;
	displayName: string | null;
	givenName: string | null;
	surname: string | null;
	mail: string | null;
	userPrincipalName: string;
	accountEnabled: boolean;
	userType: 'Member' | 'Guest' | null;
	jobTitle: string | null;
	department: string | null;
	readonly created: number;
	state: ObjectState;
	deletedAt: number;
};

export type PracticeGroup = {
	readonly kind: 'group';
	readonly handle: number;
	readonly id: string;
	displayName: string | null;
	description: string | null;
	mail: string | null;
	mailNickname: string;
	/** A Microsoft 365 group: soft-deleted, and may hide its members. */
	readonly unified: boolean;
	readonly visibility: 'Public' | 'Private' | 'HiddenMembership' | null;
	/** Handles of direct members, in the order they came. */
	members: number[];
	readonly created: number;
	state: ObjectState;
	deletedAt: number;
};

/** Other things that may be members of a group. */
export type PracticeThing = {
	readonly kind: 'device' | 'servicePrincipal' | 'orgContact';
	readonly handle: number;
	readonly id: string;
	displayName: string;
	state: ObjectState;
	deletedAt: number;
};

export type PracticeObject = PracticeUser | PracticeGroup | PracticeThing;

export type PracticeUnit = {
	readonly id: string;
	displayName: string;
	description: string | null;
	readonly visibility: 'Public' | 'HiddenMembership' | null;
	/** Handles of users, groups and devices. */
	members: number[];
};

/** Every property of an object that Graph shows as a bit, so that a change can be held against a selection. */
const userProperties = [
	'displayName',
	'givenName',
	'surname',
	'mail',
	'userPrincipalName',
	'accountEnabled',
	'userType',
	'jobTitle',
	'department',
] as const;
export type UserProperty = (typeof userProperties)[number];

export const groupProperties = ['displayName', 'description', 'mail', 'mailNickname'] as const;
export type GroupProperty = (typeof groupProperties)[number];

/** What a delta query is answered from. */
export type Change = {
	/** By the practice clock. */
	readonly at: number;
	readonly handle: number;
	readonly of: 'user' | 'group';
	readonly what: 'created' | 'changed' | 'deleted' | 'purged' | 'restored' | 'member-added' | 'member-removed';
	/** For `changed`: the names. */
	readonly properties?: readonly string[];
	/** For members: the member's handle. */
	readonly member?: number;
};
