// One import of people and groups must end where several would, whatever the company and the organisation look like.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {everyone} from '../../../source/core/plan/record.ts';
import type {Step} from '../../../source/core/ports.ts';
import {type Fault, vaultwarden} from '../../helpers/memory-organisation.ts';
import {runOnce, type World} from '../../helpers/memory-run.ts';
import {runs} from '../../helpers/runs.ts';
import {build, change, invitedTwice, moves, picture, scene} from './scenes.ts';

const isJoint = (step: Step): boolean => step.kind === 'import' && step.members.length > 0 && step.groups.length > 0;

/** People who come into groups that are there, and are in them at once: what one import is for. */
const hires = fc.uniqueArray(
	fc.record({id: fc.constantFrom('n0', 'n1', 'n2'), teams: fc.subarray(['t0', 't1', 't2', 't3'])}),
	{
		selector: hire => hire.id,
	},
);
const hire = ({company}: World, list: readonly {readonly id: string; readonly teams: readonly string[]}[]): void => {
	for (const {id, teams} of list) {
		company.people.set(id, {id});
		for (const team of teams) company.groups.get(team)?.members.push(id);
	}
};

/** Nothing of it was done, and nobody is named: people and groups go apart. */
const refuseJoint = (step: Step): Fault | undefined =>
	isJoint(step) ? {kind: 'refused', status: 400, message: 'No.', fields: {}} : undefined;

/** What the ledger knows, without the server's own ids, which depend on the order in which it makes things. */
const memory = ({state, organisation}: World): unknown => ({
	people: [...state.people].map(([id, {email, by}]) => [id, email, by].join(' ')).sort(),
	groups: [...state.groups]
		.map(([id, {name, members}]) => {
			const names = members.map(one =>
				one.replace(/member-\d+$/, id => organisation.members.get(id as never)?.email ?? 'nobody'),
			);
			return [id, name, ...names.sort()].join(' ');
		})
		.sort(),
	tallies: ['offboarded', 'invited', 'membershipsRemoved', 'groupsEmptied', 'seats'].map(what =>
		state.tallies.reduce((sum, tally) => sum + tally[what as keyof typeof tally & 'invited'], 0),
	),
});

for (const [server, abilities] of [
	['official', {}],
	['vaultwarden', vaultwarden],
] as const) {
	test(`${server}: people and groups in one import end where they end apart`, async () => {
		let joint = 0;
		await fc.assert(
			fc.asyncProperty(scene, moves, hires, moves, async (one, early, newcomers, late) => {
				const together = build(one, abilities);
				const apart = build(one, abilities);
				apart.organisation.fault = refuseJoint;
				for (const [n, round] of [[], early, late].entries()) {
					for (const world of [together, apart]) {
						change(world.company, round);
						if (n === 1) hire(world, newcomers);
						await runOnce(world, {settings: one.settings});
					}
					expect(picture(together.organisation)).toEqual(picture(apart.organisation));
					expect(memory(together)).toEqual(memory(apart));
				}
				expect(together.organisation.mails.toSorted()).toEqual(apart.organisation.mails.toSorted());
				joint += together.organisation.steps.filter(isJoint).length;
			}),
			runs(300),
		);
		expect(joint).toBeGreaterThan(100);
	});
}

/** Of every group that the ledger knows and the organisation has: nobody is recorded who is a member and not in it. */
const nobodyIsMadeUp = ({state, organisation}: World): void => {
	for (const [id, {members}] of state.groups) {
		const group = organisation.groupOf(id);
		if (group === undefined) continue;
		// Whoever has left the organisation may still be written down; an id that it never gave may not.
		const left = (one: string): boolean => /^member-\d+$/.test(one) && !organisation.members.has(one as never);
		const made = everyone(members).filter(one => !group.members.has(one as never) && !left(one));
		expect(made, id).toEqual([]);
	}
};

/** What may happen: the server names some, somebody else takes the address of one in the moment before, or the process dies after. */
const accident = fc.oneof(
	fc.record({kind: fc.constant('named' as const), members: fc.array(fc.nat(5)), groups: fc.array(fc.nat(3))}),
	fc.record({kind: fc.constant('taken' as const), who: fc.nat(5)}),
	fc.constant({kind: 'killed' as const}),
);

test('whom the server refuses by name, or silently leaves out, is not recorded as a member, and the next run has them in', async () => {
	const how = {named: 0, taken: 0, killed: 0};
	await fc.assert(
		fc.asyncProperty(scene, moves, hires, accident, async (one, later, newcomers, what) => {
			const calm = build(one);
			const wild = build(one);
			const {organisation} = wild;
			for (const world of [calm, wild]) {
				await runOnce(world, {settings: one.settings});
				change(world.company, later);
				hire(world, newcomers);
			}
			await runOnce(calm, {settings: one.settings});
			let done = false;
			let other: ReturnType<typeof organisation.add> | undefined;
			organisation.fault = (step): Fault | undefined => {
				if (done || step.kind !== 'import' || !isJoint(step)) return undefined;
				done = true;
				how[what.kind]++;
				if (what.kind === 'killed') {
					organisation.onCall = call => {
						if (call === 'members') throw new Error('killed');
					};
					return undefined;
				}
				if (what.kind === 'taken') {
					const unknown = step.members.filter(
						({email, externalId, deleted}) =>
							!deleted &&
							![...organisation.members.values()].some(
								member => member.externalId === externalId || member.email.toLowerCase() === email.toLowerCase(),
							),
					);
					const newcomer = unknown[what.who % Math.max(1, unknown.length)];
					if (newcomer !== undefined) other = organisation.add({email: newcomer.email, externalId: 'elsewhere'});
					return undefined;
				}
				const fields = [
					...what.members.map(at => `Members[${at % step.members.length}].Email`),
					...what.groups.map(at => `Groups[${at % step.groups.length}].Name`),
				];
				const words = Object.fromEntries(fields.map(field => [field, ['No.']]));
				return {kind: 'refused', status: 400, message: 'No.', fields: words};
			};
			await runOnce(wild, {settings: one.settings});
			organisation.onCall = () => {};
			nobodyIsMadeUp(wild);
			if (other !== undefined) organisation.members.delete(other.id);
			await runOnce(wild, {settings: one.settings});
			expect(picture(organisation)).toEqual(picture(calm.organisation));
			nobodyIsMadeUp(wild);
			expect(invitedTwice(organisation)).toEqual([]);
		}),
		runs(400),
	);
	expect(how.named).toBeGreaterThan(20);
	expect(how.taken).toBeGreaterThan(20);
	expect(how.killed).toBeGreaterThan(20);
});

test('answers that are lost in a later run take nothing back that was done in it', async () => {
	const fault = fc.oneof(
		fc.constant<Fault>('lost-done'),
		fc.constant<Fault>('lost-not-done'),
		fc.nat(2).map((lateBy): Fault => ({lateBy: lateBy + 1})),
	);
	let lost = 0;
	await fc.assert(
		fc.asyncProperty(
			scene,
			moves,
			hires,
			fc.array(fc.option(fault), {maxLength: 4}),
			async (one, later, newcomers, faults) => {
				const calm = build(one);
				const wild = build(one);
				for (const world of [calm, wild]) {
					await runOnce(world, {settings: one.settings});
					change(world.company, later);
					hire(world, newcomers);
				}
				await runOnce(calm, {settings: one.settings});
				let nth = 0;
				wild.organisation.fault = () => {
					const now = faults[nth++] ?? undefined;
					if (now !== undefined) lost++;
					return now;
				};
				await runOnce(wild, {settings: one.settings});
				expect(picture(wild.organisation)).toEqual(picture(calm.organisation));
				nobodyIsMadeUp(wild);
			},
		),
		runs(400),
	);
	expect(lost).toBeGreaterThan(100);
});
