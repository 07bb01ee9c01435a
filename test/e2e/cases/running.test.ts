// What holds for a whole run: filters, scope, what is read, size and seats. Rows of the case table, over HTTPS.
import {expect, test} from 'vitest';
import {finish} from '../../helpers/practice-profile.ts';
import {openScene, planned, problems} from '../../helpers/scene.ts';

const decline = async () => 'decline' as const;

test('invalid filter, or an include that names nothing here: nothing runs, exit code 10, at the character', async () => {
	const scene = await openScene({
		permissions: ['User.Read.All', 'GroupMember.Read.All', 'AdministrativeUnit.Read.All'],
	});
	const {company} = scene;
	for (const name of ['Twice', 'Twice', 'Once']) company.createGroup({name});
	const refused: readonly (readonly [string, string, RegExp])[] = [
		['include:Once|inclde:Twice', 'filter-invalid', /inclde:Twice\n +\^/],
		['include:Nowhere', 'filter-unknown', /include:Nowhere\n +\^/],
		['include:Twice', 'filter-ambiguous', /include:Twice\n +\^/],
		['includeadministrativeunit:99999999-0000-4000-8000-000000000001', 'filter-unknown', /\^/],
	];
	for (const [filter, code, place] of refused) {
		scene.set({USHER_GROUP_FILTER: filter});
		const {report} = await scene.sync();
		expect(report, filter).toMatchObject({outcome: 'failed', exitCode: 10, error: {code}});
		expect(`${report.error?.message}\n${report.error?.advice}`, filter).toMatch(place);
	}
	scene.set({USHER_GROUP_FILTER: '', USHER_USER_FILTER: 'include:nobody@halden.example'});
	expect((await scene.sync()).report).toMatchObject({exitCode: 10, error: {code: 'filter-unknown'}});
	expect(scene.writes()).toEqual([]);
});

test('a name in a filter stays bound to the group that it first meant', async () => {
	const scene = await openScene({}, {USHER_GROUP_FILTER: 'include:Vault'});
	const {company} = scene;
	const vault = company.createGroup({name: 'Vault'});
	company.hire({name: 'Ada', mail: 'ada@halden.example', groups: [vault]});
	await scene.sync();
	company.renameGroup(vault, 'Vault (old)');
	const other = company.createGroup({name: 'Vault'});
	company.hire({name: 'Mallory', mail: 'mallory@halden.example', groups: [other]});
	const run = await scene.sync();
	expect(planned(run)).toEqual(['rename-group Vault (old)']);
	expect(problems(run, 'filter-renamed')).toHaveLength(1);
	expect(scene.member('mallory@halden.example')).toBeUndefined();
	await scene.settled();
});

test('settings that decide who is in have changed: the plan needs approval, like a first run', async () => {
	const scene = await openScene();
	const {company, profile} = scene;
	company.hire({name: 'Ada', mail: 'ada@halden.example'});
	const first = await finish(profile, {mode: 'sync'}, decline);
	expect(first.report).toMatchObject({exitCode: 13, refusals: [{limit: 'first-run', flag: '--first-run'}]});
	expect(scene.writes()).toEqual([]);
	expect((await finish(profile, {mode: 'sync', allow: {firstRun: true}}, decline)).report.outcome).toBe('applied');
	await scene.settled();

	company.hire({name: 'Guest', mail: 'guest@other.example', guest: true});
	scene.set({USHER_GUESTS: 'in'});
	scene.writes();
	const changed = await finish(profile, {mode: 'sync'}, decline);
	expect(changed.report).toMatchObject({exitCode: 13, refusals: [{limit: 'scope-changed', flag: '--accept-scope'}]});
	expect(scene.writes()).toEqual([]);
	expect((await finish(profile, {mode: 'sync', allow: {acceptScope: true}}, decline)).report.exitCode).toBe(0);
	expect(scene.standing('guest@other.example')).toMatch(/^invited/);
	await scene.settled();
});

test('what the organisation holds: two calls, and the members of groups that differ or are due', async () => {
	const scene = await openScene();
	const {company, bitwarden} = scene;
	for (let number = 0; number < 12; number++) {
		company.createGroup({name: `Team ${number}`});
		company.hire({name: `p${number}`, mail: `p${number}@halden.example`, groups: [`Team ${number}`]});
	}
	await scene.sync();
	const reads = async (more: {verify?: boolean} = {}): Promise<string[]> => {
		bitwarden.audit.length = 0;
		await scene.sync(more);
		return bitwarden.audit.filter(({method}) => method === 'GET').map(({path}) => path.replace('/api/public', ''));
	};
	await reads();
	const quiet = await reads();
	expect(quiet.filter(path => path === '/members')).toHaveLength(1);
	expect(quiet.filter(path => path === '/groups')).toHaveLength(1);
	const members = quiet.filter(path => path.endsWith('/member-ids'));
	expect(members.length).toBeLessThan(12);
	company.move('p3@halden.example', 'Team 3', 'Team 4');
	const changed = await reads();
	for (const name of ['Team 3', 'Team 4']) expect(changed).toContain(`/groups/${scene.group(name)?.id}/member-ids`);
	expect((await reads({verify: true})).filter(path => path.endsWith('/member-ids'))).toHaveLength(12);
});

test('no members at all where the ledger knows some is a failed read, and nothing is sent', async () => {
	const scene = await openScene({users: 5});
	await scene.sync();
	scene.bitwarden.store.members.clear();
	scene.bitwarden.store.version++;
	scene.writes();
	const {report} = await scene.sync();
	expect(report).toMatchObject({outcome: 'failed', exitCode: 15, error: {code: 'organisation-empty'}});
	expect(scene.writes()).toEqual([]);
});

test('over 2,000 members: batches, and nothing to tick', async () => {
	const scene = await openScene({users: 2100});
	// More members than one page of a batch holds, so that its next links are followed.
	scene.company.createGroup({name: 'Everyone', members: scene.company.users()});
	const {report} = await scene.sync();
	expect(report).toMatchObject({outcome: 'applied', exitCode: 0});
	expect(scene.inside('Everyone')).toEqual(scene.everyone());
	expect(scene.everyone()).toHaveLength(2100);
	const bodies = scene.writes().map(({body}) => body as {members: readonly unknown[]; overwriteExisting: boolean});
	expect(bodies.map(({overwriteExisting}) => overwriteExisting)).not.toContain(true);
	const sizes = bodies.map(({members}) => members.length);
	expect(sizes.length).toBeGreaterThan(1);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
	expect(scene.bitwarden.mails).toHaveLength(2099);
	await scene.settled();
});

test('not enough seats, seats that would be bought: in the plan, and buying needs the word', async () => {
	const scene = await openScene({organisation: {seats: 2, mayGrowTo: 3}});
	const {company, bitwarden, profile} = scene;
	for (const name of ['a', 'b', 'c']) company.hire({name, mail: `${name}@halden.example`});
	const asked = await finish(profile, {mode: 'sync', allow: {firstRun: true}}, decline);
	expect(asked.report.plan?.seats).toEqual({needed: 2, free: 1, toBuy: 1});
	expect(asked.report).toMatchObject({exitCode: 13, refusals: [{limit: 'seats', flag: '--allow-seats 1'}]});
	expect(problems(asked, 'no-seat')[0]?.message).toContain('c@halden.example');
	expect(scene.writes()).toEqual([]);
	expect(bitwarden.store.seats).toBe(2);

	const run = await finish(profile, {mode: 'sync', allow: {firstRun: true, seats: 1}}, decline);
	expect(run.report).toMatchObject({outcome: 'applied', exitCode: 14});
	expect(bitwarden.store.seats).toBe(3);
	expect(scene.everyone()).toEqual([company.admin?.mail, 'a@halden.example', 'b@halden.example'].sort());
	await scene.settled();

	// Whoever leaves frees the seat that the third was waiting for.
	company.leave('a@halden.example');
	await scene.sync();
	expect(scene.standing('a@halden.example')).toMatch(/^revoked/);
	expect(scene.standing('c@halden.example')).toMatch(/^invited/);
	expect(bitwarden.store.seats).toBe(3);
	await scene.settled();
});

test('invite without mail: staged where the server has it, said where it has not', async () => {
	const scene = await openScene({organisation: {knobs: {staged: true}, seats: 1}}, {USHER_INVITE: 'staged'});
	scene.company.hire({name: 'Ada', mail: 'ada@halden.example'});
	const run = await scene.sync();
	expect(run.report.plan).toMatchObject({mails: 0, seats: {toBuy: 0}});
	expect(scene.standing('ada@halden.example')).toMatch(/^staged user/);
	expect(scene.bitwarden.mails).toEqual([]);
	await scene.settled();

	const without = await openScene({}, {USHER_INVITE: 'staged'});
	without.company.hire({name: 'Ada', mail: 'ada@halden.example'});
	const told = await without.sync();
	expect(told.report.plan?.mails).toBe(1);
	expect(problems(told, 'cannot-stage')).toHaveLength(1);
	expect(without.standing('ada@halden.example')).toMatch(/^invited user/);
	await without.settled();
});

test('a 400 that names one member: that one is held and said, the rest is invited, the next run tries again', async () => {
	const scene = await openScene();
	// The owner is adopted first, by an import of its own.
	await scene.sync();
	const people = ['a', 'b', 'c'].map(name => scene.company.hire({name, mail: `${name}@halden.example`}));
	const body = JSON.stringify({
		object: 'error',
		message: 'The request’s model state is invalid.',
		errors: {'Members[1].Email': ['The Email field is not a supported e-mail address format.']},
	});
	scene.practice.faults.add({
		route: '/organization/import',
		harm: {kind: 'status', status: 400, body, contentType: 'application/json'},
	});
	const {report} = await scene.sync();
	const first = scene.everyone();
	expect(first).toHaveLength(3);
	const [left] = people.filter(({mail}) => !first.includes(mail ?? ''));
	expect(report).toMatchObject({outcome: 'applied-in-part', exitCode: 14, applied: {invite: 2}});
	const refused = report.problems.find(({code}) => code === 'refused-by-server');
	expect(refused?.subject).toEqual([left?.id, left?.mail]);
	expect(refused?.message).toContain('not a supported e-mail address format');
	const again = await scene.sync();
	expect(planned(again)).toEqual([`invite ${left?.mail}`]);
	expect(scene.everyone()).toHaveLength(4);
	expect(scene.bitwarden.mails).toHaveLength(3);
	await scene.settled();
});
