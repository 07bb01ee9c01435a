// Somebody joins and groups change: one import of both, over HTTPS, on both servers; and what goes wrong with it.
import {describe, expect, test} from 'vitest';
import type {SyncEvent} from '../../../source/core/run.ts';
import {yes} from '../../helpers/practice-profile.ts';
import {openScene, problems, type Scene, type Told} from '../../helpers/scene.ts';

const importPath = 'POST /api/public/organization/import';
const teams = ['Tea', 'Chess', 'Choir'] as const;
type Server = 'official' | 'vaultwarden';

/** Ada and Grace in three groups, in step; then Joan joins all three, and Grace leaves one. */
const openJoined = async (server: Server, settings: Record<string, string> = {}): Promise<Scene> => {
	const scene = await openScene({server, organisation: {knobs: {groupsEnabled: true}}}, settings);
	const {company} = scene;
	for (const name of teams) company.createGroup({name});
	for (const name of ['ada', 'grace']) company.hire({name, mail: `${name}@halden.example`, groups: teams});
	await scene.sync();
	const [, grace] = company.users().filter(user => user !== company.admin);
	company.hire({name: 'joan', mail: 'joan@halden.example', groups: teams});
	company.removeFromGroup(grace!, company.groups().find(group => group.displayName === 'Choir')!);
	scene.writes();
	return scene;
};
type Body = {
	readonly members: readonly {readonly email: string}[];
	readonly groups: readonly {readonly name: string}[];
};
/** Who and what was in each import, and every other write as it is. */
const sent = (scene: Scene): unknown[] =>
	scene.writes().map(({method, path, body}) => {
		if (`${method} ${path}` !== importPath) return `${method} ${path}`;
		const {members, groups} = body as Body;
		return [members.map(({email}) => email), groups.map(({name}) => name).sort()];
	});
const names = [...teams].sort();
const joan = 'joan@halden.example';
const both = ['ada@halden.example', 'grace@halden.example'];

/** One run, with something that happens at each of its events. */
const syncWith = async ({profile}: Scene, happens: (event: SyncEvent) => void): Promise<Told> => {
	const events: SyncEvent[] = [];
	const run = profile.run({mode: 'sync'}, {approve: yes}, new AbortController().signal);
	for (;;) {
		const next = await run.next();
		if (next.done) return {events, report: next.value};
		happens(next.value);
		events.push(next.value);
	}
};

for (const server of ['official', 'vaultwarden'] as const) {
	test(`${server}: one import of who joins and of three groups`, async () => {
		const scene = await openJoined(server);
		const {report} = await scene.sync();
		expect(sent(scene)).toEqual([[[joan], names]]);
		expect(report).toMatchObject({outcome: 'applied', applied: {invite: 1, 'set-group-members': 3}});
		for (const name of ['Tea', 'Chess']) expect(scene.inside(name)).toEqual([...both, joan]);
		expect(scene.inside('Choir')).toEqual(['ada@halden.example', joan]);
		await scene.settled();
		if (server === 'vaultwarden') return;
		// What was written down holds against what is there.
		const {report: verified} = await scene.run({mode: 'plan', verify: true});
		expect(verified.plan?.changes).toEqual([]);
	});

	test(`${server}: an answer that names people and groups holds those, and the rest goes as one`, async () => {
		const scene = await openJoined(server);
		scene.company.hire({name: 'odd', mail: 'odd@halden.example', groups: ['Tea']});
		// In the order in which they are sent: by address, and groups as the directory lists them.
		const errors = {'Members[1].Email': ['Not valid.'], 'Groups[0].Name': ['Not this one.']};
		const body = JSON.stringify({object: 'error', message: "The request's model state is invalid.", errors});
		scene.practice.faults.add({route: importPath, harm: {kind: 'status', status: 400, body}});
		const told = await scene.sync();
		const [held] = problems(told, 'refused-by-server').flatMap(({subject}) =>
			teams.filter(name => subject.some(word => word.includes(name))),
		);
		expect(problems(told, 'refused-by-server')).toHaveLength(2);
		expect(held).toBeDefined();
		expect(sent(scene).at(-1)).toEqual([[joan], names.filter(name => name !== held)]);
		expect(told.report).toMatchObject({outcome: 'applied-in-part', exitCode: 14});
		expect(scene.member('odd@halden.example')).toBeUndefined();
		await scene.sync();
		expect(scene.inside('Tea')).toEqual([...both, joan, 'odd@halden.example']);
		await scene.settled();
	});
}

test('somebody who is not there after all is in no group, neither there nor in the ledger; the next run adds them', async () => {
	const scene = await openJoined('official');
	const {bitwarden} = scene;
	// Invited by another hand between the plan and the import, under another id.
	const told = await syncWith(scene, ({kind}) => {
		if (kind === 'step-started' && bitwarden.memberByEmail(joan) === undefined)
			bitwarden.addMember({email: joan, externalId: 'elsewhere'});
	});
	expect(problems(told, 'not-invited')).toHaveLength(1);
	expect(told.report.exitCode).toBe(14);
	expect(scene.inside('Tea')).toEqual(both);
	bitwarden.store.members.delete(bitwarden.memberByEmail(joan)!.id);
	bitwarden.store.version++;
	await scene.sync();
	expect(scene.inside('Tea')).toEqual([...both, joan]);
	await scene.settled();
});

describe('an import that is left without an answer', () => {
	test('official: what it did is read, the rest goes apart, and nobody is invited twice', async () => {
		const scene = await openJoined('official', {USHER_TIMEOUT: '5', USHER_RETRY: '5'});
		scene.practice.faults.add({route: importPath, harm: {kind: 'answer-lost'}});
		const {report} = await scene.sync();
		expect(sent(scene)).toEqual([
			[[joan], names],
			[[], names],
		]);
		expect(report).toMatchObject({outcome: 'applied', applied: {invite: 1, 'set-group-members': 3}});
		expect(scene.bitwarden.mails.filter(({to}) => to === joan)).toHaveLength(1);
		await scene.settled();
	});

	test('vaultwarden: the run ends, and the next one sends the same', async () => {
		const scene = await openJoined('vaultwarden', {USHER_TIMEOUT: '5', USHER_RETRY: '5'});
		scene.practice.faults.add({route: importPath, harm: {kind: 'answer-lost'}});
		expect((await scene.sync()).report).toMatchObject({exitCode: 16, error: {code: 'organisation-unanswered'}});
		await scene.sync();
		expect(sent(scene)).toEqual([
			[[joan], names],
			[[joan], names],
		]);
		expect(scene.bitwarden.mails.filter(({to}) => to === joan)).toHaveLength(1);
		await scene.settled();
	});
});

test('a plan without groups says so after the invitations: they count, are not sent again, and the words are shown', async () => {
	const scene = await openJoined('official');
	scene.bitwarden.knobs.planHasGroups = false;
	const {report} = await scene.sync();
	expect(sent(scene)).toEqual([
		[[joan], names],
		[[], names],
	]);
	expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 15, applied: {invite: 1}});
	expect(report.error?.message).toContain('Organization cannot use groups.');
	scene.bitwarden.knobs.planHasGroups = true;
	await scene.sync();
	expect(scene.bitwarden.mails.filter(({to}) => to === joan)).toHaveLength(1);
	expect(scene.inside('Tea')).toEqual([...both, joan]);
	await scene.settled();
});

test('vaultwarden, when a mail fails in the middle: the groups are still set, and the next run invites', async () => {
	const scene = await openJoined('vaultwarden');
	scene.bitwarden.knobs.mailFailsFor.add(joan);
	const {report} = await scene.sync();
	expect(report).toMatchObject({exitCode: 15, applied: {'set-group-members': 3}});
	expect(scene.inside('Choir')).toEqual(['ada@halden.example']);
	expect(scene.member(joan)).toBeUndefined();
	scene.bitwarden.knobs.mailFailsFor.clear();
	await scene.sync();
	expect(scene.standing(joan)).toMatch(/^invited user /);
	expect(scene.inside('Choir')).toEqual(['ada@halden.example', joan]);
	await scene.settled();
});
