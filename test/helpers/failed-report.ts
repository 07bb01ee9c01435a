import type {RunReport} from '../../source/core/run.ts';

/** The report of a run that could not sign in. */
export const failedReport: RunReport = {
	run: 'r',
	outcome: 'failed',
	exitCode: 11,
	refusals: [],
	applied: {},
	problems: [],
	error: {code: 'sign-in', message: 'It said no.', advice: 'Look.'},
	requests: {graph: 0, bitwarden: 0},
	durationMs: 1,
};
