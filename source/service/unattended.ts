// The end of a run with nobody there, watch's or a scheduler's: noted for the next process, told, and left for Prometheus.
import {hostname} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {RunReport} from '../core/run.ts';
import {
	type Rhythm,
	type UnattendedRun,
	type UnattendedState,
	unattendedAfter,
} from '../core/watch/unattended-state.ts';
import {lockHolder} from '../platform/lock/lock.ts';
import {inTurn} from '../platform/lock/turn.ts';
import type {Paths} from '../platform/settings/paths.ts';
import {writeMetrics} from './metrics-file.ts';
import {type DeliverOptions, deliverNotices, type Kept, type ToPrint} from './notify/deliver.ts';
import {type Begun, type Noted, readNoted, writeNoted} from './unattended-file.ts';

export type KeptAll = Kept & {noted?: Noted};

export type EndOptions = Omit<DeliverOptions, 'kept' | 'paths'> & {
	readonly kept: KeptAll;
	readonly paths: Paths;
	readonly profile: string;
	/** How a person calls a command of this profile. */
	readonly usher: string;
	/** What it takes to tell somebody, as variables, when the settings could be read. */
	readonly variables?: Readonly<Record<string, string>> | undefined;
	/** Keys of problems that a person has acknowledged; asked only when there are problems. */
	readonly acknowledged: () => Promise<ReadonlySet<string>>;
	readonly credentialEnds: () => Date | undefined;
	/** Called as soon as it is noted, before anybody is told. */
	readonly noted?: (unattended: UnattendedState) => Promise<void>;
	readonly pause: (milliseconds: number) => Promise<void>;
};

const isMine = ({pid, host}: Begun): boolean => pid === process.pid && host === hostname();

/** No run takes as long: by then the number of its process is another's. */
const longestMs = 86_400_000;

/** Whether who began it may still be at it: somebody has the lock, or its process is there. */
const goesOn = (begun: Begun, paths: Paths, now: Date): boolean => {
	if (lockHolder(paths) !== undefined) return true;
	if (begun.host !== hostname() || begun.pid === process.pid) return false;
	if (now.getTime() - Date.parse(begun.at) > longestMs) return false;
	try {
		process.kill(begun.pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

const cutShort: RunReport = {
	run: '',
	outcome: 'interrupted',
	exitCode: exitCodes.interrupted,
	refusals: [],
	applied: {},
	problems: [],
	error: {
		code: 'cut-short',
		message: 'Runs are cut short: their process ends before they do.',
		advice:
			'Look at the log of what starts them: a time limit, too little memory, a machine that goes down. Nothing is lost: a run that comes to its end does the rest.',
	},
	requests: {graph: 0, bitwarden: 0},
	durationMs: 0,
};

/**
 * Notes that a run begins. When the one before never came to its end, killed before it could say so, that is noted as a
 * fault that may pass, and told when it stays: nobody else would.
 *
 * @returns what is to be printed of that; undefined when the one before has ended, or still goes on
 */
export const beginUnattended = async (
	by: Rhythm,
	{startedAt, intervalMinutes}: Pick<UnattendedRun, 'startedAt' | 'intervalMinutes'>,
	options: EndOptions,
): Promise<(ToPrint & {readonly unattended: UnattendedState}) | undefined> => {
	const {paths, kept} = options;
	const cut = await inTurn(join(paths.stateFolder, 'turn.db'), options.pause, async () => {
		// The end of the one before, when a full disk took no note of it, is no end that never came.
		const noted = kept.noted ?? readNoted(paths);
		try {
			if (noted.begun !== undefined && goesOn(noted.begun, paths, startedAt)) return undefined;
			writeNoted(paths, {...noted, begun: {by, at: startedAt.toISOString(), pid: process.pid, host: hostname()}});
			delete kept.noted;
			return noted.begun;
		} catch (error) {
			// A disk that takes nothing is said by the run itself.
			if (error instanceof UsherError) return undefined;
			throw error;
		}
	});
	if (cut === undefined) return undefined;
	const ended = {by: cut.by, report: cutShort, startedAt: new Date(cut.at), endedAt: startedAt, intervalMinutes};
	return endUnattended(ended, options);
};

/**
 * Notes how a run ended and how it goes now, tells whom it concerns, and writes the metrics. One process at a time does
 * so: what one has told, the other does not tell again. A disk that takes nothing, a secret that cannot be read, a
 * receiver that does not answer are logged; the runs go on.
 */
export const endUnattended = (
	ended: UnattendedRun,
	options: EndOptions,
): Promise<ToPrint & {readonly unattended: UnattendedState}> => {
	const {paths, kept, log, profile, settings, credentialEnds} = options;
	const orLog = async (work: () => void | Promise<void>, otherwise: () => void = () => {}): Promise<void> => {
		try {
			await work();
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
			otherwise();
			log('warn', `${error.message} ${error.advice}`);
		}
	};
	return inTurn(join(paths.stateFolder, 'turn.db'), options.pause, async () => {
		const before = kept.noted ?? readNoted(paths);
		const unattended = unattendedAfter(before.unattended, ended);
		const variables = options.variables ?? before.variables;
		const {begun} = before;
		const keeps = begun !== undefined && (ended.report === cutShort || !isMine(begun));
		const noted: Noted = {unattended, ...(variables === undefined ? {} : {variables}), ...(keeps ? {begun} : {})};
		delete kept.noted;
		await orLog(
			() => writeNoted(paths, noted),
			() => {
				kept.noted = noted;
			},
		);
		await options.noted?.(unattended);
		const {file} = settings.metrics;
		if (file !== undefined) await orLog(() => writeMetrics(file, unattended, {profile, credentialEnds}));
		let acknowledged: ReadonlySet<string> = new Set();
		if (ended.report.problems.length > 0)
			await orLog(async () => {
				acknowledged = await options.acknowledged();
			});
		const toPrint = await deliverNotices(
			{
				profile,
				usher: options.usher,
				unattended,
				slower: ended.next?.state.mode === 'quarantine',
				report: ended.report,
				acknowledged,
				credentialEnds: credentialEnds(),
				now: ended.endedAt,
				repeatHours: settings.notify.repeatHours,
			},
			options,
		);
		return {...toPrint, unattended};
	});
};
