// What watch and a scheduled sync do when a run has ended with nobody there: note it, tell it, leave its metrics.
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {RunReport} from '../core/run.ts';
import type {UnattendedRun, UnattendedState} from '../core/watch/unattended-state.ts';
import {credentialEnd} from '../entra/credential-end.ts';
import {pause} from '../platform/clock.ts';
import type {Http} from '../platform/http/port.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {asServiceWords, isService} from '../profile/handed-over.ts';
import {userAgent} from '../profile/user-agent.ts';
import type {ToPrint} from '../service/notify/deliver.ts';
import {type SettingsToTell, settingsToTell} from '../service/settings-to-tell.ts';
import {beginUnattended, type EndOptions, endUnattended, type KeptAll} from '../service/unattended.ts';
import {readNoted} from '../service/unattended-file.ts';
import {withMemory} from './memory.ts';
import type {Shell} from './shell.ts';

export type UnattendedRuns = {
	/** As they are now; the ones before when the file cannot be read just now, which the run itself says. */
	settings(): Settings;
	credentialEnds(): Date | undefined;
	/** Notes that a run begins; tells of the one before, when that never came to its end. */
	begins(
		run: Pick<UnattendedRun, 'by' | 'startedAt'>,
		more: Pick<EndOptions, 'log' | 'print'>,
	): Promise<(ToPrint & {readonly unattended: UnattendedState}) | undefined>;
	ended(
		run: Omit<UnattendedRun, 'intervalMinutes' | 'endedAt'>,
		more: Pick<EndOptions, 'log' | 'print' | 'noted'>,
	): Promise<ToPrint & {readonly unattended: UnattendedState}>;
	close(): Promise<void>;
};

/** What could not even be begun, as the report of a run that failed. */
export const reportOfFailure = (error: unknown): RunReport => {
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

/** For one process, however many runs it does. */
export const createUnattendedRuns = (shell: Shell): UnattendedRuns => {
	const {environment, profile, signal} = shell;
	const paths = pathsOf({environment, profile});
	const kept: KeptAll = {};
	let last: SettingsToTell | undefined;
	const read = (): SettingsToTell => {
		const now = settingsToTell(paths, environment, readNoted(paths).variables ?? {});
		if (now.variables !== undefined || last === undefined) last = now;
		return now.variables === undefined ? {settings: last.settings} : now;
	};
	const credentialEnds = (): Date | undefined => credentialEnd(read().settings.entra)?.ends;
	let http: Http | undefined;
	const openHttp = async (): Promise<Http> => {
		if (http === undefined) {
			const [{createHttp}, {authoritiesOf}] = await Promise.all([
				import('../platform/http/client.ts'),
				import('../platform/http/authorities.ts'),
			]);
			const {network} = read().settings;
			http = createHttp({ca: authoritiesOf(network.caFile, environment), environment, userAgent});
		}
		return http;
	};
	const options = (more: Pick<EndOptions, 'log' | 'print' | 'noted'>): EndOptions => {
		const {settings, variables} = read();
		return {
			...more,
			kept,
			paths,
			profile,
			settings,
			variables,
			usher: isService(environment) ? asServiceWords(profile) : `usher --profile ${profile}`,
			secrets: createSecrets({paths, settings, environment}),
			environment,
			http: openHttp,
			signal,
			credentialEnds,
			acknowledged: async () => (await withMemory(shell, state => state.ledger(shell.now()).acknowledged)) ?? new Set(),
			pause: milliseconds => pause(milliseconds, signal),
		};
	};
	const intervalMinutes = (): number => read().settings.schedule.intervalMinutes;
	return {
		settings: () => read().settings,
		credentialEnds,
		begins: ({by, startedAt}, more) =>
			beginUnattended(by, {startedAt, intervalMinutes: intervalMinutes()}, options(more)),
		ended: (run, more) =>
			endUnattended({...run, endedAt: shell.now(), intervalMinutes: intervalMinutes()}, options(more)),
		close: async () => http?.close(),
	};
};
