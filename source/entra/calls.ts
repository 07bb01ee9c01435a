// What everything that talks to Microsoft is given: the wire, the clock, and how patient it is.
import {now, pause} from '../platform/clock.ts';
import type {Http} from '../platform/http/port.ts';

export type CallDeps = {
	readonly http: Http;
	/** How long one call may go on being retried; milliseconds, 5 minutes when not said. */
	readonly retryMs?: number;
	readonly now?: () => Date;
	readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	/** 0 up to 1. */
	readonly random?: () => number;
};

/** The same with nothing left out. */
export type CallKit = {readonly [Name in keyof CallDeps]-?: NonNullable<CallDeps[Name]>};

/** Fills in the usual clock, pauses and patience. */
export const callKit = (deps: CallDeps): CallKit => ({
	http: deps.http,
	retryMs: deps.retryMs ?? 300_000,
	now: deps.now ?? now,
	pause: deps.pause ?? pause,
	random: deps.random ?? Math.random,
});
