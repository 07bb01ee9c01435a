// Looking at a profile that a service runs, and working in it.

import {chownSync, existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {pause} from '../platform/clock.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {RunRecord} from '../platform/state/journal.ts';
import {openState} from '../platform/state/open-state.ts';
import {cleanText} from '../platform/text/clean.ts';
import {shellWord} from '../platform/text/shell-word.ts';
import {asServiceWords} from '../profile/handed-over.ts';
import {runProgram} from '../service/action.ts';
import {findLineIfAny} from '../service/cron/install.ts';
import {asService, installedHandOver, servicePaths} from '../service/install.ts';
import {unitName} from '../service/systemd.ts';
import {readNoted} from '../service/unattended-file.ts';
import {nextStart, type UnitState, unitStates, unitWords} from '../service/unit-state.ts';
import {commandLine} from './command-line.ts';
import {notInstalled} from './service.ts';
import {asRoot, isRoot, thisProgram} from './service-actions.ts';
import {cronState, sayCron} from './service-cron-look.ts';
import type {Shell} from './shell.ts';
import {didWords} from './text/history.ts';
import {failingWords, unattendedRows, unattendedStatus} from './text/unattended.ts';
import {ago} from './text/words.ts';

/** What looking has made is the service's, as everything beside it. */
const giveBack = (folder: string): void => {
	const {uid, gid} = statSync(folder);
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path, {throwIfNoEntry: false})?.uid === 0 && uid !== 0) chownSync(path, uid, gid);
	}
};

/** The latest run of the service that fits; undefined when there is none, or who asks may not look. */
const lastRunOf = (shell: Shell, fits: (run: RunRecord) => boolean): RunRecord | undefined => {
	const paths = servicePaths(shell.profile);
	// The service makes its files itself: made here they would be root's, and closed to it.
	if (!existsSync(paths.state) || !existsSync(paths.ledger)) return undefined;
	const state = openState(paths, {now: shell.now});
	try {
		return state.runs(20).find(fits);
	} finally {
		state.close();
		giveBack(paths.stateFolder);
	}
};

const isEndedSync = ({mode, outcome}: RunRecord): boolean => mode === 'sync' && outcome !== undefined;

const runWords = (run: RunRecord): string => `${didWords(run).replace(/\.$/, '')}; exit code ${run.exitCode}.`;

/** The way on when a plan waits for a person, who is not the service. */
const waitingWords = (shell: Shell): string[] => [
	'A plan waits for a person. This shows it, and says how to let it pass; without the last two words, on the dashboard:',
	`  ${asServiceWords(shell.profile)} plan`,
];

const checkMs = 60_000;
/** Done, or in the hands of a person. */
const worksWith: readonly (number | undefined)[] = [exitCodes.done, exitCodes.needsPerson, exitCodes.refusedByGuard];

/** It has ended although it should stay, or cannot be started. */
const isDown = async (profile: string): Promise<boolean> =>
	(await unitStates(profile, runProgram)).some(({active, sub}) => active === 'failed' || sub === 'auto-restart');

/** Waits for the first run of the service to end, and says how. */
export const firstRun = async (shell: Shell, since: Date): Promise<ExitCode> => {
	for (const until = Date.now() + checkMs; Date.now() < until; await pause(1000, shell.signal)) {
		const run = lastRunOf(shell, ({outcome, startedAt}) => outcome !== undefined && startedAt >= since.toISOString());
		if (run === undefined && (await isDown(shell.profile))) break;
		if (run === undefined) continue;
		const works = worksWith.includes(run.exitCode);
		shell.print('', `${works ? 'The service works. Its' : 'The service runs, and its'} first run: ${runWords(run)}`);
		if (run.exitCode === exitCodes.refusedByGuard) shell.print(...waitingWords(shell));
		if (!works) shell.print('What it needs:', `  ${asServiceWords(shell.profile)} doctor`);
		return works ? exitCodes.done : ((run.exitCode ?? exitCodes.unexpected) as ExitCode);
	}
	const unit = (await unitStates(shell.profile, runProgram)).find(({id}) => id.endsWith('.service'));
	if (unit?.active === 'failed' || unit?.sub === 'auto-restart') {
		const said = await runProgram(['journalctl', '--unit', unit.id, '--lines=5', '--output=cat', '--no-pager']).catch(
			() => '',
		);
		const lines = said.split('\n').filter(line => line.trim() !== '');
		shell.print(
			'',
			`The service does not stay up. ${unitWords(unit)}`,
			...lines.map(line => `  ${cleanText(line, 500)}`),
		);
		return exitCodes.unexpected;
	}
	shell.print(
		'',
		...(unit === undefined ? [] : [unitWords(unit)]),
		'The service is started; its first run has not ended within a minute. `usher service status` shows it.',
	);
	return exitCodes.done;
};

/** A timer that goes on, although the last sync that it started ended with this. */
const timerAfter = (units: readonly UnitState[]): {readonly exitCode: number} | undefined => {
	const goesOn = units.some(({id, active}) => id.endsWith('.timer') && active === 'active');
	return goesOn ? units.find(({id, active}) => id.endsWith('.service') && active === 'failed') : undefined;
};

/** The service stays up, or the timer waits for its time; and neither has failed. */
const isUp = (units: readonly UnitState[]): boolean =>
	!units.some(({active}) => active === 'failed') &&
	units.some(({active}) => active === 'active' || active === 'activating' || active === 'reloading');

/** How the runs of the service go, and what is to be said of it besides the last one. */
const unattendedService = (shell: Shell, lastSync: RunRecord | undefined) => {
	const {unattended: noted} = readNoted(servicePaths(shell.profile));
	if (noted === undefined) return {unattended: undefined, words: []};
	const now = shell.now();
	// One that has not ended goes on, or was cut short; the lock would be root's, asked for from here.
	const isRunning = lastRunOf(shell, () => true)?.outcome === undefined;
	const unattended = unattendedStatus(noted, {now, lastSync, isRunning});
	const uninstall = commandLine(shell, 'service', 'uninstall');
	const overdue = unattendedRows(unattended, now, uninstall).filter(([name]) => name === 'overdue');
	return {unattended, words: [...overdue.map(([, fact]) => `Overdue: ${fact}`), ...failingWords(unattended, now)]};
};

/** `usher service status`: what systemd or cron has of it, and how its last run ended. */
export const serviceStatus = async (shell: Shell): Promise<ExitCode> => {
	const {profile, environment} = shell;
	const units = await unitStates(profile, runProgram);
	const line = await findLineIfAny(pathsOf({environment, profile}), runProgram);
	if (units.length === 0 && line === undefined) return notInstalled(shell);
	const cron = line === undefined ? undefined : await cronState(shell, line);
	const run = isRoot() && units.length > 0 ? lastRunOf(shell, ({outcome}) => outcome !== undefined) : undefined;
	// A plan that somebody looked at since neither mends anything nor lets it pass.
	const sync = run === undefined ? undefined : lastRunOf(shell, isEndedSync);
	const {unattended, words} = run === undefined ? {unattended: undefined, words: []} : unattendedService(shell, sync);
	const next = (await nextStart(profile, runProgram))?.toISOString() ?? cron?.nextRun ?? null;
	if (shell.json) {
		const lastRun = run ?? cron?.lastRun ?? null;
		shell.document({
			profile,
			units,
			lastRun,
			unattended: unattended ?? cron?.unattended ?? null,
			nextRun: next,
			cron: cron ?? null,
		});
	}
	if (cron !== undefined && units.length === 0) return sayCron(shell, cron);
	if (cron !== undefined) {
		shell.print(
			`The crontab of ${cron.account} has a line for this profile too, which fails at each run: usher service install takes it out.`,
		);
	}
	shell.print(...units.map(unitWords), ...(next === null ? [] : [`Next sync at ${next}.`]));
	if (!isRoot()) shell.print('Its runs are for root to see:', `  ${asRoot(shell, 'status')}`);
	else if (run === undefined) shell.print('No run has ended yet.');
	else shell.print(`Last run ${ago(run.startedAt, shell.now())}: ${runWords(run)}`);
	if (words.length > 0) shell.print(...words);
	const after = timerAfter(units);
	const waits = (sync ?? after)?.exitCode === exitCodes.refusedByGuard;
	if (waits) shell.print(...waitingWords(shell));
	// A plan that the guard stopped is no failure, and a person may have let it pass since.
	const isWell = after?.exitCode === exitCodes.refusedByGuard && worksWith.includes((sync ?? after).exitCode);
	if (isUp(units) || isWell) return exitCodes.done;
	shell.print(
		after === undefined
			? 'It does not run, so nothing is kept in step. `usher service install` starts it again; journalctl says why it ended:'
			: 'Its last sync failed; the timer starts the next one. journalctl says why it failed:',
		`  sudo journalctl --unit=${unitName(profile)} --lines=50`,
	);
	return exitCodes.unexpected;
};

/** `usher service exec WORDS`: any command, or the dashboard, as the service: its account, its settings, its secrets. */
export const execInService = async (shell: Shell, words: readonly string[]): Promise<ExitCode> => {
	if (!isRoot()) {
		throw new UsherError({
			code: 'needs-root',
			exitCode: exitCodes.usage,
			message: 'Only root can run a command as the service.',
			advice: asRoot(shell, ['exec', '--', ...words].map(shellWord).join(' ')),
		});
	}
	const given = installedHandOver(shell.profile, thisProgram());
	if (given === undefined) return notInstalled(shell);
	const {spawnSync} = await import('node:child_process');
	const terminal = shell.canAsk && process.stdout.isTTY === true;
	const [command, ...args] = asService(given, words, {terminal});
	return (spawnSync(command, args, {stdio: 'inherit'}).status ?? exitCodes.unexpected) as ExitCode;
};
