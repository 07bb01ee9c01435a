// Rarer turns of a run, each of which has happened to somebody.
import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {sortProblems} from '../../../source/core/problems.ts';
import {createMemoryOrganisation} from '../../helpers/memory-organisation.ts';
import {companyOf, runOnce, type World, worldOf} from '../../helpers/memory-run.ts';

const mail = (id: string): string => `${id}@fabrikam.example`;
const all = {people: 'all'} as const;
const worldWith = (people: readonly string[], groups: readonly {id: string; members: string[]}[] = []): World => {
	const organisation = createMemoryOrganisation();
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	return worldOf(companyOf(people, groups), organisation);
};

test('after an approval, the members of every group that the plan touches are read again', async () => {
	const world = worldWith(['ada', 'bob', 'cy'], [{id: 't', members: ['ada', 'bob']}]);
	await runOnce(world, {settings: all});
	world.company.groups.get('t')?.members.push('cy');
	const group = world.organisation.groupOf('t');
	const vendor = world.organisation.add({email: 'vendor@other.example'});
	const plans: string[][] = [];
	const {report} = await runOnce(world, {
		settings: all,
		by: 'screen',
		approve: plan => {
			plans.push(
				plan.changes.flatMap(change =>
					change.kind === 'set-group-members' ? change.removed.map(({email}) => email) : [],
				),
			);
			// Meanwhile somebody adds a vendor by hand: the plan that was approved does not remove anyone.
			if (plans.length === 1) group?.members.add(vendor.id);
			return Promise.resolve(plans.length < 3 ? {approve: plan.fingerprint} : 'decline');
		},
	});
	expect(plans).toEqual([[], ['vendor@other.example']]);
	expect(report.outcome).toBe('applied');
	expect([...(group?.members ?? [])]).not.toContain(vendor.id);
});

test('a plan let pass after a refusal is the end of the refusal', async () => {
	const world = worldWith(['ada', 'bob', 'cy', 'dan']);
	await runOnce(world, {settings: all});
	for (const id of ['ada', 'bob', 'cy']) world.company.leave(id);
	expect((await runOnce(world, {settings: all, allow: {}})).report.exitCode).toBe(13);
	expect(world.state.refused).toBe(true);
	const {report} = await runOnce(world, {settings: all, allow: {removals: 3}});
	expect(report).toMatchObject({outcome: 'applied', applied: {revoke: 3}});
	expect(world.state.refused).toBe(false);
});

test('a refusal is over, too, when there is nothing left to do', async () => {
	const world = worldWith(['ada', 'bob', 'cy', 'dan']);
	await runOnce(world, {settings: all});
	const {people} = world.company;
	const left = ['ada', 'bob', 'cy'].map(id => [id, people.get(id)] as const);
	for (const [id] of left) people.delete(id);
	expect((await runOnce(world, {settings: all, allow: {}})).report.exitCode).toBe(13);
	for (const [id, person] of left) if (person !== undefined) people.set(id, person);
	expect((await runOnce(world, {settings: all, allow: {}})).report.outcome).toBe('nothing-to-do');
	expect(world.state.refused).toBe(false);
});

test('stopped while the answer to a request is not known: interrupted, nothing else sent, and the next run goes on', async () => {
	const world = worldWith(['ada', 'bob']);
	const stop = new AbortController();
	world.organisation.fault = () => {
		stop.abort();
		return 'lost-done';
	};
	const {report} = await runOnce(world, {settings: all, signal: stop.signal});
	expect(report).toMatchObject({outcome: 'interrupted', exitCode: 130});
	expect(world.organisation.steps).toHaveLength(1);
	world.organisation.fault = () => undefined;
	expect((await runOnce(world, {settings: all})).report.exitCode).toBe(0);
	expect(world.organisation.mails.toSorted()).toEqual([mail('ada'), mail('bob')]);
});

test('a request that could not be sent at all is written down as that, and ends the run with what was said', async () => {
	const world = worldWith(['ada']);
	const {port} = world.organisation;
	const error = new UsherError({
		code: 'sign-in-failed',
		exitCode: 11,
		message: 'The key was changed.',
		advice: 'Set it again.',
		cause: new Error('401'),
	});
	const broken = {...port, execute: () => Promise.reject(error)};
	const {report, events} = await runOnce(
		{...world, organisation: {...world.organisation, port: broken}},
		{settings: all},
	);
	expect(error.cause).toBeInstanceOf(Error);
	expect(report).toMatchObject({outcome: 'failed', exitCode: 11, applied: {}, error: {code: 'sign-in-failed'}});
	expect(events.find(event => event.kind === 'step-ended')).toMatchObject({
		outcome: {kind: 'refused', status: 0, message: 'Not sent: The key was changed.'},
	});
	expect([...world.state.people.values()].filter(({by}) => by === 'invited')).toEqual([]);
});

test('thrown words that are no error still end in a sentence', async () => {
	const world = worldWith(['ada']);
	const {port} = world.organisation;
	const broken = {...port, execute: () => Promise.reject('just words' as unknown as Error)};
	const {report} = await runOnce({...world, organisation: {...world.organisation, port: broken}}, {settings: all});
	expect(report).toMatchObject({exitCode: 1, error: {code: 'unexpected', message: 'just words'}});
});

test('invitations are staged where the server can, and by mail where it cannot', async () => {
	for (const [canStage, invite] of [
		[true, 'staged'],
		[false, 'mail'],
	] as const) {
		const organisation = createMemoryOrganisation({canStage});
		const world = worldOf(companyOf(['ada']), organisation);
		const {report} = await runOnce(world, {settings: {...all, invite: 'staged'}});
		expect(organisation.steps).toMatchObject([{kind: 'import', invite}]);
		expect(report.plan?.mails).toBe(canStage ? 0 : 1);
		expect(report.problems.map(({code}) => code)).toEqual(canStage ? [] : ['cannot-stage']);
	}
});

test('a group of thousands is compared whole', async () => {
	const people = Array.from({length: 2500}, (_, number) => `p${String(number).padStart(4, '0')}`);
	const world = worldWith(people, [{id: 't', members: people}]);
	await runOnce(world, {settings: all});
	const group = world.organisation.groupOf('t');
	expect(group?.members.size).toBe(2500);
	const [first] = group?.members ?? [];
	const last = [...(group?.members ?? [])].at(-1);
	for (const id of [first, last]) if (id !== undefined) group?.members.delete(id);
	const {report} = await runOnce(world, {settings: all, verify: true});
	expect(report.plan?.changes).toMatchObject([{kind: 'set-group-members', added: [{}, {}], removed: []}]);
	expect(group?.members.size).toBe(2500);
});

test('the same problem is told once, what needs a person first, in an order of its own', () => {
	const problem = (code: string, severity: 'warning' | 'needs-person', ...subject: string[]) => ({
		code,
		severity,
		subject,
		message: `${code}.`,
	});
	const sorted = sortProblems([
		problem('z', 'warning', 'a'),
		problem('b', 'needs-person', '2'),
		problem('b', 'needs-person', '1'),
		problem('z', 'warning', 'a', 'a'),
		problem('a', 'warning', 'x'),
	]);
	expect(sorted.map(({code, subject}) => `${code} ${subject[0]}`)).toEqual(['b 1', 'b 2', 'a x', 'z a']);
});
