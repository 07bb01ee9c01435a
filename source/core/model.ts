import type {Decision, Problem} from './changes.ts';
import type {EntraId, Snapshot} from './ports.ts';

/** Verdicts as numbers, for columns. */
export const out = 0;
export const hold = 1;
export const inside = 2;

/**
 * What the organisation should hold: the verdicts applied to the snapshot, nested groups flattened.
 * Columns by position in the snapshot, so that 100,000 people and 1,000,000 memberships stay small; sentences are made when asked for.
 */
export type Roster = {
	readonly snapshot: Snapshot;
	/** By user: out, hold or inside. */
	readonly users: Uint8Array;
	/** By group: out, hold or inside. */
	readonly groups: Uint8Array;
	/** By user, lower case; empty when there is no usable one. */
	readonly emails: readonly string[];
	/** By group: the name as the organisation gets it, cleaned and at most 100 UTF-16 units. */
	readonly groupNames: readonly string[];
	/** Positions of everyone in the group, directly or through nested groups, whatever their verdict; ascending, each once. */
	members(group: number): Uint32Array;
	explainUser(user: number): Decision;
	explainGroup(group: number): Decision;
	userAt(id: EntraId): number | undefined;
	groupAt(id: EntraId): number | undefined;
	readonly problems: readonly Problem[];
};
