/** A request as it was seen, for tests that ask what was really sent. */
export type SeenRequest = {
	readonly method: string;
	/** Path and query. */
	readonly url: string;
	/** Method and path with every id replaced by `{id}`. */
	readonly route: string;
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly status: number;
	/** By the practice clock, milliseconds. */
	readonly at: number;
};

/** What one service of the practice tenant has been asked. */
export type Counters = {
	total: number;
	inFlight: number;
	mostInFlight: number;
	bytesOut: number;
	readonly byRoute: Map<string, number>;
	readonly byStatus: Map<number, number>;
	/** The last thousand requests at least, and fewer than two thousand; oldest first. */
	readonly recent: SeenRequest[];
	reset(): void;
};

const kept = 1000;

/** Counters that start at zero. */
export const createCounters = (): Counters => ({
	total: 0,
	inFlight: 0,
	mostInFlight: 0,
	bytesOut: 0,
	byRoute: new Map(),
	byStatus: new Map(),
	recent: [],
	reset() {
		this.total = 0;
		this.mostInFlight = this.inFlight;
		this.bytesOut = 0;
		this.byRoute.clear();
		this.byStatus.clear();
		this.recent.length = 0;
	},
});

/** Counts a request that has been answered (status 0: it never was). */
export const countRequest = (counters: Counters, seen: SeenRequest): void => {
	counters.byRoute.set(seen.route, (counters.byRoute.get(seen.route) ?? 0) + 1);
	counters.byStatus.set(seen.status, (counters.byStatus.get(seen.status) ?? 0) + 1);
	counters.recent.push(seen);
	// Trimmed in blocks, because dropping the first of a thousand each time would cost more than the request.
	if (counters.recent.length >= 2 * kept) counters.recent.splice(0, counters.recent.length - kept);
};
