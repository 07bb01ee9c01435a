import {problemKey} from '../../core/problems.ts';
import {starterWords} from '../../core/told.ts';
import {usualHoldDays} from '../../core/undo/hold-days.ts';
import type {Environment} from '../../platform/environment.ts';
import {lockHolder} from '../../platform/lock/lock.ts';
import type {UnconnectedProfile} from '../../profile/open.ts';
import {askTenantName, knownTenantName} from '../../profile/tenant-name.ts';
import {clock} from '../text/numbers.ts';
import type {PlanWriter, SessionProfile} from './port.ts';

/** A name is not worth a longer wait. */
const askMs = 5000;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The tenant's name: from memory, else asked for once. */
const tenantNaming = (profile: UnconnectedProfile) => {
	const {tenant, tenantName} = profile.settings.entra;
	let name = knownTenantName(profile.paths, tenant);
	let asking: Promise<void> | undefined;
	return {
		name: () => name,
		ask: (): void => {
			if (name !== undefined || tenantName !== undefined) return;
			asking ??= askTenantName(profile, AbortSignal.timeout(askMs)).then(
				given => {
					name = given;
				},
				// The application may not read it: the id has to do.
				() => {},
			);
		},
		answer: () => asking,
	};
};

/** An open profile as the screens see it. */
export const sessionProfile = (
	profile: UnconnectedProfile,
	{
		writePlan,
		environment,
		now = () => new Date(),
	}: {
		readonly writePlan?: PlanWriter;
		/** With it, runs can be undone. */
		readonly environment?: Environment;
		readonly now?: () => Date;
	} = {},
): SessionProfile => {
	const naming = tenantNaming(profile);
	return {
		name: profile.name,
		settings: () => profile.settings,
		tenantName: naming.name,
		run: async function* (wish, hooks, signal) {
			const events = profile.run(wish, hooks, signal);
			while (true) {
				const next = await events.next();
				if (next.done === true) return next.value;
				const event = next.value;
				// Signed in: one more answer is cheap, and it is there before the run ends.
				if (event.kind === 'phase' && event.phase === 'directory') naming.ask();
				if (event.kind === 'run-ended') await naming.answer();
				yield event;
			}
		},
		undo:
			environment === undefined
				? undefined
				: async function* (run, approve, signal) {
						const {undoRun} = await import('../../profile/undo-run.ts');
						return yield* undoRun(
							profile,
							{run, holdDays: usualHoldDays, by: 'screen', environment, now},
							approve,
							signal,
						);
					},
		runs: limit => profile.state.runs(limit),
		told: (run, changes) => profile.state.told(run, changes),
		current: () => profile.state.current(),
		report: run => profile.state.run(run)?.report,
		events: (run, after) => profile.state.events(run, after),
		lastView: () => profile.lastView(),
		notices: () => profile.state.notices,
		holder: () => {
			const holder = lockHolder(profile.paths);
			if (holder === undefined) return undefined;
			const who = holder.user === '' ? '' : ` of ${holder.user}`;
			const since = holder.started === '' ? '' : `, since ${clock(new Date(holder.started))}`;
			return `${capital(starterWords[holder.by] ?? 'another run')}${who} (process ${holder.pid}${since})`;
		},
		acknowledged: () => profile.state.ledger(now()).acknowledged,
		acknowledge: (problem, on) =>
			profile.state.saveLedger({acknowledged: new Map([[problemKey(problem), on ? true : undefined]])}),
		writePlan,
		listSettings: () => profile.store.list(),
		setSetting: (key, text) => profile.store.set(key, text),
	};
};
