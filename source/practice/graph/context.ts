import type {Clock} from '../clock.ts';
import type {Company} from '../company/api.ts';
import type {Faults} from '../faults.ts';
import type {DirectoryRole} from '../tenant/permissions.ts';
import type {Registry} from '../tenant/registry.ts';

/** The shapes in which a delta token is refused, all of them seen on the real service. */
export type DeadToken = 'gone' | 'sync-state-not-found' | 'resync-required' | 'too-old';

/** Turned at any time, by tests and by the demo. */
export type GraphKnobs = {
	/** Resource units are counted and, when they are used up, refused with 429. */
	throttling: boolean;
	/** How 429 says how long to wait. */
	retryAfter: 'whole' | 'decimal' | 'date' | 'absent';
	/** Overrides the published resource units in 10 seconds. */
	unitsPer10s: number | undefined;
	pageSize: number;
	maxPageSize: number;
	deltaObjects: number;
	deltaLinks: number;
	/** After every so many pages comes an empty one with a next link; 0: never. */
	emptyPageEvery: number;
	/** With this probability a delta page repeats something that it has said already. */
	duplicates: number;
	/** Deleted objects stand in a first delta round too, as the documentation's own sample shows. */
	oldTombstones: boolean;
	/** A hidden group's members without Member.Read.Hidden. */
	hiddenMembers: 'empty' | 'forbidden';
	/** Milliseconds after which a page token is refused: Directory_ExpiredPageToken. */
	pageTokenMs: number;
	/** Milliseconds after which a delta token is refused, and how. */
	deltaTokenMs: number;
	deadToken: DeadToken;
	/** Items of a batch refused with 429 by this probability. */
	batchThrottle: number;
	/** Batch answers in the order asked instead of any. */
	batchInOrder: boolean;
	/** Assigning a role that is assigned already. */
	duplicateAssignment: 'refused' | 'accepted';
};

export type GraphContext = {
	readonly company: Company;
	readonly registry: Registry;
	readonly clock: Clock;
	readonly knobs: GraphKnobs;
	readonly key: Buffer;
	/** `https://localhost:port`. */
	readonly graphUrl: () => string;
	/** Tokens issued before these times are refused. */
	readonly dead: {pagesBefore: number; deltasBefore: number};
	/** For items of batches; whole requests are hurt by the server. */
	readonly faults: Faults;
	/** Random choices of answers. */
	readonly chance: () => number;
};

/** Who calls: an application, or a person through one. */
export type Caller = {
	readonly app: boolean;
	readonly appId: string;
	/** Object id of the service principal, or of the person. */
	readonly id: string;
	/** Names of application or delegated permissions. */
	readonly can: ReadonlySet<string>;
	readonly directoryRoles: ReadonlySet<DirectoryRole>;
};

export type GraphRequest = {
	readonly method: string;
	/** Behind `/v1.0`, decoded. */
	readonly segments: readonly string[];
	readonly query: URLSearchParams;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	/** Parsed; undefined when there is none. */
	readonly body: unknown;
	readonly now: number;
	readonly caller: Caller;
};
