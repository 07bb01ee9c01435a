// Each field of each answer by itself, so that none is left to chance.
import {expect, test} from 'vitest';
import {runs} from '../helpers/runs.ts';
import {expectClean, openHostileRoom} from './room.ts';
import {poisons} from './tampered-http.ts';

test.each(['official', 'vaultwarden'] as const)(
	'%s and the directory: every field of every answer, poisoned by itself',
	async server => {
		const {run, holds, told, state, fields, practice} = await openHostileRoom(server);
		const {company, graph} = practice;
		// Lists and changes come in pages, and batches with links.
		graph.knobs.deltaObjects = 3;
		const [first] = company.groups();
		const passing = company.hire({name: 'Passing By', mail: 'passing@halden.example'});
		company.disable(passing);
		const short = company.createGroup({name: 'Short-lived'});
		expect((await run([], true)).report.error).toBeUndefined();
		const saved = {
			directory: state.directory,
			people: new Map(state.people),
			groups: new Map(state.groups),
			refused: state.refused,
		};
		// What each later read hears of: someone new, moved, renamed, and gone.
		const nora = company.hire({name: 'Nora', mail: 'nora@halden.example'});
		company.addToGroup(nora, first!);
		company.rename(company.users()[0]!, 'Ada Renamed');
		company.purge(passing);
		company.deleteGroup(short);
		expect((await run([], false)).report.error).toBeUndefined();
		const before = holds();
		const known = [...fields].sort();
		expect(known).toMatchSnapshot();
		const asBefore = (): void => {
			state.tallies.length = 0;
			state.events.length = 0;
			state.directory = saved.directory;
			state.refused = saved.refused;
			state.people.clear();
			for (const [key, value] of saved.people) state.people.set(key, value);
			state.groups.clear();
			for (const [key, value] of saved.groups) state.groups.set(key, value);
		};
		const {numRuns, seed = 1} = runs(2);
		/** What a terminal would obey, and some of the others. */
		const poisonsFor = (at: number): readonly number[] => [
			...new Set([
				0,
				...Array.from(
					{length: 1 + Math.ceil(numRuns / 2)},
					(_, nth) => (at * (1 + 4 * nth) + 3 * nth + seed) % poisons.length,
				),
			]),
		];
		const untouched = new Set<string>();
		for (const [at, field] of known.entries()) {
			let hits = 0;
			for (const poison of poisonsFor(at)) {
				const what = `${field}: ${poisons[poison]?.name}`;
				for (const full of [true, false]) {
					asBefore();
					const ended = await run({field, poison}, full);
					expect(ended.report.error?.code, `${what}: ${ended.report.error?.message}`).not.toBe('unexpected');
					expectClean(ended, state.directory, what);
					const after = new Set(holds());
					expect(
						before.filter(one => !after.has(one)),
						what,
					).toEqual([]);
					expect(({} as Record<string, unknown>).polluted).toBeUndefined();
					// Only a read of the changes has it.
					if (told.length > 0) break;
				}
				hits += told.length;
			}
			if (hits === 0) untouched.add(field);
		}
		expect([...untouched]).toEqual([]);
	},
);
