import type {PeopleChange, Problem, Seats} from '../changes.ts';
import type {Roster} from '../model.ts';
import type {EntraId, Ledger} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import type {SyncSettings} from '../settings.ts';

/** Everything that a plan is computed from: states, never a stream of changes. */
export type PlanInput = {
	readonly profile: string;
	readonly roster: Roster;
	/** As read. Where the server cannot be read, only its `abilities` count, and the ledger stands in for the rest. */
	readonly organisation: OrganisationState;
	readonly ledger: Ledger;
	readonly settings: SyncSettings;
	readonly now: Date;
	/** Vaultwarden: everyone and every group again, whatever the ledger says. */
	readonly resend?: boolean;
	/** External ids that the server refused in this run: left as they are. */
	readonly refused?: ReadonlySet<string>;
};

/** What becomes of a member; it decides what the groups do with them. */
export const fates = {
	/** Not Usher's: made by hand, or a stranger. */
	foreign: 0,
	/** Usher's, but left exactly as they are. */
	kept: 1,
	/** In: groups hold them as the roster says. */
	governed: 2,
	/** Revoked by Usher, now or before: out of all groups. */
	leaving: 3,
	/** Removed: the server takes them out of the groups by itself. */
	vanishing: 4,
} as const;

/** Instead of a member's position: no member, about to be invited, or left out of everything. */
export const none = -1;
export const joining = -2;
export const barred = -3;

/** People of the roster matched with members of the organisation, by position on both sides. */
export type Match = {
	/** By user: the member's position, or none, joining, barred. */
	readonly memberOf: Int32Array;
	/** By member: the user's position, or none. */
	readonly userOf: Int32Array;
	/** By member: one of `fates`. */
	readonly fate: Uint8Array;
	/** In no order yet. */
	readonly changes: PeopleChange[];
	readonly problems: Problem[];
	/** Active members that Usher manages. */
	readonly managed: number;
	/** Members who take a seat. */
	readonly seated: number;
	/** Two members share an external id: the server answers every import with 500 until one is gone. */
	readonly importsBlocked: boolean;
	/** Ids of members whom an undo has given something back. */
	readonly held: ReadonlySet<string>;
};

/** What a group needs, by position on both sides. */
export type GroupWork = {
	readonly id: EntraId;
	/** In the roster; undefined for a group that is gone. */
	readonly roster: number | undefined;
	/** In the organisation; undefined for one to be created. */
	readonly organisation: number | undefined;
	readonly name: string;
	readonly rename: boolean;
	readonly act: 'create' | 'adopt' | 'set' | 'empty' | 'delete';
	/** Positions of users to add, and of members to take out. */
	readonly added: readonly number[];
	readonly removed: readonly number[];
	/** Memberships that are there now, without those that end as a member is removed. */
	readonly before: number;
};

export type Settled = {
	/** Positions of members who stay in the group. */
	readonly stay: readonly number[];
	/** Positions of users who come into it, whether or not they are members yet. */
	readonly join: readonly number[];
	/** Member ids in the group that the list of members did not hold: newer than it. */
	readonly unknown: readonly string[];
};

/** A plan before it becomes sentences: what steps are made from. */
export type Draft = {
	readonly input: PlanInput;
	/** As read, or what the ledger stands for. */
	readonly organisation: OrganisationState;
	readonly match: Match;
	readonly groups: readonly GroupWork[];
	readonly managedGroups: number;
	readonly managedMemberships: number;
	/** Two groups share an external id: no import may carry groups. */
	readonly groupImportsBlocked: boolean;
	readonly problems: readonly Problem[];
	/** What the ledger records of a group that was read to hold these. */
	recordOf(group: EntraId, current: readonly string[]): readonly string[];
	/** What a group holds once its work is done. */
	settle(work: GroupWork): Settled;
};

/** What the people of a draft need: sorted changes, and what they cost. */
export type PeoplePlan = {
	readonly people: readonly PeopleChange[];
	readonly seats: Seats | undefined;
	readonly mails: number;
};
