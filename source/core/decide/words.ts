// Pieces of the sentences that explain a verdict.
import type {Case} from './judge.ts';
import {type Reach, wayTo} from './reach.ts';

/** "Platform, which is in Engineering": from the innermost group outwards. */
export const wayOut = (names: readonly string[]): string => names.toReversed().join(', which is in ');

/** A group as the sentences call it. */
export const groupNamed = (at: Case, position: number): string => {
	const {id, name} = at.directory.snapshot.groups[position]!;
	return name.trim() === '' ? `the group ${id}` : name;
};

/** A person as the sentences call them; the id tells two of the same name apart. */
export const personNamed = (at: Case, position: number): string => {
	const {id, name} = at.directory.snapshot.users[position]!;
	return name.trim() === '' ? id : `${name} (${id})`;
};

export type Way = {
	/** Positions, outermost first. */
	readonly groups: readonly number[];
	/** "member of Platform, which is in Engineering". */
	readonly words: string;
};

/** How a user is reached from the groups that a filter names; undefined when they are not. */
export const wayOf = (at: Case, reach: Reach | undefined, user: number): Way | undefined => {
	const direct = reach?.userVia[user] ?? -1;
	if (reach === undefined || direct === -1) return undefined;
	const groups = wayTo(reach, direct);
	return {groups, words: `member of ${wayOut(groups.map(group => groupNamed(at, group)))}`};
};
