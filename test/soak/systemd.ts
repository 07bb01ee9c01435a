// A profile handed over to a running systemd and taken back: what the unit promises, seen as it runs.
import {setTimeout as pause} from 'node:timers/promises';
import {type Machine, programInside, type Said, startMachine} from './machine.ts';

export type SystemdReport = {held: string[]; wrong: string[]};

const seconds = async (most: number, holds: () => Promise<boolean>): Promise<boolean> => {
	for (const until = Date.now() + most * 1000; Date.now() < until; await pause(500)) if (await holds()) return true;
	return holds();
};

const unit = 'usher-default.service';

/** A company in there, and an administrator who has set a profile up for it. */
const settle = async ({run}: Machine): Promise<{secrets: string[]; as: (...words: string[]) => Promise<Said>}> => {
	await run(['sh', '-c', 'echo "127.0.0.1 localhost" > /etc/hosts && useradd --create-home --user-group admin']);
	await run([
		...['systemd-run', '--unit=company', '--property=StandardOutput=file:/run/company.env', '--setenv=HOME=/root'],
		...[...programInside, 'practice', 'serve', '--write-ca', '/home/admin/ca.pem', '--seed', '4'],
	]);
	const lines = async (): Promise<string[]> => (await run(['cat', '/run/company.env'])).stdout.split('\n');
	if (!(await seconds(30, async () => (await lines()).some(line => line.includes('USHER_CA_FILE')))))
		throw new Error('The practice tenant did not start.');
	const given = new Map(
		(await lines()).flatMap(line => {
			const [, name, value] = /^export (\w+)='?([^']*)'?$/.exec(line) ?? [];
			return name === undefined ? [] : [[name, value ?? ''] as const];
		}),
	);
	const as = (...words: string[]): Promise<Said> =>
		run(['setpriv', '--reuid=admin', '--regid=admin', '--clear-groups', ...programInside, ...words], {
			HOME: '/home/admin',
		});
	for (const [key, name] of [
		['entra.cloud', 'USHER_CLOUD'],
		['entra.loginUrl', 'USHER_LOGIN_URL'],
		['entra.graphUrl', 'USHER_GRAPH_URL'],
		['entra.tenant', 'USHER_TENANT'],
		['entra.clientId', 'USHER_CLIENT_ID'],
		['bitwarden.url', 'USHER_BITWARDEN_URL'],
		['bitwarden.clientId', 'USHER_BITWARDEN_CLIENT_ID'],
		['network.caFile', 'USHER_CA_FILE'],
	] as const) {
		const said = await as('config', 'set', key, given.get(name) ?? '');
		if (said.code !== 0) throw new Error(said.stderr);
	}
	const secrets = ['USHER_CLIENT_SECRET', 'USHER_BITWARDEN_CLIENT_SECRET'].map(name => given.get(name) ?? '');
	for (const [at, name] of ['entra', 'bitwarden'].entries()) {
		await run(
			['setpriv', '--reuid=admin', '--regid=admin', '--clear-groups', ...programInside, 'secret', 'set', name],
			{HOME: '/home/admin'},
			secrets[at],
		);
	}
	return {secrets, as};
};

const ownLine = '17 3 * * * /bin/true\n';

/** The profile in the crontab of its administrator, beside a line of theirs; undefined where the machine has no cron. */
const handToCron = async (
	run: Machine['run'],
	as: (...words: string[]) => Promise<Said>,
): Promise<Said | undefined> => {
	const group = await run(['stat', '--format=%g', '/usr/bin/crontab']);
	if (group.code !== 0) return undefined;
	// The spool as a package would make it; /var is empty in there.
	const spool = '/var/spool/cron/crontabs';
	await run(['sh', '-c', `mkdir -p ${spool} && chown root:${group.stdout.trim()} ${spool} && chmod 1730 ${spool}`]);
	await run(['crontab', '-u', 'admin', '-'], {}, ownLine);
	return as('service', 'install', '--cron', '--yes');
};

/** @param options.log hears how it goes */
export const soakSystemd = async (options: {readonly log?: (text: string) => void}): Promise<SystemdReport> => {
	const report: SystemdReport = {held: [], wrong: []};
	const check = (what: string, holds: boolean, said?: Said): void => {
		(holds ? report.held : report.wrong).push(
			holds || said === undefined ? what : `${what}: exit code ${said.code}\n${said.stdout}${said.stderr}`,
		);
		options.log?.(`${holds ? 'held' : 'WRONG'}: ${what}`);
	};
	const machine = await startMachine();
	const {run} = machine;
	try {
		const {secrets, as} = await settle(machine);
		/** As root by way of sudo from the administrator's shell, and from root's own. */
		const sudo = (...words: string[]): Promise<Said> => run([...programInside, ...words], {HOME: '/home/admin'});
		const root = (...words: string[]): Promise<Said> => run([...programInside, ...words]);
		const show = async (property: string): Promise<string> =>
			(await run(['systemctl', 'show', unit, `--property=${property}`, '--value'])).stdout.trim();
		const isThere = async (path: string): Promise<boolean> => (await run(['test', '-e', path])).code === 0;
		const lastRun = async (): Promise<{run?: string; exitCode?: number}> =>
			JSON.parse((await root('--json', 'service', 'status')).stdout).lastRun ?? {};

		const shown = await as('service', 'install');
		check(
			'without root it shows what it would do, does nothing, and says how',
			shown.code === 2 && /This will[\s\S]*sudo /.test(shown.stdout) && !(await isThere('/etc/usher')),
			shown,
		);
		const hadCron = await handToCron(run, as);
		const installed = await sudo('service', 'install', '--yes');
		check(
			'installing works, and says how the first run ended',
			installed.code === 0 && installed.stdout.includes('The service works'),
			installed,
		);
		if (hadCron !== undefined) {
			check(
				'cron had it before, and was tried as cron would start it',
				hadCron.stdout.includes('No sync has been'),
				hadCron,
			);
			const left = await run(['crontab', '-u', 'admin', '-l']);
			check('the service takes it from cron, and leaves the rest', left.stdout === ownLine, left);
		}
		check('no secret is shown', !secrets.some(secret => `${shown.stdout}${installed.stdout}`.includes(secret)));

		const pid = await show('MainPID');
		const status = (await run(['cat', `/proc/${pid}/status`])).stdout;
		const account = (await run(['id', '-u', 'usher'])).stdout.trim();
		check('it runs as its own user', new RegExp(`^Uid:\\s+${account}\\s`, 'm').test(status) && account !== '0');
		check('without a capability, and filtered', /CapEff:\s+0+$/m.test(status) && /Seccomp:\s+2/.test(status));
		const environ = (await run(['cat', `/proc/${pid}/environ`])).stdout;
		check('no secret is in its environment', environ !== '' && !secrets.some(secret => environ.includes(secret)));
		check('its secrets came as credentials', await isThere(`/run/credentials/${unit}/usher-bitwarden`));
		const security = (await run(['systemd-analyze', 'security', unit, '--no-pager'])).stdout;
		const level = Number(/exposure level for \S+: ([\d.]+)/.exec(security)?.[1]);
		check(`systemd-analyze security gives the running unit ${level}`, level <= 1.5);

		const waits = await as('status');
		check('the administrator is told that a plan waits', /plan\s+waits\s+for\s+a\s+person/.test(waits.stdout), waits);
		const refused = await as('sync');
		check('and cannot run it in its old place', refused.code === 10 && refused.stderr.includes('service'), refused);
		const plan = await root('service', 'exec', '--', 'plan', '--json');
		const invites = plan.code === 0 ? String(JSON.parse(plan.stdout).counts.invite) : '0';
		const allowed = await root('service', 'exec', '--', 'sync', '--first-run', '--allow-invites', invites);
		check('a person lets the plan pass as the service', [0, 14].includes(allowed.code ?? -1), allowed);

		const before = await lastRun();
		await run(['systemctl', 'reload', unit]);
		check(
			'systemctl reload syncs at once',
			await seconds(20, async () => {
				const {run: id, exitCode} = await lastRun();
				return id !== before.run && (exitCode === 14 || exitCode === 0);
			}),
		);

		await run(['mkdir', '-p', `/run/systemd/system/${unit}.d`]);
		await run(['tee', `/run/systemd/system/${unit}.d/quick.conf`], {}, '[Service]\nWatchdogSec=4s\nRestartSec=1s\n');
		await run(['systemctl', 'daemon-reload']);
		await run(['systemctl', 'restart', unit]);
		// From its start to its last sign of life, in microseconds: longer than it may be silent.
		const alive = async (): Promise<number> =>
			Number(await show('WatchdogTimestampMonotonic')) - Number(await show('ActiveEnterTimestampMonotonic'));
		const fed = await seconds(60, async () => (await alive()) > 5_000_000);
		check('the watchdog is fed', fed && (await show('NRestarts')) === '0' && (await show('ActiveState')) === 'active');
		await run(['kill', '-STOP', await show('MainPID')]);
		check('a process that hangs is restarted', await seconds(30, async () => (await show('NRestarts')) === '1'));
		await run(['kill', '-KILL', await show('MainPID')]);
		check('one that is killed too', await seconds(30, async () => (await show('NRestarts')) === '2'));
		await seconds(20, async () => (await show('StatusText')).startsWith('Next sync'));
		check('and it goes on where it was', (await show('StatusText')).startsWith('Next sync'));
		const history = await root('service', 'exec', '--', 'history', '--json');
		check('its history has survived', before.run !== undefined && history.stdout.includes(before.run), history);

		const journal = (await run(['journalctl', '--no-pager', '--output=cat', `--unit=${unit}`])).stdout;
		const whole = (await run(['journalctl', '--no-pager', '--output=export'])).stdout;
		check('no secret is in the journal', journal !== '' && !secrets.some(secret => whole.includes(secret)));
		const loud = (await run(['journalctl', '--no-pager', '--output=cat', `--unit=${unit}`, '--priority=warning']))
			.stdout;
		check(
			'the journal knows the levels',
			loud.includes('A plan waits for a person') && !loud.includes('Signing in') && journal.includes('Signing in'),
		);

		const timer = await sudo('service', 'install', '--timer', '--yes');
		check('installed again as a timer it keeps what it knew', timer.stdout.includes('nothing to do'), timer);
		await seconds(20, async () => (await show('ActiveState')) === 'inactive');
		check('exit code 14 is a success', (await show('Result')) === 'success' && (await show('ExecMainStatus')) === '14');
		const told = await root('service', 'status');
		check('the status says when the next sync is', /^Next sync at \d{4}-/m.test(told.stdout), told);
		const timers = (await run(['systemctl', 'list-timers', '--no-pager'])).stdout;
		check('the timer has the next run', timers.includes('usher-default.timer'));

		const back = await root('service', 'uninstall', '--yes');
		check('it is taken back', back.code === 0, back);
		check(
			'no unit and no secret is left, the copy of the profile is',
			!(await isThere(`/etc/systemd/system/${unit}`)) &&
				!(await isThere('/etc/systemd/system/usher-default.timer')) &&
				!(await isThere('/etc/usher/default')) &&
				(await isThere('/var/lib/usher/profiles/default/ledger.db')),
		);
		const mine = await as('sync');
		check('and the administrator goes on with what it has learnt', /Nothing to do/.test(mine.stdout), mine);
		const twice = await root('service', 'uninstall', '--yes');
		check('there is nothing to take back twice', twice.code === 10, twice);
	} finally {
		await machine.close();
	}
	return report;
};
