/** What the process ends with; the manual lists them in docs/exit-codes.md. */
export const exitCodes = {
	done: 0,
	unexpected: 1,
	usage: 2,
	notSetUp: 10,
	signInFailed: 11,
	permissionMissing: 12,
	refusedByGuard: 13,
	needsPerson: 14,
	organisationRefused: 15,
	unavailable: 16,
	locked: 17,
	planFileStale: 18,
	changesPending: 20,
	interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
