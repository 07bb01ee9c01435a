// Who is let in: rows of the case table, over HTTPS, as the organisation holds them afterwards.
import {expect, test} from 'vitest';
import {openScene, planned, problems} from '../../helpers/scene.ts';

test('e-mail: mail, else the sign-in name, trimmed and in lower case; the setting chooses', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.hire({name: 'Plain', mail: '  Ada.Lovelace@Halden.Example ', upn: 'ada@halden.example'});
	company.hire({name: 'No mail', mail: null, upn: 'Alan.Turing@halden.example'});
	company.hire({name: 'Initial domain', mail: 'grace@haldenpractice.onmicrosoft.com', upn: 'grace@halden.example'});
	await scene.sync();
	const first = scene.everyone();
	expect(first).toEqual(
		expect.arrayContaining(['ada.lovelace@halden.example', 'alan.turing@halden.example', 'grace@halden.example']),
	);
	expect(first).toHaveLength(4);
	await scene.settled();

	scene.set({USHER_EMAIL: 'upn'});
	const byName = await scene.plan();
	expect(problems(byName, 'email-changed')[0]?.subject).toContain('ada.lovelace@halden.example');
	expect(planned(byName, 'invite')).toEqual([]);

	scene.set({USHER_EMAIL: 'mail'});
	company.hire({name: 'Second without mail', mail: null, upn: 'later@halden.example'});
	await scene.sync();
	expect(scene.everyone()).toEqual(first);
});

test('no usable e-mail: out, with that reason; who is a member already is held, with a problem', async () => {
	const scene = await openScene();
	const {company} = scene;
	const tooLong = `${'a'.repeat(250)}@halden.example`;
	const none = company.hire({name: 'Outsider', mail: null, upn: 'x_other.example#EXT#@haldenpractice.onmicrosoft.com'});
	const long = company.hire({name: 'Long', mail: tooLong, upn: 'long@halden.example'});
	const odd = company.hire({name: 'Malformed', mail: 'not an address', upn: 'odd@halden.example'});
	const later = company.hire({name: 'Later', mail: 'later@halden.example'});
	await scene.sync();
	expect(scene.everyone()).toEqual([company.admin?.mail, 'later@halden.example'].sort());
	const view = await scene.profile.lastView();
	const verdicts = [none, long, odd].map(({id}) => {
		const at = view?.roster.userAt(id as never);
		return at === undefined ? undefined : view?.roster.explainUser(at);
	});
	expect(verdicts.map(one => `${one?.verdict} ${one?.code}`)).toEqual([
		'out no-email',
		'out bad-email',
		'out bad-email',
	]);
	expect(verdicts.map(one => one?.reason).join()).toMatch(/#EXT#.*at most 256.*malformed/s);
	await scene.settled();

	company.changeEmail(later, 'broken address');
	scene.writes();
	const run = await scene.sync();
	expect(run.report.plan?.changes).toEqual([]);
	expect(problems(run, 'member-without-email')[0]).toMatchObject({
		severity: 'needs-person',
		subject: [later.id, 'later@halden.example'],
	});
	expect(run.report.exitCode).toBe(14);
	expect(scene.writes()).toEqual([]);
	expect(scene.standing('later@halden.example')).toBe(`invited user ${later.id}`);
});

test('guest: out by default, a #EXT# of type Member is no guest, the setting lets them in', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.hire({
		name: 'Guest',
		mail: 'guest@other.example',
		upn: 'guest_other.example#EXT#@haldenpractice.onmicrosoft.com',
		guest: true,
	});
	company.hire({
		name: 'Outsider and member',
		mail: 'partner@other.example',
		upn: 'partner_other.example#EXT#@haldenpractice.onmicrosoft.com',
	});
	await scene.sync();
	expect(scene.member('guest@other.example')).toBeUndefined();
	expect(scene.standing('partner@other.example')).toMatch(/^invited user/);
	await scene.settled();

	scene.set({USHER_GUESTS: 'in'});
	const changed = await scene.sync();
	expect(planned(changed, 'invite')).toEqual(['invite guest@other.example']);
	expect(scene.standing('guest@other.example')).toMatch(/^invited user/);
	await scene.settled();
});

test('group filter set: people are those in a selected group; people: all takes everyone', async () => {
	const scene = await openScene({}, {USHER_GROUP_FILTER: 'include:Selected'});
	const {company} = scene;
	const inner = company.createGroup({name: 'Inner'});
	const selected = company.createGroup({name: 'Selected'});
	company.createGroup({name: 'Not selected', members: [company.hire({name: 'Else', mail: 'else@halden.example'})]});
	company.nest(inner, selected);
	company.hire({name: 'Direct', mail: 'direct@halden.example', groups: [selected]});
	company.hire({name: 'Nested', mail: 'nested@halden.example', groups: [inner]});
	company.hire({name: 'Nowhere', mail: 'nowhere@halden.example'});
	await scene.sync();
	expect(scene.everyone()).toEqual([company.admin?.mail, 'direct@halden.example', 'nested@halden.example'].sort());
	expect(scene.inside('Selected')).toEqual(['direct@halden.example', 'nested@halden.example']);
	expect(scene.group('Inner')).toBeUndefined();
	expect(scene.group('Not selected')).toBeUndefined();
	await scene.settled();

	scene.set({USHER_PEOPLE: 'all'});
	const all = await scene.sync();
	expect(planned(all, 'invite')).toEqual(['invite else@halden.example', 'invite nowhere@halden.example']);
	await scene.settled();
});

test('disabled: never invited; a member already is revoked, offboarded or kept, as set', async () => {
	const scene = await openScene();
	const {company} = scene;
	const team = company.createGroup({name: 'Team'});
	company.hire({name: 'Never', mail: 'never@halden.example', enabled: false});
	const hire = (name: string) => company.hire({name, mail: `${name}@halden.example`, groups: [team]});
	const [kept, revoked, removed] = [hire('kept'), hire('revoked'), hire('removed')];
	await scene.sync();
	expect(scene.member('never@halden.example')).toBeUndefined();

	scene.set({USHER_DISABLED: 'keep'});
	company.disable(kept);
	await scene.sync();
	expect(scene.standing('kept@halden.example')).toBe(`invited user ${kept.id}`);
	expect(scene.inside('Team')).toContain('kept@halden.example');
	await scene.settled();

	company.enable(kept);
	scene.set({USHER_DISABLED: 'revoke', USHER_OFFBOARD: 'remove'});
	company.disable(revoked);
	expect(planned(await scene.sync(), 'revoke', 'remove')).toEqual(['revoke revoked@halden.example']);
	expect(scene.standing('revoked@halden.example')).toBe(`revoked user ${revoked.id}`);
	expect(scene.inside('Team')).toEqual(['kept@halden.example', 'removed@halden.example']);
	await scene.settled();

	company.enable(revoked);
	await scene.sync();
	scene.set({USHER_DISABLED: 'offboard'});
	company.disable(removed);
	expect(planned(await scene.sync(), 'revoke', 'remove')).toEqual(['remove removed@halden.example']);
	expect(scene.member('removed@halden.example')).toBeUndefined();
	await scene.settled();
});

test('disabled, on a server that cannot undo a revocation: held, said in the plan', async () => {
	const scene = await openScene({organisation: {version: '2025.9.0'}});
	const {company} = scene;
	const person = company.hire({name: 'Stays', mail: 'stays@halden.example'});
	await scene.sync();
	company.disable(person);
	const run = await scene.sync();
	expect(run.report.plan?.changes).toEqual([]);
	expect(problems(run, 'disabled-stays')[0]?.subject).toEqual([person.id, 'stays@halden.example']);
	expect(scene.standing('stays@halden.example')).toBe(`invited user ${person.id}`);
	await scene.settled();
});

test('two people, one e-mail: enabled beats disabled; two enabled are both held, named, and the run goes on', async () => {
	const scene = await openScene();
	const {company} = scene;
	company.hire({name: 'Old', mail: 'one@halden.example', upn: 'one.old@halden.example', enabled: false});
	const enabled = company.hire({name: 'New', mail: 'one@halden.example', upn: 'one.new@halden.example'});
	const twins = ['a', 'b'].map(which =>
		company.hire({name: `Twin ${which}`, mail: 'Twin@halden.example', upn: `twin.${which}@halden.example`}),
	);
	company.hire({name: 'Other', mail: 'other@halden.example'});
	const run = await scene.sync();
	expect(scene.standing('one@halden.example')).toBe(`invited user ${enabled.id}`);
	expect(scene.member('twin@halden.example')).toBeUndefined();
	expect(scene.standing('other@halden.example')).toMatch(/^invited user/);
	const [problem, ...more] = problems(run, 'twins');
	expect(more).toEqual([]);
	expect([...(problem?.subject ?? [])].sort()).toEqual(twins.map(({id}) => id).sort());
	expect(problem?.message).toContain('twin@halden.example');
	expect(run.report.exitCode).toBe(14);
	await scene.settled();
});
