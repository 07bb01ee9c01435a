import type {MeterCounter} from '../platform/http/meter.ts';
import type {Http} from '../platform/http/port.ts';
import type {Pace} from './pace.ts';

/** What everything in this room works with. */
export type Tools = {
	readonly http: Http;
	readonly meter: MeterCounter;
	readonly pace: Pace;
	readonly now: () => Date;
	readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	/** 0 up to 1. */
	readonly random: () => number;
	/** How long one call may go on being retried, milliseconds. */
	readonly retryMs: number;
	/** As process.platform names it. */
	readonly platform: string;
};
