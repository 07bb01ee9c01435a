import type {Roster} from '../model.ts';
import type {OrganisationState} from '../run.ts';
import {fates, joining, type Match, type Settled} from './input.ts';
import {answered, byHand} from './record.ts';

export type Difference = {
	/** Positions of users to add, and of members to take out; in no order. */
	readonly added: number[];
	readonly removed: number[];
	/** Memberships that are there now, without those that end by themselves as a member is removed. */
	readonly before: number;
	/** All that are there now. */
	readonly there: number;
};

export type Differ = {
	/**
	 * What a group holds now against what the roster says. `record` is what the ledger says that Usher put or left
	 * there: with `keepHand`, anyone else stays. No roster position: nobody belongs in it any more.
	 */
	compare(current: readonly string[], group: number | undefined, record: readonly string[] | undefined): Difference;
	/** What the ledger records of a group that was read: everyone, and with `keepHand` marked who was put there by hand. */
	recordOf(
		current: readonly string[],
		group: number | undefined,
		record: readonly string[] | undefined,
	): readonly string[];
	/** The same, as the whole membership that results. */
	settle(current: readonly string[], group: number | undefined, record: readonly string[] | undefined): Settled;
};

/**
 * Compares memberships by position and stamp: no sets and no objects a group, because a large organisation has a
 * million memberships. `keepHand` keeps people whom Usher did not put there.
 */
export const differ = (roster: Roster, organisation: OrganisationState, match: Match, keepHand: boolean): Differ => {
	const {members} = organisation;
	const {memberOf, fate} = match;
	const positions = new Map<string, number>();
	for (let p = 0; p < members.length; p++) positions.set(members[p]!.id, p);
	const stamps = new Int32Array(members.length);
	const nobody = new Uint32Array();
	let here = new Int32Array(1024);
	let stamp = 0;

	/** Fills `here` with the positions in the group now, each once. */
	const enter = (current: readonly string[], unknown: string[] | undefined): number => {
		stamp++;
		known = undefined;
		if (here.length < current.length) here = new Int32Array(current.length * 2);
		let count = 0;
		for (let i = 0; i < current.length; i++) {
			const p = positions.get(current[i]!);
			if (p === undefined) unknown?.push(current[i]!);
			else if (stamps[p] !== stamp) {
				stamps[p] = stamp;
				here[count++] = p;
			}
		}
		return count;
	};
	/** Marks whoever is wanted and there; gives the positions of users who are wanted and not there. */
	const missing = (group: number | undefined): number[] => {
		const wanted = group === undefined ? nobody : roster.members(group);
		const users: number[] = [];
		for (let i = 0; i < wanted.length; i++) {
			const user = wanted[i]!;
			const p = memberOf[user]!;
			if (p === joining) users.push(user);
			else if (p >= 0 && fate[p] === fates.governed) {
				if (stamps[p] !== stamp) users.push(user);
				stamps[p] = -stamp;
			}
		}
		return users;
	};
	let known: ReadonlySet<string> | undefined;
	const goes = (p: number, record: readonly string[] | undefined): boolean => {
		if (stamps[p] !== stamp) return false;
		const what = fate[p];
		if (what === fates.leaving) return true;
		if (what === fates.foreign) return !keepHand;
		if (what !== fates.governed) return false;
		if (!keepHand) return true;
		known ??= answered(record);
		return known.has(members[p]!.id);
	};
	return {
		compare: (current, group, record) => {
			const count = enter(current, undefined);
			const added = missing(group);
			const removed: number[] = [];
			let before = count;
			for (let i = 0; i < count; i++) {
				if (goes(here[i]!, record)) removed.push(here[i]!);
				else if (fate[here[i]!] === fates.vanishing) before--;
			}
			return {added, removed, before, there: count};
		},
		recordOf: (current, group, record) => {
			if (!keepHand) return current;
			const count = enter(current, undefined);
			missing(group);
			return Array.from(here.subarray(0, count), p => {
				const {id} = members[p]!;
				const what = fate[p];
				// In by the roster, or leaving it: not one whom someone added by hand.
				const ours = what !== fates.governed || stamps[p] === -stamp || goes(p, record);
				return what === fates.foreign || !ours ? byHand(id) : id;
			});
		},
		settle: (current, group, record) => {
			const unknown: string[] = [];
			const count = enter(current, unknown);
			const join = missing(group);
			const stay: number[] = [];
			for (let i = 0; i < count; i++) {
				const p = here[i]!;
				if (!goes(p, record) && fate[p] !== fates.vanishing) stay.push(p);
			}
			return {stay, join, unknown};
		},
	};
};
