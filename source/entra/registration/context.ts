// What the steps of a registration share: the wire, the journal, whom they tell, and how patient they are.
import {UsherError} from '../../core/errors.ts';
import type {CallContext} from '../../core/ports.ts';
import type {CallKit} from '../calls.ts';
import type {Cloud} from '../clouds.ts';
import type {Graph} from '../graph/client.ts';
import {GraphError} from '../graph/errors.ts';
import type {RegistrationEvent, StepName} from './events.ts';
import type {RegistrationJournal, RegistrationRecord} from './journal.ts';
import type {TenantObjects} from './tenant-objects.ts';

export type Ground = {
	readonly kit: CallKit;
	readonly cloud: Cloud;
	readonly tell: (event: RegistrationEvent) => void;
	readonly signal: AbortSignal;
};

export type Workshop = Ground & {
	readonly graph: Graph;
	readonly objects: TenantObjects;
	readonly call: CallContext;
	readonly journal: RegistrationJournal;
	/** As it is now; `keep` replaces it, on disk first. */
	record: RegistrationRecord;
};

/** Changes the record, on disk before anything else happens. */
export const keep = (shop: Workshop, change: Partial<RegistrationRecord>): void => {
	const next = {...shop.record, ...change};
	shop.journal.keep(next);
	shop.record = next;
};

/** A call whose waits are told as those of a step. */
export const callFor = (ground: Ground, step: StepName): CallContext => ({
	signal: ground.signal,
	waiting: event =>
		ground.tell({
			kind: 'step',
			step,
			state: 'waiting',
			seconds: event.seconds,
			fact:
				event.because === 'throttled'
					? 'Microsoft asks for a pause'
					: event.service === 'login'
						? 'Microsoft’s sign-in has not heard of it yet'
						: 'Microsoft Graph does not answer',
		}),
});

/** Microsoft's replicas hear of a write within seconds, seldom minutes: again after 2, 4, 8, 15 seconds. */
const waitsMs = [2000, 4000, 8000, 15_000];

/**
 * Tries until it succeeds, as long as the failure is one that a change of a moment ago explains.
 * @param attempt gives undefined for "not there yet"
 * @returns undefined when the patience has run out on "not there yet"
 * @throws the last failure when the patience has run out on one
 */
export const patiently = async <T>(
	ground: Ground,
	step: StepName,
	why: string,
	attempt: () => Promise<T | undefined>,
	more: {readonly arriving?: (error: unknown) => boolean; readonly budgetMs?: number} = {},
): Promise<T | undefined> => {
	const until = ground.kit.now().getTime() + (more.budgetMs ?? 120_000);
	for (let round = 0; ; round++) {
		ground.signal.throwIfAborted();
		let failure: unknown;
		try {
			const result = await attempt();
			if (result !== undefined) return result;
		} catch (error) {
			ground.signal.throwIfAborted();
			if (more.arriving?.(error) !== true) throw error;
			failure = error;
		}
		const waitMs = waitsMs[Math.min(round, waitsMs.length - 1)] ?? 15_000;
		if (ground.kit.now().getTime() + waitMs > until) {
			if (failure !== undefined) throw failure;
			return undefined;
		}
		ground.tell({kind: 'step', step, state: 'waiting', fact: why, seconds: waitMs / 1000});
		await ground.kit.pause(waitMs, ground.signal);
	}
};

/** The server may have done it, and its answer was lost: look before anything is sent again. */
export const isUnknown = (error: unknown): boolean =>
	error instanceof GraphError ? error.status >= 500 : error instanceof UsherError && error.exitCode === 16;

/** Graph's answers about objects that another of its replicas has just made. */
export const isArriving = (error: unknown): boolean =>
	error instanceof GraphError &&
	(error.status === 404 ||
		error.codes.includes('nobackingapplicationobject') ||
		(error.status === 403 && /backing application/i.test(error.raw ?? '')));
