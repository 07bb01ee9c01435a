// The whole directory, from nothing.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext, DirectoryState, EntraId, GoneReason, Snapshot} from '../../core/ports.ts';
import {isGraphError} from '../graph/errors.ts';
import {entraId} from '../graph/json.ts';
import {allOf, type ReadJob} from './job.ts';
import {lookUp} from './lookup.ts';
import {createMemberReader} from './members.ts';
import {groupFrom, identified, member, userFrom} from './object.ts';
import {createRoll} from './roll.ts';
import {paths} from './select.ts';
import {readUnits} from './units.ts';

/** A first full read counts as confirmed by another so much later: lists of Graph lag behind what was written. */
export const confirmMs = 15 * 60_000;
/** Groups named only as members of groups that were named only as members, and so on. */
const roundsMost = 5;

/** @throws UsherError: no tenant is without people, so a list of nobody is a failed read */
export const refuseNobody = (users: number): void => {
	if (users > 0) return;
	throw new UsherError({
		code: 'directory-empty',
		exitCode: exitCodes.permissionMissing,
		message: 'Microsoft Graph lists no users at all, which cannot be right. Nothing of this read is used.',
		advice:
			'Check the tenant (entra.tenant) and the permission User.Read.All with its admin consent; `usher doctor` shows both.',
	});
};

/** "From now on": the link that gives the changes after this moment. Empty where the tenant has no delta (Entra External ID). */
const latest = async (job: ReadJob, call: CallContext, path: string): Promise<string> => {
	let link = '';
	try {
		for await (const page of job.graph.pages(path, call)) link = page.deltaLink ?? link;
	} catch (error) {
		if (isGraphError(error, 'Request_UnsupportedQuery')) return '';
		throw error;
	}
	return link;
};

const goneAfter = (
	previous: Snapshot | undefined,
	present: ReadonlySet<EntraId>,
	missing: Iterable<EntraId>,
): ReadonlyMap<EntraId, GoneReason> => {
	const gone = new Map<EntraId, GoneReason>();
	for (const [id, reason] of previous?.gone ?? []) if (!present.has(id)) gone.set(id, reason);
	const absent = (id: EntraId): void => {
		if (!present.has(id) && !gone.has(id)) gone.set(id, 'absent');
	};
	for (const user of previous?.users ?? []) absent(user.id);
	for (const group of previous?.groups ?? []) absent(group.id);
	for (const id of missing) absent(id);
	return gone;
};

/**
 * Reads everything: first where the changes begin, then people and groups page by page, and memberships as groups arrive.
 * @throws UsherError: never a part of the directory
 */
export const readFull = async (job: ReadJob): Promise<DirectoryState> => {
	const {graph, put} = job;
	const roll = createRoll(job.mayReadHidden);
	const absent = new Set<EntraId>();
	let sealed = 0;
	let memberships = 0;
	let total: number | undefined;

	// Before anything is listed, so that what happens meanwhile is in the next delta, not between the two.
	const starting = new AbortController();
	const startCall: CallContext = {...job.call, signal: AbortSignal.any([job.call.signal, starting.signal])};
	const [users, groups] = await allOf(starting, [
		latest(job, startCall, paths.usersLatest),
		latest(job, startCall, paths.groupsLatest),
	]);

	const reading = new AbortController();
	const call: CallContext = {...job.call, signal: AbortSignal.any([job.call.signal, reading.signal])};
	/** A listing that began again names groups a second time; their members are read once. */
	const asked = new Set<EntraId>();
	const reader = createMemberReader(graph, call, {
		path: paths.members,
		page: (group, items) => {
			for (const item of items) {
				const {id, kind} = member(item);
				roll.member(group, id, kind);
			}
		},
		restart: roll.restartMembers,
		done: group => {
			const counts = roll.sealMembers(group);
			sealed++;
			memberships += counts.users + counts.groups;
			put({kind: 'members-read', group, ...counts, done: sealed, memberships});
		},
		gone: group => {
			roll.dropGroup(group);
			absent.add(group);
		},
	});
	const addGroups = (items: Iterable<unknown>): void => {
		const objects: {id: EntraId; name: string}[] = [];
		for (const item of items) {
			const {id, object} = identified(item);
			const facts = groupFrom(object);
			if (absent.has(id) || !roll.group(id, facts)) continue;
			objects.push({id, name: facts.name});
			if (asked.has(id) || (facts.hidden && !job.mayReadHidden)) continue;
			asked.add(id);
			reader.add(id);
		}
		if (objects.length > 0) put({kind: 'groups-read', objects, done: roll.counts().groups});
	};
	const addUsers = (items: Iterable<unknown>): void => {
		const objects: {id: EntraId; name: string}[] = [];
		for (const item of items) {
			const {id, object} = identified(item);
			const user = userFrom(roll.intern(id), object);
			roll.user(user);
			objects.push({id: user.id, name: user.name});
		}
		graph.limiter.tenantHas(roll.counts().users);
		if (objects.length > 0) {
			const done = roll.counts().users;
			put({kind: 'users-read', objects, done, ...(total !== undefined && done <= total && {total})});
		}
	};
	const listUsers = async (): Promise<void> => {
		for await (const page of graph.pages(paths.users, call)) {
			if (page.restarted) roll.restart('users');
			addUsers(page.items);
		}
		refuseNobody(roll.counts().users);
	};
	const listGroups = async (): Promise<void> => {
		for await (const page of graph.pages(paths.groups, call)) {
			if (page.restarted) roll.restart('groups');
			addGroups(page.items);
		}
		await reader.drain();
	};
	/** Newcomers: made after their list was read, or listed late. */
	const settle = async (): Promise<void> => {
		for (let round = 0; round < roundsMost; round++) {
			const people = roll.unknownUsers().filter(id => !absent.has(id));
			const nested = roll.unknownGroups().filter(id => !absent.has(id));
			if (people.length === 0 && nested.length === 0) return;
			const [foundUsers, foundGroups] = await Promise.all([
				lookUp(graph, call, people, paths.user),
				lookUp(graph, call, nested, paths.group),
			]);
			for (const id of [...people, ...nested]) if (!foundUsers.has(id) && !foundGroups.has(id)) absent.add(id);
			addUsers(foundUsers.values());
			addGroups(foundGroups.values());
			await reader.drain();
		}
	};

	// How many there are is for the screen only: the read neither waits for it nor fails with it.
	graph.get(paths.usersCount, call, {advanced: true, plain: true}).then(
		count => {
			if (typeof count === 'number') total = count;
		},
		() => {},
	);

	let units: Snapshot['units'];
	try {
		[units] = await allOf(reading, [readUnits(graph, call, job.units, job.mayReadHidden), listUsers(), listGroups()]);
		await settle();
		reading.abort();
	} catch (error) {
		reading.abort(error);
		throw error;
	}

	const built = roll.build();
	refuseNobody(built.users.length);
	const present = new Set<EntraId>();
	for (const user of built.users) present.add(user.id);
	for (const group of built.groups) present.add(group.id);
	const before = job.previous?.snapshot;
	const at = job.now();
	return {
		snapshot: {
			tenant: entraId(job.tenant) ?? job.tenant,
			...built,
			units,
			gone: goneAfter(before, present, [...roll.unknownUsers(), ...roll.unknownGroups(), ...absent]),
			readAt: at.toISOString(),
			fullReadAt: at.toISOString(),
			confirmed:
				before !== undefined && (before.confirmed || at.getTime() - Date.parse(before.fullReadAt) >= confirmMs),
		},
		cursor: {users, groups, shape: job.shape},
	};
};
