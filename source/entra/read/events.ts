import type {ReadEvent, Waiting} from '../../core/ports.ts';

export type Channel = {
	readonly put: (event: ReadEvent) => void;
	/** Waits are told once a second for each cause: sixteen requests under way would say the same. */
	readonly waiting: (event: Waiting) => void;
	/** Everything put until the work is over, then its result. @throws what the work throws */
	drain<Result>(work: Promise<Result>): AsyncGenerator<ReadEvent, Result>;
};

/** From code that runs at once and in parallel to a generator that someone reads at leisure. */
export const createChannel = (now: () => Date): Channel => {
	let waitingEvents: ReadEvent[] = [];
	let wake: (() => void) | undefined;
	const told = new Map<string, number>();
	const put = (event: ReadEvent): void => {
		waitingEvents.push(event);
		wake?.();
	};
	return {
		put,
		waiting: event => {
			const key = `${event.service} ${event.because}`;
			const at = now().getTime();
			if (at - (told.get(key) ?? Number.NEGATIVE_INFINITY) < 1000) return;
			told.set(key, at);
			put(event);
		},
		drain: async function* (work) {
			let over = false;
			const end = () => {
				over = true;
				wake?.();
			};
			work.then(end, end);
			for (;;) {
				const events = waitingEvents;
				waitingEvents = [];
				yield* events;
				if (waitingEvents.length > 0) continue;
				if (over) return work;
				await new Promise<void>(resolve => {
					wake = resolve;
				});
				wake = undefined;
			}
		},
	};
};
