// Events folded into the session's state. Pure: the same events give the same state, in this process and in one that only looks on.
import type {Plan} from '../../core/changes.ts';
import type {RunMode, SyncEvent} from '../../core/run.ts';
import {currentStep, logLines} from './log.ts';
import {type LiveGroup, mostLogLines, type Pace, type RunState, type SessionState} from './state.ts';

export type TimedEvent = {readonly at: number; readonly event: SyncEvent};

/** A rate is told over this long. */
const paceMs = 10_000;

const startedRun = (at: number, event: Extract<SyncEvent, {kind: 'run-started'}>, watched: boolean): RunState => ({
	id: event.run,
	by: event.by,
	mode: event.mode,
	...(event.of === undefined ? {} : {of: event.of}),
	startedAt: at,
	phase: 'sign-in',
	watched,
	stopping: false,
	live: new Map(),
});

/** A run that has been asked for and has not told of itself yet. */
export const startingRun = (mode: RunMode, at: number, of?: string): RunState => ({
	id: '',
	by: 'screen',
	mode,
	of,
	startedAt: at,
	phase: 'sign-in',
	watched: false,
	stopping: false,
	live: new Map(),
});

const emptyRead = {users: 0, groups: 0, membersOf: 0, memberships: 0} as const;

const withEvent = (run: RunState, at: number, event: SyncEvent, live: Map<string, LiveGroup>): RunState => {
	const read = run.read ?? {mode: 'full' as const, ...emptyRead};
	switch (event.kind) {
		case 'phase':
			return {...run, phase: event.phase, waiting: undefined};
		case 'read-started':
			return {...run, read: {mode: event.mode, ...(event.why === undefined ? {} : {why: event.why}), ...emptyRead}};
		case 'users-read':
			return {...run, waiting: undefined, read: {...read, users: event.done, usersTotal: event.total}};
		case 'groups-read':
			for (const group of event.objects) live.set(group.id, {...live.get(group.id), name: group.name});
			return {...run, waiting: undefined, read: {...read, groups: event.done, groupsTotal: event.total}};
		case 'members-read': {
			const known = live.get(event.group);
			if (known !== undefined) live.set(event.group, {...known, members: {users: event.users, groups: event.groups}});
			return {...run, waiting: undefined, read: {...read, membersOf: event.done, memberships: event.memberships}};
		}
		case 'waiting':
			return {...run, waiting: {...event, until: at + event.seconds * 1000}};
		case 'organisation-read':
			return {...run, waiting: undefined, organisation: {done: event.done, total: event.total}};
		case 'apply-started':
			return {...run, phase: 'apply', steps: {total: event.steps, done: 0, refused: 0, unknown: 0}};
		case 'step-started':
			return {
				...run,
				steps: {...(run.steps ?? {total: event.seq, done: 0, refused: 0, unknown: 0}), current: currentStep(event)},
			};
		case 'step-ended': {
			const steps = run.steps ?? {total: event.seq, done: 0, refused: 0, unknown: 0};
			return {
				...run,
				waiting: undefined,
				steps: {
					total: Math.max(steps.total, steps.done + 1),
					done: steps.done + 1,
					refused: steps.refused + (event.outcome.kind === 'refused' ? 1 : 0),
					unknown: steps.unknown + (event.outcome.kind === 'unknown' ? 1 : 0),
				},
			};
		}
		default:
			return run;
	}
};

/** What moves at the moment, and how far it is. */
export const measured = (
	run: RunState,
): {readonly what: string; readonly done: number; readonly total?: number | undefined} | undefined => {
	if (run.phase === 'apply' && run.steps !== undefined) {
		return {what: 'requests', done: run.steps.done, total: run.steps.total};
	}
	if (run.phase === 'organisation' && run.organisation !== undefined) {
		return {what: 'groups of the organisation', ...run.organisation};
	}
	if (run.phase === 'directory' && run.read !== undefined) {
		const {read} = run;
		if (read.membersOf > 0)
			return {what: 'groups', done: read.membersOf, total: read.groupsTotal ?? Math.max(read.groups, read.membersOf)};
		if (read.groups > 0) return {what: 'groups found', done: read.groups, total: read.groupsTotal};
		return {what: 'people', done: read.users, total: read.usersTotal};
	}
	return undefined;
};

const paced = (run: RunState, now: number): RunState => {
	const now_ = measured(run);
	if (now_ === undefined) return run;
	const same = run.pace?.what === now_.what ? run.pace.samples : [];
	const samples = [...same.filter(([at]) => now - at <= paceMs), [now, now_.done] as const];
	const pace: Pace = {what: now_.what, samples};
	return {...run, pace};
};

/** Things a second, and milliseconds left, as far as the last seconds tell. */
export const rateOf = (run: RunState): {readonly rate?: number; readonly leftMs?: number} => {
	const now = measured(run);
	const first = run.pace?.samples[0];
	const last = run.pace?.samples.at(-1);
	if (now === undefined || first === undefined || last === undefined || last[0] - first[0] < 1000) return {};
	const rate = ((last[1] - first[1]) * 1000) / (last[0] - first[0]);
	if (rate <= 0) return {};
	return now.total === undefined ? {rate} : {rate, leftMs: ((now.total - now.done) / rate) * 1000};
};

/** The journal keeps a plan once; the report of a run that is read from there gets it back. */
const withPlan = (event: SyncEvent, run: RunState | undefined, plan: Plan | undefined): SyncEvent =>
	event.kind === 'run-ended' && event.report.plan === undefined && run !== undefined && plan !== undefined
		? {...event, report: {...event.report, plan}}
		: event;

/** The state after a batch of events; maps are copied once a batch, not once an event. */
export const reduce = (
	state: SessionState,
	batch: readonly TimedEvent[],
	now: number,
	watched = false,
): SessionState => {
	let {run, last, plan, undo, asking} = state;
	let planned = run === undefined || plan === undefined || plan.at < run.startedAt ? undefined : plan.plan;
	let live: Map<string, LiveGroup> | undefined;
	const lines = [];
	for (const {at, event: told} of batch) {
		const event = withPlan(told, run, run?.mode === 'undo' ? undo?.plan : planned);
		lines.push(...logLines(at, event, run));
		if (event.kind === 'run-started') {
			run = {...startedRun(at, event, watched), stopping: run?.stopping ?? false};
			planned = undefined;
			live = undefined;
			continue;
		}
		const undone = run?.mode === 'undo' ? run.of : undefined;
		if (event.kind === 'planned') {
			const {plan: made, refusals} = event;
			if (undone === undefined) {
				plan = {plan: made, refusals, at};
				planned = made;
			} else undo = {of: undone, plan: made, refusals};
		}
		if (event.kind === 'run-ended') {
			const {steps} = run ?? {};
			if (undone !== undefined) undo = {refusals: [], ...undo, of: undone, report: event.report, endedAt: at};
			last = {
				report: event.report,
				endedAt: at,
				...(steps === undefined ? {} : {sent: {done: steps.done, total: steps.total}}),
			};
			run = undefined;
			asking = undefined;
			continue;
		}
		if (run === undefined) continue;
		if ((event.kind === 'groups-read' || event.kind === 'members-read') && live === undefined) live = new Map(run.live);
		run = withEvent(run, at, event, live ?? new Map());
		if (live !== undefined) run = {...run, live};
	}
	if (run !== undefined) {
		run = paced(run, now);
		if (run.waiting !== undefined && run.waiting.until <= now) run = {...run, waiting: undefined};
	}
	const log = lines.length === 0 ? state.log : [...state.log, ...lines].slice(-mostLogLines);
	return {...state, now, run, last, plan, undo, asking, log};
};
