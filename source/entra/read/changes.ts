// What a delta round says, gathered by id: pages come in any order, objects several times, groups over many pages.
import type {EntraId, GoneReason} from '../../core/ports.ts';
import {asObject, type Json} from '../graph/json.ts';
import {identified, kindOfMember, type MemberKind, member, removalOf, unusable} from './object.ts';

export type ObjectChange = {
	/** The properties that were given, the last of each; absent when only its end was told. */
	live: Record<string, unknown> | undefined;
	removed: GoneReason | undefined;
};

export type GroupChange = ObjectChange & {
	/** By member: what it is now, or that it is no member any more. The last word on each counts. */
	readonly members: Map<EntraId, {readonly kind: MemberKind | undefined; readonly here: boolean}>;
};

export type Changes = {
	readonly users: Map<EntraId, ObjectChange>;
	readonly groups: Map<EntraId, GroupChange>;
};

/** Nothing has changed. */
export const noChanges = (): Changes => ({users: new Map(), groups: new Map()});

const note = (change: ObjectChange, object: Json): void => {
	const removed = removalOf(object);
	if (removed !== undefined) {
		// Deleted and then purged in one round: for good.
		if (change.removed !== 'purged') change.removed = removed;
		return;
	}
	change.live ??= Object.create(null) as Record<string, unknown>;
	for (const [name, value] of Object.entries(object)) if (name !== 'members@delta') change.live[name] = value;
};

/** Adds an entry of a users delta. @throws UsherError when it has no id */
export const addUserChange = (changes: Changes, item: unknown): EntraId => {
	const {id, object} = identified(item);
	let change = changes.users.get(id);
	if (change === undefined) {
		change = {live: undefined, removed: undefined};
		changes.users.set(id, change);
	}
	note(change, object);
	return id;
};

/** Adds an entry of a groups delta, with its slice of member changes. @throws UsherError when it or a member has no id, or the slice is no list */
export const addGroupChange = (changes: Changes, item: unknown): EntraId => {
	const {id, object} = identified(item);
	let change = changes.groups.get(id);
	if (change === undefined) {
		change = {live: undefined, removed: undefined, members: new Map()};
		changes.groups.set(id, change);
	}
	note(change, object);
	const slice = object['members@delta'];
	if (slice !== undefined && slice !== null && !Array.isArray(slice))
		throw unusable('changes of a group that are no list of members');
	if (Array.isArray(slice)) {
		for (const entry of slice) {
			// Who comes must say what it is; who goes is known, or does not matter.
			if (asObject(entry)?.['@removed'] === undefined) {
				const {id: newcomer, kind} = member(entry);
				change.members.set(newcomer, {kind, here: true});
			} else {
				const leaver = identified(entry);
				change.members.set(leaver.id, {kind: kindOfMember(leaver.object), here: false});
			}
		}
	}
	return id;
};
