import type {Problem} from '../changes.ts';
import type {EntraId, OrgGroup} from '../ports.ts';
import type {OrganisationState} from '../run.ts';
import {claims} from './claims.ts';
import {none, type PlanInput} from './input.ts';
import {say} from './say.ts';
import {shared} from './shared.ts';

/** Which of the organisation's groups is which. Positions are those in the organisation. */
export type PlacedGroups = {
	/** By group of the directory: the position of the group with its id, or none. */
	readonly at: Int32Array;
	/** Positions of groups whose id this tenant had, and has no more. */
	readonly gone: readonly number[];
	/** Positions of groups without an external id, by name. */
	readonly byHand: ReadonlyMap<string, readonly number[]>;
	/** External ids that more than one group carries. */
	readonly twice: ReadonlySet<string>;
	/** Groups that Usher manages. */
	readonly managed: number;
	readonly problems: readonly Problem[];
};

/**
 * Finds the organisation's groups by external id only, as the server does. Left as they are: those that share one, and
 * strangers, whose id this tenant is not known to have had.
 */
export const placeGroups = ({roster, ledger, settings}: PlanInput, {groups}: OrganisationState): PlacedGroups => {
	const {snapshot} = roster;
	const claimed = claims(settings);
	const twice = shared(groups.map(group => group.externalId));
	const at = new Int32Array(snapshot.groups.length).fill(none);
	const gone: number[] = [];
	const byHand = new Map<string, number[]>();
	const strangers: OrgGroup[] = [];
	let managed = 0;
	groups.forEach((group, position) => {
		const id = group.externalId as EntraId | undefined;
		if (id === undefined) {
			byHand.set(group.name, [...(byHand.get(group.name) ?? []), position]);
			return;
		}
		const known = roster.groupAt(id);
		if (known === undefined && !snapshot.gone.has(id) && !ledger.groups.has(id) && !claimed(id)) {
			strangers.push(group);
			return;
		}
		managed++;
		if (twice.has(id)) return;
		if (known === undefined) gone.push(position);
		else at[known] = position;
	});
	const problems = Array.from(twice, id =>
		say.duplicateGroup(
			id,
			groups.filter(group => group.externalId === id),
		),
	);
	if (strangers.length > 0) problems.push(say.strangerGroups(strangers));
	return {at, gone, byHand, twice, managed, problems};
};
