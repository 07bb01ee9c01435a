/** How the e-mail of a person is chosen: see decide/email.ts. */
export type EmailSource = 'mail-then-upn' | 'mail' | 'upn';

/** The settings that decide who is in: a change of any of them needs approval, like a first run. */
export type ScopeSettings = {
	readonly userFilter: string;
	readonly groupFilter: string;
	/** With a group filter, people are those in a selected group; `all` takes everyone the user filter lets in. */
	readonly people: 'in-groups' | 'all';
	readonly email: EmailSource;
	readonly guests: 'out' | 'in';
	/** Disabled in Entra and already a member. Never invited, whatever this says. */
	readonly disabled: 'revoke' | 'offboard' | 'keep';
	/** Left the scope of the filters. */
	readonly leavers: 'offboard' | 'keep';
};

/** What is done to the organisation about it. */
export type ApplySettings = {
	readonly offboard: 'revoke' | 'remove';
	readonly deletedGroups: 'empty' | 'delete' | 'keep';
	/** People added by hand to a group that Usher manages. */
	readonly handAdded: 'remove' | 'keep';
	readonly invite: 'mail' | 'staged';
	/** E-mail addresses that are never offboarded; lower case. */
	readonly protect: readonly string[];
	/** Groups of the same name made by hand that Usher may take over: Entra ids or names. */
	readonly adoptGroups: readonly string[];
	/** External ids of strangers that Usher may manage; `*` for all of them. */
	readonly claim: readonly string[];
};

/** Limits over 24 hours, this plan included. Percentages are 0 to 100. */
export type GuardSettings = {
	readonly offboardPercent: number;
	/** A percentage refuses only from this many on. */
	readonly offboardLeast: number;
	readonly offboardMost: number;
	readonly membershipPercent: number;
	readonly membershipLeast: number;
	readonly groupPercent: number;
	readonly groupLeast: number;
	readonly invites: number;
	readonly seats: number;
};

export type SyncSettings = ScopeSettings & ApplySettings & {readonly guard: GuardSettings};

export const defaultSyncSettings: SyncSettings = {
	userFilter: '',
	groupFilter: '',
	people: 'in-groups',
	email: 'mail-then-upn',
	guests: 'out',
	disabled: 'revoke',
	leavers: 'offboard',
	offboard: 'revoke',
	deletedGroups: 'empty',
	handAdded: 'remove',
	invite: 'mail',
	protect: [],
	adoptGroups: [],
	claim: [],
	guard: {
		offboardPercent: 20,
		offboardLeast: 3,
		offboardMost: 100,
		membershipPercent: 20,
		membershipLeast: 50,
		groupPercent: 20,
		groupLeast: 3,
		invites: 50,
		seats: 0,
	},
};
