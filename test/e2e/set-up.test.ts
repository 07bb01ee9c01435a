// The whole set-up, key by key, with the built program in a pseudo-terminal against a practice tenant.
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {setUpPlace} from '../helpers/set-up.ts';
import {says, step, throughBitwarden, throughCredentials, throughRegistration} from '../helpers/set-up-steps.ts';
import {keys} from '../helpers/terminal.ts';

const filesIn = (folder: string): string[] =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.map(name => join(folder, name))
		.filter(path => statSync(path).isFile());

test('from the first key to a saved profile, and no secret anywhere but in the vault', async () => {
	const place = await setUpPlace();
	const {practice, home} = place;
	const screen = place.open({columns: 120, rows: 40});
	await throughBitwarden(screen, place);
	await throughRegistration(screen, place);
	await throughCredentials(screen, place);
	await screen.waitFor('Everything that is needed');
	screen.type(keys.enter);
	await screen.waitFor(/\d+ people and \d+ groups in/);
	screen.type('include:All staff');
	await screen.waitFor(/people and 1 group in/);
	screen.type(keys.enter);
	await screen.waitFor(step(8));
	await screen.waitFor(/1 of \d+ groups/);
	screen.type(keys.enter);
	await screen.waitFor('All saved');
	screen.type(keys.down + keys.enter);
	expect((await screen.exited).code).toBe(0);
	expect(screen.buffer()).toBe('normal');
	expect(screen.text()).toContain('usher plan');

	const settings = JSON.parse(readFileSync(join(home, 'profiles/default/settings.json'), 'utf8'));
	expect(settings).toMatchObject({
		bitwarden: {url: practice.urls.bitwarden, clientId: practice.bitwarden.clientId},
		entra: {
			tenant: practice.company.tenantId,
			tenantName: practice.company.name,
			clientId: practice.environment.USHER_CLIENT_ID,
			credential: 'secret',
		},
		sync: {groupFilter: 'include:All staff', guests: 'out'},
	});
	expect(settings.entra.credentialEnds).toMatch(/^20\d\d-\d\d-\d\d$/);
	// Nothing of the set-up itself is left.
	expect(filesIn(home).filter(path => path.endsWith('set-up.json'))).toEqual([]);
	for (const secret of [practice.environment.USHER_CLIENT_SECRET ?? '', practice.bitwarden.secret()]) {
		expect(secret.length).toBeGreaterThan(10);
		expect(screen.raw()).not.toContain(secret);
		for (const path of filesIn(home)) expect(readFileSync(path, 'latin1'), path).not.toContain(secret);
	}
	// The names in this company carry escape sequences; the terminal gets none of them.
	expect(screen.raw()).not.toContain('evil.example/\x1b');
	expect(screen.raw()).not.toContain('\x1b]0;');
});

test('wrong values are said at each step, and everything can be corrected in place', async () => {
	const place = await setUpPlace();
	const {practice} = place;
	const screen = place.open();
	await says(screen, 'Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}http://vault.example.com`);
	await says(screen, 'has to be https');
	screen.type(`${keys.ctrl('u')}${practice.urls.bitwarden}`);
	await says(screen, 'answers');
	screen.type(`${keys.down}user.11111111-2222-4333-8444-555555555555`);
	await says(screen, 'API key of a person');
	screen.type(`${keys.ctrl('u')}${practice.bitwarden.clientId}${keys.down}${practice.bitwarden.clientId}`);
	await says(screen, 'stands below it');
	screen.type(`${keys.ctrl('u')}not the right one${keys.enter}`);
	await says(screen, 'It does not say which part is wrong');
	screen.type(`${keys.ctrl('u')}${practice.bitwarden.secret()}${keys.enter}`);
	await screen.waitFor(step(3));

	screen.type('nowhere.example');
	await says(screen, 'No tenant with this id');
	screen.type(`${keys.ctrl('u')}organization.11111111-2222-4333-8444-555555555555${keys.enter}`);
	await says(screen, 'neither a directory');
	screen.type(`${keys.ctrl('u')}ada@${practice.company.domains.main}${keys.enter}`);
	await screen.waitFor(step(4));

	screen.type(`${keys.down}${keys.enter}`);
	await says(screen, 'First page of two');
	screen.type(`${practice.company.tenantId}`);
	await says(screen, 'directory (tenant) ID');
	screen.type(`${keys.ctrl('u')}${practice.bitwarden.clientId}${keys.enter}`);
	await says(screen, 'Bitwarden’s client_id');
	screen.type(`${keys.ctrl('u')}${practice.environment.USHER_CLIENT_ID}${keys.enter}`);
	await says(screen, 'Second page');
	screen.type(keys.enter);
	await screen.waitFor(step(5));

	screen.type(`9c3f1d7e-2b4a-4e6c-8f10-5a7b9d3e1c02`);
	await says(screen, 'secret’s ID');
	screen.type(`${keys.ctrl('u')}abcdefghijklmnopqrstuvwxyz0123`);
	await says(screen, 'Bitwarden’s client_secret');
	practice.company.expireSecret();
	screen.type(`${keys.ctrl('u')}${practice.environment.USHER_CLIENT_SECRET}${keys.enter}`);
	await says(screen, 'has expired');
	const fresh = practice.company.addSecret();
	screen.type(`${keys.up}${keys.ctrl('u')}   ${fresh}  ${keys.enter}`);
	await says(screen, 'Signed in');
	screen.type(`2020-01-01${keys.enter}`);
	await says(screen, 'has passed');
	screen.type(`${keys.ctrl('u')}${keys.enter}`);
	await screen.waitFor(step(6));
	await says(screen, 'Everything that is needed');
	screen.type(keys.enter);
	await screen.waitFor(/people and \d+ groups in/);
	screen.type('include:All staff | exclde:x');
	await says(screen, '^');
	await screen.waitFor('exclde');
	screen.type(keys.enter);
	await says(screen, 'Correct the filter first');
	screen.type(`${keys.ctrl('u')}include:Nobody knows`);
	await says(screen, 'does not have');
	screen.type(`${keys.ctrl('u')}`);
	await screen.waitFor(/people and 2\d groups in/);
	screen.type(keys.enter);
	await screen.waitFor(step(8));
});

test('consent that arrives while it waits takes the set-up on by itself', async () => {
	const place = await setUpPlace({permissions: ['User.Read.All']});
	const screen = place.open();
	await throughBitwarden(screen, place);
	await throughRegistration(screen, place);
	await throughCredentials(screen, place);
	await screen.waitFor('Not there yet');
	expect(screen.text()).toMatch(/✓ User\.Read\.All/);
	expect(screen.text()).toMatch(/… GroupMember\.Read\.All/);
	await screen.waitFor(/next look in 0:0\d/);
	screen.type('c');
	await screen.waitFor('is copied');
	const copied = /\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/.exec(screen.raw())?.[1] ?? '';
	const message = Buffer.from(copied, 'base64').toString('utf8');
	expect(message).toContain('GroupMember.Read.All');
	expect(message).toContain(`/adminconsent?client_id=${place.practice.environment.USHER_CLIENT_ID}`);
	place.practice.company.grantPermission('GroupMember.Read.All');
	await screen.waitFor('Consent has arrived');
	await screen.waitFor(step(7));
});

test('what was typed is there again after going back, and after leaving and coming back', async () => {
	const place = await setUpPlace();
	const screen = place.open();
	await throughBitwarden(screen, place);
	screen.type(`half.example${keys.escape}`);
	await screen.waitFor(step(2));
	expect(screen.text()).toContain(place.practice.bitwarden.clientId);
	await screen.waitFor('kept, encrypted');
	screen.type(keys.enter);
	await screen.waitFor(step(3));
	expect(screen.text()).toContain('half.example');
	screen.type(keys.ctrl('u'));
	await throughRegistration(screen, place);
	screen.type(keys.ctrl('c'));
	expect((await screen.exited).code).toBe(0);
	expect(screen.text()).toContain('step 5');

	// `usher` alone goes on with it too, as long as it is not finished.
	const again = place.open({}, []);
	await again.waitFor(step(5));
	expect(again.text()).toContain(place.practice.environment.USHER_CLIENT_ID);
	await throughCredentials(again, place);
	await again.waitFor('Everything that is needed');
	again.type('q');
	expect((await again.exited).code).toBe(0);
	const third = place.open();
	await third.waitFor(step(6));
});

test('keys that come in one read are each heard, and pasted line ends do no harm', async () => {
	const place = await setUpPlace();
	const {practice} = place;
	const screen = place.open();
	await screen.waitFor('Connect');
	screen.type(`${keys.enter}`);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}${practice.urls.bitwarden}xy${keys.backspace}${keys.backspace}`);
	await screen.waitFor('answers');
	screen.type(keys.down + keys.paste(`${practice.bitwarden.clientId}\n`) + keys.down);
	screen.type(keys.paste(`${practice.bitwarden.secret().slice(0, 9)}\r\n${practice.bitwarden.secret().slice(9)}\n`));
	screen.type(keys.enter);
	await screen.waitFor(step(3));
	screen.type(`${practice.company.domains.initial}${keys.enter}`);
	await screen.waitFor(step(4));
	screen.type(`${keys.down}${keys.down}${keys.enter}`);
	await screen.waitFor(step(5));
	screen.type(
		`${practice.environment.USHER_CLIENT_ID}${keys.enter}${practice.environment.USHER_CLIENT_SECRET}${keys.enter}${keys.enter}`,
	);
	await screen.waitFor(step(6));
});

test('a resize at any moment leaves a whole screen', async () => {
	const place = await setUpPlace();
	const screen = place.open({columns: 120, rows: 40});
	await throughBitwarden(screen, place);
	screen.type('halden');
	for (const [columns, rows] of [
		[80, 24],
		[200, 60],
		[60, 20],
		[80, 24],
	] as const) {
		screen.resize(columns, rows);
		await screen.waitFor(columns < 80 ? 'needs a window of 80 columns' : step(3));
		if (columns < 80) continue;
		await screen.waitFor('halden');
		await screen.waitFor(/^ usher .* set-up *\n/);
		await screen.waitFor(/save, quit/);
		expect(screen.lines().filter(line => line.startsWith(' usher'))).toHaveLength(1);
		expect(screen.lines()).toHaveLength(rows);
	}
});

test('Vaultwarden is recognised, and its owners are asked for', async () => {
	const place = await setUpPlace({server: 'vaultwarden'});
	const {practice, home} = place;
	const screen = place.open();
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}${practice.urls.bitwarden}`);
	await screen.waitFor('Vaultwarden');
	screen.type(`${keys.enter}${practice.bitwarden.clientId}${keys.enter}${practice.bitwarden.secret()}${keys.enter}`);
	await says(screen, 'does not say who its owners are');
	screen.type(`Ada@Halden.example, not an address${keys.enter}`);
	await says(screen, 'is no e-mail address');
	screen.type(`${keys.ctrl('u')}Ada@Halden.example, alan@halden.example${keys.enter}`);
	await screen.waitFor(step(3));
	const settings = JSON.parse(readFileSync(join(home, 'profiles/default/settings.json'), 'utf8'));
	expect(settings.sync.protect).toEqual(['ada@halden.example', 'alan@halden.example']);
});

test('where nobody sits at a terminal, a sentence and the way without', async () => {
	const place = await setUpPlace();
	const {spawnSync} = await import('node:child_process');
	const program = new URL('../../dist/cli.js', import.meta.url).pathname;
	const ended = spawnSync(process.execPath, [program, 'setup'], {env: {...place.environment}, encoding: 'utf8'});
	expect(ended.status).toBe(2);
	expect(ended.stderr).toContain('needs a terminal');
	expect(ended.stderr.replace(/\s+/g, ' ')).toContain('usher config set');
});

test('practising leads to the demo, and the finished set-up to the dashboard', async () => {
	const place = await setUpPlace();
	const screen = place.open({columns: 120, rows: 40}, []);
	await screen.waitFor('Practise');
	screen.type(keys.down + keys.enter);
	await screen.waitFor('Groups and people');
	expect(filesIn(place.home).filter(path => path.endsWith('settings.json'))).toEqual([]);
	screen.kill('SIGTERM');
	await screen.exited;

	const {practice, environment} = place;
	const finished = await setUpPlace({}, {...practice.environment, ...environment});
	const again = finished.open({columns: 120, rows: 40});
	await again.waitFor('All saved');
	again.type(keys.enter);
	await again.waitFor('Groups and people');
	again.type('q');
	expect((await again.exited).code).toBe(0);
});
