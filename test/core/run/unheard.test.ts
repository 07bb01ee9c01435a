// A server that reads nothing back, and requests of which it was never heard whether they arrived: whatever happens in
// the directory before the next run, nobody keeps access who has left, and nobody is left outside.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {doubted} from '../../../source/core/plan/record.ts';
import type {EntraId} from '../../../source/core/ports.ts';
import {createMemoryOrganisation, type Fault, vaultwarden} from '../../helpers/memory-organisation.ts';
import {companyOf, type Department, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';

const mail = (id: string): string => `${id}@fabrikam.example`;
const all = {people: 'all'} as const;
const worldWith = (people: readonly string[], groups: readonly Department[] = []): World => {
	const organisation = createMemoryOrganisation(vaultwarden);
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	return worldOf(companyOf(people, groups), organisation);
};
const lose = (world: World, fault: Fault): void => {
	world.organisation.fault = () => fault;
};
const hear = (world: World): void => {
	world.organisation.fault = () => undefined;
};
const run = (world: World, more: Parameters<typeof runOnce>[1] = {}) => runOnce(world, {settings: all, ...more});
const by = (world: World, id: string): string | undefined => world.state.people.get(id as EntraId)?.by;
const standing = (world: World, id: string): string | undefined => world.organisation.byExternalId(id)?.status;
const losses = ['lost-done', 'lost-not-done'] as const;

test.each(losses)('an invitation that is %s, and they leave: revoked by address, counted, and said', async fault => {
	const world = worldWith(['ada', 'bob'], [{id: 't', members: ['ada', 'bob']}]);
	lose(world, fault);
	await run(world);
	expect(by(world, 'ada')).toBe('perhaps-invited');
	hear(world);
	world.company.leave('ada');
	const {report} = await run(world, {mode: 'plan', allow: {}});
	expect(report.plan?.counts).toMatchObject({invite: 1, revoke: 1, 'set-group-members': 1});
	expect(report.plan?.managed).toBe(2);
	expect(report.problems).toMatchObject([
		{code: 'unheard', severity: 'warning', subject: [mail('ada'), mail('bob'), 't']},
	]);
	expect(report.problems[0]?.message).toContain('it is not known whether 2 people have access');
	const left = await run(world);
	expect(left.report.applied).toMatchObject({invite: 1, revoke: 1});
	expect(standing(world, 'ada')).toBe(fault === 'lost-done' ? 'revoked' : undefined);
	expect(standing(world, 'bob')).toBe('invited');
	expect(world.organisation.held('t')).toEqual(['bob']);
	expect(world.organisation.mails.filter(to => to === mail('bob'))).toHaveLength(1);
	const again = await run(world);
	expect(again.report).toMatchObject({outcome: 'nothing-to-do', problems: []});
});

test('who is perhaps there and leaves counts towards the limits as everybody else', async () => {
	const world = worldWith(['ada', 'bob', 'cy', 'dan', 'eve']);
	lose(world, 'lost-done');
	await run(world);
	hear(world);
	for (const id of ['ada', 'bob', 'cy', 'dan']) world.company.leave(id);
	const {report} = await run(world, {allow: {}});
	expect(report.refusals).toMatchObject([{limit: 'offboard', asked: 4, lastDay: 0}]);
	expect((await run(world, {allow: {removals: 4}})).report.applied).toEqual({revoke: 4, invite: 1});
});

test.each(losses)('a revoke that is %s, and they are back: restored', async fault => {
	const world = worldWith(['ada', 'bob']);
	await run(world);
	world.company.leave('ada');
	lose(world, fault);
	await run(world);
	expect(by(world, 'ada')).toBe('perhaps-revoked');
	world.company.people.set('ada', {id: 'ada'});
	hear(world);
	expect((await run(world)).report.applied).toEqual({restore: 1});
	expect(standing(world, 'ada')).not.toBe('revoked');
	expect((await run(world)).report.outcome).toBe('nothing-to-do');
});

test.each(losses)('a restore that is %s, and they leave again: revoked', async fault => {
	const world = worldWith(['ada', 'bob']);
	await run(world);
	world.company.leave('ada');
	await run(world);
	world.company.people.set('ada', {id: 'ada'});
	lose(world, fault);
	await run(world);
	world.company.leave('ada');
	hear(world);
	expect((await run(world)).report.applied).toEqual({revoke: 1});
	expect(standing(world, 'ada')).toBe('revoked');
});

test.each(losses)('a group whose change is %s, and it is changed back: sent again', async fault => {
	const world = worldWith(['ada', 'bob', 'cy'], [{id: 't', members: ['ada', 'bob']}]);
	await run(world);
	const group = world.company.groups.get('t')!;
	group.members = ['bob', 'cy'];
	lose(world, fault);
	await run(world);
	expect(doubted(world.state.groups.get('t' as EntraId)?.members)).toEqual(new Set(['ada', 'cy']));
	group.members = ['ada', 'bob'];
	hear(world);
	const {report} = await run(world);
	expect(report.plan?.changes).toMatchObject([
		{kind: 'set-group-members', added: [{email: mail('ada')}], removed: [{email: mail('cy')}]},
	]);
	expect(world.organisation.held('t')).toEqual(['ada', 'bob']);
	expect((await run(world)).report.outcome).toBe('nothing-to-do');
});

test.each(losses)('a new group whose import is %s, and it leaves the scope: emptied', async fault => {
	const world = worldWith(['ada', 'bob']);
	await run(world);
	world.company.groups.set('t', {id: 't', members: ['ada']});
	lose(world, fault);
	await run(world);
	hear(world);
	world.company.dissolve('t');
	expect((await run(world)).report.applied).toEqual({'empty-group': 1});
	expect(world.organisation.held('t')).toEqual([]);
	expect((await run(world)).report.outcome).toBe('nothing-to-do');
});

test('with people added by hand kept, whoever perhaps was put there by Usher is still taken out', async () => {
	const world = worldWith(['ada', 'bob'], [{id: 't', members: ['bob']}]);
	const settings = {...all, handAdded: 'keep'} as const;
	await run(world, {settings});
	world.company.groups.get('t')!.members = ['ada', 'bob'];
	lose(world, 'lost-done');
	await run(world, {settings});
	world.company.groups.get('t')!.members = ['bob'];
	hear(world);
	await run(world, {settings});
	expect(world.organisation.held('t')).toEqual(['bob']);
});

test.each([
	[403, undefined],
	[422, undefined],
	[400, 'perhaps-invited'],
])('refused with %i, what is known of them is %s: only 400 may have come half-way', async (status, known) => {
	const world = worldWith(['ada', 'bob'], [{id: 't', members: ['ada']}]);
	lose(world, {kind: 'refused', status, message: 'No', fields: {}});
	await run(world);
	expect(by(world, 'ada')).toBe(known);
	expect(world.state.groups.size).toBe(known === undefined ? 0 : 1);
	hear(world);
	expect((await run(world)).report.applied).toMatchObject({invite: 2});
	expect(world.organisation.held('t')).toEqual(['ada']);
});

test('a changed address after a lost invitation: the first address is sent again, and then said', async () => {
	for (const fault of losses) {
		const world = worldWith(['ada', 'bob'], [{id: 't', members: ['ada']}]);
		lose(world, fault);
		await run(world);
		hear(world);
		world.company.people.set('ada', {id: 'ada', email: 'new@fabrikam.example'});
		await run(world);
		expect(world.organisation.byExternalId('ada')).toMatchObject({email: mail('ada'), status: 'invited'});
		expect(world.organisation.held('t')).toEqual(['ada']);
		const {report} = await run(world);
		expect(report).toMatchObject({outcome: 'nothing-to-do', problems: [{code: 'email-changed'}]});
	}
});

class Dead extends Error {}

type Event =
	| {readonly kind: 'leave' | 'back' | 'renewed' | 'disable'; readonly who: number}
	| {readonly kind: 'move'; readonly group: number; readonly who: number}
	| {readonly kind: 'group'; readonly group: number}
	| {readonly kind: 'lost'; readonly fault: 'lost-done' | 'lost-not-done'; readonly from: number}
	| {readonly kind: 'half'; readonly from: number}
	| {readonly kind: 'killed'; readonly at: number}
	| {readonly kind: 'run'};

const names = ['ada', 'bob', 'cy', 'dan', 'eve'];
const happen = async (world: World, event: Event): Promise<void> => {
	const {company, organisation, state} = world;
	if (event.kind === 'run') {
		await run(world);
	} else if (event.kind === 'lost' || event.kind === 'half') {
		let nth = 0;
		const fault: Fault =
			event.kind === 'lost' ? event.fault : {kind: 'refused', status: 400, message: 'Error sending invite', fields: {}};
		// A mail fails only where people are invited: groups alone still arrive.
		organisation.fault = step =>
			nth++ >= event.from && (event.kind === 'lost' || (step.kind === 'import' && step.members.length > 0))
				? fault
				: undefined;
		await run(world);
		hear(world);
	} else if (event.kind === 'killed') {
		let left = event.at;
		const tick = (): void => {
			if (--left < 0) throw new Dead('killed');
		};
		organisation.onCall = tick;
		state.onWrite = tick;
		await run(world);
		organisation.onCall = () => {};
		state.onWrite = () => {};
	} else if (event.kind === 'move' || event.kind === 'group') {
		const id = `g${event.group}`;
		const group = company.groups.get(id);
		if (event.kind === 'group') {
			if (group) company.dissolve(id);
			else {
				company.groups.set(id, {id, members: [...company.people.keys()].slice(0, 2)});
				company.gone.delete(id);
			}
			return;
		}
		const who = [...company.people.keys()][event.who];
		if (!group || who === undefined) return;
		if (group.members.includes(who)) group.members = group.members.filter(one => one !== who);
		else group.members.push(who);
	} else {
		const name = names[event.who]!;
		const there = [...company.people.values()].find(one => one.email === mail(name));
		if (event.kind === 'disable') {
			if (there) there.enabled = there.enabled === false;
		} else if (event.kind === 'leave') {
			if (there) company.leave(there.id);
		} else if (!there) {
			// The same id again, or a new one with the old address.
			const id = event.kind === 'back' ? name : `${name}-${company.gone.size}`;
			company.people.set(id, {id, email: mail(name)});
			company.gone.delete(id);
		}
	}
};

const wrongIn = ({company, organisation}: World): string[] => {
	const wrong: string[] = [];
	const isIn = (id: string): boolean => company.people.has(id) && company.people.get(id)?.enabled !== false;
	const people = [...organisation.members.values()].filter(one => one.role !== 'owner');
	for (const {email, externalId, status} of people)
		if (status !== 'revoked' && !isIn(externalId ?? '')) wrong.push(`${email} is out and has access`);
	for (const {id, email} of company.people.values()) {
		const there = people.filter(one => one.externalId === id);
		if (isIn(id) && (there.length !== 1 || there[0]?.status === 'revoked' || there[0]?.email !== email))
			wrong.push(`${id} is in and ${there[0]?.status ?? 'no member'}`);
	}
	for (const {id, members} of company.groups.values()) {
		const held = organisation.held(id);
		const wanted = members.filter(isIn).sort();
		if (JSON.stringify(held) !== JSON.stringify(wanted)) wrong.push(`${id} holds ${held} and not ${wanted}`);
		if (organisation.groupOf(id) === undefined) wrong.push(`${id} is missing`);
	}
	for (const group of organisation.groups.values())
		if (!company.groups.has(group.externalId ?? '') && group.members.size > 0)
			wrong.push(`${group.externalId} is gone`);
	const twice = organisation.mails.filter((to, at) => organisation.mails.indexOf(to) !== at);
	return [...wrong, ...twice.map(to => `${to} was invited twice`)];
};

test('whatever is lost, half done or killed, and whatever happens before the next run: one run makes it right', async () => {
	// The last one stays: where nobody is in at all, nothing is ever applied.
	const who = fc.nat(names.length - 2);
	const events: fc.Arbitrary<Event> = fc.oneof(
		fc.record({kind: fc.constantFrom('leave', 'back', 'renewed', 'disable'), who}),
		fc.record({kind: fc.constant('move' as const), group: fc.nat(1), who}),
		fc.record({kind: fc.constant('group' as const), group: fc.nat(1)}),
		fc.record({kind: fc.constant('lost' as const), fault: fc.constantFrom(...losses), from: fc.nat(2)}),
		fc.record({kind: fc.constant('half' as const), from: fc.nat(1)}),
		fc.record({kind: fc.constant('killed' as const), at: fc.nat(25)}),
		fc.constant({kind: 'run' as const}),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(events, {maxLength: 12}), async story => {
			const world = worldWith([], [{id: 'g0', members: []}]);
			for (const name of names) world.company.people.set(name, {id: name, email: mail(name)});
			world.company.groups.get('g0')!.members = ['ada', 'bob'];
			for (const event of story) await happen(world, event);
			await run(world);
			expect(wrongIn(world)).toEqual([]);
			const {report} = await run(world);
			expect(report.problems.filter(problem => problem.code === 'unheard')).toEqual([]);
		}),
		{numRuns: 400},
	);
});
