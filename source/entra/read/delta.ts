// The changes since the last read: two requests when there are none.
import type {CallContext, DirectoryState, EntraId, FullReadReason, GoneReason, Snapshot} from '../../core/ports.ts';
import {isGraphError} from '../graph/errors.ts';
import type {Json} from '../graph/json.ts';
import {isKeptLink} from '../graph/pages.ts';
import {lookUpDates, newcomersIn, newcomersMost, whoIsBack} from './back.ts';
import {addGroupChange, addUserChange, type Changes, noChanges} from './changes.ts';
import {refuseNobody} from './full.ts';
import {allOf, type ReadJob} from './job.ts';
import {lookUp} from './lookup.ts';
import {createMemberReader} from './members.ts';
import {fullReadFor, goneIn, type Index, indexOf, merge, unknownIn} from './merge.ts';
import {member} from './object.ts';
import {paths} from './select.ts';
import {readUnits} from './units.ts';

/** Nested groups of new groups of new groups: further than that nothing honest goes. */
const roundsMost = 5;

class DeadCursor extends Error {}

/** The three shapes of a dead delta link; only the request that carried the stored link may be of the third (delta query overview; observed on directory objects). */
const isDead = (error: unknown, stored: boolean): boolean =>
	(error instanceof Error && 'status' in error && error.status === 410) ||
	isGraphError(error, 'syncStateNotFound', 'resyncRequired') ||
	(stored && isGraphError(error, 'Request_UnsupportedQuery'));

const round = async (
	job: ReadJob,
	call: CallContext,
	link: string,
	take: (items: readonly unknown[], restarted: boolean) => void,
): Promise<string> => {
	let stored = true;
	let next: string | undefined;
	try {
		for await (const page of job.graph.pages(link, call)) {
			stored = false;
			take(page.items, page.restarted);
			next = page.deltaLink;
		}
	} catch (error) {
		if (isDead(error, stored)) throw new DeadCursor('the delta link is dead', {cause: error});
		throw error;
	}
	// Without a link there is no next time; a full read gets a new one.
	if (next === undefined) throw new DeadCursor('the round ended without a delta link');
	return next;
};

type Met = {readonly users: readonly Json[]; readonly groups: readonly Json[]};

/** Looks up what the changes name and nobody knows, and adds it to them. @returns what was found, with its dates */
const complete = async (
	job: ReadJob,
	call: CallContext,
	previous: Snapshot,
	index: Index,
	changes: Changes,
): Promise<Met> => {
	const met = {users: [] as Json[], groups: [] as Json[]};
	const missing = new Set<EntraId>();
	for (let turn = 0; turn < roundsMost; turn++) {
		const unknown = unknownIn(previous, index, changes);
		const people = unknown.users.filter(id => !missing.has(id));
		const nested = unknown.groups.filter(id => !missing.has(id));
		if (people.length === 0 && nested.length === 0) return met;
		const [foundUsers, foundGroups] = await Promise.all([
			lookUp(job.graph, call, people, paths.userMet),
			lookUp(job.graph, call, nested, paths.groupMet),
		]);
		for (const id of [...people, ...nested]) missing.add(id);
		met.users.push(...foundUsers.values());
		met.groups.push(...foundGroups.values());
		const adopt = (list: ReadonlyMap<EntraId, Json>, add: (changes: Changes, item: unknown) => EntraId): void => {
			for (const object of list.values()) add(changes, object);
		};
		adopt(foundUsers, addUserChange);
		adopt(foundGroups, addGroupChange);
		const reader = createMemberReader(job.graph, call, {
			path: paths.members,
			page: (group, items) => {
				for (const item of items) {
					const {id, kind} = member(item);
					changes.groups.get(group)?.members.set(id, {kind, here: true});
				}
			},
			restart: group => changes.groups.get(group)?.members.clear(),
			done: () => {},
			gone: group => void changes.groups.delete(group),
		});
		for (const [id, object] of foundGroups) {
			if (object.visibility !== 'HiddenMembership' || job.mayReadHidden) reader.add(id);
		}
		await reader.drain();
	}
	return met;
};

const tell = (job: ReadJob, state: Snapshot, changes: Changes): void => {
	const users: {id: EntraId; name: string}[] = [];
	if (changes.users.size > 0) {
		for (const user of state.users) if (changes.users.has(user.id)) users.push({id: user.id, name: user.name});
	}
	if (users.length > 0) job.put({kind: 'users-read', objects: users, done: users.length});
	if (changes.groups.size === 0) return;
	const groups = state.groups.filter(group => changes.groups.has(group.id));
	if (groups.length === 0) return;
	job.put({kind: 'groups-read', objects: groups.map(({id, name}) => ({id, name})), done: groups.length});
	let memberships = 0;
	groups.forEach((group, at) => {
		memberships += group.users.length + group.groups.length;
		const counts = {users: group.users.length, groups: group.groups.length};
		job.put({kind: 'members-read', group: group.id, ...counts, done: at + 1, memberships});
	});
};

/** That the changes are not enough, why, and who is gone by what they say: a full read does not see who came and went. */
export type NotEnough = {readonly why: FullReadReason; readonly gone: ReadonlyMap<EntraId, GoneReason>};

/**
 * Reads what has changed since the previous state and merges it.
 * @returns the next state, or why everything has to be read
 * @throws UsherError; the previous state and its links are then as good as before
 */
export const readDelta = async (job: ReadJob, previous: DirectoryState): Promise<DirectoryState | NotEnough> => {
	const {snapshot, cursor} = previous;
	const notEnough = (why: FullReadReason, gone = snapshot.gone): NotEnough => ({why, gone});
	if (cursor.shape !== job.shape) return notEnough('shape-changed');
	// What stands in a file may be anything: only a whole read gives new links.
	if (![cursor.users, cursor.groups].every(link => isKeptLink(link, job.graph.root))) return notEnough('cursor-dead');
	job.graph.limiter.tenantHas(snapshot.users.length);
	const stop = new AbortController();
	const call: CallContext = {...job.call, signal: AbortSignal.any([job.call.signal, stop.signal])};
	const changes = noChanges();
	try {
		const [users, groups, units] = await allOf(stop, [
			round(job, call, cursor.users, (items, restarted) => {
				if (restarted) changes.users.clear();
				for (const item of items) addUserChange(changes, item);
			}),
			round(job, call, cursor.groups, (items, restarted) => {
				if (restarted) changes.groups.clear();
				for (const item of items) addGroupChange(changes, item);
			}),
			readUnits(job.graph, call, job.units, job.mayReadHidden),
		]);
		const full = fullReadFor(snapshot, changes);
		if (full !== undefined) return notEnough(full, goneIn(snapshot, changes));
		const nothing = changes.users.size + changes.groups.size === 0;
		const index = indexOf(nothing ? noOne : snapshot);
		if (!nothing) {
			const newcomers = newcomersIn(index, changes);
			if (newcomers.users.length + newcomers.groups.length > newcomersMost)
				return notEnough('many-newcomers', goneIn(snapshot, changes));
			const [dates, met] = await allOf(stop, [
				lookUpDates(job.graph, call, newcomers, changes),
				complete(job, call, snapshot, index, changes),
			]);
			const dated = (ids: readonly EntraId[]): readonly Json[] =>
				ids.map(id => dates.get(id)).filter(object => object !== undefined);
			const back = await whoIsBack(job.graph, call, snapshot, {
				users: [...dated(newcomers.users), ...met.users],
				groups: [...dated(newcomers.groups), ...met.groups],
			});
			if (back !== undefined) return notEnough(back, goneIn(snapshot, changes));
		}
		const merged = merge(snapshot, index, changes, job.mayReadHidden);
		refuseNobody(merged.users.length);
		const next: Snapshot = {
			...snapshot,
			users: merged.users,
			groups: merged.groups,
			gone: merged.gone,
			units,
			readAt: job.now().toISOString(),
		};
		tell(job, next, changes);
		return {snapshot: next, cursor: {users, groups, shape: cursor.shape}};
	} catch (error) {
		if (error instanceof DeadCursor) return notEnough('cursor-dead');
		throw error;
	}
};

const noOne: Pick<Snapshot, 'users' | 'groups'> = {users: [], groups: []};
