// What Usher itself did and saw. Its own file, because no read can rebuild it.
import type {DatabaseSync} from 'node:sqlite';
import type {
	EntraId,
	Fingerprint,
	Ledger,
	LedgerChange,
	LedgerGroup,
	LedgerPerson,
	OrgGroupId,
	Tally,
} from '../../core/ports.ts';
import {inTransaction} from '../disk/database.ts';
import {Damage} from '../disk/errors.ts';

export const ledgerVersion = 3;
/** Members of groups are numbers of `id`: a million memberships are 4 MB, and each id is one string in memory. */
export const ledgerSchema = `
	CREATE TABLE id (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
	CREATE TABLE person (id TEXT PRIMARY KEY, email TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE grp (
		id TEXT PRIMARY KEY, name TEXT NOT NULL, org_group TEXT, members BLOB NOT NULL, seen_at TEXT NOT NULL
	) STRICT;
	CREATE TABLE tally (
		at TEXT NOT NULL, offboarded INTEGER NOT NULL, invited INTEGER NOT NULL,
		memberships INTEGER NOT NULL, groups INTEGER NOT NULL, seats INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
	CREATE TABLE binding (name TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT;
	CREATE TABLE acknowledged (key TEXT PRIMARY KEY) STRICT;
	CREATE TABLE held (id TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT;`;

export const ledgerMigrations: readonly string[] = [
	// More words in the same tables: who is perhaps there. An Usher that does not know them must not read it.
	'SELECT 1',
	'ALTER TABLE tally ADD COLUMN seats INTEGER NOT NULL DEFAULT 0',
];

export type LedgerStore = {
	/** In pieces. The last day's tally and who is held are those at this time. */
	loading(now: Date): Generator<undefined, Ledger>;
	save(change: LedgerChange): void;
};

const dayMs = 86_400_000;

const numbersOf = (data: unknown): Uint32Array => {
	if (!(data instanceof Uint8Array) || data.byteLength % 4 !== 0)
		throw new Damage('the members of a group are cut off');
	return new Uint32Array(data.slice().buffer);
};

/** @param database of ledger.db; @param path its name, for messages */
export const ledgerStore = (database: DatabaseSync, path: string): LedgerStore => {
	const rows = (sql: string, ...values: string[]) => database.prepare(sql).iterate(...values);

	/** A large table as one JSON text: several times quicker than row by row. */
	const table = <Row>(sql: string): readonly Row[] =>
		JSON.parse(String(database.prepare(sql).get()?.rows ?? '[]')) as Row[];

	const loadGroups = (): Map<EntraId, LedgerGroup> => {
		const ids: string[] = [];
		for (const [n, id] of table<[number, string]>('SELECT json_group_array(json_array(n, id)) AS rows FROM id'))
			ids[n] = id;
		const groups = new Map<EntraId, LedgerGroup>();
		for (const row of rows('SELECT * FROM grp')) {
			const numbers = numbersOf(row.members);
			const members = new Array<string>(numbers.length);
			for (let at = 0; at < numbers.length; at++) {
				const id = ids[numbers[at] ?? 0];
				if (id === undefined) throw new Damage('the members of a group are not known');
				members[at] = id;
			}
			const group = {name: String(row.name), members, seenAt: String(row.seen_at)};
			groups.set(
				String(row.id) as EntraId,
				row.org_group === null ? group : {...group, group: String(row.org_group) as OrgGroupId},
			);
		}
		return groups;
	};

	const lastDay = (now: Date): Tally => {
		const since = new Date(now.getTime() - dayMs).toISOString();
		const sum = database
			.prepare(
				`SELECT coalesce(sum(offboarded), 0) AS offboarded, coalesce(sum(invited), 0) AS invited,
				 coalesce(sum(memberships), 0) AS memberships, coalesce(sum(groups), 0) AS groups,
				 coalesce(sum(seats), 0) AS seats FROM tally WHERE at > ?`,
			)
			.get(since);
		return {
			offboarded: Number(sum?.offboarded ?? 0),
			invited: Number(sum?.invited ?? 0),
			membershipsRemoved: Number(sum?.memberships ?? 0),
			groupsEmptied: Number(sum?.groups ?? 0),
			seats: Number(sum?.seats ?? 0),
		};
	};

	function* loading(now: Date): Generator<undefined, Ledger> {
		const people = new Map<EntraId, LedgerPerson>();
		const everyone = table<[EntraId, string, LedgerPerson['by'], string]>(
			'SELECT json_group_array(json_array(id, email, by, at)) AS rows FROM person',
		);
		yield;
		for (const [id, email, by, at] of everyone) people.set(id, {email, by, at});
		yield;
		const bindings = new Map<string, EntraId>();
		for (const {name, id} of rows('SELECT name, id FROM binding')) bindings.set(String(name), String(id) as EntraId);
		const acknowledged = new Set<string>();
		for (const {key} of rows('SELECT key FROM acknowledged')) acknowledged.add(String(key));
		const held = new Map<EntraId, string>();
		for (const {id, until} of rows('SELECT id, until FROM held WHERE until > ?', now.toISOString())) {
			held.set(String(id) as EntraId, String(until));
		}
		const facts = new Map<string, string>();
		for (const {name, value} of rows('SELECT name, value FROM fact')) facts.set(String(name), String(value));
		const scope = facts.get('approved-scope');
		const ledger = {
			people,
			groups: loadGroups(),
			lastDay: lastDay(now),
			bindings,
			acknowledged,
			refused: facts.get('refused') === 'yes',
			held,
		};
		return scope === undefined ? ledger : {...ledger, approvedScope: scope as Fingerprint};
	}

	const numberOf = new Map<string, number>();
	const packMembers = (members: readonly string[]): Uint8Array => {
		const find = database.prepare('SELECT n FROM id WHERE id = ?');
		const add = database.prepare('INSERT INTO id (id) VALUES (?)');
		const numbers = new Uint32Array(members.length);
		for (const [at, id] of members.entries()) {
			let n = numberOf.get(id);
			if (n === undefined) {
				n = Number(find.get(id)?.n ?? add.run(id).lastInsertRowid);
				numberOf.set(id, n);
			}
			numbers[at] = n;
		}
		return new Uint8Array(numbers.buffer);
	};

	const each = <Key extends string, Value>(
		entries: ReadonlyMap<Key, Value | undefined> | undefined,
		forget: string,
		put: (key: Key, value: Value) => void,
	): void => {
		if (entries === undefined) return;
		const drop = database.prepare(forget);
		for (const [key, value] of entries) {
			if (value === undefined) drop.run(key);
			else put(key, value);
		}
	};

	const save = (change: LedgerChange): void => {
		try {
			write(change);
		} catch (error) {
			// What was rolled back gave numbers that are free again.
			numberOf.clear();
			throw error;
		}
	};
	const write = (change: LedgerChange): void =>
		inTransaction(database, path, () => {
			const person = database.prepare('INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)');
			each(change.people, 'DELETE FROM person WHERE id = ?', (id, {email, by, at}) => {
				person.run(id, email, by, at);
			});
			const group = database.prepare('INSERT OR REPLACE INTO grp VALUES (?, ?, ?, ?, ?)');
			each(change.groups, 'DELETE FROM grp WHERE id = ?', (id, kept) => {
				group.run(id, kept.name, kept.group ?? null, packMembers(kept.members), kept.seenAt);
			});
			const binding = database.prepare('INSERT OR REPLACE INTO binding VALUES (?, ?)');
			each(change.bindings, 'DELETE FROM binding WHERE name = ?', (name, id) => {
				binding.run(name, id);
			});
			const acknowledged = database.prepare('INSERT OR IGNORE INTO acknowledged VALUES (?)');
			each(change.acknowledged, 'DELETE FROM acknowledged WHERE key = ?', key => {
				acknowledged.run(key);
			});
			const held = database.prepare('INSERT OR REPLACE INTO held VALUES (?, ?)');
			each(change.held, 'DELETE FROM held WHERE id = ?', (id, until) => {
				held.run(id, until);
			});
			const fact = database.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?)');
			// Tells the backup whether it is behind.
			database.exec(
				"INSERT INTO fact VALUES ('revision', '1') ON CONFLICT DO UPDATE SET value = CAST(value + 1 AS TEXT)",
			);
			if (change.approvedScope !== undefined) fact.run('approved-scope', change.approvedScope);
			if (change.refused !== undefined) fact.run('refused', change.refused ? 'yes' : 'no');
			if (change.tally !== undefined) {
				const {at, offboarded, invited, membershipsRemoved, groupsEmptied, seats} = change.tally;
				database
					.prepare('INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?)')
					.run(at, offboarded, invited, membershipsRemoved, groupsEmptied, seats);
				const old = new Date(Date.parse(at) - 30 * dayMs).toISOString();
				database.prepare('DELETE FROM tally WHERE at < ?').run(old);
			}
		});

	return {loading, save};
};
