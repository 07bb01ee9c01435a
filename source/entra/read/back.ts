// Who is new and who is only new to us: deleted before anything was ever read, and restored since.
import type {CallContext, EntraId, FullReadReason, Snapshot} from '../../core/ports.ts';
import type {Graph} from '../graph/client.ts';
import {has, type Json} from '../graph/json.ts';
import type {Changes} from './changes.ts';
import {confirmMs} from './full.ts';
import {lookUp} from './lookup.ts';
import type {Index} from './merge.ts';
import {isWholeUser} from './object.ts';
import {paths} from './select.ts';

/** Twenty requests of twenty. With more newcomers than that, reading everything costs about as much and asks no questions. */
export const newcomersMost = 400;

/** How many known people or groups are asked whether the directory tells anybody's date. */
const sampleSize = 20;

type Ids = {readonly users: readonly EntraId[]; readonly groups: readonly EntraId[]};

/** Who lives in the changes, and is not in the snapshot. */
export const newcomersIn = (index: Index, changes: Changes): Ids => {
	const users: EntraId[] = [];
	const groups: EntraId[] = [];
	for (const [id, {live, removed}] of changes.users)
		if (live !== undefined && removed === undefined && !index.users.has(id)) users.push(id);
	for (const [id, {live, removed}] of changes.groups)
		if (live !== undefined && removed === undefined && !index.groups.has(id)) groups.push(id);
	return {users, groups};
};

const datesOf = async (graph: Graph, call: CallContext, {users, groups}: Ids): Promise<ReadonlyMap<EntraId, Json>> => {
	const people = new Set(users);
	// One request for both kinds, when they are few.
	return lookUp(graph, call, [...users, ...groups], id =>
		people.has(id) ? paths.userCreated(id) : paths.groupCreated(id),
	);
};

/**
 * When the newcomers of the changes were made. Of those that have gone again meanwhile nothing comes back: their end
 * is in the next changes.
 * @param newcomers of whom a part is asked for as a whole elsewhere, with the date: they are not asked for here
 */
export const lookUpDates = (
	graph: Graph,
	call: CallContext,
	newcomers: Ids,
	changes: Changes,
): Promise<ReadonlyMap<EntraId, Json>> =>
	datesOf(graph, call, {
		users: newcomers.users.filter(id => isWholeUser(changes.users.get(id)?.live ?? {})),
		groups: newcomers.groups,
	});

const createdAt = (object: Json): number =>
	has(object, 'createdDateTime') && typeof object.createdDateTime === 'string'
		? Date.parse(object.createdDateTime)
		: Number.NaN;

/** Some of them, from the whole length of the list. */
const spread = (items: readonly {readonly id: EntraId}[]): readonly EntraId[] => {
	const step = Math.max(1, items.length / sampleSize);
	const ids: EntraId[] = [];
	for (let at = 0; at < items.length && ids.length < sampleSize; at += step) {
		const item = items[Math.floor(at)];
		if (item !== undefined) ids.push(item.id);
	}
	return ids;
};

/**
 * Whether somebody or something that was met is no newcomer but back, so that only a full read knows the memberships:
 * made before the last full read, and not in it. They keep their date through deletion and restore.
 *
 * Graph's lists lag behind what was written, so whoever was made shortly before the read may be missing from it without
 * ever having been deleted, and their memberships are in the changes: the same quarter of an hour as for the confirmation of
 * a first read. Without it, a tenant that hires all day would be read in full after each full read.
 *
 * No date: Graph has none for some people from before June 2018 (user resource type), so they are back, too. But where
 * none of those who are known has one, the directory tells none to us, and a full read for each newcomer would never
 * end; they count as new, and the daily full read has the last word.
 * @param met with `createdDateTime`, by id
 * @throws GraphError
 */
export const whoIsBack = async (
	graph: Graph,
	call: CallContext,
	snapshot: Snapshot,
	met: {readonly users: Iterable<Json>; readonly groups: Iterable<Json>},
): Promise<FullReadReason | undefined> => {
	const before = Date.parse(snapshot.fullReadAt) - confirmMs;
	const undated = {users: false, groups: false};
	for (const kind of ['users', 'groups'] as const) {
		for (const object of met[kind]) {
			const at = createdAt(object);
			if (at < before) return kind === 'users' ? 'user-restored' : 'group-restored';
			if (Number.isNaN(at)) undated[kind] = true;
		}
	}
	if (!undated.users && !undated.groups) return undefined;
	const sample = {
		users: undated.users ? spread(snapshot.users) : [],
		groups: undated.groups ? spread(snapshot.groups) : [],
	};
	const known = await datesOf(graph, call, sample);
	const dated = (ids: readonly EntraId[]): boolean => ids.some(id => !Number.isNaN(createdAt(known.get(id) ?? {})));
	if (dated(sample.users)) return 'user-restored';
	return dated(sample.groups) ? 'group-restored' : undefined;
};
