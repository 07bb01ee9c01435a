// What core decides: verdicts, the plan, what the guard says of it. Types only: plain JSON.
import type {EntraId, Fingerprint, Ledger, MemberId, OrgGroupId} from './ports.ts';
import type {SyncSettings} from './settings.ts';

export type Verdict = 'in' | 'hold' | 'out';
export type DecisionCode =
	| 'selected'
	| 'through-group'
	| 'guest'
	| 'disabled'
	| 'no-email'
	| 'bad-email'
	| 'twin'
	| 'filtered'
	| 'deleted'
	| 'stranger'
	| 'hidden-members'
	| 'email-changed'
	| 'protected'
	| 'held';
/** `hold`: neither invited nor offboarded, memberships stay (twins, disabled or out of scope with `keep`, e-mail changed). */
export type Decision = {
	readonly subject: EntraId;
	readonly verdict: Verdict;
	readonly code: DecisionCode;
	/** A sentence that a person understands. */
	readonly reason: string;
	/** The groups that let the person in, outermost first. */
	readonly path: readonly EntraId[];
};

export type PersonRef = {
	readonly externalId: EntraId;
	readonly email: string;
	readonly name: string;
	readonly member?: MemberId;
};
export type GroupRef = {readonly externalId: EntraId; readonly name: string; readonly group?: OrgGroupId};
export type Change =
	| {readonly kind: 'invite'; readonly person: PersonRef; readonly because: Decision}
	| {readonly kind: 'restore'; readonly person: PersonRef; readonly because: Decision}
	| {readonly kind: 'revoke'; readonly person: PersonRef; readonly because: Decision}
	| {readonly kind: 'remove'; readonly person: PersonRef; readonly because: Decision}
	| {
			readonly kind: 'adopt-member';
			readonly person: PersonRef;
			readonly how: 'no-external-id' | 'recreated';
			readonly was?: string;
	  }
	| {
			readonly kind: 'create-group' | 'adopt-group' | 'empty-group' | 'delete-group';
			readonly group: GroupRef;
			readonly because: string;
			/** Memberships that end with it. */
			readonly memberships: number;
			/** Of a group that is emptied or deleted: who was in it, so that an undo can tell. */
			readonly removed?: readonly PersonRef[];
	  }
	| {readonly kind: 'rename-group'; readonly group: GroupRef; readonly was: string}
	| {
			readonly kind: 'set-group-members';
			readonly group: GroupRef;
			readonly added: readonly PersonRef[];
			readonly removed: readonly PersonRef[];
	  };
/** What is done to a person, and what is done to a group. */
export type PeopleChange = Extract<Change, {readonly person: unknown}>;
export type GroupChange = Exclude<Change, PeopleChange>;
export type ChangeKind = Change['kind'];
export type Problem = {
	/** Kebab-case, stable. */
	readonly code: string;
	/** What is so, then what to do. */
	readonly message: string;
	/** Ids, e-mails or names it is about; with the code they make it the same problem in the next run. */
	readonly subject: readonly string[];
	readonly severity: 'warning' | 'needs-person';
};

export type Seats = {readonly needed: number; readonly free: number; readonly toBuy: number};
export type Plan = {
	readonly version: 1;
	/** Over profile, scope settings and the changes only, so that what was sampled elsewhere does not spoil it. */
	readonly fingerprint: Fingerprint;
	readonly basis: 'organisation' | 'last-applied';
	readonly changes: readonly Change[];
	readonly counts: Readonly<Record<ChangeKind, number>>;
	/** People whom the roster lets in. */
	readonly people: number;
	/** Active members that Usher manages: what percentages are of. */
	readonly managed: number;
	/** Managed groups, and memberships in them, before the plan: what their percentages are of. */
	readonly managedGroups: number;
	readonly managedMemberships: number;
	/** Of the settings that decide who is in. */
	readonly scope: Fingerprint;
	readonly seats?: Seats;
	/** Invitation mails that go out. */
	readonly mails: number;
	readonly problems: readonly Problem[];
	/** Where the changes stand apart, as in the journal: how many of them are told with the group that they are the members of. */
	readonly toldWithGroups?: number;
};

/** Flags of `usher sync`: upper bounds for this plan, given by a person. */
export type Allowances = {
	readonly removals?: number;
	readonly invites?: number;
	readonly membershipRemovals?: number;
	readonly groupRemovals?: number;
	readonly seats?: number;
	readonly firstRun?: boolean;
	readonly acceptScope?: boolean;
};
export type Refusal =
	| {
			readonly limit: 'offboard' | 'invite' | 'groups' | 'memberships' | 'seats' | 'everyone-leaves';
			/** What this plan asks, what the last day already had, and what may pass. */
			readonly asked: number;
			readonly lastDay: number;
			readonly allowed: number;
			/** The exact flag that lets it pass: `--allow-removals 12`. */
			readonly flag: string;
			readonly message: string;
	  }
	| {
			readonly limit: 'first-run' | 'scope-changed' | 'empty-directory';
			readonly flag?: string;
			readonly message: string;
	  };
export type Guard = (plan: Plan, ledger: Ledger, settings: SyncSettings, allowances: Allowances) => readonly Refusal[];
