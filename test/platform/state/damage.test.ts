// Bytes change anywhere in the files: what comes back is the truth, or nothing and a word about it; never half, never a crash.
import {copyFileSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {type Paths, pathsOf} from '../../../source/platform/settings/paths.ts';
import {openState} from '../../../source/platform/state/open-state.ts';
import {testFolder} from '../../helpers/folder.ts';
import {directoryOf, idOf} from '../../helpers/snapshots.ts';

const now = new Date('2026-05-01T12:00:00Z');
const directory = directoryOf({users: 300, groups: 30, members: 10});
const people = new Map(
	Array.from({length: 300}, (_, at) => [
		idOf('user', at),
		{email: `u${at}@b.c`, by: 'seen' as const, at: now.toISOString()},
	]),
);
const report = {
	run: 'r1',
	outcome: 'applied' as const,
	exitCode: 0 as const,
	refusals: [],
	applied: {},
	problems: [],
	requests: {graph: 0, bitwarden: 0},
	durationMs: 0,
};

const filled = (): Paths => {
	const paths = pathsOf({environment: {USHER_HOME: testFolder()}, profile: 'default'});
	const state = openState(paths, {now: () => now});
	state.saveDirectory(directory);
	state.saveLedger({
		people,
		groups: new Map([[idOf('group', 1), {name: 'One', members: [...people.keys()], seenAt: 'x'}]]),
	});
	state.record('r1', {kind: 'run-started', run: 'r1', at: now.toISOString(), by: 'command', mode: 'sync'});
	for (let seq = 1; seq < 50; seq++)
		state.record('r1', {kind: 'step-started', seq, step: {kind: 'revoke', member: `m${seq}` as never}});
	state.record('r1', {kind: 'run-ended', report});
	state.close();
	return paths;
};
const wounds = fc.array(fc.record({at: fc.nat(1_000_000), long: fc.integer({min: 1, max: 600}), byte: fc.nat(255)}), {
	minLength: 1,
	maxLength: 4,
});
const wound = (path: string, from: string, list: readonly {at: number; long: number; byte: number}[]): void => {
	const bytes = readFileSync(from);
	for (const {at, long, byte} of list)
		bytes.fill(byte, at % bytes.length, Math.min(bytes.length, (at % bytes.length) + long));
	writeFileSync(path, bytes, {mode: 0o600});
	for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, {force: true});
};

test('wounded state: the snapshot as it was, or none and a notice; the ledger always', () => {
	const paths = filled();
	copyFileSync(paths.state, `${paths.state}.good`);
	fc.assert(
		fc.property(wounds, list => {
			wound(paths.state, `${paths.state}.good`, list);
			try {
				const state = openState(paths, {now: () => now});
				try {
					const loaded = state.load(now);
					expect(loaded.ledger.people.size).toBe(300);
					if (loaded.directory === undefined) expect(state.notices.length).toBeGreaterThan(0);
					else {
						expect(loaded.directory.snapshot.users).toEqual(directory.snapshot.users);
						expect(loaded.directory.snapshot.groups.map(group => [...group.users])).toEqual(
							directory.snapshot.groups.map(group => [...group.users]),
						);
					}
					state.runs(10);
					state.run('r1');
					state.events('r1', 0);
					state.saveDirectory(directory);
					state.record('r2', {kind: 'run-started', run: 'r2', at: now.toISOString(), by: 'command', mode: 'sync'});
				} finally {
					state.close();
				}
			} catch (error) {
				if (!(error instanceof UsherError)) throw error;
			}
		}),
		{numRuns: 60},
	);
});

test('a wounded ledger: as it was, from its backup, or a stop; never fewer people without a word', () => {
	const paths = filled();
	copyFileSync(paths.ledger, `${paths.ledger}.good`);
	const backup = readFileSync(paths.ledgerBackup);
	fc.assert(
		fc.property(wounds, list => {
			wound(paths.ledger, `${paths.ledger}.good`, list);
			writeFileSync(paths.ledgerBackup, backup);
			try {
				const state = openState(paths, {now: () => now});
				try {
					const {ledger} = state.load(now);
					expect(ledger.people.size).toBe(300);
					expect(ledger.groups.get(idOf('group', 1))?.members).toHaveLength(300);
				} finally {
					state.close();
				}
			} catch (error) {
				if (!(error instanceof UsherError)) throw error;
			}
		}),
		{numRuns: 60},
	);
});
