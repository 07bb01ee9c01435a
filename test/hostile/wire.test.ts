// Whatever a server or a directory writes into any field: never raw to a terminal, never a crash, and nobody loses anything.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {runs} from '../helpers/runs.ts';
import {expectClean, openHostileRoom} from './room.ts';
import {poisons, type Tampering} from './tampered-http.ts';

const tampering = fc.record<Tampering>({
	answer: fc.nat({max: 14}),
	place: fc.double({min: 0, max: 0.999_999, noNaN: true}),
	poison: fc.nat({max: poisons.length - 1}),
	how: fc.constantFrom('instead', 'instead', 'instead', 'twice-before', 'twice-after', 'key'),
});

test.each(['official', 'vaultwarden'] as const)('%s and the directory, with anything in any field', async server => {
	const {run, holds, told, state, practice} = await openHostileRoom(server);
	const first = await run([], true);
	expect(first.report.error).toBeUndefined();
	const before = holds();
	expect(before.length).toBeGreaterThan(40);
	let hit = 0;
	let failed = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(tampering, {minLength: 1, maxLength: 3}), fc.boolean(), async (tamperings, full) => {
			// From the same beginning each time.
			const saved = {
				directory: state.directory,
				people: new Map(state.people),
				groups: new Map(state.groups),
				refused: state.refused,
			};
			state.tallies.length = 0;
			state.events.length = 0;
			const {report, events} = await run(tamperings, full);
			const what = told.join('; ');
			hit += told.length;
			if (report.error) failed++;
			expect(report.error?.code, `${what}: ${report.error?.message}`).not.toBe('unexpected');
			expectClean({report, events}, state.directory, what);
			const after = new Set(holds());
			expect(
				before.filter(one => !after.has(one)),
				what,
			).toEqual([]);
			expect(({} as Record<string, unknown>).polluted).toBeUndefined();
			state.directory = saved.directory;
			state.refused = saved.refused;
			for (const [live, kept] of [
				[state.people, saved.people],
				[state.groups, saved.groups],
			] as const) {
				live.clear();
				for (const [key, value] of kept) live.set(key as never, value as never);
			}
		}),
		{seed: 1, ...runs(60)},
	);
	expect(hit).toBeGreaterThan(20);
	// And the next run finds everything as it was.
	const last = await run([], true);
	expect(last.report.error).toBeUndefined();
	expect(failed).toBeGreaterThan(0);
	expect(practice.bitwarden.mails.map(mail => mail.to).filter((to, at, all) => all.indexOf(to) !== at)).toEqual([]);
});
