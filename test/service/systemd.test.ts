import {execFileSync, spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import type {HandOver} from '../../source/service/hand-over.ts';
import {passedOn} from '../../source/service/hand-over.ts';
import {type SystemdShape, systemdFiles} from '../../source/service/systemd.ts';

const given: HandOver = {
	profile: 'fabrikam',
	program: [process.execPath, '/opt/usher/dist/cli.js'],
	home: '/var/lib/usher',
	user: 'usher',
	secretsFolder: '/etc/usher/fabrikam',
	credentials: ['entra', 'bitwarden'],
	intervalMinutes: 15,
	environment: {HTTPS_PROXY: 'http://proxy.example:3128', USHER_GUARD_INVITES: '5"0$%'},
};

const folder = mkdtempSync(join(tmpdir(), 'usher-units-'));
afterAll(() => rmSync(folder, {recursive: true}));

const write = (files: ReturnType<typeof systemdFiles>): string[] =>
	files
		.filter(file => /\.(service|timer)$/.test(file.path))
		.map(file => {
			const path = join(folder, basename(file.path));
			writeFileSync(path, file.text);
			return path;
		});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const shapes: readonly SystemdShape[] = ['watch', 'timer'];

test.runIf(hasSystemd)('systemd finds a program whatever its path, and gives it its words as they are', () => {
	const odd = join(folder, 'a $b 100% c');
	mkdirSync(odd, {recursive: true});
	copyFileSync('/bin/true', join(odd, 'node'));
	const files = systemdFiles({...given, program: [join(odd, 'node'), join(odd, 'cli.js')]}, 'watch');
	const verified = spawnSync('systemd-analyze', ['verify', '--man=no', ...write(files)], {encoding: 'utf8'});
	expect(verified.stderr.split('\n').filter(line => line.includes('usher-'))).toEqual([]);
	expect(files[0]?.text).toContain('100%% c/node" ');
	expect(files[0]?.text).toContain('a $$b 100%% c/cli.js" ');
});

test.runIf(hasSystemd).each(shapes)('systemd accepts the %s unit, and calls it well protected', shape => {
	const paths = write(
		systemdFiles(
			{...given, program: [process.execPath, process.execPath], metricsFile: '/var/lib/node exporter/usher.prom'},
			shape,
		),
	);
	const verified = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], {encoding: 'utf8'});
	// Units of the machine itself may be complained about; ours must not.
	expect(verified.stderr.split('\n').filter(line => line.includes('usher-'))).toEqual([]);
	const exposure = execFileSync('systemd-analyze', ['security', '--offline=true', paths[0] ?? ''], {
		encoding: 'utf8',
	});
	const level = Number(/exposure level for \S+: ([\d.]+)/.exec(exposure)?.[1]);
	expect(level).toBeLessThanOrEqual(1.5);
});

test('a problem that needs a person is no failed service, and the unit keeps what its profile needs', () => {
	const [service] = systemdFiles(given, 'watch');
	expect(service?.text).toContain('SuccessExitStatus=14');
	expect(service?.text).toContain('LoadCredential=entra:/etc/usher/fabrikam/entra');
	expect(service?.text).toContain('StateDirectory=usher');
	expect(service?.text).not.toContain('MemoryDenyWriteExecute=yes');
	expect(service?.text).toContain('"--profile" "fabrikam" "watch"');
});

test('the environment goes into a file that only root reads, with its quotes kept', () => {
	const file = systemdFiles(given, 'timer').find(one => one.path.endsWith('/environment'));
	expect(file?.mode).toBe(0o600);
	expect(file?.text).toBe('HTTPS_PROXY="http://proxy.example:3128"\nUSHER_GUARD_INVITES="5\\"0$%"\n');
});

test('the folder of the metrics can be written to, and nothing else that could not be before', () => {
	const [without] = systemdFiles(given, 'timer');
	expect(without?.text).not.toContain('ReadWritePaths');
	const [service] = systemdFiles({...given, metricsFile: '/var/lib/node exporter/usher.prom'}, 'timer');
	expect(service?.text).toContain('\nReadWritePaths="-/var/lib/node exporter"\n');
	expect(service?.text).toContain('"--profile" "fabrikam" "sync" "--unattended"');
});

test('a program in a home stays visible while the home does not', () => {
	const [service] = systemdFiles({...given, program: ['/usr/bin/node', '/home/ada/usher/dist/cli.js']}, 'watch');
	expect(service?.text).toContain('ProtectHome=tmpfs');
	expect(service?.text).toContain('BindReadOnlyPaths="/home/ada/usher/dist"');
});

test('secrets and places are never handed over', () => {
	expect(
		passedOn({
			HTTPS_PROXY: 'http://proxy',
			no_proxy: 'localhost',
			USHER_HOME: '/x',
			USHER_CLIENT_SECRET: 'no',
			USHER_BITWARDEN_CLIENT_SECRET: 'no',
			USHER_WEBHOOK: 'no',
			USHER_WEBHOOK_FILE: '/no',
			USHER_TENANT: 'fabrikam.example',
			PATH: '/bin',
		}),
	).toEqual({HTTPS_PROXY: 'http://proxy', no_proxy: 'localhost', USHER_TENANT: 'fabrikam.example'});
});
