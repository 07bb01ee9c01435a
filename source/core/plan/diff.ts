import type {Roster} from '../model.ts';
import type {OrganisationState} from '../run.ts';
import {fates, joining, type Match, type Settled} from './input.ts';
import {answered, byHand, doubted} from './record.ts';

export type Difference = {
	/** Positions of users to add, and of members to take out; in no order. Who is perhaps there is one or the other. */
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
 * million memberships. `keepHand` keeps people whom Usher did not put there, `resend` adds whoever is wanted once more.
 */
export const differ = (
	roster: Roster,
	organisation: OrganisationState,
	match: Match,
	{keepHand, resend}: {readonly keepHand: boolean; readonly resend: boolean},
): Differ => {
	const {members, abilities} = organisation;
	const {memberOf, fate, held} = match;
	const positions = new Map<string, number>();
	for (let p = 0; p < members.length; p++) positions.set(members[p]!.id, p);
	const stamps = new Int32Array(members.length);
	const nobody = new Uint32Array();
	let here = new Int32Array(1024);
	let stamp = 0;

	/** Fills `here` with the positions in the group now, each once. */
	const enter = (current: readonly string[], record: readonly string[] | undefined, unknown?: string[]): number => {
		stamp++;
		known = undefined;
		doubt = abilities.canRead ? undefined : doubted(record);
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
	let doubt: ReadonlySet<string> | undefined;
	const isDoubted = (p: number): boolean => doubt?.has(members[p]!.id) === true;
	/** Of whom it is not known whether they are in it, the roster decides, unless an undo has put them there. */
	const isGoverned = (p: number): boolean =>
		fate[p] === fates.governed || (fate[p] === fates.kept && isDoubted(p) && !held.has(members[p]!.id));
	/** Marks whoever is wanted and there; gives the positions of users who are wanted and not there. */
	const missing = (group: number | undefined): number[] => {
		const wanted = group === undefined ? nobody : roster.members(group);
		const users: number[] = [];
		for (let i = 0; i < wanted.length; i++) {
			const user = wanted[i]!;
			const p = memberOf[user]!;
			if (p === joining) users.push(user);
			else if (p >= 0 && isGoverned(p)) {
				if (stamps[p] !== stamp || resend || isDoubted(p)) users.push(user);
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
		if (!isGoverned(p)) return false;
		if (!keepHand) return true;
		known ??= answered(record);
		return known.has(members[p]!.id);
	};
	return {
		compare: (current, group, record) => {
			const count = enter(current, record);
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
			const count = enter(current, record);
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
			const count = enter(current, record, unknown);
			const join = missing(group);
			const stay: number[] = [];
			for (let i = 0; i < count; i++) {
				const p = here[i]!;
				// Wanted, and added once more.
				const again = stamps[p] === -stamp && (resend || isDoubted(p));
				if (!goes(p, record) && !again && fate[p] !== fates.vanishing) stay.push(p);
			}
			return {stay, join, unknown};
		},
	};
};
