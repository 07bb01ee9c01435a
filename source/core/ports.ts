// What core declares and entra/, bitwarden/ and platform/ implement. Types only: pure, serialisable, no library types.
// Rule: an adapter decides nothing. Who is in, what changes, in which order and what may pass are core's.

declare const brand: unique symbol;
type Id<Name extends string> = string & {readonly [brand]: Name};
/** Entra object id, lower case: what Bitwarden stores as `externalId`. */
export type EntraId = Id<'entra'>;
/** Bitwarden's own id of a member of the organisation. */
export type MemberId = Id<'member'>;
/** Bitwarden's own id of a group of the organisation. */
export type OrgGroupId = Id<'org-group'>;
export type Fingerprint = Id<'fingerprint'>;
/** ISO 8601 in UTC, as Date.toISOString() writes it. */
export type IsoTime = string;

// ---- calls ----------------------------------------------------------------------------------------

export type Waiting = {
	readonly kind: 'waiting';
	readonly service: 'login' | 'graph' | 'bitwarden';
	readonly seconds: number;
	readonly because: 'throttled' | 'unavailable' | 'paced';
};

/** What every call to a service carries: how to stop it, and whom to tell that it waits. */
export type CallContext = {readonly signal: AbortSignal; readonly waiting: (event: Waiting) => void};

/** Counted since the port was made. */
export type Meter = {
	readonly requests: number;
	readonly bytes: number;
	readonly waits: number;
	readonly waitedMs: number;
	/** Microsoft Graph's resource units; 0 elsewhere. */
	readonly resourceUnits: number;
	/** Answers 429. */
	readonly throttled: number;
};

// ---- the directory ------------------------------------------------------------------------------

/** Text is already cleaned (control, bidi); `mail` and `upn` are as given, core chooses the e-mail. */
export type DirectoryUser = {
	readonly id: EntraId;
	readonly name: string;
	readonly mail?: string;
	readonly upn: string;
	/** Null in Graph is a failed read, never a value here. */
	readonly enabled: boolean;
	readonly guest: boolean;
};

/** Direct members only; users and groups are positions in the snapshot's arrays, so a million memberships are 4 MB. */
export type DirectoryGroup = {
	readonly id: EntraId;
	readonly name: string;
	readonly users: Uint32Array;
	readonly groups: Uint32Array;
	/** Devices, service principals, contacts. */
	readonly others: number;
	/** HiddenMembership without Member.Read.Hidden: unknown, not empty. */
	readonly membersHidden: boolean;
};

export type GoneReason = 'deleted' | 'purged' | 'absent';

/** Always the whole tenant, filters never narrow it; in or out is decided afterwards. */
export type Snapshot = {
	/** Object id of the tenant. */
	readonly tenant: string;
	readonly users: readonly DirectoryUser[];
	readonly groups: readonly DirectoryGroup[];
	/** Administrative units that the filters name, with the ids of the groups and users in each. */
	readonly units: ReadonlyMap<EntraId, ReadonlySet<EntraId>>;
	/** Ids that this tenant is known to have had; survives full reads. Tells a leaver from a stranger. */
	readonly gone: ReadonlyMap<EntraId, GoneReason>;
	readonly readAt: IsoTime;
	readonly fullReadAt: IsoTime;
	/** The first full read has been confirmed by another (lists lag behind writes). */
	readonly confirmed: boolean;
};

/** Opaque to core; kept in the same transaction as its snapshot. */
export type DirectoryCursor = {readonly users: string; readonly groups: string; readonly shape: string};
export type DirectoryState = {readonly snapshot: Snapshot; readonly cursor: DirectoryCursor};
export type FullReadReason =
	| 'first'
	| 'aged'
	| 'asked'
	| 'cursor-dead'
	| 'shape-changed'
	| 'confirm'
	| 'user-restored'
	| 'group-restored'
	/** So many at once that asking about each would cost more. */
	| 'many-newcomers'
	| 'after-refusal';

export type DirectoryPort = {
	/** Signs in, so that a read need not wait for it. @throws UsherError as a read does */
	signIn?(call: CallContext): Promise<void>;
	/**
	 * Yields chunks for the screen, returns a complete state or throws an UsherError: never a partial one.
	 * Without `full` the adapter reads the changes since `previous`, or everything where that cannot be (and says why).
	 */
	read(
		previous: DirectoryState | undefined,
		want: {readonly full?: FullReadReason; readonly units: readonly EntraId[]},
		signal: AbortSignal,
	): AsyncGenerator<ReadEvent, DirectoryState>;
	meter(): Meter;
};

export type ReadEvent =
	| {readonly kind: 'read-started'; readonly mode: 'delta' | 'full'; readonly why?: FullReadReason}
	| {
			readonly kind: 'users-read' | 'groups-read';
			readonly objects: readonly {readonly id: EntraId; readonly name: string}[];
			readonly done: number;
			readonly total?: number;
	  }
	| {
			readonly kind: 'members-read';
			readonly group: EntraId;
			readonly users: number;
			readonly groups: number;
			/** Groups whose members are read, and memberships seen, so far. */
			readonly done: number;
			readonly memberships: number;
	  }
	| Waiting;

// ---- the organisation ---------------------------------------------------------------------------

export type MemberRole = 'owner' | 'admin' | 'user' | 'custom';
export type MemberStatus = 'staged' | 'invited' | 'accepted' | 'confirmed' | 'revoked';
export type Member = {
	readonly id: MemberId;
	/** Lower case. */
	readonly email: string;
	/** A string: other tools write other things here. Absent when empty. */
	readonly externalId?: string;
	readonly role: MemberRole;
	readonly status: MemberStatus;
};
export type OrgGroup = {readonly id: OrgGroupId; readonly name: string; readonly externalId?: string};

export type Abilities = {
	readonly server: 'cloud' | 'self-hosted' | 'vaultwarden';
	/** As the server's config says; empty when it does not. */
	readonly version: string;
	/** False: the ledger is the only memory. */
	readonly canRead: boolean;
	/** Revoke and restore. */
	readonly canRevoke: boolean;
	readonly canRenameGroups: boolean;
	readonly canDeleteGroups: boolean;
	readonly canStage: boolean;
	readonly seats?: {readonly bought: number; readonly mayGrowTo?: number};
};

export type OrganisationPort = {
	abilities(call: CallContext): Promise<Abilities>;
	members(call: CallContext): Promise<readonly Member[]>;
	groups(call: CallContext): Promise<readonly OrgGroup[]>;
	/** One request a group; the adapter paces them. Every answer is recorded at once in the ledger. A group that is gone is left out. */
	groupMembers(
		groups: readonly OrgGroupId[],
		call: CallContext,
	): AsyncIterable<readonly [OrgGroupId, readonly MemberId[]]>;
	/** One journalled request. `unknown` (timeout, reset, 5xx): never repeated blindly, core reads again first. */
	execute(step: Step, call: CallContext): Promise<StepOutcome>;
	meter(): Meter;
};

/**
 * The requests, as core orders them: offboard, adopt, restore, invite, read members again, groups. An import may carry
 * people and groups: an adapter's server has to look up the members of its groups after it has invited.
 */
export type Step =
	| {
			readonly kind: 'import';
			readonly members: readonly ImportedMember[];
			readonly groups: readonly ImportedGroup[];
			readonly invite: 'mail' | 'staged';
	  }
	| {readonly kind: 'revoke'; readonly member: MemberId}
	| {readonly kind: 'restore'; readonly member: MemberId}
	| {readonly kind: 'remove'; readonly member: MemberId}
	/** GET, then PUT with everything sent back. */
	| {readonly kind: 'relink'; readonly member: MemberId; readonly externalId: EntraId}
	/** The same, for a group: GET, then PUT with its name and collections sent back. */
	| {readonly kind: 'adopt-group'; readonly group: OrgGroupId; readonly externalId: EntraId}
	| {readonly kind: 'set-group-members'; readonly group: OrgGroupId; readonly members: readonly MemberId[]}
	| {readonly kind: 'delete-group'; readonly group: OrgGroupId};
/** Only people whose externalId the organisation does not hold yet, or `deleted` ones. */
export type ImportedMember = {readonly email: string; readonly externalId: EntraId; readonly deleted: boolean};
export type ImportedGroup = {
	readonly name: string;
	readonly externalId: EntraId;
	readonly memberExternalIds: readonly EntraId[];
};
export type StepOutcome =
	| {readonly kind: 'done'; readonly requestId?: string}
	| {
			readonly kind: 'refused';
			readonly status: number;
			/** The server's own words, cleaned. */
			readonly message: string;
			/** By field, as the server names it: `Members[3].Email`. */
			readonly fields: Readonly<Record<string, readonly string[]>>;
			/** What to do about it, where the adapter knows these words. */
			readonly advice?: string;
			readonly requestId?: string;
	  }
	| {readonly kind: 'unknown'; readonly message: string; readonly requestId?: string};

// ---- memory (platform/state): its port keeps what a run tells, so it stands in run.ts --------------

export type LedgerPerson = {
	readonly email: string;
	/** The last two: where nothing can be read back, a request about them was sent and has not been answered. */
	readonly by:
		| 'invited'
		| 'adopted'
		| 'seen'
		| 'revoked-by-usher'
		| 'removed'
		/** Not there before: perhaps they are now. */
		| 'perhaps-invited'
		/** There before: perhaps they are revoked now, perhaps active. */
		| 'perhaps-revoked';
	readonly at: IsoTime;
};
export type LedgerGroup = {
	readonly name: string;
	readonly group?: OrgGroupId;
	/**
	 * Member ids where the organisation can be read, Entra ids where it cannot. With `handAdded: keep`, a leading `+`
	 * marks those whom Usher did not put there. Where it cannot be read, a leading `?` marks those about whom a request
	 * was sent and has not been answered: perhaps in it, perhaps not.
	 */
	readonly members: readonly string[];
	readonly seenAt: IsoTime;
};
/** What counts towards the guard's limits. */
export type Tally = {
	readonly offboarded: number;
	readonly invited: number;
	readonly membershipsRemoved: number;
	readonly groupsEmptied: number;
	readonly seats: number;
};

/** What Usher did and saw. Not rebuilt by a read: backed up, never dropped with the snapshot. */
export type Ledger = {
	readonly people: ReadonlyMap<EntraId, LedgerPerson>;
	readonly groups: ReadonlyMap<EntraId, LedgerGroup>;
	/** Applied in the last 24 hours without a person's word: what the guard adds to the plan's own. */
	readonly lastDay: Tally;
	/** Of the settings that decide who is in, when a person last approved them; absent before the first run. */
	readonly approvedScope?: Fingerprint;
	/** What a name in a filter first resolved to, so that renaming a group cannot change who is in. */
	readonly bindings: ReadonlyMap<string, EntraId>;
	/** Keys of problems (see problemKey) that a person has acknowledged. */
	readonly acknowledged: ReadonlySet<string>;
	/** The guard refused the last run: the next one reads in full. */
	readonly refused: boolean;
	/** People whom an undo has restored, and until when the next runs leave them alone. */
	readonly held: ReadonlyMap<EntraId, IsoTime>;
};

/** Only what changes. In a map, undefined forgets the entry. */
export type LedgerChange = {
	readonly people?: ReadonlyMap<EntraId, LedgerPerson | undefined>;
	readonly groups?: ReadonlyMap<EntraId, LedgerGroup | undefined>;
	/** Added to the last day's tally, at this time. */
	readonly tally?: Tally & {readonly at: IsoTime};
	readonly approvedScope?: Fingerprint;
	readonly bindings?: ReadonlyMap<string, EntraId | undefined>;
	readonly acknowledged?: ReadonlyMap<string, true | undefined>;
	readonly refused?: boolean;
	readonly held?: ReadonlyMap<EntraId, IsoTime | undefined>;
};

/** What is known before a run. */
export type Remembered = {readonly directory?: DirectoryState; readonly ledger: Ledger};
