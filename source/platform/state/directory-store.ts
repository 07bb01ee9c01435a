// The snapshot and its links, replaced together in one transaction.
import type {DatabaseSync} from 'node:sqlite';
import type {DirectoryGroup, DirectoryState, DirectoryUser, EntraId, GoneReason} from '../../core/ports.ts';
import {inTransaction} from '../disk/database.ts';
import {Damage} from '../disk/errors.ts';
import {
	type Part,
	type PartKind,
	packGone,
	packGroups,
	packUnits,
	packUsers,
	partHash,
	partKinds,
	unpackGone,
	unpackGroups,
	unpackUnit,
	unpackUsers,
} from './pack.ts';

export const directorySchema = `
	CREATE TABLE directory (
		one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL, tenant TEXT NOT NULL,
		users INTEGER NOT NULL, groups INTEGER NOT NULL, memberships INTEGER NOT NULL, gone INTEGER NOT NULL,
		read_at TEXT NOT NULL, full_read_at TEXT NOT NULL, confirmed INTEGER NOT NULL,
		users_link TEXT NOT NULL, groups_link TEXT NOT NULL, shape TEXT NOT NULL
	) STRICT;
	CREATE TABLE part (
		kind TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, seq)
	) STRICT;`;

/** What is known of the snapshot without loading it. */
export type DirectoryOverview = {
	readonly tenant: string;
	readonly users: number;
	readonly groups: number;
	readonly memberships: number;
	readonly gone: number;
	readonly readAt: string;
	readonly fullReadAt: string;
	readonly confirmed: boolean;
};

export type DirectoryStore = {
	/** In pieces; what is read is of one moment, however long it takes. */
	loading(): Generator<undefined, DirectoryState | undefined>;
	save(state: DirectoryState): void;
	overview(): DirectoryOverview | undefined;
	forget(): void;
};

type Row = Record<string, string | number | bigint | Uint8Array | null>;

/** What was saved or loaded last, if nobody has saved since: the same object need not be packed again. */
type Known = {readonly generation: number; readonly of: ReadonlyMap<string, WeakRef<object>>};

/** @param database of state.db; @param path its name, for messages */
export const directoryStore = (database: DatabaseSync, path: string): DirectoryStore => {
	let known: Known | undefined;
	const row = (): Row | undefined => database.prepare('SELECT * FROM directory').get() as Row | undefined;
	const remember = (generation: number, {snapshot}: DirectoryState): void => {
		const {users, groups, gone, units} = snapshot;
		known = {
			generation,
			of: new Map(Object.entries({users, groups, gone, units}).map(([kind, value]) => [kind, new WeakRef(value)])),
		};
	};

	/** Writes the parts that differ from what is there, and drops what is left over. */
	const replaceParts = (kinds: readonly PartKind[], parts: Iterable<Part>): void => {
		const put = database.prepare('INSERT OR REPLACE INTO part (kind, seq, hash, data) VALUES (?, ?, ?, ?)');
		const has = database.prepare('SELECT 1 FROM part WHERE kind = ? AND seq = ? AND hash = ?');
		const next = new Map<PartKind, number>(kinds.map(kind => [kind, 0]));
		for (const {kind, data} of parts) {
			const seq = next.get(kind) ?? 0;
			next.set(kind, seq + 1);
			const hash = partHash(data);
			if (has.get(kind, seq, hash) === undefined) put.run(kind, seq, hash, data);
		}
		const drop = database.prepare('DELETE FROM part WHERE kind = ? AND seq >= ?');
		for (const [kind, seq] of next) drop.run(kind, seq);
	};

	const save = (state: DirectoryState): void => {
		const {snapshot, cursor} = state;
		const generation = inTransaction(database, path, () => {
			const before = Number(row()?.generation ?? 0);
			const same = (kind: 'users' | 'groups' | 'gone' | 'units'): boolean =>
				known?.generation === before && known.of.get(kind)?.deref() === snapshot[kind];
			if (!same('users')) replaceParts(['users'], packUsers(snapshot.users));
			if (!same('groups')) replaceParts(['groups', 'user-links', 'group-links'], packGroups(snapshot.groups));
			if (!same('gone')) replaceParts(['gone'], packGone(snapshot.gone));
			if (!same('units')) replaceParts(['units'], packUnits(snapshot.units));
			database.prepare('INSERT OR REPLACE INTO directory VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
				before + 1,
				snapshot.tenant,
				snapshot.users.length,
				snapshot.groups.length,
				snapshot.groups.reduce((sum, group) => sum + group.users.length + group.groups.length, 0),
				snapshot.gone.size,
				snapshot.readAt,
				snapshot.fullReadAt,
				snapshot.confirmed ? 1 : 0,
				cursor.users,
				cursor.groups,
				cursor.shape,
			);
			return before + 1;
		});
		remember(generation, state);
	};

	/** The rows as they are on disk, all of one moment: another process may save while they are unpacked. */
	const fetch = (): {readonly found: Row; readonly parts: ReadonlyMap<PartKind, Row[]>} | undefined => {
		database.exec('BEGIN');
		try {
			const found = row();
			if (found === undefined) return undefined;
			const select = database.prepare('SELECT hash, data FROM part WHERE kind = ? ORDER BY seq');
			return {found, parts: new Map(partKinds.map(kind => [kind, (select.all(kind) as Row[]).reverse()]))};
		} finally {
			if (database.isTransaction) database.exec('COMMIT');
		}
	};

	function* unpacked({found, parts}: NonNullable<ReturnType<typeof fetch>>): Generator<undefined, DirectoryState> {
		/** The next part of a kind, checked, and let go of. */
		const next = (kind: PartKind): Uint8Array | undefined => {
			const part = parts.get(kind)?.pop();
			if (part === undefined) return undefined;
			const {hash, data} = part;
			if (!(data instanceof Uint8Array) || partHash(data) !== hash) throw new Damage(`a part of ${kind} has changed`);
			return data;
		};
		function* each(kind: PartKind, unpack: (data: Uint8Array) => void): Generator<undefined, void> {
			for (let data = next(kind); data !== undefined; data = next(kind)) {
				unpack(data);
				yield;
			}
		}
		const users: DirectoryUser[] = [];
		yield* each('users', data => unpackUsers(data, users));
		const groups: DirectoryGroup[] = [];
		yield* each('groups', rows => {
			const ofUsers = next('user-links');
			const ofGroups = next('group-links');
			if (ofUsers === undefined || ofGroups === undefined) throw new Damage('links are missing');
			unpackGroups({rows, users: ofUsers, groups: ofGroups}, groups);
		});
		if (next('user-links') !== undefined || next('group-links') !== undefined) throw new Damage('links without groups');
		const gone = new Map<EntraId, GoneReason>();
		yield* each('gone', data => unpackGone(data, gone));
		const units = new Map<EntraId, ReadonlySet<EntraId>>();
		yield* each('units', data => unpackUnit(data, units));
		if (users.length !== found.users || groups.length !== found.groups || gone.size !== found.gone) {
			throw new Damage('parts are missing');
		}
		return {
			snapshot: {
				tenant: String(found.tenant),
				users,
				groups,
				units,
				gone,
				readAt: String(found.read_at),
				fullReadAt: String(found.full_read_at),
				confirmed: found.confirmed === 1,
			},
			cursor: {users: String(found.users_link), groups: String(found.groups_link), shape: String(found.shape)},
		};
	}

	return {
		save,
		loading: function* () {
			const fetched = fetch();
			if (fetched === undefined) return undefined;
			const state = yield* unpacked(fetched);
			remember(Number(fetched.found.generation), state);
			return state;
		},
		overview: () => {
			const found = row();
			if (found === undefined) return undefined;
			return {
				tenant: String(found.tenant),
				users: Number(found.users),
				groups: Number(found.groups),
				memberships: Number(found.memberships),
				gone: Number(found.gone),
				readAt: String(found.read_at),
				fullReadAt: String(found.full_read_at),
				confirmed: found.confirmed === 1,
			};
		},
		forget: () => {
			inTransaction(database, path, () => database.exec('DELETE FROM part; DELETE FROM directory'));
			known = undefined;
			database.exec('PRAGMA incremental_vacuum');
		},
	};
};
