import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {Wait} from '../core/watch/schedule.ts';
import {isMended} from '../core/watch/unattended-state.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {requireSetUp} from '../profile/set-up.ts';
import {startHealth} from '../service/health.ts';
import {maskEmails} from '../service/notify/mask.ts';
import {createSystemdNotify} from '../service/systemd-notify.ts';
import {noteStopped, readNoted} from '../service/unattended-file.ts';
import {createWaker, onFileChange} from '../service/waker.ts';
import {watch} from '../service/watch.ts';
import {log} from './log.ts';
import {withMemory} from './memory.ts';
import {runOnce} from './run.ts';
import type {LogLevel, Shell} from './shell.ts';
import {headline} from './text/report.ts';
import {createUnattendedRuns, reportOfFailure} from './unattended-runs.ts';

const waitWords: Readonly<Record<Wait['state']['mode'], string>> = {
	steady: 'Next sync',
	'backing-off': 'Trying again',
	quarantine: 'In quarantine after the same failure again and again: trying again, less often,',
	'waiting-for-person': 'A plan waits for a person. Looking again',
};

/** Whether somebody else has synced since the last run of watch, which failed or was refused, and that went well. */
const othersMended = async (shell: Shell, paths: Paths): Promise<boolean> => {
	const {unattended} = readNoted(paths);
	if (unattended?.failingSince === undefined) return false;
	const last = await withMemory(shell, state =>
		state.runs(20).find(({mode, outcome}) => mode === 'sync' && outcome !== undefined),
	);
	return last?.by !== 'watch' && isMended(unattended, last);
};

/** `usher watch`: syncs on the interval until it is stopped; tells a person what needs one, and systemd how it is. */
export const watchProfile = async (shell: Shell): Promise<ExitCode> => {
	const {environment, profile, signal} = shell;
	const paths = pathsOf({environment, profile});
	// Watch does not begin with settings that cannot be read.
	requireSetUp(profile, openSettings({paths, environment}).settings);
	const unattendedRuns = createUnattendedRuns(shell);
	const {settings, credentialEnds} = unattendedRuns;
	const tell = (level: LogLevel, text: string, fields?: Readonly<Record<string, unknown>>): void =>
		log(settings().logs.maskEmails === 'yes' ? {...shell, mask: maskEmails} : shell, level, text, fields);

	const waker = createWaker();
	shell.takeHangup(() => {
		log(shell, 'info', 'SIGHUP: syncing at once.');
		waker.wake();
	});
	const changes = onFileChange(paths.settings, () => {
		log(shell, 'info', 'The settings have changed: syncing at once.');
		waker.wake();
	});
	// Whoever ends a run copies the ledger.
	const others = onFileChange(paths.ledgerBackup, () => {
		othersMended(shell, paths).then(
			mended => {
				if (!mended) return;
				log(shell, 'info', 'A sync that somebody else has started went well: syncing at once.');
				waker.wake();
			},
			// A memory that cannot be looked at now is said by the next run.
			() => {},
		);
	});
	const systemd = createSystemdNotify(environment);
	const {health: at} = settings();
	const {unattended: before} = readNoted(paths);
	const health =
		at.port === 0 ? undefined : await startHealth({...at, profile, credentialEnds, now: shell.now, before});
	if (health !== undefined) log(shell, 'info', `Health at ${health.url}/healthz, metrics at ${health.url}/metrics.`);

	let startedAt = shell.now();
	try {
		await systemd.tell({ready: true, status: 'started'});
		await watch(
			{
				intervalMinutes: () => settings().schedule.intervalMinutes,
				random: Math.random,
				wait: waker.wait,
				run: async () => {
					startedAt = shell.now();
					await unattendedRuns.begins({by: 'watch', startedAt}, {log: tell});
					try {
						return (await runOnce(shell, {mode: 'sync'}, undefined, 'watch')).report;
					} catch (error) {
						if (!(error instanceof UsherError) && error instanceof Error)
							log(shell, 'debug', error.stack ?? error.message);
						return reportOfFailure(error);
					}
				},
				ended: async (report, _before, next) => {
					const why = report.error ? `${report.error.message} ${report.error.advice} ` : '';
					tell(report.error ? 'error' : 'info', `${why}${headline(report)}`, {
						run: report.run,
						requestId: report.error?.requestId,
					});
					const when = new Date(shell.now().getTime() + next.waitMs);
					const words = `${waitWords[next.state.mode]} at ${when.toISOString()}.`;
					tell(next.state.mode === 'steady' ? 'info' : 'warn', words);
					await unattendedRuns.ended(
						{by: 'watch', report, startedAt, next},
						{
							log: tell,
							noted: async unattended => {
								health?.ended(unattended);
								await systemd.tell({status: words});
							},
						},
					);
				},
			},
			signal,
		);
	} finally {
		changes.stop();
		others.stop();
		if (signal.aborted) noteStopped(paths, 'watch');
		await systemd.tell({stopping: true});
		systemd.stop();
		await health?.close();
		await unattendedRuns.close();
	}
	return exitCodes.done;
};
