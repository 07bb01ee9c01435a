// Groups: rows of the case table, over HTTPS, as the organisation holds them afterwards.
import {expect, test} from 'vitest';
import {openScene, planned, problems, type Scene} from '../../helpers/scene.ts';

const hire = ({company}: Scene, name: string, ...groups: readonly string[]) =>
	company.hire({name, mail: `${name}@halden.example`, groups});

test('group in scope: created with its id, renamed, filled; whom someone added by hand is shown as removed', async () => {
	const scene = await openScene({organisation: {members: [{email: 'hand@elsewhere.example'}]}});
	const {company, bitwarden} = scene;
	const team = company.createGroup({name: 'Team'});
	hire(scene, 'ada', 'Team');
	const grace = hire(scene, 'grace', 'Team');
	const alan = hire(scene, 'alan');
	await scene.sync();
	expect(scene.group('Team')?.externalId).toBe(team.id);
	expect(scene.inside('Team')).toEqual(['ada@halden.example', 'grace@halden.example']);
	const made = scene.group('Team')?.id;

	company.renameGroup(team, 'Vault team');
	company.removeFromGroup(grace, team);
	company.addToGroup(alan, team);
	scene.group('Team')?.members.add(scene.member('hand@elsewhere.example')?.id ?? '');
	bitwarden.store.version++;
	const run = await scene.sync({verify: true});
	expect(planned(run)).toEqual([
		'rename-group Vault team',
		'set-group-members Vault team +alan@halden.example -grace@halden.example -hand@elsewhere.example',
	]);
	expect(scene.group('Vault team')?.id).toBe(made);
	expect(scene.inside('Vault team')).toEqual(['ada@halden.example', 'alan@halden.example']);
	await scene.settled();
});

test('group in scope: who was added by hand stays when the setting says so', async () => {
	const scene = await openScene(
		{organisation: {members: [{email: 'hand@elsewhere.example'}]}},
		{USHER_HAND_ADDED: 'keep'},
	);
	scene.company.createGroup({name: 'Team'});
	hire(scene, 'ada', 'Team');
	await scene.sync();
	scene.group('Team')?.members.add(scene.member('hand@elsewhere.example')?.id ?? '');
	scene.bitwarden.store.version++;
	const grace = hire(scene, 'grace', 'Team');
	const run = await scene.sync({verify: true});
	expect(planned(run, 'set-group-members')).toEqual(['set-group-members Team +grace@halden.example']);
	expect(scene.inside('Team')).toEqual(['ada@halden.example', 'grace@halden.example', 'hand@elsewhere.example']);
	await scene.settled();

	scene.company.removeFromGroup(grace, 'Team');
	await scene.sync();
	expect(scene.inside('Team')).toEqual(['ada@halden.example', 'hand@elsewhere.example']);
	await scene.settled();
});

test('nested groups: flattened through every group, in scope or not; a cycle does no harm', async () => {
	const scene = await openScene({}, {USHER_GROUP_FILTER: 'include:Top,Bottom'});
	const {company} = scene;
	const [top, middle, bottom] = ['Top', 'Middle', 'Bottom'].map(name => company.createGroup({name}));
	if (top === undefined || middle === undefined || bottom === undefined) throw new Error('groups were made');
	company.nest(middle, top);
	company.nest(bottom, middle);
	company.nest(top, bottom);
	hire(scene, 'at.top', 'Top');
	hire(scene, 'in.middle', 'Middle');
	const low = hire(scene, 'at.bottom', 'Bottom');
	await scene.sync();
	const all = ['at.bottom@halden.example', 'at.top@halden.example', 'in.middle@halden.example'];
	expect(scene.inside('Top')).toEqual(all);
	expect(scene.inside('Bottom')).toEqual(all);
	expect(scene.group('Middle')).toBeUndefined();
	await scene.settled();

	company.unnest(top, bottom);
	company.removeFromGroup(low, 'Bottom');
	const run = await scene.sync();
	expect(planned(run, 'set-group-members')).toEqual([
		'set-group-members Bottom -at.bottom@halden.example -at.top@halden.example -in.middle@halden.example',
		'set-group-members Top -at.bottom@halden.example',
	]);
	// In no selected group any more: out of scope, and so out of the groups.
	expect(planned(run, 'revoke')).toEqual(['revoke at.bottom@halden.example']);
	expect(scene.inside('Bottom')).toEqual([]);
	expect(scene.inside('Top')).toEqual(['at.top@halden.example', 'in.middle@halden.example']);
	await scene.settled();
});

test('group deleted or out of scope: emptied, and its collections stay mapped', async () => {
	const scene = await openScene();
	const {company, bitwarden} = scene;
	const deleted = company.createGroup({name: 'Deleted'});
	company.createGroup({name: 'Filtered'});
	hire(scene, 'ada', 'Deleted', 'Filtered');
	await scene.sync();
	const collection = {id: '0a0a0a0a-0000-4000-8000-000000000001', readOnly: false, hidePasswords: false, manage: true};
	bitwarden.store.collections.set(collection.id, {id: collection.id, name: 'Vault'});
	for (const name of ['Deleted', 'Filtered']) scene.group(name)?.collections.push(collection);
	company.deleteGroup(deleted);
	scene.set({USHER_GROUP_FILTER: 'exclude:Filtered', USHER_PEOPLE: 'all'});
	const run = await scene.sync();
	expect(planned(run)).toEqual(['empty-group Deleted', 'empty-group Filtered']);
	for (const name of ['Deleted', 'Filtered']) {
		expect(scene.inside(name), name).toEqual([]);
		expect(scene.group(name)?.collections, name).toEqual([collection]);
	}
	expect(scene.standing('ada@halden.example')).toMatch(/^invited/);
	await scene.settled();
});

test('group deleted: deleted or kept when the setting says so', async () => {
	const scene = await openScene({}, {USHER_DELETED_GROUPS: 'keep'});
	const {company} = scene;
	const [first, second] = ['First', 'Second'].map(name => company.createGroup({name}));
	hire(scene, 'ada', 'First', 'Second');
	await scene.sync();
	company.deleteGroup(first?.id ?? '');
	expect((await scene.sync()).report.outcome).toBe('nothing-to-do');
	expect(scene.inside('First')).toEqual(['ada@halden.example']);

	scene.set({USHER_DELETED_GROUPS: 'delete'});
	company.deleteGroup(second?.id ?? '');
	const run = await scene.sync();
	expect(planned(run)).toEqual(['delete-group First', 'delete-group Second']);
	expect(scene.group('First')).toBeUndefined();
	expect(scene.group('Second')).toBeUndefined();
	await scene.settled();
});

test('hand-made group of the same name: a problem, and Usher´s own stands beside it', async () => {
	const scene = await openScene({organisation: {members: [{email: 'hand@elsewhere.example'}]}});
	const {company, bitwarden} = scene;
	const hand = bitwarden.addGroup({name: 'Team', members: ['hand@elsewhere.example'], collections: ['Vault']});
	const before = structuredClone(hand);
	const team = company.createGroup({name: 'Team'});
	hire(scene, 'ada', 'Team');
	const run = await scene.sync();
	expect(problems(run, 'same-name-group')[0]).toMatchObject({severity: 'needs-person', subject: [team.id, hand.id]});
	expect(run.report.exitCode).toBe(14);
	expect(hand).toEqual(before);
	const own = [...bitwarden.store.groups.values()].find(group => group.externalId === team.id);
	expect([...(own?.members ?? [])]).toEqual([scene.member('ada@halden.example')?.id]);
	await scene.settled();
});

test('hand-made group of the same name: adopted when told to, with its collections', async () => {
	const scene = await openScene(
		{organisation: {members: [{email: 'hand@elsewhere.example'}]}},
		{USHER_ADOPT_GROUPS: 'Team'},
	);
	const {company, bitwarden} = scene;
	const hand = bitwarden.addGroup({name: 'Team', members: ['hand@elsewhere.example'], collections: ['Vault', 'More']});
	const {id, collections} = structuredClone(hand);
	const team = company.createGroup({name: 'Team'});
	hire(scene, 'ada', 'Team');
	const run = await scene.sync();
	expect(planned(run, 'adopt-group', 'create-group')).toEqual(['adopt-group Team']);
	expect(bitwarden.store.groups.size).toBe(1);
	expect(scene.group('Team')).toMatchObject({id, collections, externalId: team.id});
	expect(scene.inside('Team')).toEqual(['ada@halden.example']);
	await scene.settled();
});

test('group name: cleaned, shortened at a grapheme, compared as shortened, named when empty', async () => {
	const scene = await openScene();
	const {company, bitwarden} = scene;
	const family = '👩‍👩‍👧‍👦';
	const long = company.createGroup({name: family.repeat(14)});
	const nameless = company.createGroup({name: null});
	const hostile = company.createGroup({name: 'Ops \u001b[31mred\u001b[0m \u202Eevil'});
	await scene.sync();
	const names = new Map([...bitwarden.store.groups.values()].map(group => [group.externalId, group.name]));
	expect(names.get(long.id)).toBe(family.repeat(Math.floor(100 / family.length)));
	expect(names.get(nameless.id)).toBe(`(unnamed) ${nameless.id.split('-')[0]}`);
	const shown = names.get(hostile.id) ?? '';
	expect(shown).toMatch(/^Ops .*red.*evil$/);
	expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	await scene.settled();
	expect((await scene.sync({full: true, verify: true})).report.outcome).toBe('nothing-to-do');
});
