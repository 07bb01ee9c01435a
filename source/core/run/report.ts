import type {Plan, Problem, Refusal} from '../changes.ts';
import {UsherError} from '../errors.ts';
import {type ExitCode, exitCodes} from '../exit-codes.ts';
import {needsPerson, sortProblems} from '../problems.ts';
import type {Outcome, RunReport, SyncPorts, SyncRequest} from '../run.ts';
import {countApplied, type Progress} from './send.ts';

/** What a run knows about itself when it ends. */
export type Story = {
	plan?: Plan;
	refusals: readonly Refusal[];
	problems: readonly Problem[];
	/** How it would end if nothing went wrong. */
	outcome: Outcome;
	/** Whether it may end with "needs a person". */
	judged: boolean;
	progress: Progress;
	error?: unknown;
	interrupted: boolean;
};

const errorOf = (error: unknown): NonNullable<RunReport['error']> =>
	error instanceof UsherError
		? {
				code: error.code,
				message: error.message,
				advice: error.advice,
				...(error.requestId === undefined ? {} : {requestId: error.requestId}),
			}
		: {
				code: 'unexpected',
				message: error instanceof Error ? error.message : String(error),
				advice:
					'This is a fault of Usher itself. Nothing more was sent; please report it with the history of this run.',
			};

/** The report: outcome, exit code, what was applied, and every problem once. */
export const reportOf = (
	request: SyncRequest,
	ports: SyncPorts,
	story: Story,
	acknowledged: ReadonlySet<string>,
	began: {readonly graph: number; readonly bitwarden: number; readonly at: number},
): RunReport => {
	const applied = countApplied(story.progress.confirmed);
	const some = story.progress.confirmed.size > 0;
	const unanswered = story.progress.uncertain.size;
	const problems = sortProblems([...story.problems, ...story.progress.problems]);
	const error = story.error ?? story.progress.error;
	let {outcome} = story;
	let exitCode: ExitCode = exitCodes.done;
	if (story.interrupted) {
		outcome = 'interrupted';
		exitCode = exitCodes.interrupted;
	} else if (error !== undefined) {
		outcome = some ? 'applied-in-part' : 'failed';
		exitCode = error instanceof UsherError ? error.exitCode : exitCodes.unexpected;
	} else if (outcome === 'refused' || (outcome === 'declined' && story.refusals.length > 0)) {
		exitCode = exitCodes.refusedByGuard;
	} else {
		if (outcome === 'applied' && story.progress.problems.length > 0) outcome = 'applied-in-part';
		if (story.judged && needsPerson(problems, acknowledged)) exitCode = exitCodes.needsPerson;
	}
	return {
		run: request.run,
		outcome,
		exitCode,
		...(story.plan === undefined ? {} : {plan: story.plan}),
		refusals: story.refusals,
		applied,
		...(unanswered === 0 ? {} : {unanswered}),
		problems,
		...(error === undefined || story.interrupted ? {} : {error: errorOf(error)}),
		requests: {
			graph: ports.directory.meter().requests - began.graph,
			bitwarden: ports.organisation.meter().requests - began.bitwarden,
		},
		durationMs: Math.max(0, ports.now().getTime() - began.at),
	};
};
