// One import of people and groups: what it carries, what is known of it afterwards, and what happens when it fails.
import {describe, expect, test} from 'vitest';
import {everyone} from '../../../source/core/plan/record.ts';
import type {EntraId, Step} from '../../../source/core/ports.ts';
import type {SyncSettings} from '../../../source/core/settings.ts';
import {
	createMemoryOrganisation,
	type Fault,
	type MemoryOrganisation,
	vaultwarden,
} from '../../helpers/memory-organisation.ts';
import {companyOf, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';

const all = {people: 'all'} as const;
const mail = (id: string): string => `${id}@fabrikam.example`;
const id = (text: string): EntraId => text as EntraId;
const brief = (step: Step | undefined): unknown =>
	step?.kind === 'import'
		? [step.members.map(member => member.externalId), step.groups.map(group => group.externalId)]
		: step?.kind;
const six = ['ada', 'bob', 'cy', 'dan', 'eve', 'fay'];

/** Six people in three groups, in step; then `new` joins all three, and `eve` leaves one of them. */
const joined = async (organisation: MemoryOrganisation = createMemoryOrganisation()): Promise<World> => {
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	const world = worldOf(
		companyOf(
			six,
			['t', 'u', 'v'].map(team => ({id: team, members: six})),
		),
		organisation,
	);
	await runOnce(world, {settings: all});
	world.company.people.set('new', {id: 'new'});
	for (const group of world.company.groups.values()) group.members.push('new');
	world.company.groups.get('v')!.members = ['ada', 'new'];
	world.state.tallies.length = 0;
	organisation.steps.length = 0;
	organisation.mails.length = 0;
	return world;
};
const nameOf = (member: {externalId: string | undefined; email: string} | undefined): string | undefined =>
	member?.externalId ?? member?.email;
/** That the ledger says of each group what the organisation holds: as Entra ids. */
const recordsAreRight = ({state, organisation}: World): void => {
	for (const [group, {members}] of state.groups) {
		const told = everyone(members).map(one => nameOf(organisation.members.get(one as never)) ?? one);
		expect(told.sort(), group).toEqual(organisation.held(group));
	}
};
const invitedIn = ({state}: World): number => state.tallies.reduce((sum, tally) => sum + tally.invited, 0);
const endedIn = ({state}: World): number => state.tallies.reduce((sum, tally) => sum + tally.membershipsRemoved, 0);
/** A run to which nobody has given a word, so that what it does counts towards the limits. */
const run = (world: World, settings: Partial<SyncSettings> = {}): ReturnType<typeof runOnce> =>
	runOnce(world, {settings: {...all, ...settings}, allow: {}});
const inStep = async (world: World): Promise<void> => {
	const {report} = await runOnce(world, {settings: all, verify: true});
	expect(report.plan?.changes).toEqual([]);
	recordsAreRight(world);
};
const once = (world: World, fault: Fault): void => {
	world.organisation.fault = (_step, nth) => (nth === 0 ? fault : undefined);
};
const refusedWith = (message: string, fields: Record<string, string[]> = {}): Fault => ({
	kind: 'refused',
	status: 400,
	message,
	fields,
});

for (const server of ['official', 'vaultwarden'] as const) {
	test(`${server}: a joiner in three groups is one import`, async () => {
		const world = await joined(createMemoryOrganisation(server === 'official' ? {} : vaultwarden));
		const {report} = await run(world);
		expect(world.organisation.steps.map(brief)).toEqual([[['new'], ['t', 'u', 'v']]]);
		expect(report).toMatchObject({outcome: 'applied', exitCode: 0, applied: {invite: 1, 'set-group-members': 3}});
		expect(world.organisation.held('t')).toEqual([...six, 'new'].sort());
		expect(world.organisation.held('v')).toEqual(['ada', 'new']);
		expect([invitedIn(world), endedIn(world)]).toEqual([1, 5]);
		recordsAreRight(world);
		await inStep(world);
	});
}

test('vaultwarden: who leaves, comes back and joins goes with the groups in one import, each of them once', async () => {
	const world = await joined(createMemoryOrganisation(vaultwarden));
	await run(world);
	world.company.leave('ada');
	await run(world);
	world.organisation.steps.length = 0;
	// Re-created under another id while revoked: linked and restored.
	world.company.people.set('ada2', {id: 'ada2', email: mail('ada')});
	world.company.leave('bob');
	world.company.people.set('hal', {id: 'hal'});
	world.company.groups.get('t')!.members.push('ada2', 'hal');
	const {report} = await run(world);
	const [step, ...others] = world.organisation.steps;
	expect(others).toEqual([]);
	expect(step).toMatchObject({
		members: [
			{externalId: 'bob', deleted: true},
			{externalId: 'ada2', deleted: false},
			{externalId: 'hal', deleted: false},
		],
	});
	expect(report.applied).toMatchObject({revoke: 1, 'adopt-member': 1, restore: 1, invite: 1});
	expect(world.organisation.byExternalId('ada2')?.status).toBe('confirmed');
	await inStep(world);
});

describe('with people added by hand kept, whom the directory takes out of a group', () => {
	test('is out, is not remembered as put there by hand, and comes in again when the directory says so', async () => {
		const world = await joined();
		await run(world, {handAdded: 'keep'});
		expect(world.organisation.held('v')).toEqual(['ada', 'new']);
		recordsAreRight(world);
		world.company.groups.get('v')!.members.push('bob');
		await run(world, {handAdded: 'keep'});
		expect(world.organisation.held('v')).toEqual(['ada', 'bob', 'new']);
	});

	test('stays out when the group is sent again for somebody who was linked alone', async () => {
		const world = await joined();
		world.company.people.set('hand', {id: 'hand'});
		world.organisation.add({email: 'Hand@Fabrikam.example'});
		world.company.groups.get('v')!.members.push('hand');
		await run(world, {handAdded: 'keep'});
		expect(world.organisation.steps.map(brief)).toContain('relink');
		expect(world.organisation.held('v')).toEqual(['ada', 'hand', 'new']);
		recordsAreRight(world);
	});

	test('stays out when what was left without an answer is planned anew', async () => {
		const world = await joined();
		// The import of the groups is done, and the request after it is lost.
		world.company.leave('fay');
		const hand = world.organisation.add({email: 'guest@elsewhere.example'});
		world.organisation.groupOf('u')!.members.add(hand.id);
		world.organisation.fault = step => (step.kind === 'set-group-members' ? 'lost-done' : undefined);
		const settings = {handAdded: 'keep'} as const;
		await run(world, settings);
		world.organisation.fault = () => undefined;
		expect(world.organisation.held('v')).toEqual(['ada', 'new']);
		await run(world, settings);
		expect(world.organisation.held('v')).toEqual(['ada', 'new']);
		recordsAreRight(world);
	});
});

describe('someone who is not there after all', () => {
	test('was dropped from the groups silently: not recorded as a member, added by the next run', async () => {
		const world = await joined();
		// Invited under the same address by somebody else, in the moment before the import.
		let other: ReturnType<MemoryOrganisation['add']> | undefined;
		world.organisation.onCall = what => {
			if (what === 'execute') other ??= world.organisation.add({email: mail('new'), externalId: 'elsewhere'});
		};
		const {report} = await run(world);
		world.organisation.onCall = () => {};
		expect(world.organisation.steps.map(brief)).toEqual([[['new'], ['t', 'u', 'v']]]);
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14, problems: [{code: 'not-invited'}]});
		expect(report.applied.invite).toBeUndefined();
		expect(world.organisation.held('t')).toEqual(six);
		recordsAreRight(world);
		world.organisation.members.delete(other!.id);
		await run(world);
		expect(world.organisation.held('t')).toEqual([...six, 'new'].sort());
		await inStep(world);
	});

	test('whom the server did not link is linked alone, and the groups are sent again for them', async () => {
		const world = await joined();
		world.company.people.set('hand', {id: 'hand'});
		world.organisation.add({email: 'Hand@Fabrikam.example'});
		world.company.groups.get('u')!.members.push('hand');
		const {report} = await run(world);
		expect(world.organisation.steps.map(brief)).toEqual([
			[
				['hand', 'new'],
				['t', 'u', 'v'],
			],
			'relink',
			'set-group-members',
		]);
		expect(report).toMatchObject({outcome: 'applied', applied: {invite: 1, 'adopt-member': 1, 'set-group-members': 3}});
		expect(world.organisation.held('u')).toEqual([...six, 'hand', 'new'].sort());
		expect(endedIn(world)).toBe(5);
		await inStep(world);
	});

	test('nobody is dropped from a group that holds them already, should the server not link them', async () => {
		const world = await joined();
		world.company.people.set('hand', {id: 'hand'});
		const hand = world.organisation.add({email: 'Hand@Fabrikam.example'});
		world.company.groups.get('u')!.members.push('hand');
		world.organisation.groupOf('u')!.members.add(hand.id);
		world.organisation.fault = step => (step.kind === 'relink' ? refusedWith('No.') : undefined);
		const {report} = await run(world, {handAdded: 'keep'});
		expect(world.organisation.steps.map(brief)).toEqual([
			[
				['hand', 'new'],
				['t', 'v'],
			],
			'relink',
			'set-group-members',
		]);
		expect(world.organisation.held('u')).toEqual(['Hand@Fabrikam.example', ...six, 'new'].sort());
		expect(report.problems.map(problem => problem.code)).toEqual(['refused-by-server']);
	});
});

describe('the server says no', () => {
	test('naming people and groups: they are held, and the rest goes as one', async () => {
		const world = await joined();
		world.company.people.set('odd', {id: 'odd'});
		world.company.groups.get('u')!.members.push('odd');
		once(world, refusedWith('No.', {'Members[1].Email': ['Not valid.'], 'Groups[0].Name': ['Too long.']}));
		const {report} = await run(world);
		expect(world.organisation.steps.map(brief)).toEqual([
			[
				['new', 'odd'],
				['t', 'u', 'v'],
			],
			[['new'], ['u', 'v']],
		]);
		expect(world.organisation.steps[1]).toMatchObject({groups: [{memberExternalIds: [...six, 'new']}, {}]});
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14, applied: {invite: 1}});
		expect(report.problems.map(problem => problem.subject[0]).sort()).toEqual(['odd', 't']);
		expect(world.state.people.has(id('odd'))).toBe(false);
		expect(invitedIn(world)).toBe(1);
		recordsAreRight(world);
		await run(world);
		await inStep(world);
	});

	test('that there are no seats: people are refused, what the groups need without them is done', async () => {
		const world = await joined();
		world.organisation.fault = step =>
			step.kind === 'import' && step.members.length > 0
				? {kind: 'refused', status: 400, message: 'Seat limit has been reached.', fields: {}, advice: 'Buy seats.'}
				: undefined;
		const {report} = await run(world);
		expect(world.organisation.steps.map(brief)).toEqual([
			[['new'], ['t', 'u', 'v']],
			[['new'], []],
			[[], ['t', 'u', 'v']],
		]);
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 15, error: {advice: 'Buy seats.'}});
		expect(world.organisation.held('v')).toEqual(['ada']);
		expect(world.state.people.has(id('new'))).toBe(false);
		expect([invitedIn(world), endedIn(world)]).toEqual([0, 5]);
		recordsAreRight(world);
		world.organisation.fault = () => undefined;
		await run(world);
		await inStep(world);
	});

	test('that its plan has no groups, after it has changed the members: they count, and it is said', async () => {
		const world = await joined();
		world.organisation.withoutGroups = true;
		const {report} = await run(world);
		expect(world.organisation.steps.map(brief)).toEqual([
			[['new'], ['t', 'u', 'v']],
			[[], ['t', 'u', 'v']],
		]);
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 15, applied: {invite: 1}});
		expect(report.error?.message).toContain('Organization cannot use groups.');
		expect(world.state.people.get(id('new'))?.by).toBe('invited');
		expect([invitedIn(world), endedIn(world)]).toEqual([1, 0]);
		expect(world.organisation.mails).toEqual([mail('new')]);
		world.organisation.withoutGroups = false;
		await run(world);
		expect(world.organisation.mails).toEqual([mail('new')]);
		await inStep(world);
	});

	test('after it has removed and linked some: what it did stays done in the ledger', async () => {
		const world = await joined();
		world.company.leave('bob', 'purged');
		world.company.leave('cy', 'purged');
		world.organisation.add({email: mail('hand')});
		world.company.people.set('hand', {id: 'hand'});
		world.organisation.withoutGroups = true;
		const settings = {offboard: 'remove'} as const;
		const {report} = await run(world, settings);
		expect(world.organisation.steps.map(brief)[0]).toEqual([
			['bob', 'cy', 'hand', 'new'],
			['t', 'u', 'v'],
		]);
		expect(report.applied).toEqual({remove: 2, 'adopt-member': 1, invite: 1});
		expect(['bob', 'cy', 'hand', 'new'].map(one => world.state.people.get(id(one))?.by)).toEqual([
			'removed',
			'removed',
			'adopted',
			'invited',
		]);
		expect(world.state.tallies.reduce((sum, tally) => sum + tally.offboarded, 0)).toBe(2);
		world.organisation.withoutGroups = false;
		await run(world, settings);
		await inStep(world);
	});

	test('to the access itself: nothing more is sent, and nothing stays written down', async () => {
		const world = await joined();
		once(world, {kind: 'refused', status: 401, message: 'No.', fields: {}});
		const {report} = await run(world);
		expect(world.organisation.steps).toHaveLength(1);
		expect(report).toMatchObject({outcome: 'failed', exitCode: 11});
		expect(world.state.people.has(id('new'))).toBe(false);
		expect([invitedIn(world), endedIn(world)]).toEqual([0, 0]);
	});

	test('vaultwarden, in the middle: people and groups go apart, and what fails again is reported', async () => {
		const world = await joined(createMemoryOrganisation(vaultwarden));
		world.organisation.fault = step =>
			step.kind === 'import' && step.members.length > 0 ? refusedWith('Error sending invite') : undefined;
		const {report} = await run(world);
		expect(world.organisation.steps.map(brief)).toEqual([
			[['new'], ['t', 'u', 'v']],
			[['new'], []],
			[[], ['t', 'u', 'v']],
		]);
		expect(report).toMatchObject({exitCode: 15, applied: {'set-group-members': 3}});
		// It may have stopped after inviting them.
		expect(world.state.people.get(id('new'))?.by).toBe('perhaps-invited');
	});
});

describe('no answer', () => {
	for (const fault of ['lost-done', 'lost-not-done', {lateBy: 2}] as const) {
		test(`${JSON.stringify(fault)}: the members are read first, and what is left goes apart`, async () => {
			const world = await joined();
			once(world, fault);
			const {report} = await run(world);
			expect(report).toMatchObject({outcome: 'applied', exitCode: 0, applied: {invite: 1, 'set-group-members': 3}});
			const [first, ...after] = world.organisation.steps.map(brief);
			expect(first).toEqual([['new'], ['t', 'u', 'v']]);
			const groups = [[], ['t', 'u', 'v']];
			expect(after).toEqual(fault === 'lost-not-done' ? [[['new'], []], groups] : [groups]);
			expect(world.organisation.mails).toEqual([mail('new')]);
			await inStep(world);
		});
	}

	class Dead extends Error {}
	const moments = ['execute', 'executed', 'members'] as const;
	for (const moment of moments) {
		test(`killed at "${moment}": nobody is invited twice, and no membership is lost`, async () => {
			const world = await joined();
			let armed = moment !== 'members';
			world.organisation.onCall = what => {
				if (what === 'executed') armed = true;
				if (armed && what === moment) throw new Dead('killed');
			};
			world.state.onWrite = () => {
				if (world.organisation.steps.length > 0) throw new Dead('killed');
			};
			if (moment === 'members') world.state.onWrite = () => {};
			await run(world);
			world.organisation.onCall = () => {};
			world.state.onWrite = () => {};
			await run(world);
			expect(world.organisation.mails).toEqual([mail('new')]);
			expect(world.organisation.held('v')).toEqual(['ada', 'new']);
			await inStep(world);
		});
	}
});
