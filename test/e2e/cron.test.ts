// Handing over to cron with the built program, and a crontab program of the test's own.
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {isCronRunning, runAsCron, settingsAbove} from '../../source/service/cron/try.ts';
import {until} from '../helpers/until.ts';
import {type Ended, openPlace, type Place, startUsher} from '../helpers/usher.ts';

const size = {users: 12, groups: 3, oddities: false} as const;
const patient = {timeout: 120_000} as const;
/** What this machine's own cron adds to the check. */
const works = isCronRunning() === false ? 1 : 0;
const account = userInfo().username;

/** Keeps a file as crontab(1) does, for the account that calls it. */
const program = `#!/bin/sh
case "$1" in
	-l) [ -f "$CRONTAB_FILE" ] || { echo "no crontab for ${account}" >&2; exit 1; }; cat "$CRONTAB_FILE" ;;
	-r) rm "$CRONTAB_FILE" ;;
	-) cat > "$CRONTAB_FILE" ;;
	*) echo "usage: $*" >&2; exit 1 ;;
esac
`;

type Desk = Place & {
	readonly file: string;
	/** The crontab as it is; undefined when there is none. */
	read(): string | undefined;
	/** Runs Usher as a shell without secrets, with a crontab program on its path. */
	cron(...args: readonly string[]): Promise<Ended>;
	/** The same with more variables. */
	with(more: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended>;
};

/** A practice tenant, a profile whose secrets are in the encrypted file, and a place for a crontab. */
const openDesk = async (): Promise<Desk> => {
	const place = await openPlace(size);
	const {USHER_CLIENT_SECRET: entra = '', USHER_BITWARDEN_CLIENT_SECRET: bitwarden = '', ...rest} = place.environment;
	const folder = join(place.home, 'a path with spaces');
	mkdirSync(folder);
	const file = join(folder, 'crontab.txt');
	writeFileSync(join(folder, 'crontab'), program, {mode: 0o755});
	const environment = {...rest, PATH: `${folder}:${process.env.PATH ?? ''}`, CRONTAB_FILE: file};
	for (const [name, secret] of [
		['entra', entra],
		['bitwarden', bitwarden],
	] as const) {
		const {code, stderr} = await startUsher(['secret', 'set', name], environment, secret).ended;
		expect([code, stderr]).toEqual([0, '']);
	}
	return {
		...place,
		environment: {...place.environment, PATH: environment.PATH, CRONTAB_FILE: file},
		file,
		read: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
		cron: (...args) => startUsher(args, environment).ended,
		with: (more, ...args) => startUsher(args, {...environment, ...more}).ended,
	};
};

const lineIn = (crontab = ''): string => crontab.split('\n').find(line => line.includes(' sync ')) ?? '';

test(
	'a profile goes to cron, works there, and comes back, and the rest of the crontab stays as it was',
	patient,
	async () => {
		const desk = await openDesk();
		const before = 'MAILTO=ada@fabrikam.example\n# 100 % mine\n17 3 * * * echo "50\\%"\n';
		writeFileSync(desk.file, before);
		const variables = join(desk.home, 'profiles/default/cron-variables');

		const shown = await desk.cron('service', 'install', '--cron', '--dry-run');
		expect(shown.code).toBe(0);
		expect(shown.stdout).toContain(`have in the crontab of ${account}: 7 * * * * . ${variables} &&`);
		expect([desk.read(), existsSync(variables)]).toEqual([before, false]);
		const unasked = await desk.cron('service', 'install', '--cron');
		expect([unasked.code, desk.read()]).toEqual([2, before]);
		expect(unasked.stderr).toContain('--yes');

		const installed = await desk.with({HTTPS_PROXY: ''}, 'service', 'install', '--cron', '--yes');
		expect(installed.stdout).not.toContain(' ✗ secrets');
		expect(installed.code, installed.stdout + installed.stderr).toBe(works);
		if (works === 0) expect(installed.stdout).toContain('It works');
		expect(installed.stdout).toContain('No sync has been done yet');
		const put = desk.read() ?? '';
		expect(put.startsWith(before)).toBe(true);
		expect(lineIn(put)).toMatch(/ --profile default --log-level warn sync --unattended --quiet --ok-with-problems$/);
		expect(statSync(variables).mode & 0o777).toBe(0o600);

		// As cron would, twice: a plan that waits is told, and a person lets it pass; then nothing is.
		const asCron = () =>
			runAsCron(
				{name: account, home: desk.home, own: true},
				lineIn(desk.read()).split(' ').slice(5).join(' ').replaceAll('\\%', '%'),
				settingsAbove(new Uint8Array(Buffer.from(put)), lineIn(put)),
				new AbortController().signal,
			);
		const refused = await asCron();
		expect([refused.code, refused.stdout.includes('to invite')]).toEqual([13, true]);
		expect((await desk.cron('service', 'status')).stdout).toContain('A plan waits for a person: ');
		expect((await desk.cron('sync', '--first-run', '--allow-invites', '100')).code).toBe(0);
		// A person has let it pass: it waits no more, although cron has not started another run.
		expect((await desk.cron('service', 'status')).stdout).not.toContain('waits for a person');
		desk.practice.company.hire({name: 'Nora', mail: 'nora@halden.example'});
		// The mail that said a plan waits is answered by one that it does not any more; then there is none.
		expect(await asCron()).toMatchObject({code: 0, stdout: expect.stringContaining('is done'), stderr: ''});
		expect(await asCron()).toEqual({code: 0, stdout: '', stderr: ''});
		expect(desk.practice.bitwarden.memberByEmail('nora@halden.example')).toBeDefined();

		const status = await desk.cron('service', 'status');
		expect(status.code).toBe(works);
		expect(status.stdout).toContain(`Cron runs this profile as ${account}, on the schedule 7 * * * *.`);
		expect(status.stdout).toMatch(/Last run just now: nothing to do/);
		expect(status.stdout).not.toContain('overdue');

		// Again, with another interval: the line changes, and none is added.
		expect((await desk.cron('config', 'set', 'schedule.intervalMinutes', '15')).code).toBe(0);
		expect((await desk.cron('service', 'status')).stdout).toContain('the interval has changed');
		const again = await desk.cron('service', 'install', '--cron', '--yes');
		expect(again.stdout).toContain('has a line for this profile');
		expect(again.stdout).not.toContain('No sync has been done yet');
		expect(desk.read()?.match(/ sync /g)).toHaveLength(1);
		expect(lineIn(desk.read())).toMatch(/^\*\/15 /);

		const back = await desk.cron('service', 'uninstall', '--yes');
		expect(back.code).toBe(0);
		expect([desk.read(), existsSync(variables)]).toEqual([before, false]);
		const twice = await desk.cron('service', 'uninstall', '--yes');
		expect([twice.code, desk.read()]).toEqual([10, before]);
	},
);

test('the line that is printed for a crontab of another kind has whole paths, and no secret', patient, async () => {
	const desk = await openDesk();
	const more = {USHER_CA_FILE: 'ca.pem', USHER_WEBHOOK: 'https://canary.example', HTTPS_PROXY: 'http://a:canary@proxy'};
	const {code, stdout} = await desk.with(more, 'service', 'print', 'cron');
	expect(code).toBe(0);
	expect(stdout).toContain(`USHER_HOME=${desk.home} `);
	expect(stdout).toContain(`USHER_CA_FILE=${join(process.cwd(), 'ca.pem')} `);
	expect(stdout).not.toContain('canary');
});

test('an account without a crontab gets one, and has none afterwards', patient, async () => {
	const desk = await openDesk();
	const {code, stdout} = await desk.cron('service', 'install', '--cron', '--yes', '--json');
	const answer = JSON.parse(stdout);
	expect(code).toBe(works);
	expect(answer).toMatchObject({account, done: true, works: works === 0, line: lineIn(desk.read())});
	expect((await desk.cron('service', 'uninstall', '--yes')).code).toBe(0);
	expect(desk.read()).toBeUndefined();
});

test('what only this shell has is refused, with the way to give it to cron', patient, async () => {
	const desk = await openDesk();
	const only = await startUsher(['service', 'install', '--cron', '--yes'], {
		...desk.environment,
		USHER_HOME: join(desk.home, 'other'),
	}).ended;
	expect(only.code).toBe(10);
	expect(only.stderr).toMatch(/only in\s+this shell \(USHER_CLIENT_SECRET\)/);
	expect(only.stderr).toContain('secret set entra');
	// It is in the encrypted file as well, so cron has it.
	expect((await desk.with({USHER_CLIENT_SECRET: 'x'}, 'service', 'install', '--cron', '--dry-run')).code).toBe(0);
	const phrase = {USHER_NEW_PASSPHRASE: 'a long phrase'};
	expect((await desk.with(phrase, 'secret', 'rotate')).code).toBe(0);
	const sealed = await desk.with({USHER_PASSPHRASE: 'a long phrase'}, 'service', 'install', '--cron', '--yes');
	expect(sealed.code).toBe(10);
	expect(sealed.stderr).toContain('USHER_PASSPHRASE_FILE');
	expect(desk.read()).toBeUndefined();
});

test('what is missing under cron is said in a sentence', patient, async () => {
	const desk = await openDesk();
	const vault = join(desk.home, 'a path with spaces/vault');
	writeFileSync(vault, '#!/bin/sh\nexit 1\n');
	chmodSync(vault, 0o755);
	// Found by the path of this shell, not by cron's.
	const command = await desk.with(
		{USHER_BITWARDEN_CLIENT_SECRET_COMMAND: '["vault"]'},
		...['service', 'install', '--cron', '--yes'],
	);
	expect(command.code).toBe(10);
	expect(command.stdout).toContain('would not work yet');
	expect(command.stdout).toMatch(/✗ secrets?: .*vault/s);

	const ca = await desk.with({USHER_CA_FILE: '/no/such/ca.pem'}, 'service', 'install', '--cron', '--yes');
	expect(ca.code).not.toBe(0);
	expect(ca.stdout).toContain('/no/such/ca.pem');

	writeFileSync(desk.file, 'SHELL=/no/such/shell\nMAILTO=""\n');
	const shell = await desk.cron('service', 'install', '--cron', '--yes');
	expect(shell.code).toBe(1);
	expect(shell.stdout).toContain('does not start as cron starts it');
	expect(shell.stdout).toContain('MAILTO');
});

test('a line that was changed, that names what is gone, or that is overdue is told', patient, async () => {
	const desk = await openDesk();
	await desk.cron('service', 'install', '--cron', '--yes');
	const put = desk.read() ?? '';
	// Written long ago, started since by nobody.
	writeFileSync(desk.file, put.replace(/Written \S+/, 'Written 2026-01-01T00:00Z').replace(/^7 /m, '*/5 '));
	const changed = await desk.cron('service', 'status', '--json');
	expect(changed.code).toBe(1);
	expect(JSON.parse(changed.stdout).cron).toMatchObject({
		schedule: '*/5 * * * *',
		changed: true,
		overdue: true,
		gone: [],
		lastRun: null,
	});
	expect((await desk.cron('service', 'status')).stdout).toMatch(/changed by hand[\s\S]*overdue/);

	writeFileSync(desk.file, put.replace(/dist\/cli\.js/, 'dist/moved.js'));
	const gone = await desk.cron('service', 'status');
	expect(gone.code).toBe(1);
	expect(gone.stdout).toMatch(/no longer there:\s+\S+moved\.js/);

	const torn = put.replace(/# usher default: end.*\n/, '');
	writeFileSync(desk.file, torn);
	for (const words of [['install', '--cron', '--yes'], ['uninstall', '--yes'], ['status']]) {
		const said = await desk.cron('service', ...words);
		expect([said.code, desk.read()], words.join(' ')).toEqual([1, torn]);
		expect(said.stderr).toContain('crontab -e');
	}
});

test('without a crontab program, or the leave to use it, that is said and nothing is written', patient, async () => {
	const desk = await openDesk();
	const none = await desk.with({PATH: '/no/such/folder'}, 'service', 'install', '--cron', '--yes');
	expect(none.code).toBe(10);
	expect(none.stderr).toContain('apt-get install cron');
	writeFileSync(
		join(desk.home, 'a path with spaces/crontab'),
		'#!/bin/sh\necho "You (ada) are not allowed to use this program (crontab)" >&2\nexit 1\n',
	);
	const denied = await desk.cron('service', 'install', '--cron', '--yes');
	expect(denied.code).toBe(1);
	expect(denied.stderr).toContain('cron.allow');
	expect((await desk.cron('service', 'status')).code).toBe(10);
	expect(existsSync(join(desk.home, 'profiles/default/cron-variables'))).toBe(false);
	rmSync(join(desk.home, 'a path with spaces/crontab'));
});

test('interrupted while the line is tried, it says so, and nothing is called broken', patient, async () => {
	const desk = await openDesk();
	// A host that takes its time to answer.
	const vault = join(desk.home, 'a path with spaces/vault');
	const asked = join(desk.home, 'asked');
	writeFileSync(vault, `#!/bin/sh\necho > '${asked}'\nexec sleep 25\n`, {mode: 0o755});
	const {PATH = '', CRONTAB_FILE = ''} = desk.environment;
	const {USHER_CLIENT_SECRET: _entra, USHER_BITWARDEN_CLIENT_SECRET: _bitwarden, ...rest} = desk.environment;
	const usher = startUsher(['service', 'install', '--cron', '--yes'], {
		...rest,
		PATH,
		CRONTAB_FILE,
		USHER_BITWARDEN_CLIENT_SECRET_COMMAND: JSON.stringify([vault]),
	});
	await until(() => existsSync(asked), usher.stdout);
	usher.child.kill('SIGINT');
	const ended = await usher.ended;
	expect(ended.code, ended.stderr).toBe(130);
	expect(ended.stderr).toContain('was not tried');
	expect(ended.stdout).not.toContain('would not work');
	expect(desk.read()).toContain(' sync ');
	expect((await desk.cron('service', 'install', '--cron', '--yes')).code).toBe(works);
});

test('only one of systemd and cron runs a profile', patient, async () => {
	const desk = await openDesk();
	await desk.cron('service', 'install', '--cron', '--yes');
	const shown = await desk.cron('service', 'install', '--dry-run');
	expect(shown.stdout).toMatch(/take the line of profile default out of the crontab[\s\S]*systemctl/);
	await desk.cron('service', 'uninstall', '--yes');
	writeFileSync(join(desk.home, 'profiles/default/handed-over'), '/var/lib/usher\n');
	const refused = await desk.cron('service', 'install', '--cron', '--yes');
	expect(refused.code).toBe(10);
	expect(refused.stderr).toContain('service uninstall');
	expect(desk.read()).toBeUndefined();
});
