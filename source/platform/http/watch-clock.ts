import type {Http} from './port.ts';
import {clockSkew} from './skew.ts';

/** A single server whose own clock is off must not speak for all. */
const fewest = 3;

export type ClockWatch = Http & {
	/**
	 * Seconds by which this machine's clock is ahead of every server that has answered (behind: negative), as the one
	 * that agrees with it most says; undefined until a few have.
	 */
	skew(): number | undefined;
};

/** Notes what every answer says of the time, beside what it is for. */
export const watchClock = (http: Http, now: () => Date): ClockWatch => {
	let answers = 0;
	let least: number | undefined;
	return {
		...http,
		request: async request => {
			const response = await http.request(request);
			const skew = clockSkew(response.headers, now());
			if (skew !== undefined) {
				answers++;
				if (least === undefined || Math.abs(skew) < Math.abs(least)) least = skew;
			}
			return response;
		},
		skew: () => (answers < fewest ? undefined : least),
	};
};
