import type {Plan} from '../changes.ts';
import type {LedgerChange} from '../ports.ts';
import type {Progress} from './send.ts';

/** What the ledger is told of seats before anything is sent: as many as the plan may buy. */
export const seatsAhead = ({seats}: Plan, at: string): LedgerChange => counted(seats?.toBuy ?? 0, at);

/**
 * What it is told once the run is over: those that were not needed after all do not count. Of a request without an
 * answer nobody knows.
 */
export const seatsNotNeeded = ({seats}: Plan, {confirmed, uncertain}: Progress, at: string): LedgerChange => {
	if (seats === undefined || seats.toBuy === 0 || uncertain.size > 0) return {};
	let taken = 0;
	for (const key of confirmed) if (/^(?:invite|restore):/.test(key)) taken++;
	return counted(Math.min(0, taken - seats.free - seats.toBuy), at);
};

const counted = (seats: number, at: string): LedgerChange =>
	seats === 0 ? {} : {tally: {offboarded: 0, invited: 0, membershipsRemoved: 0, groupsEmptied: 0, seats, at}};
