// What the set-up's screens do besides asking: open pages, scroll, say why, stay whole in any terminal. The built program in a pseudo-terminal.
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {describe, expect, test} from 'vitest';
import {testFolder} from '../helpers/folder.ts';
import {type SetUpPlace, setUpPlace} from '../helpers/set-up.ts';
import {says, step, throughBitwarden, throughCredentials, throughRegistration} from '../helpers/set-up-steps.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

/** A profile that is connected, by the environment: the set-up opens at its end, and every step can be gone back to. */
const connected = ({practice}: SetUpPlace): Record<string, string> => {
	const {USHER_TENANT, USHER_CLIENT_ID, USHER_CLIENT_SECRET} = practice.environment;
	return {
		USHER_TENANT: USHER_TENANT ?? '',
		USHER_CLIENT_ID: USHER_CLIENT_ID ?? '',
		USHER_CLIENT_SECRET: USHER_CLIENT_SECRET ?? '',
		USHER_BITWARDEN_URL: practice.urls.bitwarden,
		USHER_BITWARDEN_CLIENT_ID: practice.bitwarden.clientId,
		USHER_BITWARDEN_CLIENT_SECRET: practice.bitwarden.secret(),
	};
};

const backTo = async (screen: Running, from: number, to: number): Promise<void> => {
	for (let at = from; at > to; at--) {
		await screen.waitFor(step(at));
		screen.type(keys.escape);
	}
	await screen.waitFor(step(to));
};

/** A folder with an xdg-open of its own, which notes what it was given and prints what a real one prints. */
const fakeOpener = (ends: number): {readonly path: string; readonly opened: () => string | undefined} => {
	const folder = testFolder();
	const note = join(folder, 'opened');
	writeFileSync(
		join(folder, 'xdg-open'),
		`#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${note}'\necho 'Opening in existing browser session.'\necho 'no method available' >&2\nexit ${ends}\n`,
	);
	chmodSync(join(folder, 'xdg-open'), 0o755);
	return {
		path: `${folder}:${process.env.PATH ?? ''}`,
		opened: () => (existsSync(note) ? readFileSync(note, 'utf8') : undefined),
	};
};

describe('o opens the page', () => {
	/** Waits for consent on step 6, and presses `o`. */
	const pressed = async (more: Readonly<Record<string, string>>): Promise<{screen: Running; place: SetUpPlace}> => {
		const place = await setUpPlace({permissions: ['User.Read.All']});
		const screen = place.open({columns: 100, rows: 30}, ['setup'], {...connected(place), ...more});
		await backTo(screen, 9, 6);
		await screen.waitFor('Not there yet');
		screen.type('o');
		return {screen, place};
	};
	const pageOf = ({practice}: SetUpPlace): string =>
		`${practice.urls.login}/${practice.company.tenantId}/adminconsent?client_id=${practice.environment.USHER_CLIENT_ID}`;

	test('in a browser of this machine, and nothing that it prints reaches the screen', async () => {
		const opener = fakeOpener(0);
		const {screen, place} = await pressed({PATH: opener.path, DISPLAY: ':0'});
		await screen.waitFor('The page opens in the browser');
		expect(opener.opened()).toBe(`1\n${pageOf(place)}\n`);
		expect(screen.raw()).not.toContain('Opening in existing');
		expect(screen.raw()).not.toContain('no method');
		expect(screen.lines()[0]).toMatch(/^ usher/);
	});

	test('over SSH the link is said instead, and nothing is started', async () => {
		const opener = fakeOpener(0);
		const {screen, place} = await pressed({
			PATH: opener.path,
			DISPLAY: 'localhost:10.0',
			SSH_CONNECTION: '192.0.2.1 1 2',
		});
		await screen.waitFor('No browser on this machine. Open it on yours:');
		const below = screen.lines().slice(-5).join('').replace(/\s+/g, '');
		expect(below).toContain(pageOf(place));
		expect(opener.opened()).toBeUndefined();
		expect(screen.lines()[0]).toMatch(/^ usher/);
	});

	test('an opener that finds no browser is not believed', async () => {
		const opener = fakeOpener(3);
		const {screen} = await pressed({PATH: opener.path, DISPLAY: ':0'});
		await screen.waitFor('No browser on this machine');
		expect(opener.opened()).toContain('adminconsent');
		screen.type('q');
		expect((await screen.exited).code).toBe(0);
	});
});

test('what does not fit is counted, comes with PgDn, and PgUp gives the screen back as it was', async () => {
	const place = await setUpPlace();
	const screen = place.open();
	await screen.waitFor(/PgDn: \d+ more lines/);
	const first = screen.text();
	expect(first).toContain('What you will need');
	expect(first).toContain('usher setup goes on where you were');
	let seen = first;
	let pages = 0;
	while (/PgDn: \d+ more line/.test(screen.text())) {
		const before = screen.text();
		screen.type(keys.pageDown);
		await until(
			() => screen.text() !== before && /save, quit/.test(screen.lines().at(-1) ?? ''),
			() => `waited for another page; the screen shows\n${screen.text()}`,
		);
		seen += screen.text();
		pages++;
		expect(pages).toBeLessThan(9);
	}
	expect(pages).toBeGreaterThan(0);
	for (const said of ['An accident', 'graph.microsoft.com', 'HTTPS_PROXY']) expect(seen).toContain(said);
	await screen.waitFor('PgUp: back');
	screen.type(keys.pageUp.repeat(pages));
	await until(
		() => screen.text() === first,
		() => `waited for the first page; the screen shows\n${screen.text()}`,
	);
});

test('a long error with its advice stands whole on the smallest screen', async () => {
	const place = await setUpPlace();
	const screen = place.open();
	await throughBitwarden(screen, place);
	await throughRegistration(screen, place);
	screen.type(`Xy78Q~abcdefghijklmnopqrstuvwxyz0123456${keys.enter}`);
	await says(screen, 'The client secret is wrong');
	await says(screen, 'takes up to a minute to work');
	await screen.waitFor(/PgDn: \d+ more line/);
	screen.type(keys.pageDown);
	await says(screen, 'New client secret');
	// Typing goes on where it was, and the error is gone.
	screen.type(`${keys.up}${keys.ctrl('u')}${place.practice.environment.USHER_CLIENT_SECRET}${keys.enter}`);
	await says(screen, 'Signed in');
});

test('where an error does not fit with all fields, the list above is said shorter', async () => {
	const place = await setUpPlace({server: 'vaultwarden'});
	const {practice} = place;
	const screen = place.open();
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}${practice.urls.bitwarden}`);
	await screen.waitFor('Vaultwarden 20');
	screen.type(`${keys.enter}${practice.bitwarden.clientId}${keys.enter}not the right one at all${keys.enter}`);
	await says(screen, 'under Settings, Organization info, API key.');
	for (const label of ['Address of the server', 'client_id', 'client_secret', 'Addresses of all owners'])
		expect(screen.text()).toContain(label);
	expect(screen.text()).toContain('● Our own server');
	expect(screen.text()).not.toContain('○ bitwarden.com');
	// With the focus the whole list is back, and the error stays.
	screen.type(keys.up + keys.up + keys.up);
	await screen.waitFor('○ bitwarden.com');
	await says(screen, 'under Settings, Organization info, API key.');
});

test('a path that leads nowhere is said at the first step, and one that does not hold a configuration', async () => {
	const place = await setUpPlace();
	const screen = place.open();
	await screen.waitFor('Bring over');
	screen.type(`${keys.down}${keys.down}${keys.enter}`);
	await screen.waitFor('data.json');
	screen.type(`${keys.ctrl('u')}${place.home}/nowhere.json`);
	await says(screen, 'There is no such file');
	screen.type(`${keys.ctrl('u')}${place.home}/ca.pem`);
	await says(screen, '✗');
	expect(screen.text()).not.toContain('Take this over');
	screen.type(`${keys.up}${keys.up}${keys.up}${keys.enter}`);
	await screen.waitFor(step(2));
});

test('the test step says what the read gives, and why for each line', async () => {
	const place = await setUpPlace();
	const screen = place.open({columns: 120, rows: 40}, ['setup'], connected(place));
	await backTo(screen, 9, 8);
	await screen.waitFor('What the read gives');
	const {text} = screen;
	expect(text()).toMatch(/\d+ {2}people in/);
	expect(text()).toMatch(/\d+ {2}people out/);
	expect(text()).toMatch(/\d+ {2}guests/);
	expect(text()).toMatch(/Nothing/);
	expect(text()).not.toMatch(/\bplanned\b/);
	// Small, the details take the room of the tree when asked.
	screen.resize(80, 24);
	await screen.waitFor('d details');
	screen.type('/noah petrov');
	await screen.waitFor('Noah Petrov');
	screen.type(`${keys.enter}${keys.end}`);
	await screen.waitFor(/d: \d+ more line/);
	const small = screen.text();
	screen.type('d');
	await screen.waitFor('d: the tree');
	expect(screen.text()).toContain('None of them is invited');
	screen.type('d');
	await until(
		() => screen.text() === small,
		() => `waited for the tree to have its room again; the screen shows\n${screen.text()}`,
	);
});

test('a read that fails says what to do, and r reads again', async () => {
	const place = await setUpPlace({permissions: ['User.Read.All']});
	const screen = place.open({columns: 80, rows: 24}, ['setup'], connected(place));
	await backTo(screen, 9, 8);
	await screen.waitFor('GroupMember.Read.All');
	await screen.waitFor('r reads again');
	place.practice.company.grantPermission('GroupMember.Read.All');
	screen.type('r');
	await screen.waitFor(/\d+ of \d+ people in/);
});

test('counts follow each key of a filter, and say who is out', async () => {
	const place = await setUpPlace();
	const screen = place.open({columns: 120, rows: 40}, ['setup'], connected(place));
	await backTo(screen, 9, 7);
	await screen.waitFor(/\d+ people and \d+ groups in/);
	await screen.waitFor('Out, for example');
	const all = /(\d+) people and (\d+) groups in/.exec(screen.text()) ?? [];
	screen.type('exclude:Fin*');
	await until(
		() => {
			const now = /(\d+) people and (\d+) groups? in/.exec(screen.text());
			return now !== null && Number(now[2]) < Number(all[2]);
		},
		() => `waited for fewer groups; the screen shows\n${screen.text()}`,
	);
	await screen.waitFor('What this says');
	screen.type(keys.down + keys.down + keys.down);
	await says(screen, 'not let into the organisation');
	screen.type(keys.right);
	await screen.waitFor(/● come in too/);
});

test('a terminal without UTF-8 and without colours gets neither, through the first steps', async () => {
	const place = await setUpPlace();
	const screen = place.open({}, ['setup'], {LC_ALL: 'C', LANG: 'C', NO_COLOR: '1'});
	await throughBitwarden(screen, place);
	await screen.waitFor(step(3));
	await screen.waitFor('PgDn');
	screen.type(keys.pageDown);
	await screen.waitFor('Primary domain');
	expect(screen.text()).not.toMatch(/[^\x00-\x7f]/);
	expect(screen.text()).toContain('<- or this');
	// No colour of text or paper anywhere: 30 to 37, 40 to 47, 90 to 107, 38 and 48.
	const colours = screen.raw().match(/\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/g) ?? [];
	expect([...new Set(colours)]).toEqual([]);
});

test('the header names the tenant with its id and the organisation’s server, the rail what each step has found', async () => {
	const place = await setUpPlace();
	const {practice} = place;
	const screen = place.open({columns: 120, rows: 40});
	await throughBitwarden(screen, place);
	await throughRegistration(screen, place);
	await throughCredentials(screen, place);
	await screen.waitFor('Everything that is needed');
	const server = new URL(practice.urls.bitwarden).host;
	await screen.waitFor(`${practice.company.name} (${practice.company.tenantId}) → ${server}`);
	expect(screen.text()).toMatch(/✓ Bitwarden/);
	expect(screen.text()).toContain(`  ${server}`);
	expect(screen.text()).toMatch(/until 20\d\d-/);
});
