/** Waits for a condition by looking again and again; fails with what `report` says then. Works with and without a test runner. */
export const until = async (condition: () => boolean, report: () => string, timeoutMs: number): Promise<void> => {
	const end = Date.now() + timeoutMs;
	while (!condition()) {
		if (Date.now() > end) throw new Error(report());
		await new Promise(resolve => setTimeout(resolve, 10));
	}
};
