// The real screens in a pseudo-terminal, over a hostile directory and hostile servers: every byte that reaches the
// terminal is one that Usher itself writes.
import {expect, test} from 'vitest';
import {realDashboard} from '../helpers/real-dashboard.ts';
import {resting} from '../helpers/resting.ts';
import {setUpPlace} from '../helpers/set-up.ts';
import {throughBitwarden} from '../helpers/set-up-steps.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';
import {evil, makeEvil} from './evil-services.ts';
import {rawIn} from './raw.ts';

/** What Usher writes to a terminal: colours, places, erasing, modes, what it asks the terminal, and links to clean addresses. */
const own = new RegExp(
	[
		'\\x1b\\[[\\d;:]*m',
		'\\x1b\\[\\d*[A-GJK]',
		'\\x1b\\[(?:\\d+;\\d+)?H',
		'\\x1b\\[\\?(?:25|1049|1004|2004|2026)[hl]',
		'\\x1b\\[\\?(?:2026\\$p|u)',
		'\\x1b\\[[<>]\\d*u',
		'\\x1b\\[c',
		'\\x1b\\]11;\\?\\x1b\\\\',
		'\\x1b\\]8;id=[a-z\\d]+;https://[!-~]+\\x1b\\\\',
		'\\x1b\\]8;;\\x1b\\\\',
	].join('|'),
	'g',
);

/** @returns what of the written bytes is none of Usher's */
const foreign = (screen: Running): string | undefined => rawIn(screen.raw().replaceAll(own, '').replaceAll('\r', ''));

/** Looks at the screen as often as something has happened; what was written stays in what is looked at in the end. */
const press = async (screen: Running, key: string): Promise<void> => {
	screen.type(key);
	await resting(screen);
};

test('the dashboard: tree, details, search, plan, log, history, problems', async () => {
	const place = await realDashboard({users: 40, groups: 8, organisation: {knobs: {groupsEnabled: true}}});
	const {company} = place.practice;
	company.hire({name: 'Bad Address', mail: `bad${evil}@halden.example`});
	company.createGroup({name: `Aardvarks${evil}`, members: company.users().slice(0, 9)});
	makeEvil(place.practice);
	const screen = await place.open();
	screen.type('t');
	await screen.waitFor('✓ directory read');
	await screen.waitFor('Aardvarks');
	for (const key of [keys.down, keys.right, keys.down, keys.down, keys.down, keys.end, '/owned\r'])
		await press(screen, key);
	await press(screen, keys.escape);
	screen.type('p');
	await screen.waitFor('y applies');
	for (const key of [keys.pageDown, keys.down, keys.enter, keys.end]) await press(screen, key);
	await press(screen, 'q');
	for (const key of ['l', keys.home, 'q', 'h', keys.enter, keys.end, 'q', 'q', '!', 'q', '?', keys.escape])
		await press(screen, key);
	expect(foreign(screen)).toBeUndefined();
	expect(screen.raw()).toContain('all is well');
	expect(screen.raw()).not.toContain('https://evil.example/\x1b');
});

test('the set-up: server, tenant, the code and its page, the registration, and the test', async () => {
	const place = await setUpPlace({
		users: 20,
		groups: 4,
		registered: false,
		loginKnobs: {deviceInterval: 0.05},
		organisation: {knobs: {groupsEnabled: true}},
	});
	makeEvil(place.practice);
	const screen = place.open({columns: 100, rows: 40});
	await throughBitwarden(screen, place);
	screen.type(place.practice.company.domains.main);
	await screen.waitFor('Found the tenant');
	screen.type(keys.enter);
	await screen.waitFor('Let Usher create it');
	screen.type(keys.enter);
	await until(
		() => place.practice.login.waitingCodes().length > 0,
		() => 'no code waits',
	);
	const code = place.practice.login.waitingCodes()[0] ?? '';
	await screen.waitFor(code);
	// As a browser would open it: the page's letters are escaped, and what a terminal would obey is not there.
	expect(screen.raw()).toMatch(/\x1b\]8;id=[a-z\d]+;https:\/\/localhost:\d+\/device\/%F0%9F%98%80[!-~]*\x1b\\/);
	place.practice.login.signIn(code);
	await screen.waitFor('What exists because of Usher');
	await resting(screen);
	expect(foreign(screen)).toBeUndefined();
	expect(screen.text()).toContain('all is well');
});
