// What the groups and units that a filter names are in this directory.
import type {GroupValue, UnitValue} from '../filter/language.ts';
import {fold, matcher} from '../filter/pattern.ts';
import type {EntraId} from '../ports.ts';
import type {Directory} from './directory.ts';
import type {Findings, Place} from './findings.ts';
import {positionsBy} from './positions-by.ts';

/** Positions of the groups that a value of a filter names. */
export type GroupResolver = (place: Place<GroupValue | UnitValue>) => readonly number[];

/**
 * Resolves groups by id, name or pattern, and the groups of a unit. A name that resolved `before` stays with that id, and every
 * name's id is put into `bindings`. Throws what `findings` throws.
 */
export const createGroupResolver = (
	{snapshot, groupAt}: Directory,
	findings: Findings,
	before: ReadonlyMap<string, EntraId>,
	bindings: Map<string, EntraId>,
): GroupResolver => {
	let folded: readonly string[] | undefined;
	let byFolded: ReadonlyMap<string, readonly number[]> | undefined;
	const foldedNames = (): readonly string[] => {
		folded ??= snapshot.groups.map(group => fold(group.name));
		return folded;
	};
	const named = (name: string): readonly number[] => {
		byFolded ??= positionsBy(foldedNames());
		return byFolded.get(fold(name)) ?? [];
	};
	const idsOf = (positions: readonly number[]): EntraId[] => positions.map(position => snapshot.groups[position]!.id);

	const byName = (place: Place<GroupValue>, name: string, key: string): readonly number[] => {
		const found = named(name);
		if (found.length === 0) {
			findings.unknown(place, `the group "${name}"`, 'Check the name, or write the id of the group.');
		} else if (found.length > 1) {
			findings.ambiguous(place, `the group "${name}"`, idsOf(found), 'Write the id of the one that is meant.');
		} else bindings.set(key, snapshot.groups[found[0]!]!.id);
		return found;
	};

	/** A name that is bound: whatever is called so now, it means the same group as before. */
	const byBinding = (place: Place<GroupValue>, name: string, id: EntraId): readonly number[] => {
		const position = groupAt.get(id);
		const others = idsOf(named(name)).filter(other => other !== id);
		const instead =
			others.length === 0
				? ''
				: ` Another group is called so now (${others.sort().join(', ')}); to mean it, write its id in the filter.`;
		if (position === undefined) {
			if (snapshot.gone.has(id)) {
				findings.gone(place, 'the group', id, `Take it out of the filter, or name another.${instead}`);
			} else
				findings.unknown(place, `the group "${name}" (${id})`, `Check that it still exists in Entra ID.${instead}`);
			return [];
		}
		const now = snapshot.groups[position]!.name;
		if (fold(now) !== fold(name)) {
			const advice = instead || ' Write the new name, or the id, in the filter.';
			findings.renamed(place, id, `still means the group ${id}, which is called "${now}" now.${advice}`);
		}
		return [position];
	};

	const byId = (place: Place<GroupValue>, id: EntraId): readonly number[] => {
		const position = groupAt.get(id);
		if (position !== undefined) return [position];
		if (snapshot.gone.has(id)) findings.gone(place, 'the group', id, 'Take it out of the filter, or name another.');
		else findings.unknown(place, `the group ${id}`, "Copy the Object ID from the group's page in Entra ID.");
		return [];
	};

	const byPattern = (place: Place<GroupValue>, pattern: string): readonly number[] => {
		const fits = matcher(fold(pattern));
		const found: number[] = [];
		foldedNames().forEach((name, position) => {
			if (fits(name)) found.push(position);
		});
		if (found.length === 0) findings.nothing(place, 'no group has a name like that');
		return found;
	};

	const inUnit = (place: Place<UnitValue>, id: EntraId): readonly number[] => {
		const unit = snapshot.units.get(id);
		if (unit === undefined) {
			const advice = 'Copy the Object ID from Entra ID, Roles & admins, Admin units, Properties.';
			findings.unknown(place, `the administrative unit ${id}`, advice);
			return [];
		}
		const found = [...unit].flatMap(member => groupAt.get(member) ?? []);
		if (found.length === 0) findings.nothing(place, 'no group belongs to that administrative unit');
		return found;
	};

	return ({filter, clause, value}) => {
		switch (value.kind) {
			case 'group-id':
				return byId({filter, clause, value}, value.text);
			case 'group-pattern':
				return byPattern({filter, clause, value}, value.text);
			case 'unit':
				return inUnit({filter, clause, value}, value.text);
			case 'group-name': {
				const key = `group:${fold(value.text)}`;
				const bound = before.get(key);
				if (bound === undefined) return byName({filter, clause, value}, value.text, key);
				bindings.set(key, bound);
				return byBinding({filter, clause, value}, value.text, bound);
			}
		}
	};
};
