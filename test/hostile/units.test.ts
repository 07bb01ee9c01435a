// What only a setting or a permission makes Usher read: administrative units, hidden members, guests.
import {expect, test} from 'vitest';
import {expectClean, openHostileRoom} from './room.ts';
import {poisons} from './tampered-http.ts';

test('units, hidden members and guests: every field that comes with them, poisoned by itself', async () => {
	const more = ['AdministrativeUnit.Read.All', 'Member.Read.Hidden'];
	const {run, holds, told, state, fields, practice} = await openHostileRoom('official', more);
	const {company} = practice;
	const unit = company.createUnit({name: 'Workshop', members: [...company.groups(), ...company.users()], hidden: true});
	const empty = company.createUnit({name: 'Nobody'});
	expect((await run([], true)).report.error).toBeUndefined();
	const usual = new Set(fields);
	const settings = {
		groupFilter: `includeadministrativeunit:${unit.id}|excludeadministrativeunit:${empty.id}`,
		guests: 'in',
	} as const;
	fields.clear();
	expect((await run([], true, settings)).report.error).toBeUndefined();
	const before = holds();
	const news = [...fields].filter(field => !usual.has(field)).sort();
	expect(news).toMatchSnapshot();
	expect(news.length).toBeGreaterThan(4);
	for (const [at, field] of news.entries()) {
		for (const poison of new Set([0, 1 + (at % (poisons.length - 1)), 1 + ((at * 5 + 3) % (poisons.length - 1))])) {
			const what = `${field}: ${poisons[poison]?.name}`;
			const kept = state.directory;
			const ended = await run({field, poison}, true, settings);
			expect(told.length, what).toBeGreaterThan(0);
			expect(ended.report.error?.code, `${what}: ${ended.report.error?.message}`).not.toBe('unexpected');
			expectClean(ended, state.directory, what);
			const after = new Set(holds());
			expect(
				before.filter(one => !after.has(one)),
				what,
			).toEqual([]);
			state.directory = kept;
			state.events.length = 0;
		}
	}
});
