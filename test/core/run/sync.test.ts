// How a run goes: what it asks, what it refuses, how it ends.
import {describe, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import type {EntraId, StepOutcome} from '../../../source/core/ports.ts';
import {problemKey} from '../../../source/core/problems.ts';
import type {SyncEvent, SyncRequest} from '../../../source/core/run.ts';
import {defaultSyncSettings} from '../../../source/core/settings.ts';
import {createMemoryOrganisation} from '../../helpers/memory-organisation.ts';
import {companyOf, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';

const mail = (id: string): string => `${id}@fabrikam.example`;
const all = {people: 'all'} as const;

const worldWith = (people: readonly string[], groups: readonly {id: string; members: string[]}[] = []): World => {
	const organisation = createMemoryOrganisation();
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	return worldOf(companyOf(people, groups), organisation);
};
const numbered = (count: number): string[] => Array.from({length: count}, (_, n) => `p${String(n).padStart(4, '0')}`);
const kinds = (events: readonly SyncEvent[]): string[] =>
	events.map(event => (event.kind === 'phase' ? `phase ${event.phase}` : event.kind));
const refusedWith = (message: string, more: Partial<Extract<StepOutcome, {kind: 'refused'}>> = {}): StepOutcome => ({
	kind: 'refused',
	status: 400,
	message,
	fields: {},
	...more,
});

describe('a run', () => {
	test('goes through its phases, journals every step before it is sent, and ends with its report', async () => {
		const world = worldWith(['ada'], [{id: 't', members: ['ada']}]);
		let journalled = 0;
		world.organisation.onCall = what => {
			if (what !== 'execute') return;
			journalled++;
			const steps = world.state.events.filter(event => event.kind === 'step-started');
			expect(steps).toHaveLength(journalled);
		};
		const {report, events} = await runOnce(world, {settings: all});
		expect(kinds(events)).toEqual([
			'run-started',
			'phase sign-in',
			'phase directory',
			'read-started',
			'phase organisation',
			'phase plan',
			'planned',
			'phase apply',
			'apply-started',
			'step-started',
			'step-ended',
			'run-ended',
		]);
		expect(journalled).toBe(1);
		expect(world.state.events).toEqual(events);
		expect(events.at(-1)).toEqual({kind: 'run-ended', report});
		expect(report).toMatchObject({
			outcome: 'applied',
			exitCode: 0,
			applied: {invite: 1, 'create-group': 1, 'set-group-members': 1},
			problems: [],
		});
		expect(report.requests.bitwarden).toBe(5);
		expect(world.organisation.held('t')).toEqual(['ada']);
		expect(world.views).toHaveLength(2);
		expect(world.views[1]?.plan?.fingerprint).toBe(report.plan?.fingerprint);
	});

	test('a second one sends nothing and says so', async () => {
		const world = worldWith(numbered(30), [{id: 't', members: numbered(20)}]);
		await runOnce(world, {settings: all});
		const sent = world.organisation.steps.length;
		const {report} = await runOnce(world, {settings: all});
		expect(report).toMatchObject({outcome: 'nothing-to-do', exitCode: 0, applied: {}});
		expect(world.organisation.steps).toHaveLength(sent);
	});

	test('test reads the directory only, plan reads both, and neither sends', async () => {
		const world = worldWith(['ada']);
		const tested = await runOnce(world, {settings: all, mode: 'test'});
		expect(tested.report).toMatchObject({outcome: 'planned', exitCode: 0, requests: {bitwarden: 0}});
		expect(tested.report.plan).toBeUndefined();
		const planned = await runOnce(world, {settings: all, mode: 'plan', allow: {}});
		expect(planned.report).toMatchObject({outcome: 'planned', exitCode: 0, refusals: [{limit: 'first-run'}]});
		expect(planned.report.plan?.counts.invite).toBe(1);
		expect(world.organisation.steps).toEqual([]);
		expect(world.state.refused).toBe(false);
	});

	test('cuts a large first run into batches of 500, and members of groups follow who is known', async () => {
		const people = numbered(1200);
		const world = worldWith(
			people,
			Array.from({length: 600}, (_, n) => ({id: `t${n}`, members: people.slice(n, n + 3)})),
		);
		const {report} = await runOnce(world, {settings: all});
		const sizes = world.organisation.steps.map(step =>
			step.kind === 'import' ? [step.members.length, step.groups.length] : step.kind,
		);
		expect(sizes).toEqual([
			[500, 0],
			[500, 0],
			[200, 0],
			[0, 500],
			[0, 100],
		]);
		expect(report.applied).toEqual({invite: 1200, 'create-group': 600, 'set-group-members': 600});
		expect(world.organisation.held('t7')).toEqual(people.slice(7, 10));
	});

	test('a filter that cannot be read ends it before anyone is asked anything', async () => {
		const world = worldWith(['ada']);
		const {report} = await runOnce(world, {settings: {userFilter: 'nonsense'}});
		expect(report).toMatchObject({outcome: 'failed', exitCode: 10});
		expect(report.requests.bitwarden).toBe(0);
		expect(world.wants).toEqual([]);
	});

	test('what a service says ends in the report, with its exit code', async () => {
		const world = worldWith(['ada']);
		world.organisation.onCall = () => {
			throw new UsherError({code: 'bad-key', exitCode: 11, message: 'No.', advice: 'Do.', requestId: 'r1'});
		};
		const {report} = await runOnce(world);
		expect(report).toMatchObject({
			outcome: 'failed',
			exitCode: 11,
			error: {code: 'bad-key', message: 'No.', advice: 'Do.', requestId: 'r1'},
		});
	});

	test('a fault of its own gets exit code 1', async () => {
		const world = worldWith(['ada']);
		world.organisation.onCall = () => {
			throw new TypeError('undefined is not a function');
		};
		expect((await runOnce(world)).report).toMatchObject({outcome: 'failed', exitCode: 1, error: {code: 'unexpected'}});
	});

	test('a journal that cannot be written stops it before anything is sent', async () => {
		const world = worldWith(['ada']);
		world.state.onWrite = what => {
			if (what === 'journal' && world.state.events.some(event => event.kind === 'apply-started'))
				throw new UsherError({code: 'disk-full', exitCode: 16, message: 'Full.', advice: 'Make room.'});
		};
		const {report, events} = await runOnce(world, {settings: all});
		expect(report).toMatchObject({outcome: 'failed', error: {code: 'disk-full'}});
		expect(events.at(-1)?.kind).toBe('run-ended');
		expect(world.organisation.steps).toEqual([]);
		world.state.onWrite = what => {
			if (what === 'journal' && world.state.events.some(event => event.kind === 'planned'))
				throw new UsherError({code: 'disk-full', exitCode: 16, message: 'Full.', advice: 'Make room.'});
		};
		expect((await runOnce(world, {settings: all, mode: 'plan'})).report.error?.code).toBe('disk-full');
	});

	test('passes on what an adapter says about waiting', async () => {
		const world = worldWith(['ada']);
		const {execute} = world.organisation.port;
		const port = {
			...world.organisation.port,
			execute: async (...[step, call]: Parameters<typeof execute>) => {
				call.waiting({kind: 'waiting', service: 'bitwarden', seconds: 3, because: 'throttled'});
				await Promise.resolve();
				return execute(step, call);
			},
		};
		const {events} = await runOnce({...world, organisation: {...world.organisation, port}}, {settings: all});
		const at = kinds(events).indexOf('waiting');
		expect(kinds(events)[at - 1]).toBe('step-started');
		expect(kinds(events)[at + 1]).toBe('step-ended');
		expect(world.state.events.some(event => event.kind === 'waiting')).toBe(false);
	});
});

describe('the guard', () => {
	test('refuses a first run with 13, nothing sent, and the next run reads in full', async () => {
		const world = worldWith(['ada']);
		const asked: string[][] = [];
		const {report} = await runOnce(world, {
			settings: all,
			allow: {},
			approve: (_plan, refusals) => {
				asked.push(refusals.map(refusal => refusal.limit));
				return Promise.resolve('decline');
			},
		});
		expect(asked).toEqual([['first-run']]);
		expect(report).toMatchObject({outcome: 'refused', exitCode: 13});
		expect(world.organisation.steps).toEqual([]);
		expect(world.state.refused).toBe(true);
		await runOnce(world, {settings: all});
		expect(world.wants.map(want => want?.full)).toEqual(['first', 'after-refusal']);
		expect(world.state.refused).toBe(false);
		await runOnce(world, {settings: all});
		expect(world.wants.at(-1)?.full).toBeUndefined();
	});

	test('an approval is for this plan: the organisation is read again, and what changed is asked again', async () => {
		const world = worldWith(['ada', 'bob']);
		const plans: number[] = [];
		const {report} = await runOnce(world, {
			settings: all,
			allow: {},
			approve: plan => {
				plans.push(plan.counts.invite);
				// Meanwhile an administrator invites bob by hand.
				if (plans.length === 1) world.organisation.add({email: mail('bob'), externalId: 'bob', status: 'invited'});
				return Promise.resolve({approve: plan.fingerprint});
			},
		});
		expect(plans).toEqual([2, 1]);
		expect(report).toMatchObject({outcome: 'applied', applied: {invite: 1}});
	});

	test('an organisation that never stands still is given up', async () => {
		const world = worldWith(numbered(20));
		let asked = 0;
		const {report} = await runOnce(world, {
			settings: all,
			allow: {},
			approve: plan => {
				world.organisation.add({email: mail(numbered(20)[asked]!), externalId: numbered(20)[asked]});
				asked++;
				return Promise.resolve({approve: plan.fingerprint});
			},
		});
		expect(asked).toBe(5);
		expect(report).toMatchObject({outcome: 'failed', exitCode: 16, error: {code: 'organisation-changing'}});
		expect(world.organisation.steps).toEqual([]);
	});

	test('approving another plan than the one shown approves nothing', async () => {
		const world = worldWith(['ada']);
		const approve = () => Promise.resolve({approve: 'something else' as never});
		expect((await runOnce(world, {settings: all, allow: {}, approve})).report.exitCode).toBe(13);
	});

	test('a screen is asked although nothing is refused, and may say no', async () => {
		const world = worldWith(['ada']);
		const {report} = await runOnce(world, {settings: all, by: 'screen'});
		expect(report).toMatchObject({outcome: 'declined', exitCode: 0});
		expect(world.state.refused).toBe(false);
		expect((await runOnce(world, {settings: all, by: 'screen', allow: {}})).report).toMatchObject({
			outcome: 'declined',
			exitCode: 13,
		});
	});

	test('nobody is asked about an empty directory', async () => {
		const world = worldWith(['ada', 'bob']);
		await runOnce(world, {settings: all});
		world.company.leave('ada');
		world.company.leave('bob');
		let asked = 0;
		const {report} = await runOnce(world, {
			settings: all,
			approve: plan => {
				asked++;
				return Promise.resolve({approve: plan.fingerprint});
			},
		});
		expect(asked).toBe(0);
		expect(report).toMatchObject({outcome: 'refused', exitCode: 13});
		expect(world.organisation.byExternalId('ada')?.status).toBe('invited');
	});

	test('counts what was applied without a word, over a day, and not what a person let pass', async () => {
		const people = numbered(100);
		const world = worldWith(people);
		await runOnce(world, {settings: all});
		expect(world.state.tallies).toEqual([]);
		for (const id of people.slice(0, 15)) world.company.leave(id);
		expect((await runOnce(world, {settings: all, allow: {}})).report.outcome).toBe('applied');
		expect(world.state.tallies.reduce((sum, tally) => sum + tally.offboarded, 0)).toBe(15);
		for (const id of people.slice(15, 20)) world.company.leave(id);
		expect((await runOnce(world, {settings: all, allow: {}})).report.refusals).toMatchObject([
			{limit: 'offboard', asked: 5, lastDay: 15, allowed: 17},
		]);
		expect((await runOnce(world, {settings: all, allow: {removals: 5}})).report.outcome).toBe('applied');
		expect(world.state.tallies.reduce((sum, tally) => sum + tally.offboarded, 0)).toBe(15);
		world.time += 86_400_000;
		for (const id of people.slice(20, 30)) world.company.leave(id);
		expect((await runOnce(world, {settings: all, allow: {}})).report.outcome).toBe('applied');
	});

	test('counts the seats that it bought without a word over a day, and not those that the server refused', async () => {
		const organisation = createMemoryOrganisation({seats: {bought: 5}});
		const world = worldOf(companyOf(numbered(5)), organisation);
		const settings = {...all, guard: {...defaultSyncSettings.guard, seats: 3}};
		const run = (allow: SyncRequest['allow'] = {}) => runOnce(world, {settings, allow});
		const bought = (): number => world.state.tallies.reduce((sum, tally) => sum + tally.seats, 0);
		await run({firstRun: true});
		world.company.people.set('ada', {id: 'ada'});
		world.company.people.set('bob', {id: 'bob'});
		organisation.fault = () => refusedWith('Seat limit has been reached.');
		expect((await run()).report).toMatchObject({exitCode: 15, applied: {}});
		expect(bought()).toBe(0);
		organisation.fault = () => undefined;
		expect((await run()).report).toMatchObject({outcome: 'applied', applied: {invite: 2}});
		expect(bought()).toBe(2);
		world.company.people.set('cy', {id: 'cy'});
		world.company.people.set('dan', {id: 'dan'});
		expect((await run()).report.refusals).toMatchObject([{limit: 'seats', asked: 2, lastDay: 2, allowed: 3}]);
		expect((await run({seats: 2})).report).toMatchObject({applied: {invite: 2}});
		expect(bought()).toBe(2);
	});

	test('a changed scope needs a word; where nothing would change it is accepted by itself', async () => {
		const world = worldWith(['ada', 'bob']);
		await runOnce(world, {settings: all});
		const changed = {...all, userFilter: `exclude:${mail('bob')}`};
		expect((await runOnce(world, {settings: changed, allow: {}})).report.refusals).toMatchObject([
			{limit: 'scope-changed'},
		]);
		const harmless = {...all, guests: 'in'} as const;
		expect((await runOnce(world, {settings: harmless, allow: {}})).report.outcome).toBe('nothing-to-do');
		world.company.people.set('cy', {id: 'cy'});
		expect((await runOnce(world, {settings: harmless, allow: {}})).report.outcome).toBe('applied');
	});

	test('another tenant under the same profile needs a word, and its people are not taken for leavers unseen', async () => {
		const world = worldWith(['ada']);
		await runOnce(world, {settings: all});
		world.company.tenant = 'tenant-2';
		world.company.people.set('bob', {id: 'bob'});
		expect((await runOnce(world, {settings: all, allow: {}})).report.refusals).toMatchObject([
			{limit: 'scope-changed'},
		]);
	});
});

describe('a reviewed plan', () => {
	test('is applied when it still fits, and only then', async () => {
		const world = worldWith(['ada']);
		const {report: plan} = await runOnce(world, {settings: all, mode: 'plan'});
		const expected = plan.plan!.fingerprint;
		world.company.people.set('bob', {id: 'bob'});
		const stale = await runOnce(world, {settings: all, expect: expected});
		expect(stale.report).toMatchObject({outcome: 'failed', exitCode: 18, error: {code: 'plan-stale'}});
		expect(world.organisation.steps).toEqual([]);
		world.company.people.delete('bob');
		expect((await runOnce(world, {settings: all, expect: expected})).report.outcome).toBe('applied');
	});
});

describe('the server says no', () => {
	test('to some by name: they are held, the rest is sent, and a person is needed', async () => {
		const world = worldWith(['ada', 'bob', 'cy'], [{id: 't', members: ['ada', 'bob', 'cy']}]);
		world.organisation.fault = (step, nth) =>
			nth === 0 && step.kind === 'import'
				? refusedWith('The request’s model state is invalid.', {
						fields: {'Members[1].Email': ['Not valid.'], 'Members[9].Email': ['Nobody.'], Other: ['?']},
					})
				: undefined;
		const {report} = await runOnce(world, {settings: all});
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14, applied: {invite: 2}});
		expect(report.problems).toMatchObject([{code: 'refused-by-server', subject: ['bob', mail('bob')]}]);
		expect(report.problems[0]?.message).toContain('Not valid.');
		expect(world.organisation.held('t')).toEqual(['ada', 'cy']);
		// It was not written down as invited.
		expect(world.state.people.has('bob' as EntraId)).toBe(false);
	});

	test('to groups by name: the others are made', async () => {
		const world = worldWith(
			['ada'],
			[
				{id: 't', members: ['ada']},
				{id: 'u', members: ['ada']},
			],
		);
		world.organisation.fault = (step, nth) =>
			nth === 0 && step.kind === 'import' ? refusedWith('No.', {fields: {'Groups[0].Name': ['Too long.']}}) : undefined;
		const {report} = await runOnce(world, {settings: all});
		expect(report.applied['create-group']).toBe(1);
		expect(world.organisation.groupOf('t')).toBeUndefined();
		expect(world.state.groups.has('t' as EntraId)).toBe(false);
		expect(world.organisation.held('u')).toEqual(['ada']);
	});

	test('to all that are named: nothing is left to send', async () => {
		const world = worldWith(['ada']);
		world.organisation.fault = () => refusedWith('No.', {fields: {'Members[0].Email': ['Not valid.']}});
		const {report} = await runOnce(world, {settings: all});
		expect(world.organisation.steps).toHaveLength(1);
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14, applied: {}});
	});

	test('to a whole import: its sort ends, the others go on, and the run ends with 15', async () => {
		const world = worldWith(numbered(600), [{id: 't', members: []}]);
		world.organisation.fault = step =>
			step.kind === 'import' && step.members.length > 0
				? refusedWith('Seat limit has been reached.', {advice: 'Buy seats.', requestId: 'r9'})
				: undefined;
		const {report} = await runOnce(world, {settings: all});
		expect(world.organisation.steps).toHaveLength(2);
		expect(report).toMatchObject({
			outcome: 'applied-in-part',
			exitCode: 15,
			applied: {'create-group': 1},
			error: {code: 'organisation-refused', advice: 'Buy seats.', requestId: 'r9'},
		});
		expect(report.error?.message).toContain('Seat limit has been reached.');
		expect(world.state.tallies.reduce((sum, tally) => sum + tally.invited, 0)).toBe(0);
	});

	test('to one person: they are held, others go on, and the ledger does not claim what did not happen', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'dan', 'eve', 'fay']);
		await runOnce(world, {settings: all});
		world.company.leave('ada');
		world.company.leave('bob');
		world.organisation.fault = step =>
			step.kind === 'revoke' && step.member === world.organisation.byExternalId('ada')?.id
				? refusedWith('Organization must have at least one confirmed owner.')
				: undefined;
		const {report} = await runOnce(world, {settings: all});
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14, applied: {revoke: 1}});
		expect(world.state.people.get('ada' as EntraId)?.by).toBe('invited');
		expect(world.state.people.get('bob' as EntraId)?.by).toBe('revoked-by-usher');
	});

	test('to the access itself: nothing more is sent', async () => {
		const world = worldWith(['ada'], [{id: 't', members: ['ada']}]);
		for (const [status, exitCode] of [
			[401, 11],
			[402, 15],
			[403, 15],
		] as const) {
			world.organisation.fault = () => refusedWith('No access', {status});
			const before = world.organisation.steps.length;
			const {report} = await runOnce(world, {settings: all});
			expect(world.organisation.steps.length - before).toBe(1);
			expect(report).toMatchObject({outcome: 'failed', exitCode});
		}
	});

	test('taking over a group: nothing is made beside it', async () => {
		const world = worldWith(['ada'], [{id: 't', members: ['ada']}]);
		world.organisation.addGroup({name: 't'});
		world.organisation.fault = step => (step.kind === 'adopt-group' ? refusedWith('No') : undefined);
		const {report} = await runOnce(world, {settings: {...all, adoptGroups: ['t']}});
		expect([...world.organisation.groups.values()].map(group => [group.name, group.externalId])).toEqual([
			['t', undefined],
		]);
		expect(report.problems[0]?.message).toContain('the group "t"');
		world.organisation.fault = () => undefined;
		await runOnce(world, {settings: {...all, adoptGroups: ['t']}});
		expect(world.organisation.held('t')).toEqual(['ada']);
		expect(world.organisation.groupOf('t')?.collections).toBe(2);
	});
});

describe('no answer', () => {
	test('is read out until the organisation stands still, and what is left goes in halves', async () => {
		const world = worldWith(numbered(800));
		world.organisation.fault = (_step, nth) => (nth === 0 ? 'lost-done' : undefined);
		const {report, events} = await runOnce(world, {settings: all});
		expect(world.organisation.steps.map(step => step.kind === 'import' && step.members.length)).toEqual([500, 250, 50]);
		expect(report).toMatchObject({outcome: 'applied', exitCode: 0, applied: {invite: 800}});
		expect(world.organisation.mails).toHaveLength(800);
		expect(events.filter(event => event.kind === 'waiting')).toMatchObject([{because: 'paced', seconds: 5}]);
	});

	test('where nothing of it is to be seen, a third read has to agree', async () => {
		const world = worldWith(['ada', 'bob']);
		world.organisation.fault = (_step, nth) => (nth === 0 ? {lateBy: 3} : undefined);
		const {report} = await runOnce(world, {settings: all});
		expect(report.applied).toEqual({invite: 2});
		expect(world.organisation.mails.sort()).toEqual([mail('ada'), mail('bob')]);
		expect(world.organisation.steps).toHaveLength(1);
	});

	test('again and again ends the run with 16, and what happened is counted', async () => {
		const world = worldWith(['ada', 'bob']);
		world.organisation.fault = () => 'lost-not-done';
		const {report} = await runOnce(world, {settings: all});
		expect(world.organisation.steps).toHaveLength(5);
		expect(report).toMatchObject({
			outcome: 'failed',
			exitCode: 16,
			error: {
				code: 'organisation-unanswered',
				message: expect.stringContaining('No answer in time'),
				requestId: 'req-lost',
			},
			unanswered: 2,
			applied: {},
		});
	});

	test('while others keep changing the organisation ends the run with 16', async () => {
		const world = worldWith(['ada']);
		world.organisation.fault = () => 'lost-not-done';
		world.organisation.onCall = what => {
			if (what === 'members') world.organisation.add({email: `${world.organisation.members.size}@other.example`});
		};
		expect((await runOnce(world, {settings: all})).report).toMatchObject({
			exitCode: 16,
			error: {code: 'organisation-unsettled'},
		});
	});

	test('what somebody else changed meanwhile waits for the next run and its guard', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'dan', 'eve', 'fay'], [{id: 't', members: ['ada', 'bob']}]);
		await runOnce(world, {settings: all});
		world.company.people.set('new', {id: 'new'});
		world.organisation.fault = step => {
			if (step.kind !== 'import') return undefined;
			// An administrator renames a group and removes a member in the same minute.
			world.organisation.groupOf('t')!.name = 'Renamed by hand';
			world.organisation.members.delete(world.organisation.byExternalId('fay')!.id);
			world.organisation.fault = () => undefined;
			return 'lost-not-done';
		};
		const {report} = await runOnce(world, {settings: all});
		expect(report.applied).toEqual({invite: 1});
		expect(world.organisation.byExternalId('new')).toBeDefined();
		expect(world.organisation.byExternalId('fay')).toBeUndefined();
		expect(world.organisation.groupOf('t')?.name).toBe('Renamed by hand');
	});
});

describe('what was accepted is looked at', () => {
	test('whom the server did not link, because the address is stored otherwise, is linked alone', async () => {
		const world = worldWith(['ada', 'bob'], [{id: 't', members: ['ada', 'bob']}]);
		world.organisation.add({email: 'Ada@Fabrikam.example'});
		world.organisation.add({email: mail('bob')});
		const {report} = await runOnce(world, {settings: all});
		expect(world.organisation.steps.map(step => step.kind)).toEqual(['import', 'relink', 'import']);
		expect(report).toMatchObject({outcome: 'applied', applied: {'adopt-member': 2}});
		expect(world.organisation.held('t')).toEqual(['ada', 'bob']);
		expect(world.organisation.byExternalId('ada')?.collections).toBe(3);
	});

	test('whom it silently did not invite or remove is said, and not counted', async () => {
		const world = worldWith(['ada', 'bob', 'cy', 'dan', 'eve', 'fay', 'gus', 'hal', 'ian', 'jon', 'kim']);
		world.organisation.fault = (_step, nth) => (nth === 0 ? {kind: 'done'} : undefined);
		const {report} = await runOnce(world, {settings: all});
		expect(report.applied.invite).toBeUndefined();
		expect(report.problems).toHaveLength(11);
		expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14});
		expect(report.problems[0]).toMatchObject({code: 'not-invited', severity: 'needs-person'});
		await runOnce(world, {settings: all});
		world.company.leave('ada');
		world.company.leave('bob');
		const next = world.organisation.steps.length;
		world.organisation.fault = (_step, nth) => (nth === next ? {kind: 'done'} : undefined);
		const removed = await runOnce(world, {settings: {...all, offboard: 'remove'}});
		expect(removed.report.problems.map(problem => problem.code)).toEqual(['not-removed', 'not-removed']);
		await runOnce(world, {settings: {...all, offboard: 'remove'}});
		expect(world.organisation.byExternalId('ada')).toBeUndefined();
	});
});

describe('problems', () => {
	test('need a person and end with 14 until they are acknowledged', async () => {
		const world = worldWith(['ada']);
		world.organisation.add({email: mail('ada'), externalId: 'ada', status: 'revoked'});
		const {report} = await runOnce(world, {settings: all});
		expect(report).toMatchObject({outcome: 'nothing-to-do', exitCode: 14});
		world.state.acknowledged.add(problemKey(report.problems[0]!));
		expect((await runOnce(world, {settings: all})).report).toMatchObject({outcome: 'nothing-to-do', exitCode: 0});
	});
});

describe('stopping', () => {
	test('before anything, while waiting for a person, and between two requests', async () => {
		const at = async (when: (event: SyncEvent) => boolean): Promise<[World, string, number]> => {
			const world = worldWith(numbered(600));
			const stop = new AbortController();
			const {report} = await runOnce(world, {
				settings: all,
				signal: stop.signal,
				onEvent: event => {
					if (when(event)) stop.abort();
				},
			});
			expect(report.exitCode).toBe(130);
			expect(report.error).toBeUndefined();
			return [world, report.outcome, report.applied.invite ?? 0];
		};
		expect((await at(event => event.kind === 'apply-started')).slice(1)).toEqual(['interrupted', 0]);
		const [world, , applied] = await at(event => event.kind === 'step-ended');
		expect(applied).toBe(500);
		expect(world.organisation.steps).toHaveLength(1);
		const asking = worldWith(['ada']);
		const stop = new AbortController();
		const {report} = await runOnce(asking, {
			settings: all,
			allow: {},
			signal: stop.signal,
			approve: (_plan, _refusals, signal) =>
				new Promise((_resolve, reject) => {
					signal.addEventListener('abort', () => reject(signal.reason as Error));
					stop.abort();
				}),
		});
		expect(report).toMatchObject({outcome: 'interrupted', exitCode: 130});
		expect(asking.state.refused).toBe(false);
	});

	test('a reader who leaves in the middle leaves nothing behind', async () => {
		const world = worldWith(numbered(600));
		const stop = new AbortController();
		await expect(
			runOnce(world, {
				settings: all,
				signal: stop.signal,
				onEvent: event => {
					if (event.kind === 'step-ended') throw new Error('the screen is gone');
				},
			}),
		).rejects.toThrow('the screen is gone');
		expect(world.organisation.steps).toHaveLength(1);
		const {report} = await runOnce(world, {settings: all});
		expect(report.applied.invite).toBe(100);
	});
});
