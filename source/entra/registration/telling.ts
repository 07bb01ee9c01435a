/**
 * Does a work that tells what it does as it goes, and yields what it tells. Gives what the work gives, or throws what
 * it throws; everything told before is yielded first. When the reader leaves in the middle, the work's signal ends it.
 */
export async function* telling<Told, Result>(
	work: (tell: (event: Told) => void, signal: AbortSignal) => Promise<Result>,
	signal: AbortSignal,
): AsyncGenerator<Told, Result> {
	const left = new AbortController();
	const inbox: Told[] = [];
	let wake = (): void => {};
	let ended = false;
	const tell = (event: Told): void => {
		inbox.push(event);
		wake();
	};
	const result = work(tell, AbortSignal.any([signal, left.signal])).finally(() => {
		ended = true;
		wake();
	});
	// Thrown again below; a reader who left must not turn it into an unhandled rejection.
	result.catch(() => {});
	try {
		while (true) {
			for (let event = inbox.shift(); event !== undefined; event = inbox.shift()) yield event;
			if (ended) return await result;
			await new Promise<void>(resolve => {
				wake = resolve;
				if (ended || inbox.length > 0) resolve();
			});
		}
	} finally {
		if (!ended) {
			left.abort(new Error('Nobody follows any more.'));
			// What it was just doing is finished and written down before anyone goes on.
			await result.catch(() => {});
		}
	}
}
