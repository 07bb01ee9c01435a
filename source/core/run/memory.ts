import type {Ledger, LedgerChange} from '../ports.ts';
import type {StatePort} from '../run.ts';

/** The ledger as this run knows it: loaded once, and every change written through at once. */
export type Memory = {
	readonly ledger: Ledger;
	save(change: LedgerChange): void;
};

const put = <Key, Value>(map: Map<Key, Value>, changes: ReadonlyMap<Key, Value | undefined> | undefined): void => {
	for (const [key, value] of changes ?? []) {
		if (value === undefined) map.delete(key);
		else map.set(key, value);
	}
};

/** A ledger that stays in step with what is saved. The disk comes first: what it refuses is not remembered either. */
export const remember = (loaded: Ledger, state: Pick<StatePort, 'saveLedger'>): Memory => {
	const people = new Map(loaded.people);
	const groups = new Map(loaded.groups);
	const bindings = new Map(loaded.bindings);
	let facts = {approvedScope: loaded.approvedScope, refused: loaded.refused, lastDay: loaded.lastDay};
	return {
		get ledger(): Ledger {
			return {
				people,
				groups,
				bindings,
				acknowledged: loaded.acknowledged,
				held: loaded.held,
				lastDay: facts.lastDay,
				refused: facts.refused,
				...(facts.approvedScope === undefined ? {} : {approvedScope: facts.approvedScope}),
			};
		},
		save: change => {
			state.saveLedger(change);
			put(people, change.people);
			put(groups, change.groups);
			put(bindings, change.bindings);
			const {lastDay} = facts;
			facts = {
				approvedScope: change.approvedScope ?? facts.approvedScope,
				refused: change.refused ?? facts.refused,
				lastDay: change.tally
					? {
							offboarded: lastDay.offboarded + change.tally.offboarded,
							invited: lastDay.invited + change.tally.invited,
							membershipsRemoved: lastDay.membershipsRemoved + change.tally.membershipsRemoved,
							groupsEmptied: lastDay.groupsEmptied + change.tally.groupsEmptied,
							seats: lastDay.seats + change.tally.seats,
						}
					: lastDay,
			};
		},
	};
};
