import type {CallContext, Waiting} from '../ports.ts';

/**
 * Does something that calls a service, and yields what it says about waiting while it goes on. Gives what the work
 * gives, or throws what it throws. When the reader leaves in the middle, the work ends by its own signal.
 */
export async function* during<Result>(
	work: (call: CallContext) => Promise<Result>,
	signal: AbortSignal,
): AsyncGenerator<Waiting, Result> {
	const inbox: Waiting[] = [];
	let wake = (): void => {};
	let ended = false;
	const waiting = (event: Waiting): void => {
		inbox.push(event);
		wake();
	};
	const result = work({signal, waiting}).finally(() => {
		ended = true;
		wake();
	});
	// Thrown again below; a reader who left must not turn it into an unhandled rejection.
	result.catch(() => {});
	while (true) {
		for (let event = inbox.shift(); event !== undefined; event = inbox.shift()) yield event;
		if (ended) return await result;
		// Nothing can have come since the inbox was found empty: both are in one turn.
		await new Promise<void>(resolve => {
			wake = resolve;
		});
	}
}

/** Begins at once what a generator does, so that it goes on while others are listened to; gives what goes on from there. */
export const begun = <Event, Result>(events: AsyncGenerator<Event, Result>): AsyncGenerator<Event, Result> => {
	const first = events.next();
	// Thrown again to whoever listens.
	first.catch(() => {});
	return (async function* () {
		for (let next = await first; ; next = await events.next()) {
			if (next.done) return next.value;
			yield next.value;
		}
	})();
};
