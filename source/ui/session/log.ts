// What a run's events say in the log. Pure.
import type {SyncEvent} from '../../core/run.ts';
import {starterWords} from '../../core/told.ts';
import {count, many} from '../text/numbers.ts';
import {
	fullReadWords,
	modeWords,
	outcomeKind,
	planText,
	refusalText,
	reportText,
	stepText,
	waitingText,
} from '../words.ts';
import type {LogLevel, LogLine, RunState} from './state.ts';

const line = (at: number, level: LogLevel, text: string, requestId?: string): LogLine => ({
	at,
	level,
	text,
	...(requestId === undefined ? {} : {requestId}),
});

const outcomeLevel = {good: 'ok', warn: 'warn', bad: 'error'} as const;

/** What has been read when a phase ends. */
const readLines = (at: number, run: RunState): LogLine[] => {
	if (run.phase !== 'directory' || run.read === undefined) return [];
	const {users, groups, memberships, mode} = run.read;
	if (mode === 'delta' && users + groups + memberships === 0)
		return [line(at, 'ok', 'nothing has changed in the directory')];
	const changed = mode === 'delta' ? ' changed' : '';
	return [
		line(
			at,
			'ok',
			`${many(users, 'person', 'people')} and ${many(groups, 'group')}${changed}, ${many(memberships, 'membership')}`,
		),
	];
};

/** The lines that an event adds to the log; `run` is the run before the event. */
export const logLines = (at: number, event: SyncEvent, run: RunState | undefined): readonly LogLine[] => {
	switch (event.kind) {
		case 'run-started':
			return [
				line(
					at,
					'info',
					`${modeWords[event.mode]} started by ${starterWords[event.by]}${event.who === undefined ? '' : ` (${event.who})`}`,
				),
			];
		case 'phase':
			if (run === undefined || run.phase === event.phase) return [];
			return event.phase === 'approval'
				? [...readLines(at, run), line(at, 'wait', 'the plan waits for your word')]
				: readLines(at, run);
		case 'read-started':
			return [
				line(
					at,
					'info',
					event.mode === 'delta'
						? 'reading what has changed since the last read'
						: `reading the whole directory${event.why === undefined ? '' : `: ${fullReadWords[event.why]}`}`,
				),
			];
		case 'waiting':
			// Pacing is ours and constant; the progress line says it.
			return event.because === 'paced' ? [] : [line(at, 'wait', waitingText(event))];
		case 'organisation-read':
			return event.done === event.total && event.total > 0
				? [line(at, 'ok', `members of ${many(event.total, 'group')} of the organisation read`)]
				: [];
		case 'planned':
			return [
				...(run === undefined ? [] : readLines(at, run)),
				line(at, 'ok', `plan ${event.plan.fingerprint.slice(0, 4)}: ${planText(event.plan)}`),
				...event.refusals.map(refusal => line(at, 'warn', refusalText(refusal))),
			];
		case 'apply-started':
			return [line(at, 'info', `applying: ${many(event.steps, 'request')}`)];
		case 'step-ended': {
			const what = run?.steps?.current ?? `request ${count(event.seq)}`;
			if (event.outcome.kind === 'done') return [line(at, 'ok', what, event.outcome.requestId)];
			if (event.outcome.kind === 'refused') {
				const advice = event.outcome.advice === undefined ? '' : ` ${event.outcome.advice}`;
				return [
					line(
						at,
						'error',
						`not done: ${what}. The server said: ${event.outcome.message}${advice}`,
						event.outcome.requestId,
					),
				];
			}
			return [
				line(at, 'warn', `outcome unknown: ${what}. ${event.outcome.message} Looking again.`, event.outcome.requestId),
			];
		}
		case 'problem':
			return [line(at, 'warn', event.problem.message)];
		case 'run-ended': {
			const {report} = event;
			return [
				// A test read ends where others go on.
				...(run === undefined || report.outcome !== 'planned' ? [] : readLines(at, run)),
				line(at, outcomeLevel[outcomeKind[report.outcome]], reportText(report), report.error?.requestId),
				...(report.error === undefined ? [] : [line(at, 'info', report.error.advice)]),
			];
		}
		default:
			return [];
	}
};

/** What a step will have done, for the line that its end writes. */
export const currentStep = (event: Extract<SyncEvent, {kind: 'step-started'}>): string => stepText(event.step);
