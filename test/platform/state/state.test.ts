import {chmodSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Change} from '../../../source/core/changes.ts';
import type {DirectoryState, EntraId, LedgerChange, MemberId} from '../../../source/core/ports.ts';
import type {RunReport, SyncEvent} from '../../../source/core/run.ts';
import {takeLock} from '../../../source/platform/lock/lock.ts';
import {type Paths, pathsOf} from '../../../source/platform/settings/paths.ts';
import {openState} from '../../../source/platform/state/open-state.ts';
import {runChild} from '../../helpers/child.ts';
import {testFolder} from '../../helpers/folder.ts';
import {samplePlan} from '../../helpers/sample-plan.ts';
import {directoryOf, idOf} from '../../helpers/snapshots.ts';

const now = new Date('2026-05-01T12:00:00Z');
const room = (): Paths => pathsOf({environment: {USHER_HOME: testFolder()}, profile: 'default'});
const open = (paths: Paths, at = now) => openState(paths, {now: () => at});
const report = (run: string, more: Partial<RunReport> = {}): RunReport => ({
	run,
	outcome: 'applied',
	exitCode: 0,
	refusals: [],
	applied: {invite: 2, revoke: 1},
	problems: [],
	requests: {graph: 3, bitwarden: 4},
	durationMs: 5,
	...more,
});
/** Buffers are views of different sizes of memory: compare what is in them. */
const plain = (state: DirectoryState | undefined) =>
	state === undefined
		? undefined
		: {
				...state,
				snapshot: {
					...state.snapshot,
					groups: state.snapshot.groups.map(group => ({...group, users: [...group.users], groups: [...group.groups]})),
				},
			};
const partHashes = (paths: Paths): Map<string, string> => {
	const database = new DatabaseSync(paths.state, {readOnly: true});
	const rows = database.prepare('SELECT kind || seq AS name, rowid || hash AS was FROM part').all();
	database.close();
	return new Map(rows.map(row => [String(row.name), String(row.was)]));
};
const someLedger: LedgerChange = {
	people: new Map([[idOf('user', 1), {email: 'a@b.c', by: 'invited', at: now.toISOString()}]]),
	approvedScope: 'scope' as NonNullable<LedgerChange['approvedScope']>,
};

test('a snapshot comes back as it was, with its cursor', () => {
	const paths = room();
	const state = directoryOf({users: 9000, groups: 1300, members: 40, gone: 9000});
	const first = open(paths);
	expect(first.load(now).directory).toBeUndefined();
	expect(first.overview()).toBeUndefined();
	first.saveDirectory(state);
	first.close();
	const second = open(paths);
	expect(second.overview()).toEqual({
		tenant: state.snapshot.tenant,
		users: 9000,
		groups: 1300,
		memberships: 1300 * 40 + 130,
		gone: 9000,
		readAt: state.snapshot.readAt,
		fullReadAt: state.snapshot.fullReadAt,
		confirmed: true,
	});
	expect(plain(second.load(now).directory)).toEqual(plain(state));
	second.close();
	for (const file of [paths.state, paths.ledger]) expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('in turns it is loaded as at once, as it was when that began, and others have their turn meanwhile', async () => {
	const paths = room();
	const state = directoryOf({users: 9000, groups: 1300, members: 40, gone: 9000});
	const mine = open(paths);
	mine.saveDirectory(state);
	mine.saveLedger(someLedger);
	let turns = 0;
	let over = false;
	const others = (): void => {
		turns++;
		if (!over) setImmediate(others);
	};
	setImmediate(others);
	const loading = mine.loadInTurns(now);
	const other = open(paths);
	other.saveDirectory(directoryOf({users: 5, groups: 1, members: 1, gone: 0}));
	other.close();
	const loaded = await loading;
	over = true;
	expect(turns).toBeGreaterThan(5);
	expect(plain(loaded.directory)).toEqual(plain(state));
	expect(loaded.ledger).toEqual(mine.ledger(now));
	expect(mine.load(now).directory?.snapshot.users).toHaveLength(5);
	mine.close();
});

test('any snapshot comes back as it was', () => {
	const paths = room();
	const state = open(paths);
	const text = fc.string({unit: 'grapheme', maxLength: 20});
	const snapshots = fc.record({
		users: fc.array(
			fc.record({
				name: text,
				upn: text,
				mail: fc.option(text, {nil: undefined}),
				enabled: fc.boolean(),
				guest: fc.boolean(),
			}),
			{maxLength: 8},
		),
		groups: fc.array(
			fc.record({
				name: text,
				users: fc.uint32Array({maxLength: 5}),
				groups: fc.uint32Array({maxLength: 3}),
				others: fc.nat(9),
				membersHidden: fc.boolean(),
			}),
			{maxLength: 8},
		),
		confirmed: fc.boolean(),
	});
	fc.assert(
		fc.property(snapshots, shape => {
			const base = directoryOf({users: 0, groups: 0, members: 0});
			const directory: DirectoryState = {
				...base,
				snapshot: {
					...base.snapshot,
					confirmed: shape.confirmed,
					users: shape.users.map(({mail, ...user}, at) => ({
						id: idOf('user', at),
						...user,
						...(mail === undefined ? {} : {mail}),
					})),
					groups: shape.groups.map((group, at) => ({id: idOf('group', at), ...group})),
				},
			};
			state.saveDirectory(directory);
			expect(plain(state.load(now).directory)).toEqual(plain(directory));
		}),
		{numRuns: 100},
	);
	state.close();
});

test('what has not changed is not written again', () => {
	const paths = room();
	const state = open(paths);
	const directory = directoryOf({users: 9000, groups: 600, members: 3});
	state.saveDirectory(directory);
	const before = partHashes(paths);
	state.saveDirectory({
		snapshot: {...directory.snapshot, readAt: now.toISOString()},
		cursor: {...directory.cursor, users: 'next'},
	});
	expect(partHashes(paths)).toEqual(before);
	expect(state.load(now).directory?.cursor.users).toBe('next');
	expect(state.overview()?.readAt).toBe(now.toISOString());
	const users = directory.snapshot.users.with(8999, {
		id: idOf('user', 8999),
		name: 'New',
		upn: 'n@x',
		enabled: true,
		guest: false,
	});
	state.saveDirectory({...directory, snapshot: {...directory.snapshot, users}});
	const after = partHashes(paths);
	expect([...after].filter(([name, was]) => before.get(name) !== was).map(([name]) => name)).toEqual(['users2']);
	expect(state.load(now).directory?.snapshot.users.at(-1)?.name).toBe('New');
	state.close();
});

test('a smaller snapshot leaves nothing of the larger one, and a save by another process is seen', () => {
	const paths = room();
	const one = open(paths);
	const two = open(paths);
	const large = directoryOf({users: 9000, groups: 1300, members: 2});
	const small = directoryOf({users: 2, groups: 1, members: 1, gone: 0});
	one.saveDirectory(large);
	two.saveDirectory(small);
	expect(plain(one.load(now).directory)).toEqual(plain(small));
	// The same object as it saved before: but what is there now is not that any more.
	one.saveDirectory(small);
	two.saveDirectory(large);
	one.saveDirectory(small);
	expect(plain(two.load(now).directory)).toEqual(plain(small));
	one.forget();
	expect(two.load(now).directory).toBeUndefined();
	expect(two.overview()).toBeUndefined();
	one.close();
	two.close();
});

test('the ledger keeps what is changed and forgets what is undefined', () => {
	const paths = room();
	const state = open(paths);
	const at = now.toISOString();
	const members = [idOf('user', 1), 'not-a-guid', idOf('user', 2)];
	state.saveLedger({
		...someLedger,
		groups: new Map([
			[idOf('group', 1), {name: 'One', group: 'org-1' as never, members, seenAt: at}],
			[idOf('group', 2), {name: 'Two', members: [], seenAt: at}],
		]),
		bindings: new Map([['sales', idOf('group', 1)]]),
		acknowledged: new Map([['twin:a', true]]),
		refused: true,
		held: new Map([
			[idOf('user', 3), '2026-05-02T00:00:00.000Z'],
			[idOf('user', 4), '2026-05-01T00:00:00.000Z'],
		]),
	});
	state.saveLedger({people: new Map([[idOf('user', 2), {email: 'b@b.c', by: 'revoked-by-usher', at}]])});
	const {ledger} = state.load(now);
	expect(ledger.people.get(idOf('user', 1))).toEqual({email: 'a@b.c', by: 'invited', at});
	expect(ledger.people.get(idOf('user', 2))?.by).toBe('revoked-by-usher');
	expect(ledger.groups.get(idOf('group', 1))).toEqual({name: 'One', group: 'org-1', members, seenAt: at});
	expect(ledger.groups.get(idOf('group', 2))).toEqual({name: 'Two', members: [], seenAt: at});
	expect(ledger.bindings).toEqual(new Map([['sales', idOf('group', 1)]]));
	expect(ledger.acknowledged).toEqual(new Set(['twin:a']));
	expect([ledger.refused, ledger.approvedScope]).toEqual([true, 'scope']);
	expect([...ledger.held.keys()]).toEqual([idOf('user', 3)]);
	state.saveLedger({
		people: new Map([[idOf('user', 1), undefined]]),
		groups: new Map([[idOf('group', 1), undefined]]),
		bindings: new Map([['sales', undefined]]),
		acknowledged: new Map([['twin:a', undefined]]),
		refused: false,
		held: new Map([[idOf('user', 3), undefined]]),
	});
	const after = state.load(now).ledger;
	expect([after.people.size, after.groups.size, after.bindings.size, after.acknowledged.size, after.held.size]).toEqual(
		[1, 1, 0, 0, 0],
	);
	expect(after.refused).toBe(false);
	state.close();
});

test('the tally counts one day', () => {
	const paths = room();
	const state = open(paths);
	const tally = (at: string, offboarded: number) => ({
		at,
		offboarded,
		invited: 1,
		membershipsRemoved: 2,
		groupsEmptied: 3,
		seats: 4,
	});
	state.saveLedger({tally: tally('2026-04-30T11:59:59.000Z', 100)});
	state.saveLedger({tally: tally('2026-04-30T12:00:01.000Z', 5)});
	state.saveLedger({tally: tally('2026-05-01T11:00:00.000Z', 7)});
	expect(state.load(now).ledger.lastDay).toEqual({
		offboarded: 12,
		invited: 2,
		membershipsRemoved: 4,
		groupsEmptied: 6,
		seats: 8,
	});
	expect(state.load(new Date('2026-05-03T00:00:00Z')).ledger.lastDay.offboarded).toBe(0);
	state.close();
});

test('a run is journalled as it goes, and another process follows it', () => {
	const paths = room();
	const one = open(paths);
	const two = open(paths);
	const plan = {version: 1, fingerprint: 'f', changes: []} as never;
	one.record('r1', {kind: 'run-started', run: 'r1', at: now.toISOString(), by: 'watch', mode: 'sync'});
	one.record('r1', {kind: 'phase', phase: 'directory'});
	one.record('r1', {kind: 'users-read', objects: [{id: 'u' as never, name: 'Ada'}], done: 1});
	one.record('r1', {kind: 'waiting', service: 'graph', seconds: 1, because: 'paced'});
	const seen = two.events('r1', 0);
	expect(seen.map(({seq, event}) => [seq, event.kind])).toEqual([
		[1, 'run-started'],
		[2, 'phase'],
		[3, 'users-read'],
	]);
	one.record('r1', {kind: 'planned', plan, refusals: []});
	one.record('r1', {kind: 'step-started', seq: 1, step: {kind: 'revoke', member: 'm' as never}});
	one.record('r1', {kind: 'run-ended', report: report('r1', {plan})});
	expect(two.events('r1', 3).map(({event}) => event.kind)).toEqual(['planned', 'step-started', 'run-ended']);
	expect(two.runs(10)).toEqual([
		{
			run: 'r1',
			startedAt: now.toISOString(),
			endedAt: now.toISOString(),
			by: 'watch',
			mode: 'sync',
			outcome: 'applied',
			exitCode: 0,
			changes: 3,
			problems: 0,
			refusals: 0,
			error: undefined,
		},
	]);
	expect(two.run('r1')?.report).toEqual(report('r1', {plan}));
	expect(two.run('nothing')).toBeUndefined();
	one.close();
	two.close();
});

test('the history has an end, and quiet runs keep no events', () => {
	const paths = room();
	const run = (id: string, day: string, outcome: RunReport['outcome']) => {
		const state = openState(paths, {now: () => new Date(day), historyDays: 10});
		state.record(id, {kind: 'run-started', run: id, at: day, by: 'watch', mode: 'sync'});
		state.record(id, {kind: 'run-ended', report: report(id, {outcome})});
		state.close();
	};
	run('old', '2026-04-01T00:00:00.000Z', 'applied');
	run('quiet', '2026-04-20T00:00:00.000Z', 'nothing-to-do');
	run('busy', '2026-04-21T00:00:00.000Z', 'applied');
	run('last', '2026-04-25T00:00:00.000Z', 'nothing-to-do');
	const state = open(paths);
	expect(state.runs(10).map(record => record.run)).toEqual(['last', 'busy', 'quiet']);
	expect(state.runs(1).map(record => record.run)).toEqual(['last']);
	expect(state.events('quiet', 0)).toEqual([]);
	expect(state.events('busy', 0)).toHaveLength(2);
	expect(state.run('quiet')?.report?.outcome).toBe('nothing-to-do');
	state.close();
});

test('a clock that is years off for a while costs no history, and its runs do not stay the latest', () => {
	const paths = room();
	const run = (id: string, day: string, outcome: RunReport['outcome']) => {
		const state = openState(paths, {now: () => new Date(day), historyDays: 10});
		state.record(id, {kind: 'run-started', run: id, at: day, by: 'watch', mode: 'sync'});
		state.record(id, {kind: 'run-ended', report: report(id, {outcome})});
		state.close();
	};
	run('first', '2026-04-20T00:00:00.000Z', 'applied');
	run('second', '2026-04-21T00:00:00.000Z', 'applied');
	// Ahead by years: one run that is let through, others that fail, because no certificate is that young.
	run('ahead', '2031-01-01T00:00:00.000Z', 'applied');
	run('ahead-failed', '2031-01-01T01:00:00.000Z', 'failed');
	run('behind', '1970-01-01T00:00:00.000Z', 'failed');
	run('right', '2026-04-22T00:00:00.000Z', 'applied');
	run('right-again', '2026-04-22T01:00:00.000Z', 'applied');
	const state = open(paths);
	const kept = state.runs(10).map(record => record.run);
	expect(kept.slice(0, 2)).toEqual(['right-again', 'right']);
	expect(kept).toEqual(expect.arrayContaining(['first', 'second', 'ahead']));
	expect(state.events('first', 0)).toHaveLength(2);
	state.close();
});

test('a run whose process is gone is closed as interrupted; one under way is not', () => {
	const paths = room();
	const first = open(paths);
	const lock = takeLock(paths, {run: 'r1', by: 'command', now});
	first.record('r1', {kind: 'run-started', run: 'r1', at: now.toISOString(), by: 'command', mode: 'sync'});
	const second = open(paths);
	expect(second.current()?.run).toBe('r1');
	expect(second.runs(1)[0]?.outcome).toBeUndefined();
	lock.release();
	const third = open(paths);
	expect(third.current()).toBeUndefined();
	expect(third.runs(1)[0]).toMatchObject({outcome: 'interrupted', exitCode: 130});
	expect(second.events('r1', 1).map(({event}) => event.kind)).toEqual(['run-ended']);
	for (const state of [first, second, third]) state.close();
});

test('a run whose process is gone says what it had done, and what it had sent and never heard of', () => {
	const paths = room();
	const state = open(paths);
	const tell = (event: SyncEvent): void => state.record('r1', event);
	const changes = [1, 2, 3].map((n): Change => {
		const person = {externalId: idOf('user', n), email: `u${n}@b.c`, name: '', member: `m${n}` as MemberId};
		return {
			kind: 'revoke',
			person,
			because: {subject: person.externalId, verdict: 'out', code: 'deleted', reason: 'Gone.', path: []},
		};
	});
	tell({kind: 'run-started', run: 'r1', at: now.toISOString(), by: 'command', mode: 'sync'});
	tell({kind: 'planned', plan: samplePlan(changes), refusals: []});
	tell({kind: 'step-started', seq: 1, step: {kind: 'revoke', member: 'm1' as MemberId}});
	tell({kind: 'step-ended', seq: 1, outcome: {kind: 'done'}});
	tell({kind: 'step-started', seq: 2, step: {kind: 'revoke', member: 'm2' as MemberId}});
	state.close();
	const later = open(paths);
	expect(later.run('r1')).toMatchObject({
		changes: 1,
		outcome: 'interrupted',
		report: {applied: {revoke: 1}, unanswered: 1, error: {code: 'interrupted'}},
	});
	later.close();
});

test('killed in the middle of saving, there is the old snapshot or the new one, never half', async () => {
	const paths = room();
	const before = open(paths);
	before.saveDirectory(directoryOf({users: 500, groups: 20, members: 5}));
	before.close();
	for (const pauseMs of [0, 5, 15, 40, 80]) {
		const child = runChild(`
			const {openState} = await source('platform/state/open-state.ts');
			const {directoryOf} = await helper('snapshots.ts');
			const state = openState(${JSON.stringify(paths)});
			const states = [3000, 6000].map(users => directoryOf({users, groups: users / 10, members: 5}));
			console.log('saving');
			for (let turn = 0; ; turn++) {
				state.saveDirectory(states[turn % 2]);
				state.saveLedger({refused: turn % 2 === 0});
			}
		`);
		await child.said('saving');
		// The moment is meant to be any: what is checked holds at every one of them.
		await new Promise(resolve => setTimeout(resolve, pauseMs));
		await child.kill();
		const state = open(paths);
		const users = state.load(now).directory?.snapshot.users.length ?? 0;
		expect([500, 3000, 6000]).toContain(users);
		expect(state.load(now).directory?.snapshot.groups).toHaveLength(users === 500 ? 20 : users / 10);
		expect(state.notices).toEqual([]);
		state.close();
	}
});

const spoil = (path: string, how: 'text' | 'middle' | 'cut' | 'empty'): void => {
	if (how === 'text') writeFileSync(path, 'a text where a database belongs, long enough for a page of it '.repeat(100));
	if (how === 'cut') truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096 + 100);
	if (how === 'empty') truncateSync(path, 0);
	if (how === 'middle') {
		const bytes = readFileSync(path);
		// Every page but the first: whatever is read next meets it.
		for (let at = 4096; at + 4096 <= bytes.length; at += 4096) bytes.fill(0xa5, at, at + 2048);
		writeFileSync(path, bytes);
	}
};
const filled = (paths: Paths): void => {
	const state = open(paths);
	state.saveDirectory(directoryOf({users: 3000, groups: 100, members: 20}));
	state.saveLedger(someLedger);
	state.saveLedger({
		people: new Map(
			Array.from({length: 500}, (_, at) => [idOf('user', at), {email: `u${at}@b.c`, by: 'seen' as const, at: 'x'}]),
		),
	});
	state.record('r1', {kind: 'run-started', run: 'r1', at: now.toISOString(), by: 'command', mode: 'sync'});
	state.record('r1', {kind: 'run-ended', report: report('r1')});
	state.close();
};

test.each(['text', 'middle', 'cut'] as const)(
	'a damaged state file (%s) is set aside, said, and begun anew; the ledger stays',
	how => {
		const paths = room();
		filled(paths);
		spoil(paths.state, how);
		const state = open(paths);
		const {directory, ledger} = state.load(now);
		expect(directory).toBeUndefined();
		expect(ledger.people.size).toBe(500);
		expect(state.notices).toHaveLength(1);
		const aside = readdirSync(dirname(paths.state)).filter(name => /^state\.db\.damaged-\d{8}-\d{6}$/.test(name));
		expect(aside).toHaveLength(1);
		expect(state.notices[0]).toContain(aside[0]);
		state.saveDirectory(directoryOf({users: 5, groups: 1, members: 1}));
		state.record('r2', {kind: 'run-started', run: 'r2', at: now.toISOString(), by: 'command', mode: 'sync'});
		expect(state.load(now).directory?.snapshot.users).toHaveLength(5);
		state.close();
	},
);

test('a snapshot whose bytes have changed is not believed', () => {
	const paths = room();
	filled(paths);
	const database = new DatabaseSync(paths.state);
	database.exec(
		"UPDATE part SET data = CAST(replace(CAST(data AS TEXT), 'Person 7 ', 'Person 8 ') AS BLOB) WHERE kind = 'users'",
	);
	database.close();
	const state = open(paths);
	expect(state.load(now).directory).toBeUndefined();
	expect(state.notices).toHaveLength(1);
	state.close();
});

test.each(['text', 'middle', 'cut', 'empty'] as const)(
	'a damaged ledger (%s) comes back from its backup, and is kept',
	how => {
		const paths = room();
		filled(paths);
		spoil(paths.ledger, how);
		const state = open(paths);
		const {ledger, directory} = state.load(now);
		expect(ledger.people.size).toBe(500);
		expect(ledger.approvedScope).toBe('scope');
		expect(directory?.snapshot.users).toHaveLength(3000);
		expect(state.notices.join()).toContain('backup');
		expect(readdirSync(dirname(paths.ledger)).some(name => name.startsWith('ledger.db.damaged-'))).toBe(true);
		expect(statSync(paths.ledger).mode & 0o777).toBe(0o600);
		state.saveLedger({refused: true});
		expect(state.load(now).ledger.refused).toBe(true);
		state.close();
	},
);

test.each(['text', 'middle'] as const)(
	'a damaged ledger (%s) without a backup stops everything, every time, and nothing is moved',
	how => {
		const paths = room();
		filled(paths);
		spoil(paths.ledger, how);
		spoil(paths.ledgerBackup, 'text');
		const bytes = readFileSync(paths.ledger);
		for (let turn = 0; turn < 2; turn++) {
			expect(() => {
				const state = open(paths);
				try {
					state.load(now);
				} finally {
					state.close();
				}
			}).toThrow(
				expect.objectContaining({code: 'ledger-damaged', exitCode: 10, message: expect.stringContaining(paths.ledger)}),
			);
		}
		expect(readFileSync(paths.ledger).equals(bytes)).toBe(true);
		expect(
			readdirSync(dirname(paths.ledger)).filter(name => name.includes('damaged') || name.includes('restored')),
		).toEqual([]);
	},
);

test('the backup is made after a run that changed the ledger, for its owner only, and not otherwise', () => {
	const paths = room();
	filled(paths);
	expect(statSync(paths.ledgerBackup).mode & 0o777).toBe(0o600);
	const {mtimeMs, ino} = statSync(paths.ledgerBackup);
	const state = open(paths);
	state.record('r2', {kind: 'run-started', run: 'r2', at: now.toISOString(), by: 'command', mode: 'plan'});
	state.record('r2', {kind: 'run-ended', report: report('r2')});
	expect(statSync(paths.ledgerBackup)).toMatchObject({mtimeMs, ino});
	state.saveLedger({refused: true});
	state.record('r3', {kind: 'run-started', run: 'r3', at: now.toISOString(), by: 'command', mode: 'plan'});
	state.record('r3', {kind: 'run-ended', report: report('r3')});
	expect(statSync(paths.ledgerBackup).ino).not.toBe(ino);
	state.close();
	expect(readdirSync(dirname(paths.ledger)).filter(name => name.endsWith('.new'))).toEqual([]);
});

test('a ledger of version 1 is read as it was, and says afterwards that it is of this one', () => {
	const paths = room();
	filled(paths);
	const database = new DatabaseSync(paths.ledger);
	database.exec('ALTER TABLE tally DROP COLUMN seats; PRAGMA user_version = 1');
	database.close();
	const state = open(paths);
	expect(state.load(now).ledger.people.size).toBe(500);
	expect(state.load(now).ledger.lastDay.seats).toBe(0);
	expect(state.load(now).ledger.people.get(idOf('user', 3))).toEqual({email: 'u3@b.c', by: 'seen', at: 'x'});
	// What only this version knows.
	const person = {email: 'b@b.c', by: 'perhaps-invited', at: now.toISOString()} as const;
	state.saveLedger({
		people: new Map([[idOf('user', 2), person]]),
		groups: new Map([[idOf('group', 1), {name: 'G', members: [`?${idOf('user', 2)}`], seenAt: now.toISOString()}]]),
	});
	state.close();
	const again = new DatabaseSync(paths.ledger, {readOnly: true});
	expect(again.prepare('PRAGMA user_version').get()?.user_version).toBe(3);
	again.close();
	const later = open(paths).load(now).ledger;
	expect(later.people.get(idOf('user', 2))).toEqual(person);
	expect(later.groups.get(idOf('group', 1))?.members).toEqual([`?${idOf('user', 2)}`]);
});

test('a file of a newer Usher is left alone', () => {
	const paths = room();
	filled(paths);
	const database = new DatabaseSync(paths.ledger);
	database.exec('PRAGMA user_version = 99');
	database.close();
	expect(() => open(paths)).toThrow(expect.objectContaining({code: 'file-newer', exitCode: 10}));
	expect(existsSync(paths.ledger)).toBe(true);
});

test('a file that others could read is closed to them', () => {
	const paths = room();
	filled(paths);
	chmodSync(paths.ledger, 0o644);
	open(paths).close();
	expect(statSync(paths.ledger).mode & 0o777).toBe(0o600);
});

test('a hundred thousand people and a million memberships come back', () => {
	const paths = room();
	const state = open(paths);
	const directory = directoryOf({users: 100_000, groups: 10_000, members: 100});
	state.saveDirectory(directory);
	state.close();
	const again = open(paths);
	const loaded = again.load(now).directory?.snapshot;
	expect([loaded?.users.length, loaded?.groups.length]).toEqual([100_000, 10_000]);
	expect(loaded?.groups.reduce((sum, group) => sum + group.users.length, 0)).toBe(1_000_000);
	const id: EntraId | undefined = loaded?.users[99_999]?.id;
	expect(id).toBe(idOf('user', 99_999));
	again.close();
});
