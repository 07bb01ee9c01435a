// Another tool, another Usher, a colleague: said when it is a pattern, and never for one change by hand.
import {describe, expect, test} from 'vitest';
import {changedBack} from '../../../source/core/others/changed-back.ts';
import type {Concerns, PastRun, SyncEvent} from '../../../source/core/run.ts';
import {createMemoryOrganisation} from '../../helpers/memory-organisation.ts';
import {companyOf, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';

const ids = ['ada', 'bob', 'cy', 'di', 'eve', 'fay', 'gus', 'hal', 'ida', 'jo', 'kim', 'lee'];
const minute = 60_000;

/** Runs as the journal gives them: of their plans only what matters to this one. */
const journalled = (runs: readonly PastRun[], concerns: Concerns): PastRun[] =>
	runs.map(({at, told}) => ({
		at,
		told: told.map(
			(event): SyncEvent =>
				event.kind === 'planned'
					? {...event, plan: {...event.plan, changes: event.plan.changes.filter(concerns)}}
					: event,
		),
	}));

/** A world that remembers its runs, as the journal does. */
const scene = (members: readonly string[]) => {
	const organisation = createMemoryOrganisation();
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	const world: World = worldOf(companyOf(ids, [{id: 't', members: [...members]}]), organisation);
	const past: PastRun[] = [];
	const sync = async () => {
		world.time += 5 * minute;
		const at = new Date(world.time).toISOString();
		const {report, events} = await runOnce(world, {
			settings: {people: 'all'},
			verify: true,
			past: concerns => journalled(past, concerns),
		});
		if (events.some((event: SyncEvent) => event.kind === 'step-started')) past.push({at, told: events});
		return report.problems.map(problem => `${problem.severity} ${problem.code}`);
	};
	const idOf = (id: string) => organisation.byExternalId(id)!.id;
	return {world, organisation, sync, idOf, group: () => organisation.groupOf('t')!};
};

describe('somebody else', () => {
	test('who changes one membership by hand is put right without a word', async () => {
		const {sync, group, idOf} = scene(['ada', 'bob']);
		await sync();
		group().members.delete(idOf('bob'));
		expect(await sync()).toEqual([]);
		expect(await sync()).toEqual([]);
	});

	test('who changes the same thing back again and again is said', async () => {
		const {sync, group, idOf} = scene(['ada', 'bob']);
		await sync();
		group().members.delete(idOf('bob'));
		expect(await sync()).toEqual([]);
		group().members.delete(idOf('bob'));
		expect(await sync()).toEqual(['needs-person another-hand']);
		expect(await sync()).toEqual([]);
	});

	test('who puts someone in whom the directory does not have there is said as well', async () => {
		const {sync, group, idOf} = scene(['ada']);
		await sync();
		for (const said of [[], [], ['needs-person another-hand']]) {
			group().members.add(idOf('bob'));
			expect(await sync()).toEqual(said);
		}
	});

	test('who restores whom Usher revokes is said', async () => {
		const {sync, organisation, world} = scene(['ada']);
		await sync();
		world.company.leave('bob');
		await sync();
		organisation.byExternalId('bob')!.status = 'confirmed';
		expect(await sync()).toEqual([]);
		organisation.byExternalId('bob')!.status = 'confirmed';
		expect(await sync()).toEqual(['needs-person another-hand']);
	});

	test('who overwrites a whole group once is worth a warning', async () => {
		const {sync, group} = scene(ids);
		await sync();
		group().members.clear();
		expect(await sync()).toEqual(['warning changed-back']);
	});

	test('is not meant when Entra itself goes to and fro', async () => {
		const {sync, world} = scene(['ada', 'bob']);
		await sync();
		for (let turn = 0; turn < 6; turn++) {
			world.company.groups.get('t')!.members = turn % 2 === 0 ? ['ada'] : ['ada', 'bob'];
			expect(await sync()).toEqual([]);
		}
		for (let turn = 0; turn < 4; turn++) {
			if (turn % 2 === 0) world.company.people.get('cy')!.enabled = false;
			else world.company.people.get('cy')!.enabled = true;
			expect(await sync()).toEqual([]);
		}
	});

	test('is not meant when a removed person comes back into the same group', async () => {
		const organisation = createMemoryOrganisation();
		organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
		const world = worldOf(companyOf(ids, [{id: 't', members: ['ada', 'bob']}]), organisation);
		const past: PastRun[] = [];
		for (let turn = 0; turn < 6; turn++) {
			if (turn % 2 === 1) world.company.leave('bob');
			else {
				world.company.people.set('bob', {id: 'bob'});
				world.company.gone.delete('bob');
				world.company.groups.get('t')!.members = ['ada', 'bob'];
			}
			world.time += 5 * minute;
			const {report, events} = await runOnce(world, {
				settings: {people: 'all', offboard: 'remove'},
				past: concerns => journalled(past, concerns),
			});
			past.push({at: new Date(world.time).toISOString(), told: events});
			expect(report.error).toBeUndefined();
			expect(report.problems.map(problem => problem.code)).toEqual([]);
		}
	});

	test('who writes over the ids of members is said, from three on', async () => {
		for (const [count, said] of [
			[2, false],
			[3, true],
		] as const) {
			const {sync, organisation, world} = scene([]);
			await sync();
			for (const id of ids.slice(0, count)) organisation.byExternalId(id)!.externalId = `ldap-${id}`;
			const problems = await sync();
			expect(problems.includes('needs-person external-ids-replaced')).toBe(said);
			// And nobody is invited a second time.
			expect(world.organisation.mails.length).toBe(new Set(world.organisation.mails).size);
		}
	});

	test('is found in the same way when earlier plans are read in full', async () => {
		const organisation = createMemoryOrganisation();
		const world = worldOf(
			companyOf(ids, [
				{id: 't', members: ids},
				{id: 'u', members: ids},
			]),
			organisation,
		);
		const past: PastRun[] = [];
		let compared = 0;
		for (let turn = 0; turn < 4; turn++) {
			world.time += 5 * minute;
			const {events} = await runOnce(world, {
				settings: {people: 'all', offboard: 'remove'},
				verify: true,
				past: concerns => journalled(past, concerns),
			});
			const plan = events.flatMap(event => (event.kind === 'planned' ? [event.plan] : [])).at(-1)!;
			const found = changedBack(plan, concerns => journalled(past, concerns));
			expect(found).toEqual(changedBack(plan, () => past));
			compared += found.length;
			past.push({at: new Date(world.time).toISOString(), told: events});
			// Two out of one group, one out of both with their seat: only the first two were changed back.
			const members = organisation.groupOf('t')!.members;
			for (const id of ['ada', 'bob']) members.delete(organisation.byExternalId(id)!.id);
			if (turn === 1) world.company.leave('cy');
			if (turn === 2) world.company.people.set('cy', {id: 'cy'});
		}
		expect(compared).toBeGreaterThan(3);
	});
});
