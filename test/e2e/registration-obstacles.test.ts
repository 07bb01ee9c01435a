// What a tenant puts in the way of a registration, as it is seen on a terminal: in the shell and in the wizard.
import {expect, test} from 'vitest';
import {flat} from '../helpers/one-line.ts';
import {expectOne, leftBehind, openRegistering, type Registering} from '../helpers/registering.ts';
import {keys, type Running} from '../helpers/terminal.ts';

const name = 'Usher directory sync';
const usersNote = 'Made by Usher on another-host on 2026-01-05. Registration 0123456789abcdef.';

/** What a program has written, without what draws it, as one line. */
const written = (running: Running): string =>
	running
		.raw()
		.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g, ' ')
		.replace(/\s+/g, ' ');

const signedIn = async (place: Registering, ...roles: Parameters<Registering['practice']['login']['signIn']>[1][]) =>
	place.practice.login.signIn(await place.code(), roles[0]);

test('replication takes its time at each object: the patience is on the screen, and what was made is undone on the spot', async () => {
	const hour = 3_600_000;
	const slow = {propagation: {objectMs: hour, certificateMs: hour, consentMs: hour}};
	/** Each object arrives once its waiting has been seen. */
	const seen = async ({practice}: Registering, screen: Running, next: RegExp): Promise<void> => {
		const {registry} = practice;
		await screen.waitFor(/The application has not reached every part of Mic/);
		await screen.waitFor(next);
		for (const one of registry.applications) Object.assign(one, {createdAt: 0});
		await screen.waitFor(/The service principal has not reached every part of Mic/);
		await screen.waitFor(next);
		for (const one of registry.principals) Object.assign(one, {createdAt: 0});
		await screen.waitFor('Microsoft’s sign-in has not heard of it yet');
		await screen.waitFor(next);
		for (const one of registry.applications) one.certificates = one.certificates.map(each => ({...each, knownAt: 0}));
		await screen.waitFor('Granted; waiting until Microsoft puts');
		await screen.waitFor(next);
		registry.propagation.consentMs = 0;
	};
	const inShell = async (): Promise<void> => {
		const place = await openRegistering(slow);
		const shell = place.register();
		await signedIn(place);
		await seen(place, shell, /\(next look in \d+ s\)/);
		expect(await shell.exited).toMatchObject({code: 0});
		expectOne(place);
	};
	const inWizard = async (): Promise<void> => {
		const place = await openRegistering(slow);
		const screen = await place.wizard({columns: 100, rows: 30});
		await signedIn(place);
		await seen(place, screen, /look in 0:\d\d/);
		await screen.waitFor('Every call was tried');
		expectOne(place);
		const [file = ''] = leftBehind(place).files;
		for (const listed of [
			`Application: ${name}`,
			`Service principal: ${name}`,
			'Permission: User.Read.All',
			'Permission: GroupMember.Read.All',
			'Certificate and key, here:',
			file,
			'Certificate: Usher on',
		])
			expect(flat(screen).replaceAll(' ', '')).toContain(listed.replaceAll(' ', ''));
		screen.type('u');
		await screen.waitFor('Delete the application that Usher made');
		screen.type('y');
		await screen.waitFor('is taken back');
		expect(leftBehind(place)).toEqual({applications: [], principals: [], grants: [], credentials: [], files: []});
	};
	await Promise.all([inShell(), inWizard()]);
});

test('a person who may not register, consent, or sign in with a code at all, and one who comes late', async () => {
	const reader = {policy: {usersMayRegister: false}, loginKnobs: {toolConsented: true}};
	const mayNotRegister = async (): Promise<void> => {
		const place = await openRegistering(reader);
		const shell = place.register();
		await signedIn(place, {roles: ['Global Reader']});
		expect(await shell.exited).toMatchObject({code: 12});
		expect(written(shell)).toContain('This account may not register applications in this tenant.');
		const screen = await place.wizard({columns: 80, rows: 24});
		await signedIn(place, {roles: []});
		await screen.waitFor('Sign in with an Application Administrator');
		expect(flat(screen)).toContain('This account may not register applications in this tenant.');
		expect(flat(screen)).toContain('the key p shows each click.');
		expect(flat(screen)).not.toContain('usher setup');
		expect(leftBehind(place)).toMatchObject({applications: [], files: []});
		screen.type('p');
		await screen.waitFor('First page of two');
	};
	const mayNotConsent = async (): Promise<void> => {
		// No role at all: people may register by default, and own what they made.
		const place = await openRegistering({loginKnobs: {toolConsented: true}});
		const screen = await place.wizard({columns: 80, rows: 24});
		await signedIn(place, {roles: []});
		await screen.waitFor('/adminconsent');
		expect(flat(screen).replaceAll(' ', '')).toContain(
			`/adminconsent?client_id=${leftBehind(place).applications[0]?.appId}`,
		);
		expect(leftBehind(place).grants).toEqual([]);
		place.practice.login.adminConsent(leftBehind(place).applications[0]?.appId ?? '');
		await screen.waitFor('Every call was tried');
		expect(leftBehind(place)).toMatchObject({
			applications: [{displayName: name}],
			principals: [{displayName: name}],
			grants: ['GroupMember.Read.All', 'User.Read.All'],
			credentials: [expect.any(String)],
		});
	};
	const blocked = async (): Promise<void> => {
		const place = await openRegistering({loginKnobs: {blockDeviceCode: true}});
		const screen = await place.wizard({columns: 80, rows: 24});
		await signedIn(place);
		await screen.waitFor('Conditional Access');
		expect(flat(screen)).toContain('Make the registration in the portal instead: the key p shows each click there.');
		screen.type('p');
		await screen.waitFor('First page of two');
		expect(leftBehind(place).applications).toEqual([]);
	};
	const refused = async (): Promise<void> => {
		// Nobody has consented to Microsoft's tool, and this account may not.
		const place = await openRegistering();
		const screen = await place.wizard({columns: 80, rows: 24});
		await signedIn(place, {roles: []});
		await screen.waitFor('may not use Microsoft Graph Command Line Tools');
		expect(flat(screen)).toContain('Sign in with an administrator');
		screen.type('p');
		await screen.waitFor('First page of two');
	};
	const late = async (): Promise<void> => {
		const place = await openRegistering({loginKnobs: {deviceSeconds: 2}});
		const screen = await place.wizard({columns: 80, rows: 24});
		await place.code();
		await screen.waitFor('The code has expired before anyone signed in with it.');
		expect(flat(screen)).toContain('Or make the registration in the portal');
		place.practice.login.knobs.deviceSeconds = 900;
		screen.type(keys.enter);
		await signedIn(place);
		await screen.waitFor('Every call was tried');
		expectOne(place);
	};
	await Promise.all([mayNotRegister(), mayNotConsent(), blocked(), refused(), late()]);
});

test('policies: secrets forbidden, and lifetimes limited', async () => {
	const banned = async (): Promise<void> => {
		const place = await openRegistering({policy: {secrets: 'banned'}});
		const shell = place.register('--credential', 'secret');
		await signedIn(place);
		expect(await shell.exited).toMatchObject({code: 0});
		expect(written(shell)).toContain(
			'A policy of this tenant forbids client secrets for applications: a certificate is made instead.',
		);
		expectOne(place);
	};
	const shortSecret = async (): Promise<void> => {
		const place = await openRegistering({policy: {maxSecretDays: 100}});
		const shell = place.register('--credential', 'secret');
		await signedIn(place);
		expect(await shell.exited).toMatchObject({code: 0});
		expect(written(shell)).toContain('does not allow a secret of 180 days; trying a shorter one.');
		expect(leftBehind(place)).toMatchObject({credentials: [expect.any(String)], files: []});
		const status = place.open(['credentials', 'status']);
		await status.exited;
		expect(written(status)).toMatch(/ends in (89|90) days/);
	};
	const shortCertificate = async (): Promise<void> => {
		const place = await openRegistering({policy: {maxCertificateDays: 35}});
		const screen = await place.wizard({columns: 100, rows: 40});
		await signedIn(place);
		await screen.waitFor('Every call was tried');
		expect(flat(screen)).toContain('does not allow a certificate of 60 days; trying a shorter one.');
		const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
		expect(flat(screen)).toContain(`Its certificate ends on ${day}`);
		expectOne(place);
	};
	await Promise.all([banned(), shortSecret(), shortCertificate()]);
});

test('an application of that name is there: Usher’s is repaired, of others a person says which', async () => {
	const inShell = async (): Promise<void> => {
		const place = await openRegistering();
		const {registry} = place.practice;
		const theirs = registry.register(name);
		const refused = async (...said: readonly string[]): Promise<void> => {
			const shell = place.register();
			await signedIn(place);
			expect(await shell.exited).toMatchObject({code: 10});
			for (const words of said) expect(written(shell)).toContain(words);
			expect(leftBehind(place)).toMatchObject({principals: [], credentials: [], files: []});
		};
		await refused('is there already', 'made by somebody else', `--application ${theirs.appId}`, 'Nothing was made.');
		const another = registry.register(name);
		await refused('2 applications of this name', theirs.appId, another.appId, '--application ID');

		const named = place.register('--application', another.appId.toUpperCase());
		await signedIn(place);
		expect(await named.exited).toMatchObject({code: 0});
		expect(another.certificates).toHaveLength(1);
		expect(theirs.certificates).toEqual([]);
		expect(leftBehind(place).applications).toHaveLength(2);

		const wrong = place.register('--application', another.id);
		await signedIn(place);
		expect(await wrong.exited).toMatchObject({code: 10});
		expect(written(wrong)).toContain('not its object ID');
	};
	const ushers = async (): Promise<void> => {
		const place = await openRegistering();
		const {registry} = place.practice;
		registry.register(name);
		const own = registry.register(name, {notes: usersNote});
		registry.addSecret(own, {displayName: 'of the other machine'});
		const shell = place.register();
		await signedIn(place);
		expect(await shell.exited).toMatchObject({code: 0});
		expect(written(shell)).toContain('made by another Usher; what it has stays');
		expect(own.secrets.map(one => one.displayName)).toEqual(['of the other machine']);
		expect(leftBehind(place)).toMatchObject({
			applications: [{}, {certificates: [{}]}],
			principals: [{appId: own.appId}],
		});
	};
	const inWizard = async (): Promise<void> => {
		const place = await openRegistering();
		const {registry} = place.practice;
		const first = registry.register(name);
		const second = registry.register(name);
		const own = registry.register(name, {notes: usersNote});
		const screen = await place.wizard({columns: 80, rows: 24});
		await signedIn(place);
		await screen.waitFor('Applications are there already');
		// The surest is shown and pointed at first.
		await screen.waitFor(own.appId);
		await screen.waitFor('Another Usher made it');
		screen.type(`${keys.down}${keys.down}`);
		await screen.waitFor(second.appId);
		screen.type('r');
		await screen.waitFor('Every call was tried');
		expect([first, second, own].map(one => one.certificates.length)).toEqual([0, 1, 0]);
		expect(leftBehind(place).applications).toHaveLength(3);
	};
	const renewed = async (): Promise<void> => {
		const place = await openRegistering();
		const shell = place.register();
		await signedIn(place);
		expect(await shell.exited).toMatchObject({code: 0});
		const before = leftBehind(place);
		const screen = await place.wizard({columns: 80, rows: 24});
		await signedIn(place);
		await screen.waitFor('An application is there already');
		expect(flat(screen)).toContain('The one that the settings of this profile name.');
		screen.type('e');
		await screen.waitFor('Every call was tried');
		// The next one is in use, and the one before is gone from the tenant and from this machine.
		expectOne(place);
		const after = leftBehind(place);
		expect(after.applications.map(one => one.id)).toEqual(before.applications.map(one => one.id));
		expect(after.credentials).not.toEqual(before.credentials);
		expect(after.files).not.toEqual(before.files);
		screen.type(keys.ctrl('c'));
		await screen.exited;
		expect(await place.open(['doctor']).exited).toMatchObject({code: 0});
	};
	await Promise.all([inShell(), ushers(), inWizard(), renewed()]);
});
