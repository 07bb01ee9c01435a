import type {Meter} from '../../core/ports.ts';

/** Counts what a service was asked, since it was made. */
export type MeterCounter = {
	/** One request was answered, with a body of so many bytes. */
	answered(status: number, bytes: number): void;
	/** One request got no whole answer. */
	failed(): void;
	waited(milliseconds: number): void;
	/** Microsoft Graph: header `x-ms-resource-unit`. */
	spent(resourceUnits: number): void;
	read(): Meter;
};

/** @returns a counter at zero; `read()` gives plain numbers as they are then */
export const createMeter = (): MeterCounter => {
	let requests = 0;
	let bytes = 0;
	let waits = 0;
	let waitedMs = 0;
	let resourceUnits = 0;
	let throttled = 0;
	return {
		answered: (status, size) => {
			requests++;
			bytes += size;
			if (status === 429) throttled++;
		},
		failed: () => {
			requests++;
		},
		waited: milliseconds => {
			waits++;
			waitedMs += milliseconds;
		},
		spent: units => {
			if (Number.isFinite(units) && units > 0) resourceUnits += units;
		},
		read: () => ({requests, bytes, waits, waitedMs, resourceUnits, throttled}),
	};
};
