import type {Change, Plan, Problem, Refusal, Seats} from '../../core/changes.ts';
import type {RunReport} from '../../core/run.ts';

/** What `plan --json` prints; scripts rely on it. */
export type PlanDocument = {
	readonly version: 1;
	readonly fingerprint: string;
	readonly basis: Plan['basis'];
	readonly managed: number;
	readonly counts: Plan['counts'];
	readonly changes: readonly Change[];
	readonly problems: readonly Problem[];
	readonly guard: readonly {
		readonly limit: Refusal['limit'];
		readonly asked?: number;
		readonly allowed?: number;
		readonly flag?: string;
	}[];
	readonly seats?: Seats;
	readonly mails: number;
};

/** Takes a plan and what the guard says of it. */
export const planDocument = (plan: Plan, refusals: readonly Refusal[]): PlanDocument => ({
	version: plan.version,
	fingerprint: plan.fingerprint,
	basis: plan.basis,
	managed: plan.managed,
	counts: plan.counts,
	changes: plan.changes,
	problems: plan.problems.map(({code, message, subject, severity}) => ({code, message, subject, severity})),
	guard: refusals.map(refusal => ({
		limit: refusal.limit,
		...('asked' in refusal ? {asked: refusal.asked, allowed: refusal.allowed} : {}),
		...(refusal.flag === undefined ? {} : {flag: refusal.flag}),
	})),
	...(plan.seats === undefined ? {} : {seats: plan.seats}),
	mails: plan.mails,
});

/** What `sync --json` prints; scripts rely on it. */
export type ReportDocument = Omit<RunReport, 'plan' | 'refusals'> & {readonly plan?: PlanDocument};

/** Takes the report that ends a run. */
export const reportDocument = (report: RunReport): ReportDocument => {
	const {run, outcome, exitCode, plan, refusals, applied, unanswered, problems, error, requests, durationMs} = report;
	return {
		run,
		outcome,
		exitCode,
		...(plan === undefined ? {} : {plan: planDocument(plan, refusals)}),
		applied,
		...(unanswered === undefined ? {} : {unanswered}),
		problems,
		...(error === undefined ? {} : {error}),
		requests,
		durationMs,
	};
};
