import type {Allowances, Refusal} from '../core/changes.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {problemKey} from '../core/problems.ts';
import type {RunReport, RunStarter} from '../core/run.ts';
import {commandLine} from './command-line.ts';
import {reportDocument} from './json/plan.ts';
import {readPlanFile} from './plan-file.ts';
import {runOnce} from './run.ts';
import type {Shell} from './shell.ts';
import {planLines} from './text/plan.ts';
import {reportLines} from './text/report.ts';

export type SyncOptions = {
	readonly firstRun: boolean;
	readonly acceptScope: boolean;
	readonly allowRemovals?: number;
	readonly allowInvites?: number;
	readonly allowMembershipRemovals?: number;
	readonly allowGroupRemovals?: number;
	readonly allowSeats?: number;
	readonly plan?: string;
	readonly all: boolean;
	readonly full: boolean;
	readonly verify: boolean;
	readonly resend: boolean;
	/** A scheduler has started it, and nobody is there. */
	readonly unattended: boolean;
	readonly quiet: boolean;
	readonly okWithProblems: boolean;
};

const allowances = (options: SyncOptions): Allowances => ({
	firstRun: options.firstRun,
	acceptScope: options.acceptScope,
	...(options.allowRemovals === undefined ? {} : {removals: options.allowRemovals}),
	...(options.allowInvites === undefined ? {} : {invites: options.allowInvites}),
	...(options.allowMembershipRemovals === undefined ? {} : {membershipRemovals: options.allowMembershipRemovals}),
	...(options.allowGroupRemovals === undefined ? {} : {groupRemovals: options.allowGroupRemovals}),
	...(options.allowSeats === undefined ? {} : {seats: options.allowSeats}),
});

/** Where the plan stands when it is shown: about to be applied, or stopped. */
const standing = (refusals: readonly Refusal[]): {readonly state?: string} =>
	refusals.length === 0 ? {state: 'being applied now'} : {};

/** The allowances as they were typed, so that the way on repeats them. */
const givenFlags = (options: SyncOptions): string[] => [
	...(options.firstRun ? ['--first-run'] : []),
	...(options.acceptScope ? ['--accept-scope'] : []),
	...(
		[
			['--allow-removals', options.allowRemovals],
			['--allow-invites', options.allowInvites],
			['--allow-membership-removals', options.allowMembershipRemovals],
			['--allow-group-removals', options.allowGroupRemovals],
			['--allow-seats', options.allowSeats],
		] as const
	).flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${value}`])),
];

/** Problems that came up after the plan was shown; all of them when it was not. */
const withNewProblems = (report: RunReport): RunReport => {
	if (report.plan === undefined || report.plan.changes.length === 0) return report;
	const shown = new Set(report.plan.problems.map(problemKey));
	return {...report, problems: report.problems.filter(problem => !shown.has(problemKey(problem)))};
};

/** Keeps what is printed until it is known whether it is worth anybody's mail. */
const holdBack = (shell: Shell): {readonly shell: Shell; readonly release: (code: ExitCode) => void} => {
	const kept: string[] = [];
	return {
		shell: {...shell, quiet: true, print: (...lines) => void kept.push(...lines)},
		release: code => {
			if (code !== exitCodes.done && code !== exitCodes.needsPerson) shell.print(...kept);
		},
	};
};

/** A sync that has ended, and how to say its end. */
export type SyncDone = {readonly report: RunReport; readonly say: (shell: Shell) => void};

/** `usher sync`: shows the plan, applies it when the guard lets it pass, and says how that went. */
export const sync = async (shell: Shell, options: SyncOptions): Promise<ExitCode> => {
	if (options.unattended) {
		const {syncUnattended} = await import('./sync-unattended.ts');
		return syncUnattended(shell, options, seen => syncOnce(seen, options, 'schedule'));
	}
	const held = options.quiet ? holdBack(shell) : undefined;
	const seen = held?.shell ?? shell;
	const {report, say} = await syncOnce(seen, options, 'command');
	say(seen);
	held?.release(report.exitCode);
	return report.exitCode === exitCodes.needsPerson && options.okWithProblems ? exitCodes.done : report.exitCode;
};

const syncOnce = async (shell: Shell, options: SyncOptions, by: RunStarter): Promise<SyncDone> => {
	const file = options.plan === undefined ? undefined : await readPlanFile(options.plan, shell.profile);
	const room = {paint: shell.paint, columns: shell.columns, all: options.all};
	const command = commandLine(shell, 'sync', ...(options.plan === undefined ? [] : ['--plan', options.plan]));
	const given = givenFlags(options);
	const {report} = await runOnce(
		shell,
		{
			mode: 'sync',
			full: options.full,
			verify: options.verify,
			resend: options.resend,
			allow: allowances(options),
			...(file === undefined ? {} : {expect: file.fingerprint}),
		},
		event => {
			if (event.kind !== 'planned' || event.plan.changes.length === 0) return;
			shell.print(...planLines(event.plan, event.refusals, {...room, command, given, ...standing(event.refusals)}), '');
		},
		by,
	);
	if (shell.json) shell.document(reportDocument(report));
	const lines = reportLines(withNewProblems(report), room);
	return {report, say: to => (report.error ? to.tell(...lines) : to.print(...lines))};
};
