// What an organisation's server refuses, as a person reads it on a terminal: a sentence, and what to do.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {type PracticeOptions, startPractice} from '../../source/practice/start.ts';
import {startConnectProxy} from '../helpers/connect-proxy.ts';
import {flat} from '../helpers/one-line.ts';
import {openRegistering, type Registering} from '../helpers/registering.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const says = (screen: Running, ...sentences: readonly string[]): Promise<void> =>
	until(
		() => sentences.every(sentence => flat(screen).includes(sentence)),
		() => `waited for ${sentences.join(' … ')}; the screen shows\n${screen.text()}`,
	);

const own: PracticeOptions = {registered: true};

const said = async (place: Registering, code: number, ...args: readonly string[]): Promise<string> => {
	const running = place.open(args, {columns: 120, rows: 100});
	expect(await running.exited, running.text()).toMatchObject({code});
	return flat(running);
};

test('a key that was rotated, and a plan without the API: at the key’s step, and by the doctor', async () => {
	const place = await openRegistering(own, () => ({USHER_BITWARDEN_CLIENT_SECRET: undefined}));
	const {bitwarden} = place.practice;
	const old = bitwarden.secret();
	bitwarden.rotateKey('R'.repeat(30));
	const screen = place.setUp(['start'], {columns: 100, rows: 40});
	await screen.waitFor('client_secret');
	screen.type(`${old}${keys.enter}`);
	await says(screen, 'did not take the organisation', 'Most often the key was rotated');
	// The right one, in the same field.
	screen.type(`${keys.ctrl('u')}${bitwarden.secret()}${keys.enter}`);
	await screen.waitFor('3 of 9');
	screen.type(keys.ctrl('c'));
	await screen.exited;
	bitwarden.knobs.planHasApi = false;
	const doctor = await said(place, 11, 'doctor');
	expect(doctor).toMatch(
		/did not take the organisation.*a plan without the API \(it needs Teams or Enterprise\).*Where the key is:.*API key/,
	);
});

test('a plan without directory sync, and one without groups: by the run that is refused', async () => {
	const place = await openRegistering(own);
	const {knobs} = place.practice.bitwarden;
	const sync = ['sync', '--first-run', '--allow-invites', '99', '--allow-seats', '99'];
	knobs.planHasDirectory = false;
	const directory = await said(place, 15, ...sync);
	expect(directory).toMatch(
		/cannot use directory syncing.*needs Teams or Enterprise: Admin Console, Billing, Subscription/,
	);
	Object.assign(knobs, {planHasDirectory: true, planHasGroups: false});
	const groups = await said(place, 15, ...sync);
	expect(groups).toMatch(/cannot use groups.*The plan of this organisation has no groups.*set sync\.people to all/);
});

test('Vaultwarden that may be without groups: at the key’s step, and by the doctor', async () => {
	const place = await openRegistering({...own, server: 'vaultwarden'});
	const screen = place.setUp(['start'], {columns: 100, rows: 50});
	await says(screen, 'silently leaves them out', 'ORG_GROUPS_ENABLED=true on the server');
	screen.type(keys.ctrl('c'));
	await screen.exited;
	expect(await said(place, 0, 'doctor')).toMatch(/silently leaves them out.*ORG_GROUPS_ENABLED=true/);
});

test('the wrong region of the cloud: the right one is found when a person says so', async () => {
	const names = (domain: string) => ['api', 'identity', 'vault'].map(half => `${half}.${domain}`);
	const other = await startPractice({users: 5, groups: 1, seed: 2, bitwardenNames: names('bitwarden.com')});
	onTestFinished(() => other.close());
	const ports = new Map<string, number>();
	const proxy = await startConnectProxy(undefined, ports);
	onTestFinished(() => proxy.close());
	const place = await openRegistering({...own, bitwardenNames: names('bitwarden.eu')}, practice => {
		for (const name of names('bitwarden.com')) ports.set(`${name}:443`, other.ports.bitwarden);
		for (const name of names('bitwarden.eu')) ports.set(`${name}:443`, practice.ports.bitwarden);
		return {
			HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
			NO_PROXY: 'localhost',
			USHER_BITWARDEN_URL: undefined,
			USHER_BITWARDEN_CLIENT_ID: undefined,
			USHER_BITWARDEN_CLIENT_SECRET: undefined,
		};
	});
	writeFileSync(join(place.folder, '../../ca.pem'), `${place.practice.ca}\n${other.ca}`);
	const {bitwarden} = place.practice;
	const screen = place.setUp(['start'], {columns: 100, rows: 40});
	await screen.waitFor('bitwarden.eu');
	screen.type(keys.enter);
	screen.type(`${bitwarden.clientId}${keys.enter}${bitwarden.secret()}${keys.enter}`);
	await says(screen, 'did not take the organisation');
	screen.type(`${keys.tab}${keys.enter}`);
	await says(screen, 'the organisation is at bitwarden.eu');
	await screen.waitFor('Signed in');
});
