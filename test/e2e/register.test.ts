// The registration on a pseudo-terminal, with the built program; a person signs in on the page that the code names.
import {copyFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {largeText} from '../../source/platform/text/large.ts';
import {type Running, spawnInTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';
import {openPlace, type Place, startUsher} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

const quick = {users: 20, groups: 4, registered: false, loginKnobs: {deviceInterval: 0.05}} as const;

const run = (place: Place, ...args: readonly string[]): Running =>
	spawnInTerminal(process.execPath, [program, ...args], {
		environment: place.environment,
		columns: 100,
		rows: 60,
	});

const waitingCode = async (place: Place): Promise<string> => {
	await until(
		() => place.practice.login.waitingCodes().length > 0,
		() => 'no code waits',
	);
	return place.practice.login.waitingCodes()[0] ?? '';
};

const applications = (place: Place) => place.practice.registry.applications.filter(one => one.deletedAt === undefined);

test('from nothing to a doctor who is content, then undone', async () => {
	const place = await openPlace({...quick, propagation: {objectMs: 1500, certificateMs: 1500, consentMs: 1500}});
	const terminal = run(place, 'setup', '--register');
	const code = await waitingCode(place);
	await terminal.waitFor(code);
	await terminal.waitFor(`${place.practice.urls.login}/device`);
	for (const row of largeText(code) ?? []) expect(terminal.text()).toContain(row);
	expect(terminal.text()).toMatch(/█▀▀▀▀▀▀▀█/);
	place.practice.login.signIn(code);
	await terminal.waitFor('Every call works');
	expect(await terminal.exited).toMatchObject({code: 0});
	expect(applications(place).map(one => one.displayName)).toEqual(['Usher directory sync']);
	const doctor = await place.usher('doctor');
	expect(doctor.stdout).toContain('GroupMember.Read.All');
	expect(doctor.code).toBe(0);

	const again = run(place, 'setup', '--register');
	place.practice.login.signIn(await waitingCode(place));
	await again.waitFor('nothing was changed');
	expect(await again.exited).toMatchObject({code: 0});
	expect(applications(place)).toHaveLength(1);

	const undo = run(place, 'setup', '--undo');
	place.practice.login.signIn(await waitingCode(place));
	expect(await undo.exited).toMatchObject({code: 0});
	expect(applications(place)).toEqual([]);
	expect(readdirSync(join(place.home, 'profiles', 'default')).filter(name => name.endsWith('.pem'))).toEqual([]);
});

test('declined, expired and blocked sign-ins end with a sentence that leads to the portal', async () => {
	const place = await openPlace({...quick, loginKnobs: {deviceInterval: 0.05, deviceSeconds: 30}});
	const declined = run(place, 'setup', '--register');
	place.practice.login.decline(await waitingCode(place));
	expect(await declined.exited).toMatchObject({code: 11});
	expect(declined.text()).toContain('The sign-in was declined on the page.');
	const blocked = run(place, 'setup', '--register');
	place.practice.login.block(await waitingCode(place));
	expect(await blocked.exited).toMatchObject({code: 11});
	expect(blocked.text()).toMatch(/Conditional Access[\s\S]*portal/);
	expect(applications(place)).toEqual([]);
	const short = await openPlace({...quick, loginKnobs: {deviceInterval: 0.05, deviceSeconds: 1}});
	const expired = run(short, 'setup', '--register');
	expect(await expired.exited).toMatchObject({code: 11});
	expect(expired.text()).toContain('The code has expired');
});

test('someone else consents: the message is there, and it goes on by itself', async () => {
	const place = await openPlace(quick);
	const terminal = run(place, 'setup', '--register');
	place.practice.login.signIn(await waitingCode(place), {roles: ['Cloud Application Administrator']});
	await terminal.waitFor('with this link:');
	await terminal.waitFor('Waiting for someone to grant');
	const [application] = applications(place);
	place.practice.login.adminConsent(application?.appId ?? '');
	await terminal.waitFor('Every call works');
	expect(await terminal.exited).toMatchObject({code: 0});
});

test('one document on stdout and events on stderr with --json, and no key in either', async () => {
	const place = await openPlace(quick);
	const started = place.start('setup', '--register', '--json', '--credential', 'secret');
	place.practice.login.signIn(await waitingCode(place));
	const ended = await started.ended;
	expect(ended.code).toBe(0);
	const document = JSON.parse(ended.stdout);
	expect(document).toMatchObject({version: 1, exitCode: 0, credential: 'secret', name: 'Usher directory sync'});
	const events = ended.stderr
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(events).toContainEqual(expect.objectContaining({kind: 'code', userCode: expect.any(String)}));
	const secret = place.practice.registry.applications[0]?.secrets[0]?.text ?? '';
	expect(secret.length).toBeGreaterThan(20);
	const files = readdirSync(place.home, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.json'));
	const written = files.map(name => readFileSync(join(place.home, name), 'utf8')).join('');
	for (const text of [ended.stdout, ended.stderr, written]) expect(text).not.toContain(secret);
});

test('a renewal makes the next one, proves it, and takes the old one out', async () => {
	const place = await openPlace(quick);
	const first = run(place, 'setup', '--register');
	place.practice.login.signIn(await waitingCode(place));
	expect(await first.exited).toMatchObject({code: 0});
	const before = applications(place)[0]?.certificates.map(one => one.keyId) ?? [];
	const renew = run(place, 'credentials', 'renew');
	place.practice.login.signIn(await waitingCode(place));
	expect(await renew.exited).toMatchObject({code: 0});
	const after = applications(place)[0]?.certificates.map(one => one.keyId) ?? [];
	expect(before).toHaveLength(1);
	expect(after).toHaveLength(1);
	expect(after).not.toEqual(before);
	const status = await place.usher('credentials', 'status');
	expect(status.stdout).toMatch(/ends in 36[34] days; known from the certificate/);
	const folder = join(place.home, 'profiles', 'default');
	expect(readdirSync(folder).filter(name => name.endsWith('.pem'))).toHaveLength(1);
	expect((await place.usher('doctor')).code).toBe(0);

	// As a service has it: a copy of the certificate, named by a variable. It is replaced where it is.
	const [own = ''] = readdirSync(folder).filter(name => name.endsWith('.pem'));
	const copy = join(folder, 'certificate');
	copyFileSync(join(folder, own), copy);
	const service: Place = {...place, environment: {...place.environment, USHER_CERTIFICATE_FILE: copy}};
	const once = run(service, 'credentials', 'renew');
	place.practice.login.signIn(await waitingCode(place));
	expect(await once.exited).toMatchObject({code: 0});
	expect(readFileSync(copy, 'utf8')).not.toBe('');
	expect(readdirSync(folder)).not.toContain(own);
	expect((await startUsher(['doctor'], service.environment).ended).code).toBe(0);
	expect(applications(place)[0]?.certificates).toHaveLength(1);

	writeFileSync(join(folder, 'handed-over'), '/var/lib/usher');
	expect((await place.usher('credentials', 'renew')).stderr).toContain('is run by a service now');
});
