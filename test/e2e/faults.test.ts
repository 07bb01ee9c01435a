// What breaks in the world ends in the right words and the right exit code, and the run after goes on as if nothing had been.
import {spawn} from 'node:child_process';
import {chmodSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {openPlace, type Place, startUsher} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;
const size = {users: 24, groups: 4} as const;
const allow = ['--first-run', '--allow-invites', '99', '--allow-seats', '99'] as const;

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');
const folderOf = (place: Place): string => join(place.home, 'profiles', 'default');

/** The program behind a line of shell that changes the world for it. */
const under = async (place: Place, shell: string, ...args: string[]): Promise<{code: number | null; text: string}> => {
	const child = spawn('bash', ['-c', `${shell} exec "$@"`, 'bash', process.execPath, program, ...args], {
		env: {PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME_FOLDER: place.home, ...place.environment},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', chunk => {
			text += String(chunk);
		});
	const code = await new Promise<number | null>(resolve => child.on('close', resolve));
	return {code, text: plain(text)};
};
const isRoot = process.getuid?.() === 0;

const goesOn = async (place: Place): Promise<void> => {
	const {code, stdout, stderr} = await place.usher('sync', ...allow);
	expect([0, 14], stdout + stderr).toContain(code);
	expect((await place.usher('sync')).stdout).toContain('Nothing to do');
};

describe('the disk', () => {
	/** In a mount namespace of its own; where that may not be made, there is nothing to try. */
	const mounted = (how: string): string => `exec unshare -m bash -c '${how} && exec "$@"' bash "$@" || exit 99;`;

	test.skipIf(!isRoot)(
		'is full: said with the file, nothing is sent, and with room again the run goes through',
		async () => {
			const place = await openPlace(size);
			await place.usher('plan');
			const small = mounted('mount -t tmpfs -o size=160k none "$HOME_FOLDER/profiles"');
			const {code, text} = await under(place, small, 'sync', ...allow);
			if (/unshare:|mount:/.test(text)) return;
			expect(code, text).toBe(1);
			expect(text).toMatch(/The disk is full: .*db/);
			expect(text).not.toMatch(/mistake of its own|SQLITE|at .*\.js:/);
			expect(place.practice.bitwarden.store.mails).toEqual([]);
			await goesOn(place);
		},
	);

	test('lets no file grow: said with the file, nothing is sent, and without the limit the run goes through', async () => {
		const place = await openPlace(size);
		const {code, text} = await under(place, 'ulimit -f 8;', 'sync', ...allow);
		expect(code, text).toBe(1);
		expect(text).toMatch(/The disk (?:gave an error|is full): .*db/);
		expect(text).not.toMatch(/mistake of its own|SQLITE|at .*\.js:/);
		expect(place.practice.bitwarden.store.mails).toEqual([]);
		await goesOn(place);
	});

	test('is read-only: said, and nothing is sent', async () => {
		const place = await openPlace(size);
		await place.usher('plan');
		const readOnly = isRoot
			? mounted('mount --bind "$HOME_FOLDER" "$HOME_FOLDER" && mount -o remount,ro,bind "$HOME_FOLDER"')
			: '';
		if (!isRoot) chmodSync(folderOf(place), 0o500);
		try {
			const {code, text} = await under(place, readOnly, 'sync', ...allow);
			if (isRoot && /unshare:|mount:/.test(text)) return;
			expect(code, text).toBe(1);
			expect(text).toMatch(/read-only|written|write/i);
			expect(text).not.toMatch(/mistake of its own|at .*\.js:/);
			expect(place.practice.bitwarden.store.mails).toEqual([]);
		} finally {
			if (!isRoot) chmodSync(folderOf(place), 0o700);
		}
		await goesOn(place);
	});
});

describe('what Usher remembers', () => {
	test('the state is damaged: set aside, said, and rebuilt by a full read', async () => {
		const place = await openPlace(size);
		await place.usher('sync', ...allow);
		const state = join(folderOf(place), 'state.db');
		const bytes = readFileSync(state);
		bytes.fill(0x5a, 0, Math.min(bytes.length, 30_000));
		writeFileSync(state, bytes);
		const {code, stdout, stderr} = await place.usher('sync');
		expect([0, 14], stdout + stderr).toContain(code);
		expect(stdout).toContain('Nothing to do');
		expect(readdirSync(folderOf(place)).some(name => name.startsWith('state.db.damaged-'))).toBe(true);
		expect(plain(stderr)).toContain('state file was damaged');
	});

	test('the ledger is damaged: its backup comes back, or nothing runs', async () => {
		const place = await openPlace(size);
		await place.usher('sync', ...allow);
		const ledger = join(folderOf(place), 'ledger.db');
		truncateSync(ledger, 1000);
		const back = await place.usher('sync');
		expect([0, 14], back.stdout + back.stderr).toContain(back.code);
		expect(plain(back.stderr)).toContain('came back from its backup');

		for (const file of [ledger, `${ledger}.backup`]) writeFileSync(file, 'x'.repeat(5000));
		const stopped = await place.usher('sync');
		expect(stopped.code).toBe(10);
		expect(plain(stopped.stderr)).toMatch(/ledger is damaged.*Nothing runs/);
	});

	test('the settings file is damaged: nothing runs, and it stays as it is', async () => {
		const place = await openPlace(size);
		await place.usher('config', 'set', 'sync.guests', 'in');
		const settings = join(folderOf(place), 'settings.json');
		writeFileSync(settings, readFileSync(settings, 'utf8').slice(0, -4));
		const before = readFileSync(settings, 'utf8');
		const {code, stderr} = await place.usher('sync');
		expect(code, stderr).toBe(10);
		expect(readFileSync(settings, 'utf8')).toBe(before);
	});

	test('secrets that others can read are refused', async () => {
		const place = await openPlace(size);
		const file = join(place.home, 'key.txt');
		writeFileSync(file, place.environment.USHER_BITWARDEN_CLIENT_SECRET!, {mode: 0o644});
		const {USHER_BITWARDEN_CLIENT_SECRET: _not, ...rest} = place.environment;
		const {code, stderr} = await startUsher(['plan'], {...rest, USHER_BITWARDEN_CLIENT_SECRET_FILE: file}).ended;
		expect(code, stderr).toBe(10);
		expect(plain(stderr)).toContain('chmod 600');
	});
});

describe('two at once', () => {
	test('of five started together one runs at a time, each of the others says whose run it is, and nobody is invited twice', async () => {
		const place = await openPlace(size);
		const runs = await Promise.all(Array.from({length: 5}, () => place.usher('sync', ...allow)));
		const codes = runs.map(run => run.code);
		expect(
			codes.every(code => [0, 14, 17].includes(code ?? -1)),
			JSON.stringify(runs),
		).toBe(true);
		expect(codes.some(code => code !== 17)).toBe(true);
		for (const run of runs.filter(one => one.code === 17)) expect(plain(run.stderr)).toMatch(/process \d+/);
		const mails = place.practice.bitwarden.store.mails.map(mail => mail.to);
		expect(mails.filter((to, at) => mails.indexOf(to) !== at)).toEqual([]);
		await goesOn(place);
	});
});

describe('the network', () => {
	const quick = {USHER_RETRY: '1', USHER_TIMEOUT: '5'} as const;

	test.each(['login', 'graph', 'bitwarden'] as const)(
		'a captive portal answers for %s with its page: said as that',
		async service => {
			const place = await openPlace(size, quick);
			place.practice.faults.add({service, times: Number.POSITIVE_INFINITY, harm: {kind: 'html'}});
			const {code, stdout, stderr} = await place.usher('plan');
			expect([11, 16], stdout + stderr).toContain(code);
			expect(plain(stderr)).toMatch(/page|portal|proxy/i);
			expect(stderr).not.toContain('<html');
			place.practice.faults.clear();
			await goesOn(place);
		},
	);

	test('a proxy that refuses, and one that is not there', async () => {
		const place = await openPlace(size, {...quick, HTTPS_PROXY: 'http://someone:pr0xycanary@127.0.0.1:9'});
		const {code, stdout, stderr} = await place.usher('plan');
		expect(code, stdout + stderr).toBe(16);
		expect(plain(stderr)).toMatch(/proxy/i);
		expect(stdout + stderr).not.toContain('pr0xycanary');
	});

	test('a clock that is wrong is said', async () => {
		const place = await openPlace(size, {...quick});
		place.practice.faults.add({times: Number.POSITIVE_INFINITY, harm: {kind: 'clock-skew', ms: 3 * 3_600_000}});
		const {code, stdout} = await place.usher('doctor');
		expect(code).toBe(11);
		expect(plain(stdout)).toMatch(/clock \d+ h.* behind the servers/);
	});

	test('a run says that the clock is wrong, and one odd server does not make it so', async () => {
		const place = await openPlace(size, {...quick});
		place.practice.faults.add({times: 2, harm: {kind: 'clock-skew', ms: 3 * 3_600_000}});
		expect((await place.usher('plan')).stderr).not.toContain('clock');
		place.practice.faults.clear();
		place.practice.faults.add({times: Number.POSITIVE_INFINITY, harm: {kind: 'clock-skew', ms: 3 * 3_600_000}});
		const {code, stderr} = await place.usher('plan');
		expect(code, stderr).toBe(0);
		expect(plain(stderr)).toMatch(/clock of this machine is \d+ h.* behind the servers/);
	});

	test('nothing is left in the home but what is meant to be', async () => {
		const place = await openPlace(size);
		await place.usher('sync', ...allow);
		for (const name of readdirSync(folderOf(place))) {
			expect(name).toMatch(/^(state|ledger|lock)\.db(\.backup|-wal|-shm)?$|^lock\.json$|^settings\.json$/);
			expect(statSync(join(folderOf(place), name)).mode & 0o077, name).toBe(0);
		}
		expect(existsSync(join(folderOf(place), 'secrets.json'))).toBe(false);
	});
});
