// From the history on the screen to an undo of what a run took: the built program in a pseudo-terminal.
import {expect, test} from 'vitest';
import {expectRight, type RealDashboard, realDashboard} from '../helpers/real-dashboard.ts';
import {keys} from '../helpers/terminal.ts';

const allow = ['--allow-invites', '1000', '--allow-seats', '1000', '--allow-removals', '1000'] as const;
const allowMore = [...allow, '--allow-membership-removals', '999', '--allow-group-removals', '9'] as const;

type History = {runs: {run: string; mode: string; by: string; outcome: string; changes: number}[]};

const active = ({practice}: RealDashboard): string[] =>
	[...practice.bitwarden.store.members.values()]
		.filter(member => Number(member.status) >= 0)
		.map(member => member.email)
		.sort();

test('a run is opened in the history, and what it took is given back after a word, and not before', async () => {
	const place = await realDashboard({users: 30, groups: 5, oddities: false});
	const {company} = place.practice;
	expect((await place.usher('sync', '--first-run', ...allow)).code).toBe(0);
	const before = active(place);
	const leavers = company
		.users()
		.filter(user => user !== company.admin && user.accountEnabled)
		.slice(0, 3);
	for (const person of leavers) company.leave(person);
	const {document} = await place.json<{run: string}>('sync', ...allowMore);
	expect(active(place)).toHaveLength(before.length - 3);

	const screen = await place.open({columns: 80, rows: 24});
	screen.type('h');
	await screen.waitFor('History');
	await screen.waitFor('2 runs');
	await screen.waitFor(`Run ${document.run}`);
	await screen.waitFor('3 revoked');
	await expectRight(screen);
	screen.type(keys.enter);
	await screen.waitFor(/Revoke 3 {2}done/);
	expect(screen.text()).toMatch(/Sync of .* Started by a command/);
	expect(screen.text()).toContain(leavers[0]?.mail?.slice(0, 12) ?? 'a mail address');
	await expectRight(screen);
	screen.type('l');
	await screen.waitFor(/ok {4}one member revoked/);
	expect(screen.text()).toMatch(/ok {4}(\d+ people and \d+ groups changed|nothing has changed)/);
	await expectRight(screen);
	screen.type('l');
	await screen.waitFor(/Revoke 3 {2}done/);

	screen.type('u');
	await screen.waitFor('waits for your word; nothing sent');
	await screen.waitFor(/3 {2}to restore/);
	expect(screen.text()).toMatch(/The next runs then leave \d+ people alone for 7 days/);
	await expectRight(screen);
	screen.type(keys.escape);
	await screen.waitFor(/Revoke 3 {2}done/);
	expect(active(place)).toHaveLength(before.length - 3);

	await screen.waitFor(/left as it is/);
	screen.type('u');
	await screen.waitFor('waits for your word; nothing sent');
	screen.type('y');
	await screen.waitFor('given back');
	expect(screen.text()).toMatch(/The next runs leave \d+ people alone/);
	await expectRight(screen);
	expect(active(place)).toEqual(before);
	screen.type('q');
	await screen.waitFor(/Revoke 3 {2}done/);
	screen.type('q');
	await screen.waitFor(/Undo +✓ applied/);
	screen.type(`${keys.home}${keys.enter}`);
	await screen.waitFor(`It undoes run ${document.run}.`);
	await expectRight(screen);
	screen.type('u');
	await screen.waitFor('An undo is not undone');
	screen.type('q');
	await screen.waitFor('History');
	// Of those that changed nothing there is nothing to undo, and it is said.
	screen.type(keys.down);
	await screen.waitFor(/›.*Undo +✓ left as it is/);
	screen.type('f');
	await screen.waitFor('only those that changed something, 3 runs');
	await expectRight(screen);

	const {document: history} = await place.json<History>('history');
	expect(history.runs.filter(({mode}) => mode === 'undo').map(({by, outcome}) => [by, outcome])).toEqual([
		['screen', 'applied'],
		['screen', 'declined'],
	]);
	// Held: the next run does not undo the undoing.
	expect((await place.usher('sync')).code).toBe(0);
	expect(active(place)).toEqual(before);
});

test('the set-up is a key away, not while a run goes on, and the dashboard comes back with what was set there', async () => {
	const place = await realDashboard({users: 40, groups: 6, oddities: false});
	const screen = await place.open({columns: 100, rows: 30});
	place.practice.latency.ms = 500;
	screen.type('t');
	await screen.waitFor(/reading the directory|signing in/);
	screen.type('u');
	await screen.waitFor('A run goes on. Ctrl+C stops it.');
	place.practice.latency.ms = 0;
	await screen.waitFor('✓ directory read');
	// The tenant's name was found out on the way.
	await screen.waitFor(place.practice.company.name);
	screen.type('u');
	await screen.waitFor('set-up');
	await screen.waitGone('Groups and people');
	expect((await place.usher('config', 'set', 'bitwarden.organisationName', 'The Vault')).code).toBe(0);
	screen.type(keys.ctrl('c'));
	await screen.waitFor('Groups and people');
	await screen.waitFor(/→ The Vault/);
	await screen.waitFor('40 people');
	await expectRight(screen);
	// The log goes on.
	screen.type('l');
	await screen.waitFor('nothing planned');
	screen.type(keys.home);
	await screen.waitFor('Test read started by a dashboard');
	screen.type('q');
	expect(await screen.exited).toMatchObject({code: 0});
});
