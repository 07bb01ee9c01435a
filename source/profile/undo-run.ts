// Undoing a run of a profile: under the lock, journalled like any other run.
import type {Allowances} from '../core/changes.ts';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Approver, RunReport, RunStarter, SyncEvent} from '../core/run.ts';
import {now as clock, pause as wait} from '../platform/clock.ts';
import type {Environment} from '../platform/environment.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {openSettings} from '../platform/settings/store.ts';
import {refuseHandedOver} from './handed-over.ts';
import {newRun, type UnconnectedProfile} from './open.ts';
import {startedBy} from './started-by.ts';

export type UndoOptions = {
	/** The whole id of the run that is undone. */
	readonly run: string;
	/** How long the next runs leave alone whom it concerns. */
	readonly holdDays: number;
	readonly allow?: Allowances;
	readonly by: RunStarter;
	readonly environment: Environment;
	readonly now?: () => Date;
	readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

const notUndone = (message: string): UsherError =>
	new UsherError({
		code: 'undo-impossible',
		exitCode: exitCodes.usage,
		message,
		advice: '`usher history` lists the runs; one that changed something says so there.',
	});

/**
 * Undoes a run: restores whom it revoked and puts back whom it took out of groups, as far as that can be.
 * @throws UsherError `undo-impossible` (exit 2) when the run changed nothing or its journal is gone, `locked` (exit 17)
 */
export async function* undoRun(
	profile: UnconnectedProfile,
	options: UndoOptions,
	approve: Approver,
	signal: AbortSignal,
): AsyncGenerator<SyncEvent, RunReport> {
	const [{undo}, {directory, organisation}] = await Promise.all([import('../core/run/undo.ts'), profile.connect()]);
	const {paths, state, name} = profile;
	const {environment, by} = options;
	const now = options.now ?? clock;
	const current = openSettings({paths, environment}).settings;
	const id = newRun(now());
	const lock = takeLock(paths, {run: id, by, now: now()});
	try {
		// As for any run: a service may have taken the profile over since it was opened.
		refuseHandedOver(name, paths);
		// With the lock in hand, whatever has not ended has been cut short.
		state.current();
		const undone = state.run(options.run);
		if (undone === undefined) throw notUndone('There is no such run.');
		const told = state.events(options.run, 0).map(({event}) => event);
		if (!told.some(event => event.kind === 'step-started')) throw notUndone('That run changed nothing.');
		return yield* undo(
			{
				mode: 'undo',
				run: id,
				profile: name,
				by,
				...startedBy(environment),
				of: options.run,
				told,
				holdDays: options.holdDays,
				allow: options.allow ?? {},
				settings: current.sync,
				fullReadHours: current.schedule.fullReadHours,
			},
			{
				directory,
				organisation,
				state,
				approve,
				now,
				pause: options.pause ?? wait,
			},
			signal,
		);
	} finally {
		lock.release();
	}
}
