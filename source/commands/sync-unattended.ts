import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {RunReport} from '../core/run.ts';
import type {UnattendedState} from '../core/watch/unattended-state.ts';
import {sentence, type ToPrint} from '../service/notify/deliver.ts';
import type {Notice} from '../service/notify/notice.ts';
import {describeBug, reportError} from './failure.ts';
import {log} from './log.ts';
import {maskedShell} from './masked.ts';
import type {Shell} from './shell.ts';
import type {SyncDone, SyncOptions} from './sync.ts';
import {moment} from './text/words.ts';
import {createUnattendedRuns, reportOfFailure} from './unattended-runs.ts';

/** A run's end, and how to say it in full. */
type Ended = {readonly report: RunReport; readonly say: (shell: Shell) => void};

const endOf = async (shell: Shell, once: (shell: Shell) => Promise<SyncDone>): Promise<Ended> => {
	try {
		const {report, say} = await once(shell);
		return {report, say};
	} catch (error) {
		if (shell.signal.aborted && error instanceof Error && error.name === 'AbortError') throw error;
		return {
			report: reportOfFailure(error),
			say: to => {
				if (error instanceof UsherError) reportError({...to, json: false}, error);
				else describeBug({...to, json: false}, error);
			},
		};
	}
};

/** Where lines have levels, a failure is one of its own: `journalctl -p warning` and collectors of JSON look for it. */
const sayInLog = (shell: Shell, {report, say}: Ended): void => {
	const {error, run} = report;
	if (error !== undefined && (shell.journal || shell.logFormat === 'json')) {
		log(shell, 'error', `${error.message} ${error.advice}`, {run, requestId: error.requestId});
		return;
	}
	say(shell);
	if (report.outcome === 'refused') log(shell, 'warn', 'A plan waits for a person.', {run});
};

/** How often the same, for who reads a mail of cron. */
const againWords = ({failures, sameSince}: UnattendedState, hours: number): string[] =>
	failures < 2 || sameSince === undefined
		? []
		: [
				'',
				`The same for ${failures} runs in a row, since ${moment(sameSince)}. It is said again after ${hours} h, or when it changes.`,
			];

const printNotices = (shell: Shell, notices: readonly Notice[]): void => {
	for (const {title, text} of notices) shell.print(sentence(title), text);
};

/** Prints what is new: not what a run before has already said a short time ago. */
const printNew = (
	shell: Shell,
	ended: Ended,
	{notices, logged, unattended}: ToPrint & {unattended: UnattendedState},
	hours: number,
): void => {
	if (logged.length > 0) shell.tell(...logged);
	if (notices.some(({kind}) => kind === 'failure' || kind === 'refused')) {
		ended.say(shell);
		const again = againWords(unattended, hours);
		if (again.length > 0) (ended.report.error === undefined ? shell.print : shell.tell)(...again);
	}
	const isPlanShown = notices.some(({kind}) => kind === 'refused');
	printNotices(
		shell,
		notices.filter(({kind}) => kind !== 'failure' && kind !== 'refused' && !(kind === 'problems' && isPlanShown)),
	);
};

/**
 * A sync that a scheduler has started: what a person has to know goes out as it does from `watch`, is remembered for the
 * run after it, and is masked when the settings ask for it. With `--quiet` only what is new is printed, for cron's mails.
 *
 * @param once one sync; it prints the plan and gives how to say its end
 */
export const syncUnattended = async (
	shell: Shell,
	options: SyncOptions,
	once: (shell: Shell) => Promise<SyncDone>,
): Promise<ExitCode> => {
	const startedAt = shell.now();
	const unattendedRuns = createUnattendedRuns(shell);
	try {
		const {logs, notify} = unattendedRuns.settings();
		const seen = logs.maskEmails === 'yes' ? maskedShell(shell) : shell;
		const printed: string[] = [];
		const logged: string[] = [];
		const held: Shell = {
			...seen,
			quiet: true,
			print: (...lines) => void printed.push(...lines),
			tell: (...lines) => void logged.push(...lines),
		};
		const at = options.quiet ? held : seen;
		const told = {
			log: (level: 'info' | 'warn', text: string) => log(at, level, text),
			print: options.quiet ? {logged: () => logged} : undefined,
		};
		const cut = await unattendedRuns.begins({by: 'schedule', startedAt}, told);
		if (options.quiet && cut !== undefined) printNotices(seen, cut.notices);
		const ended = await endOf(at, once);
		const inFull: Ended = {
			...ended,
			say: to => {
				if (printed.length > 0) to.print(...printed);
				ended.say(to);
			},
		};
		const {report} = ended;
		if (shell.json && report.run === '') seen.document({exitCode: report.exitCode, error: report.error});
		if (!options.quiet) sayInLog(seen, ended);
		if (report.outcome === 'interrupted') {
			if (options.quiet) {
				if (logged.length > 0) seen.tell(...logged);
				inFull.say(seen);
			}
			return report.exitCode;
		}
		const toPrint = await unattendedRuns.ended({by: 'schedule', report, startedAt}, told);
		if (options.quiet) printNew(seen, inFull, toPrint, notify.repeatHours);
		return report.exitCode === exitCodes.needsPerson && options.okWithProblems ? exitCodes.done : report.exitCode;
	} finally {
		await unattendedRuns.close();
	}
};
