import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createSecrets} from '../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {openSettings} from '../../source/platform/settings/store.ts';
import {openState} from '../../source/platform/state/open-state.ts';
import {handOverNote, refuseHandedOver} from '../../source/profile/handed-over.ts';
import {type Action, describeAction, performAction, type RunProgram} from '../../source/service/action.ts';
import {
	asService,
	handOverOf,
	type InstallInput,
	installActions,
	refuseClosedProgram,
} from '../../source/service/install.ts';
import {closedToOthers} from '../../source/service/reachable.ts';
import {uninstallActions} from '../../source/service/uninstall.ts';

const folder = mkdtempSync(join(tmpdir(), 'usher-install-'));
const root = join(folder, 'root');
const certificate = join(folder, 'certificate.pfx');
const environment = {
	USHER_HOME: join(folder, 'home'),
	USHER_BITWARDEN_CLIENT_SECRET: 'canary-bitwarden',
	USHER_CERTIFICATE_FILE: certificate,
	HTTPS_PROXY: 'http://user:canary-proxy@proxy.example:3128',
};
const paths = pathsOf({environment, profile: 'fabrikam'});
let input: InstallInput;

const ran: string[] = [];
const run: RunProgram = command => {
	ran.push(command.join(' '));
	return Promise.resolve('');
};

beforeAll(async () => {
	writeFileSync(certificate, new Uint8Array([0, 255, 128, 7]));
	const store = openSettings({paths, environment});
	await store.set('entra.tenant', 'fabrikam.example');
	openState(paths).close();
	const settings = openSettings({paths, environment}).settings;
	input = {
		profile: 'fabrikam',
		program: ['/usr/bin/node', '/opt/usher/dist/cli.js'],
		paths,
		settings,
		secrets: createSecrets({paths, settings, environment}),
		environment,
		shape: 'timer',
	};
});
afterAll(() => rmSync(folder, {recursive: true}));

const perform = async (actions: readonly Action[], below = root): Promise<void> => {
	for (const action of actions) await performAction(action, {root: below, run});
};

test('what will be done is shown without a secret in it', async () => {
	const shown = (await installActions(input)).map(describeAction).join('\n');
	expect(shown).toContain('write /etc/usher/fabrikam/usher-bitwarden (600, a secret)');
	expect(shown).toContain('systemctl enable usher-fabrikam.timer');
	expect(shown).not.toContain('canary');
});

test('the profile moves whole: settings, ledger, files that settings name, secrets for root only', async () => {
	await perform(await installActions(input));
	const home = join(root, 'var/lib/usher/profiles/fabrikam');
	expect(readFileSync(join(home, 'settings.json'), 'utf8')).toContain('fabrikam.example');
	expect(readFileSync(join(home, 'certificate'))).toEqual(readFileSync(certificate));
	expect(statSync(join(home, 'ledger.db')).mode & 0o777).toBe(0o600);
	const secret = join(root, 'etc/usher/fabrikam/usher-bitwarden');
	expect(readFileSync(secret, 'utf8')).toBe('canary-bitwarden');
	expect(statSync(secret).mode & 0o777).toBe(0o600);
	const variables = readFileSync(join(root, 'etc/usher/fabrikam/environment'), 'utf8');
	expect(variables).toContain('USHER_CERTIFICATE_FILE="/var/lib/usher/profiles/fabrikam/certificate"');
	expect(variables).toContain('canary-proxy');
	expect(statSync(join(root, 'etc/usher/fabrikam/environment')).mode & 0o777).toBe(0o600);
	const unit = readFileSync(join(root, 'etc/systemd/system/usher-fabrikam.service'), 'utf8');
	expect(unit).not.toContain('canary');
	expect(existsSync(join(root, 'etc/systemd/system/usher-fabrikam.timer'))).toBe(true);
	expect(ran).toEqual([]);
});

test('a profile that was handed over refuses to run in its old place, and keeps what the service learns', async () => {
	const note = (await installActions(input)).find(
		action => action.kind === 'write' && action.path.endsWith('handed-over'),
	);
	expect(note).toBeDefined();
	if (note !== undefined) await performAction(note, {run});
	expect(() => refuseHandedOver('fabrikam', paths)).toThrow('/var/lib/usher');
	const again = (await installActions({...input, shape: 'watch', root})).map(describeAction).join('\n');
	expect(again).not.toContain('ledger.db');
	expect(again).not.toContain('settings.json');
	expect(again).not.toContain('profiles/fabrikam/certificate');
	expect(again).toContain('write /etc/usher/fabrikam/usher-bitwarden (600, a secret)');
	expect(again).toContain('run systemctl disable --now usher-fabrikam.timer');
	expect(again).toContain('run systemctl restart usher-fabrikam.service');
	rmSync(handOverNote(paths));
});

test('taking it back brings it to where it came from, with what was changed and renewed there', async () => {
	const home = join(root, 'var/lib/usher/profiles/fabrikam');
	// As sudo would ask: with the home of root.
	const elsewhere = pathsOf({environment: {HOME: join(folder, 'root-home')}, profile: 'fabrikam'});
	const options = {root, purge: false};
	const quiet = uninstallActions('fabrikam', elsewhere, options).map(describeAction);
	expect(quiet).toContain(`copy ${join(home, 'ledger.db')} to ${paths.ledger}`);
	expect(quiet.join('\n')).not.toMatch(/settings\.json|certificate|root-home|remove \/var\/lib\/usher/);
	expect(quiet).toContain(`remove ${handOverNote(paths)}`);

	const theirs = pathsOf({environment: {USHER_HOME: join(root, 'var/lib/usher')}, profile: 'fabrikam'});
	await openSettings({paths: theirs, environment: {}}).set('schedule.intervalMinutes', '7');
	await openSettings({paths, environment: {}}).set('entra.certificateFile', certificate);
	writeFileSync(join(home, 'certificate'), 'renewed');
	const back = uninstallActions('fabrikam', elsewhere, {root, purge: true}).map(describeAction);
	expect(back).toContain(`write ${paths.settings} (600)`);
	expect(back).toContain(`write ${certificate} (600, a secret)`);
	expect(back).toContain('remove /var/lib/usher/profiles/fabrikam');
	await openSettings({paths, environment: {}}).unset('entra.certificateFile');

	await perform(uninstallActions('fabrikam', elsewhere, options));
	expect(existsSync(join(root, 'etc/usher/fabrikam'))).toBe(false);
	expect(existsSync(join(root, 'etc/systemd/system/usher-fabrikam.timer'))).toBe(false);
	expect(existsSync(join(home, 'ledger.db'))).toBe(true);
	// The copy that stays is older by and by than what is learnt here.
	expect(uninstallActions('fabrikam', paths, options)).toEqual([]);
	expect(ran).toEqual([]);
});

test('programs are run in order, and one that fails says what it said', async () => {
	const failing: RunProgram = ([program]) =>
		program === 'getent' ? Promise.reject(new Error('none')) : run([program]);
	ran.length = 0;
	await performAction({kind: 'account', name: 'usher', home: '/var/lib/usher'}, {run: failing});
	expect(ran).toEqual(['useradd']);
	const {runProgram} = await import('../../source/service/action.ts');
	await expect(runProgram(['ls', '/no/such/folder'])).rejects.toMatchObject({code: 'service-command'});
});

test('a command as the service has its account, its home and its credentials, and no secret in its words', () => {
	const words = asService(handOverOf(input), ['plan', '--all'], {terminal: false}).join(' ');
	expect(words).toContain('--uid=usher');
	expect(words).toContain(' --pipe ');
	expect(words).toContain('LoadCredential=usher-bitwarden:/etc/usher/fabrikam/usher-bitwarden');
	expect(words).toMatch(/--profile fabrikam plan --all$/);
	expect(words).not.toContain('canary');
});

test('a word with a dollar sign reaches the command as it is, and a program in a home is shown to it', () => {
	const given = {...handOverOf(input), program: ['/home/ada/n/node', '/home/ada/usher dist/cli.js'] as const};
	const words = asService(given, ['test', '$HOME'], {terminal: false});
	expect(words.at(-1)).toBe('$$HOME');
	expect(words).toContain('--property=ProtectHome=tmpfs');
	expect(words).toContain('--property=BindReadOnlyPaths="/home/ada/usher dist"');
});

test('files that this shell names go along, and one that is not there is said', async () => {
	const extra = join(folder, 'extra.pem');
	const more = {...input, environment: {...environment, NODE_EXTRA_CA_CERTS: extra}};
	await expect(installActions(more)).rejects.toMatchObject({code: 'service-file-missing', exitCode: 10});
	writeFileSync(extra, 'authority');
	const shown = (await installActions(more)).map(describeAction);
	expect(shown).toContain('write /var/lib/usher/profiles/fabrikam/extra-authorities.pem (600, a secret)');
	const text = (await installActions(more)).flatMap(action =>
		action.kind === 'write' && action.path.endsWith('/environment') ? [String(action.text)] : [],
	);
	expect(text.join('')).toContain('NODE_EXTRA_CA_CERTS="/var/lib/usher/profiles/fabrikam/extra-authorities.pem"');
});

test('installing from a shell that lacks a variable says that the service loses it', async () => {
	const elsewhere = join(folder, 'another-root');
	const first = await installActions({...input, root: elsewhere});
	for (const action of first) await performAction(action, {root: elsewhere, run});
	const {HTTPS_PROXY: _gone, ...rest} = environment;
	const again = (await installActions({...input, root: elsewhere, environment: rest})).map(describeAction).join('\n');
	expect(again).toMatch(/environment \(600, USHER_CERTIFICATE_FILE; no longer HTTPS_PROXY, which this shell/);
});

const tree = (below: string): string[] =>
	readdirSync(below, {recursive: true, encoding: 'utf8'})
		.map(name => join(below, name))
		.filter(path => statSync(path).isFile())
		.map(path => `${path.slice(below.length)} ${path.endsWith('.db') ? '' : readFileSync(path, 'latin1')}`)
		.sort();

test('cut off after any action, installing and taking back can be done again and end as if nothing had happened', async () => {
	const whole = join(folder, 'whole');
	const actions = await installActions({...input, root: whole});
	for (const action of actions) await performAction(action, {root: whole, run});
	const wanted = tree(whole);
	for (let done = 0; done < actions.length; done++) {
		const cut = join(folder, `cut-${done}`);
		for (const action of actions.slice(0, done)) await performAction(action, {root: cut, run});
		for (const action of await installActions({...input, root: cut})) await performAction(action, {root: cut, run});
		expect(tree(cut), `after ${done}`).toEqual(wanted);

		const options = {root: cut, purge: true};
		const back = uninstallActions('fabrikam', paths, options);
		for (const action of back.slice(0, done)) await performAction(action, {root: cut, run});
		await perform(uninstallActions('fabrikam', paths, options), cut);
		// Only what the profile has of its own is left, in its old place.
		expect(
			tree(cut).filter(path => !path.includes(environment.USHER_HOME)),
			`back after ${done}`,
		).toEqual([]);
		expect(uninstallActions('fabrikam', paths, options)).toEqual([]);
	}
});

test('what the service could not read is found before anything is done', () => {
	const closed = join(folder, 'closed');
	mkdirSync(join(closed, 'usher'), {recursive: true});
	const program = join(closed, 'usher/cli.js');
	writeFileSync(program, '', {mode: 0o644});
	// The folder of a test, and perhaps those above it, are its owner's only.
	chmodSync(folder, 0o755);
	expect(closedToOthers(program, folder)).toBeUndefined();
	chmodSync(closed, 0o700);
	expect(closedToOthers(program, folder)).toBe(closed);
	expect(closedToOthers(program)).toBeDefined();
	// Shown by itself, what is above it does not matter.
	expect(closedToOthers(program, join(closed, 'usher'))).toBeUndefined();
	chmodSync(program, 0o600);
	expect(closedToOthers(program, join(closed, 'usher'))).toBe(program);
	expect(() => refuseClosedProgram([process.execPath, program])).toThrow('could not start');
	for (const path of ["/opt/ada's/node", '/opt/a\\b/node', '/home/a:b/node']) {
		expect(() => refuseClosedProgram([path, '/opt/usher/cli.js'])).toThrow('systemd takes no program');
	}
});
