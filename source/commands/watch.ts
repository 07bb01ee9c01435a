import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {RunReport} from '../core/run.ts';
import type {Wait, WatchState} from '../core/watch/schedule.ts';
import {credentialEnd} from '../entra/credential-end.ts';
import type {Http} from '../platform/http/port.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';
import {asServiceWords, isService} from '../profile/handed-over.ts';
import {requireSetUp} from '../profile/set-up.ts';
import {userAgent} from '../profile/user-agent.ts';
import {startHealth} from '../service/health.ts';
import {deliverNotices, type Kept} from '../service/notify/deliver.ts';
import {maskEmails} from '../service/notify/mask.ts';
import {createSystemdNotify} from '../service/systemd-notify.ts';
import {createWaker, onFileChange} from '../service/waker.ts';
import {watch} from '../service/watch.ts';
import {log} from './log.ts';
import {withMemory} from './memory.ts';
import {runOnce} from './run.ts';
import type {LogLevel, Shell} from './shell.ts';
import {headline} from './text/report.ts';

/** What could not even be begun, as the report of a run that failed. */
const reportOfFailure = (error: unknown): RunReport => {
	const known = error instanceof UsherError;
	return {
		run: '',
		outcome: 'failed',
		exitCode: known ? error.exitCode : exitCodes.unexpected,
		refusals: [],
		applied: {},
		problems: [],
		error: known
			? {code: error.code, message: error.message, advice: error.advice}
			: {
					code: 'unexpected',
					message: `Usher has made a mistake of its own (${error instanceof Error ? error.message : String(error)}).`,
					advice: 'The next run starts from what is really there. Report it with the log at level debug.',
				},
		requests: {graph: 0, bitwarden: 0},
		durationMs: 0,
	};
};

const waitWords: Readonly<Record<Wait['state']['mode'], string>> = {
	steady: 'Next sync',
	'backing-off': 'Trying again',
	quarantine: 'In quarantine after the same failure again and again: trying again, less often,',
	'waiting-for-person': 'A plan waits for a person. Looking again',
};

/** Settings as they are now; the ones before when the file cannot be read just now, which the run itself says. */
const settingsReader = (shell: Shell): (() => Settings) => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	let last = openSettings({paths, environment}).settings;
	return () => {
		try {
			last = openSettings({paths, environment}).settings;
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
		}
		return last;
	};
};

/** `usher watch`: syncs on the interval until it is stopped; tells a person what needs one, and systemd how it is. */
export const watchProfile = async (shell: Shell): Promise<ExitCode> => {
	const {environment, profile, signal} = shell;
	const paths = pathsOf({environment, profile});
	const settings = settingsReader(shell);
	requireSetUp(profile, settings());
	const credentialEnds = (): Date | undefined => credentialEnd(settings().entra)?.ends;
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
	const systemd = createSystemdNotify(environment);
	const {health: at} = settings();
	const kept: Kept = {};
	let http: Http | undefined;
	const openHttp = async (): Promise<Http> => {
		if (http === undefined) {
			const [{createHttp}, {authoritiesOf}] = await Promise.all([
				import('../platform/http/client.ts'),
				import('../platform/http/authorities.ts'),
			]);
			http = createHttp({ca: authoritiesOf(settings().network.caFile, environment), environment, userAgent});
		}
		return http;
	};
	const health = at.port === 0 ? undefined : await startHealth({...at, profile, credentialEnds, now: shell.now});
	if (health !== undefined) log(shell, 'info', `Health at ${health.url}/healthz, metrics at ${health.url}/metrics.`);

	/** A disk that is full or a secret that cannot be read is said; the runs go on. */
	const notify = async (report: RunReport, before: WatchState, after: WatchState): Promise<void> => {
		try {
			const acknowledged =
				report.problems.length === 0
					? undefined
					: await withMemory(shell, state => state.ledger(shell.now()).acknowledged);
			const current = settings();
			await deliverNotices(
				{
					profile,
					usher: isService(environment) ? asServiceWords(profile) : `usher --profile ${profile}`,
					before,
					after,
					report,
					acknowledged: acknowledged ?? new Set(),
					credentialEnds: credentialEnds(),
					now: shell.now(),
					repeatHours: current.notify.repeatHours,
				},
				{
					kept,
					paths,
					settings: current,
					secrets: createSecrets({paths, settings: current, environment}),
					environment,
					http: openHttp,
					log: tell,
					signal,
				},
			);
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
			tell('warn', `Notices are not sent or not noted: ${error.message} ${error.advice}`);
		}
	};

	try {
		await systemd.tell({ready: true, status: 'started'});
		await watch(
			{
				intervalMinutes: () => settings().schedule.intervalMinutes,
				random: Math.random,
				wait: waker.wait,
				run: async () => {
					try {
						return (await runOnce(shell, {mode: 'sync'}, undefined, 'watch')).report;
					} catch (error) {
						if (!(error instanceof UsherError) && error instanceof Error)
							log(shell, 'debug', error.stack ?? error.message);
						return reportOfFailure(error);
					}
				},
				ended: async (report, before, next) => {
					const why = report.error ? `${report.error.message} ${report.error.advice} ` : '';
					tell(report.error ? 'error' : 'info', `${why}${headline(report)}`, {
						run: report.run,
						requestId: report.error?.requestId,
					});
					const when = new Date(shell.now().getTime() + next.waitMs);
					const words = `${waitWords[next.state.mode]} at ${when.toISOString()}.`;
					tell(next.state.mode === 'steady' ? 'info' : 'warn', words);
					health?.ended(report, next);
					await systemd.tell({status: words});
					await notify(report, before, next.state);
				},
			},
			signal,
		);
	} finally {
		changes.stop();
		await systemd.tell({stopping: true});
		systemd.stop();
		await health?.close();
		await http?.close();
	}
	return exitCodes.done;
};
