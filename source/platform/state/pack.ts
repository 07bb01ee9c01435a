// The snapshot as parts of a few hundred kilobytes each: packed and unpacked one by one, so that memory stays modest.
import {hash} from 'node:crypto';
import type {DirectoryGroup, DirectoryUser, EntraId, GoneReason, Snapshot} from '../../core/ports.ts';
import {Damage} from '../disk/errors.ts';

export const partKinds = ['users', 'groups', 'user-links', 'group-links', 'gone', 'units'] as const;
export type PartKind = (typeof partKinds)[number];
export type Part = {readonly kind: PartKind; readonly data: Uint8Array};

const rowsEach = 4096;
const groupsEach = 512;
const linksEach = 262_144;

/** Of a part's bytes: tells whether it must be written again, and whether it is still what was written. */
export const partHash = (data: Uint8Array): string => hash('sha1', data, 'hex');

const packed = (kind: PartKind, value: unknown): Part => ({kind, data: Buffer.from(JSON.stringify(value))});

type UserRow = readonly [id: EntraId, name: string, upn: string, flags: number, mail?: string];
const enabled = 1;
const guest = 2;

/** The people, in their order. */
export function* packUsers(users: readonly DirectoryUser[]): Generator<Part> {
	for (let at = 0; at < users.length; at += rowsEach) {
		const rows = users.slice(at, at + rowsEach).map((user): UserRow => {
			const flags = (user.enabled ? enabled : 0) + (user.guest ? guest : 0);
			return user.mail === undefined
				? [user.id, user.name, user.upn, flags]
				: [user.id, user.name, user.upn, flags, user.mail];
		});
		yield packed('users', rows);
	}
}

type GroupRow = readonly [id: EntraId, name: string, users: number, groups: number, others: number, hidden: 0 | 1];

const joined = (kind: PartKind, lists: readonly Uint32Array[]): Part => {
	const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
	let at = 0;
	for (const list of lists) {
		all.set(list, at);
		at += list.length;
	}
	return {kind, data: new Uint8Array(all.buffer)};
};

/** The groups, in their order: for each part of rows one of the users in them and one of the groups in them. */
export function* packGroups(groups: readonly DirectoryGroup[]): Generator<Part> {
	for (let at = 0; at < groups.length; ) {
		let end = at;
		for (let links = 0; end < groups.length && end - at < groupsEach && links < linksEach; end++) {
			const group = groups[end];
			links += (group?.users.length ?? 0) + (group?.groups.length ?? 0);
		}
		const some = groups.slice(at, end);
		yield packed(
			'groups',
			some.map(
				(group): GroupRow => [
					group.id,
					group.name,
					group.users.length,
					group.groups.length,
					group.others,
					group.membersHidden ? 1 : 0,
				],
			),
		);
		yield joined(
			'user-links',
			some.map(group => group.users),
		);
		yield joined(
			'group-links',
			some.map(group => group.groups),
		);
		at = end;
	}
}

/** Ids that are gone, and how. */
export function* packGone(gone: Snapshot['gone']): Generator<Part> {
	let rows: [EntraId, GoneReason][] = [];
	for (const entry of gone) {
		rows.push(entry);
		if (rows.length === rowsEach) {
			yield packed('gone', rows);
			rows = [];
		}
	}
	if (rows.length > 0) yield packed('gone', rows);
}

/** Administrative units, a part each. */
export function* packUnits(units: Snapshot['units']): Generator<Part> {
	for (const [unit, ids] of units) yield packed('units', [unit, [...ids]]);
}

const rowsOf = <Row>(data: Uint8Array): readonly Row[] => {
	let rows: unknown;
	try {
		rows = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'));
	} catch {
		throw new Damage('a part is no JSON');
	}
	if (!Array.isArray(rows)) throw new Damage('a part holds no rows');
	return rows as Row[];
};

/** The people of one part, added to `into`. */
export const unpackUsers = (data: Uint8Array, into: DirectoryUser[]): void => {
	for (const [id, name, upn, flags, mail] of rowsOf<UserRow>(data)) {
		const isEnabled = (flags & enabled) !== 0;
		const isGuest = (flags & guest) !== 0;
		into.push(
			mail === undefined
				? {id, name, upn, enabled: isEnabled, guest: isGuest}
				: {id, name, mail, upn, enabled: isEnabled, guest: isGuest},
		);
	}
};

const numbersOf = (data: Uint8Array): Uint32Array => {
	if (data.byteLength % 4 !== 0) throw new Damage('a part of links is cut off');
	if (data.byteOffset % 4 === 0) return new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
	return new Uint32Array(data.slice().buffer);
};

/** The groups of one part with their links, added to `into`. @throws Damage when rows and links do not fit */
export const unpackGroups = (
	parts: {readonly rows: Uint8Array; readonly users: Uint8Array; readonly groups: Uint8Array},
	into: DirectoryGroup[],
): void => {
	const users = numbersOf(parts.users);
	const groups = numbersOf(parts.groups);
	let userAt = 0;
	let groupAt = 0;
	for (const [id, name, userCount, groupCount, others, hidden] of rowsOf<GroupRow>(parts.rows)) {
		into.push({
			id,
			name,
			users: users.subarray(userAt, userAt + userCount),
			groups: groups.subarray(groupAt, groupAt + groupCount),
			others,
			membersHidden: hidden === 1,
		});
		userAt += userCount;
		groupAt += groupCount;
	}
	if (userAt !== users.length || groupAt !== groups.length) throw new Damage('rows and links do not fit');
};

/** The ids of one part that are gone, added to `into`. */
export const unpackGone = (data: Uint8Array, into: Map<EntraId, GoneReason>): void => {
	for (const [id, reason] of rowsOf<readonly [EntraId, GoneReason]>(data)) into.set(id, reason);
};

/** One administrative unit, added to `into`. */
export const unpackUnit = (data: Uint8Array, into: Map<EntraId, ReadonlySet<EntraId>>): void => {
	const [unit, ids] = rowsOf<unknown>(data);
	if (typeof unit !== 'string' || !Array.isArray(ids)) throw new Damage('a unit is damaged');
	into.set(unit as EntraId, new Set(ids as EntraId[]));
};
