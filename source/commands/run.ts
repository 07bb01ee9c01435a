import type {Plan, Refusal} from '../core/changes.ts';
import type {Roster} from '../core/model.ts';
import type {Approver, RunMode, RunReport, RunStarter, SyncEvent} from '../core/run.ts';
import {openProfile, type Profile, type RunOptions} from '../profile/open.ts';
import {follow} from './follow.ts';
import {log} from './log.ts';
import type {Shell} from './shell.ts';
import {duration} from './text/words.ts';

export type Ran = {
	readonly report: RunReport;
	readonly plan?: Plan;
	readonly refusals: readonly Refusal[];
	readonly roster?: Roster;
};

/** Entra forgives a clock five minutes. */
const mostSkew = 300;
const clockWords = (skew: number): string =>
	`The clock of this machine is ${duration(Math.abs(skew) * 1000)} ${skew > 0 ? 'ahead of' : 'behind'} the servers: sign-ins can fail, and what counts by the day is counted wrong. Set it right (timedatectl set-ntp true).`;

/** Nobody is at the screen: what the guard lets pass passes, the rest waits for a person. */
const approve: Approver = async (plan, refusals) => (refusals.length > 0 ? 'decline' : {approve: plan.fingerprint});

/** One run of a profile that is already open; `see` hears of the plan before anything is applied. */
const runProfile = async (
	shell: Shell,
	profile: Profile,
	request: RunOptions & {readonly mode: RunMode},
	see: (event: SyncEvent) => void = () => {},
): Promise<Ran> => {
	let roster: Roster | undefined;
	let planned: Extract<SyncEvent, {kind: 'planned'}> | undefined;
	const masked: Shell =
		profile.settings.logs.maskEmails === 'yes'
			? {...shell, mask: (await import('../service/notify/mask.ts')).maskEmails}
			: shell;
	const events = profile.run(
		request,
		{
			approve,
			show: view => {
				roster = view.roster;
			},
		},
		shell.signal,
	);
	let said = 0;
	// What was found damaged when the memory was opened, or while the run read it.
	const notice = (): void => {
		for (const sentence of profile.state.notices.slice(said)) log(masked, 'warn', sentence);
		said = profile.state.notices.length;
	};
	notice();
	const report = await follow(masked, events, event => {
		notice();
		if (event.kind === 'planned') planned = event;
		see(event);
	});
	const skew = profile.clockSkew() ?? 0;
	if (Math.abs(skew) > mostSkew) log(masked, 'warn', clockWords(skew));
	const plan = report.plan ?? planned?.plan;
	return {
		report,
		...(plan === undefined ? {} : {plan}),
		refusals: planned?.refusals ?? report.refusals,
		...(roster === undefined ? {} : {roster}),
	};
};

/** Opens the profile that the flags name, does one run with it, and closes it again. */
export const runOnce = async (
	shell: Shell,
	request: RunOptions & {readonly mode: RunMode},
	see?: (event: SyncEvent) => void,
	by: RunStarter = 'command',
): Promise<Ran> => {
	const profile = await openProfile({profile: shell.profile, environment: shell.environment, by});
	try {
		return await runProfile(shell, profile, request, see);
	} finally {
		await profile.close();
	}
};
