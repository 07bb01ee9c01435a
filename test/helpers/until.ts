/**
 * How long is waited for what has to come, in milliseconds. Not how long it may take: a loaded machine needs many times
 * as long as a quiet one, and only a test that fails waits to the end.
 */
export const patienceMs = 120_000;

/** Waits for a condition by looking again and again; fails with what `report` says then. With or without a test runner. */
export const until = async (condition: () => boolean, report: () => string): Promise<void> => {
	const end = Date.now() + patienceMs;
	while (!condition()) {
		if (Date.now() > end) throw new Error(report());
		await new Promise(resolve => setTimeout(resolve, 20));
	}
};
