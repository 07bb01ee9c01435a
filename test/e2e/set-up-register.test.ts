// The set-up's own registration, key by key, with the built program in a pseudo-terminal.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {largeText} from '../../source/platform/text/large.ts';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {type SetUpPlace, setUpPlace} from '../helpers/set-up.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const quick: PracticeOptions = {users: 20, groups: 4, registered: false, loginKnobs: {deviceInterval: 0.05}};

/** As far as the page on which Usher creates the registration. */
const toTheCode = async ({practice, open}: SetUpPlace, size: {columns: number; rows: number}): Promise<Running> => {
	const screen = open(size);
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor('2 of 9');
	screen.type(`${keys.down}${keys.down}${keys.enter}${practice.urls.bitwarden}`);
	await screen.waitFor('answers');
	screen.type(`${keys.enter}${practice.bitwarden.clientId}${keys.enter}`);
	screen.type(`${practice.bitwarden.secret()}${keys.enter}`);
	await screen.waitFor('3 of 9');
	screen.type(practice.company.domains.main);
	await screen.waitFor('Found the tenant');
	screen.type(keys.enter);
	await screen.waitFor('Let Usher create it');
	screen.type(keys.enter);
	return screen;
};

const codeOf = async ({practice}: SetUpPlace): Promise<string> => {
	await until(
		() => practice.login.waitingCodes().length > 0,
		() => 'no code waits',
	);
	return practice.login.waitingCodes()[0] ?? '';
};

const applications = ({practice}: SetUpPlace) =>
	practice.registry.applications.filter(one => one.deletedAt === undefined);

test('from the code to what to sync, on a small terminal', async () => {
	const place = await setUpPlace({...quick, propagation: {objectMs: 1500, consentMs: 1500}});
	const screen = await toTheCode(place, {columns: 80, rows: 24});
	const code = await codeOf(place);
	await screen.waitFor(code);
	await screen.waitFor(`${place.practice.urls.login}/device`);
	// A link of the terminal's own, to be clicked.
	expect(screen.raw()).toMatch(/\x1b\]8;[^;]*;https:[^\x1b]+\/device\x1b\\/);
	await screen.waitFor(/Good for 1[45]:/);
	for (const row of largeText(code) ?? []) expect(screen.text()).toContain(row);
	expect(screen.text()).toMatch(/█▀▀▀▀▀▀▀█/);
	// Somebody types the code elsewhere meanwhile: it stays good while the help lies over it.
	screen.type('?');
	await screen.waitFor('copy the code to the clipboard');
	screen.type(keys.escape);
	await screen.waitFor(`Code: ${code}`);
	expect(place.practice.login.waitingCodes()).toEqual([code]);
	place.practice.login.signIn(code);
	await screen.waitFor('Register the application');
	await screen.waitFor('Every call was tried');
	await screen.waitFor('Certificate and key, here:');
	await screen.waitFor(`${place.practice.company.name} (`);
	screen.type(keys.enter);
	await screen.waitFor('7 of 9');
	await screen.waitFor(/people and .* in/);
	expect(applications(place)).toHaveLength(1);
});

test('a picture of the page where there is room, and undone on the spot', async () => {
	const place = await setUpPlace(quick);
	const screen = await toTheCode(place, {columns: 130, rows: 45});
	const code = await codeOf(place);
	await screen.waitFor(code);
	await screen.waitFor(/[▀▄█]{5,}/);
	place.practice.login.signIn(code);
	await screen.waitFor('Every call was tried');
	// Who quits here comes back behind it; who undoes it comes back before it.
	const isDone = (): boolean =>
		readFileSync(join(place.home, 'profiles', 'default', 'set-up.json'), 'utf8').includes('"registration"');
	await until(isDone, () => 'the registration is not noted as done');
	screen.type('uy');
	await screen.waitFor('is taken back');
	expect(applications(place)).toEqual([]);
	await until(
		() => !isDone(),
		() => 'the registration is still noted as done',
	);
});

test('what would be undone is said and asked on a small terminal, and only y does it', async () => {
	const place = await setUpPlace(quick);
	const screen = await toTheCode(place, {columns: 80, rows: 24});
	place.practice.login.signIn(await codeOf(place));
	await screen.waitFor('Every call was tried');
	for (const no of ['n', 'b', keys.escape]) {
		screen.type('u');
		await screen.waitFor(`Delete the application that Usher made in ${place.practice.company.name}?`);
		for (const said of ['recycle bin for 30 days', 'What goes', 'Application: Usher directory sync', 'y take it back'])
			expect(screen.text()).toContain(said);
		// Neither the key that asked nor the one that goes on is an answer.
		screen.type(`u${keys.enter}`);
		screen.type('?');
		await screen.waitFor(/y\s+take back all that is listed/);
		screen.type(keys.escape);
		await screen.waitFor('What goes');
		screen.type(no);
		await screen.waitFor('Every call was tried');
	}
	expect(applications(place)).toHaveLength(1);
	screen.type('u');
	await screen.waitFor('What goes');
	screen.type('y');
	await screen.waitFor('is taken back');
	expect(applications(place)).toEqual([]);
});

test('someone else consents while the message is read', async () => {
	const place = await setUpPlace(quick);
	const screen = await toTheCode(place, {columns: 80, rows: 24});
	place.practice.login.signIn(await codeOf(place), {roles: ['Application Administrator']});
	await screen.waitFor('Waiting for someone to grant');
	await screen.waitFor('C copies the link');
	screen.type('m');
	await screen.waitFor('in our Entra tenant needs admin');
	// The whole message, also where it is longer than the window.
	await screen.waitFor('PgDn');
	screen.type(keys.pageDown);
	await screen.waitFor('Thank you.');
	place.practice.login.adminConsent(applications(place)[0]?.appId ?? '');
	await screen.waitFor('Every call was tried');
});

test('back from the code, and into it again: a new code, and nothing is left running', async () => {
	const place = await setUpPlace(quick);
	const screen = await toTheCode(place, {columns: 80, rows: 24});
	const first = await codeOf(place);
	await screen.waitFor(first);
	screen.type('b');
	await screen.waitFor('Let Usher create it');
	screen.type(keys.enter);
	await until(
		() => place.practice.login.waitingCodes().length === 2,
		() => 'no second code',
	);
	const second = place.practice.login.waitingCodes()[1] ?? '';
	await screen.waitFor(second);
	place.practice.login.signIn(second);
	await screen.waitFor('Every call was tried');
	expect(applications(place)).toHaveLength(1);
});

test('a declined sign-in says so, and the portal is one key away', async () => {
	const place = await setUpPlace(quick);
	const screen = await toTheCode(place, {columns: 80, rows: 24});
	place.practice.login.decline(await codeOf(place));
	await screen.waitFor('The sign-in was declined');
	screen.type('p');
	await screen.waitFor('First page of two');
});
