// Long work in pieces: a generator that stops for breath now and then, gone through at once or beside other things.

/** Goes through the work without a pause. @returns what it gives @throws what it throws */
export const atOnce = <Result>(work: Generator<undefined, Result>): Result => {
	for (;;) {
		const next = work.next();
		if (next.done) return next.value;
	}
};

/** Lets everything else have a turn between its pieces: answers that arrive, requests that can go out. */
export const inTurns = async <Result>(work: Generator<undefined, Result>): Promise<Result> => {
	for (;;) {
		const next = work.next();
		if (next.done) return next.value;
		await new Promise(resolve => setImmediate(resolve));
	}
};
