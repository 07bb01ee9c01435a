// What cron has of a profile: the line, when it started last, and whether it still should be trusted.
import {existsSync} from 'node:fs';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {lockHolder} from '../platform/lock/lock.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {RunRecord} from '../platform/state/journal.ts';
import {runProgram} from '../service/action.ts';
import {cronInstall, type Found} from '../service/cron/install.ts';
import {partsOf, programOf} from '../service/cron/line.ts';
import {lastStarts, nextStartOf} from '../service/cron/schedule.ts';
import {isCronRunning} from '../service/cron/try.ts';
import {readNoted} from '../service/unattended-file.ts';
import {commandLine} from './command-line.ts';
import {withMemory} from './memory.ts';
import {cronInput} from './service-cron.ts';
import {notRunning} from './service-cron-check.ts';
import type {Shell} from './shell.ts';
import {didWords} from './text/history.ts';
import {failingWords, type UnattendedStatus, unattendedStatus} from './text/unattended.ts';
import {indented, loadWidthsFor} from './text/width.ts';
import {ago, moment} from './text/words.ts';

/** A line in a crontab, and how it goes; `null` is what is not known. */
export type CronState = {
	readonly account: string;
	readonly line: string;
	readonly schedule: string;
	/** Somebody has changed it since it was written. */
	readonly changed: boolean;
	/** The same profile is in the crontab more than once. */
	readonly repeated: boolean;
	/** Installing now would write another line. */
	readonly outdated: boolean;
	/** Programs that the line names and that are gone. */
	readonly gone: readonly string[];
	readonly cronRuns: boolean | null;
	readonly lastRun: RunRecord | null;
	/** The last sync that has ended, whoever started it. */
	readonly lastSync: RunRecord | null;
	/** How the runs go that nobody starts by hand. */
	readonly unattended: UnattendedStatus | null;
	readonly nextRun: string | null;
	/** Cron should have started it since. */
	readonly overdue: boolean;
};

const wantedLine = async (shell: Shell): Promise<string | undefined> => {
	try {
		return (await cronInstall(cronInput(shell), runProgram)).line;
	} catch (error) {
		// What is wrong with the settings is said by others.
		if (error instanceof UsherError) return undefined;
		throw error;
	}
};

/** What is to be said of a line that was found. */
export const cronState = async (shell: Shell, {account, block}: Found): Promise<CronState> => {
	const now = shell.now();
	const {schedule} = partsOf(block.line);
	const seen = await withMemory(shell, (state, paths) => ({
		last: state.runs(500).find(run => run.by === 'schedule'),
		lastSync: state.runs(500).find(run => run.mode === 'sync' && run.outcome !== undefined),
		isRunning: state.current() !== undefined && lockHolder(paths) !== undefined,
	}));
	const wanted = await wantedLine(shell);
	// The one before the last: the last may have begun this very minute.
	const due = lastStarts(schedule, now, 2)[1];
	const since = [seen?.last?.startedAt, block.written?.toISOString()]
		.filter(one => one !== undefined)
		.sort()
		.at(-1);
	const isRunning = seen?.isRunning === true;
	// By the line's own schedule, which is more exact than what runs so far have shown.
	const overdue = due !== undefined && !isRunning && (since === undefined || since < due.toISOString());
	const {unattended} = readNoted(pathsOf({environment: shell.environment, profile: shell.profile}));
	return {
		account: account.name,
		line: block.line,
		schedule,
		changed: block.changed,
		repeated: block.repeated,
		outdated: wanted !== undefined && wanted !== block.line,
		gone: programOf(block.line).filter(path => !existsSync(path)),
		cronRuns: isCronRunning() ?? null,
		lastRun: seen?.last ?? null,
		lastSync: seen?.lastSync ?? null,
		unattended:
			unattended === undefined
				? null
				: {...unattendedStatus(unattended, {now, lastSync: seen?.lastSync, isRunning}), overdue},
		nextRun: nextStartOf(schedule, now)?.toISOString() ?? null,
		overdue,
	};
};

const facts = (shell: Shell, state: CronState): readonly string[] => {
	const {lastRun, line, changed, repeated, outdated, gone} = state;
	const again = commandLine(shell, 'service', 'install', '--cron');
	return [
		`Cron runs this profile as ${state.account}, ${line === '' ? 'or would: no line is left between the comments' : `on the schedule ${state.schedule}`}.`,
		...(line === '' ? [`${again} writes it again.`] : []),
		...(repeated ? [`The crontab has it more than once; ${again} leaves one.`] : []),
		...(gone.length === 0 ? [] : [`The line names what is no longer there: ${gone.join(', ')}. ${again} mends it.`]),
		...(changed && line !== ''
			? [`The line was changed by hand since it was written. ${again} would write its own again.`]
			: []),
		...(!changed && outdated
			? [`Usher, Node.js or the interval has changed since the line was written: ${again} writes the new one.`]
			: []),
		...(state.cronRuns === false ? [notRunning.fact, notRunning.advice] : []),
		lastRun === null
			? 'Cron has not started a run yet.'
			: `Last run ${ago(lastRun.startedAt, shell.now())}: ${lastRun.outcome === undefined ? 'not ended' : `${didWords(lastRun).replace(/\.$/, '')}; exit code ${lastRun.exitCode}`}.`,
		...(state.overdue
			? [
					`It is overdue: cron should have started one since. Its log says why (journalctl -u cron, or /var/log/syslog), and so does its mail to ${state.account}.`,
				]
			: []),
		...(state.unattended === null ? [] : failingWords(state.unattended, shell.now())),
		...(state.nextRun === null ? [] : [`Next run at ${moment(state.nextRun)}.`]),
		...(state.lastSync?.exitCode === exitCodes.refusedByGuard
			? [`A plan waits for a person: ${commandLine(shell, 'plan')} shows it, and how to let it pass.`]
			: []),
	];
};

/** Says it, and gives the exit code: 1 when it does not run as it should. */
export const sayCron = async (shell: Shell, state: CronState): Promise<ExitCode> => {
	const lines = facts(shell, state);
	await loadWidthsFor(lines);
	shell.print(...lines.flatMap(line => indented(line, shell.columns, '  ', '')), '', `  ${state.line}`);
	const well = !state.overdue && state.line !== '' && state.gone.length === 0 && state.cronRuns !== false;
	return well ? exitCodes.done : exitCodes.unexpected;
};
