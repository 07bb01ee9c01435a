import type {Change, PeopleChange} from '../changes.ts';
import type {EntraId, LedgerGroup, Step} from '../ports.ts';

/** One request, and what it makes true. */
export type PlannedStep = {
	readonly step: Step;
	/** Keys of the changes that are done when the server says so. */
	readonly keys: readonly string[];
	readonly people: readonly PeopleChange[];
	/** Whom or what it is about, where it is about one. */
	readonly label?: string;
	/** What the groups then hold, for the ledger; undefined: deleted. */
	readonly groups: readonly {
		readonly id: EntraId;
		readonly record: Omit<LedgerGroup, 'seenAt'> | undefined;
		/** Memberships that end, for the guard's count. */
		readonly ended: number;
		/** The group is made by this. */
		readonly created: boolean;
		/** The group is emptied or deleted. */
		readonly emptied: boolean;
	}[];
	/** Several imports in one. Refused without a name, a part of it may have been done. */
	readonly joint?: true;
};

/** How requests are cut. */
export type Cut = {
	/** People or groups in one import: 500 to begin with, halved after an unknown outcome. */
	readonly batch: number;
	/** External ids whose adoption by import came to nothing: linked one by one instead. */
	readonly linkSingly: ReadonlySet<string>;
	/** Whether people and groups may go in one import: until one of them came to nothing. */
	readonly joint: boolean;
};

/** The server's own limit for people or groups in one import (Bitwarden server, OrganizationController). */
export const mostInOneImport = 2000;
export const firstBatch = 500;
/** A batch of large groups would be a body of many megabytes. */
export const mostMembershipsInOneImport = 50_000;

/** What makes two changes the same wish, whatever else they say. */
export const changeKey = (change: Change): string =>
	`${change.kind}:${'person' in change ? change.person.externalId : change.group.externalId}`;

/** Cuts a list into pieces of at most `most`. */
export const batches = <Item>(items: readonly Item[], most: number): Item[][] => {
	const size = Math.max(1, Math.min(most, mostInOneImport));
	const cut: Item[][] = [];
	for (let start = 0; start < items.length; start += size) cut.push(items.slice(start, start + size));
	return cut;
};
