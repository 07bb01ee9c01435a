// Runs and looks on at runs, and keeps the one state that the screens draw. Screens send intents, never more.

import type {Problem} from '../../core/changes.ts';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Fingerprint} from '../../core/ports.ts';
import {problemKey} from '../../core/problems.ts';
import type {Approver, Outcome, RunView, SyncEvent} from '../../core/run.ts';
import {createStore, type Store} from '../store.ts';
import {createFollower} from './follow.ts';
import type {RunWish, SessionProfile} from './port.ts';
import {reduce, startingRun, type TimedEvent} from './reduce.ts';
import {emptySession, type LogLevel, mostLogLines, type RunState, type SessionState} from './state.ts';

export type Session = Pick<Store<SessionState>, 'get' | 'subscribe'> & {
	readonly profile: SessionProfile;
	/** Starts a run; nothing happens while one goes on. A plan that was reviewed is applied without asking again, if it is still the same. */
	start(wish: RunWish, reviewed?: Fingerprint): void;
	/** Begins to undo a run: it asks before it gives anything back. Nothing happens while a run goes on. */
	undo(run: string): void;
	/** Stops the run cleanly: the request on its way is finished and journalled. */
	cancel(): void;
	/** A person's word on the plan that the run asks about. */
	answer(approve: boolean): void;
	setAutomatic(on: boolean): void;
	acknowledge(problem: Problem, on: boolean): void;
	/** Writes a line into the log. */
	note(level: LogLevel, text: string): void;
	/** Stops what goes on and waits for it to have stopped. */
	close(): Promise<void>;
};

export type SessionOptions = {
	readonly profile: SessionProfile;
	readonly now?: () => Date;
	/** What this one goes on from. */
	readonly before?: Partial<SessionState>;
	/** How often the screens hear of events; milliseconds. */
	readonly beatMs?: number;
};

const stillToDo: readonly Outcome[] = ['planned', 'declined', 'refused'];

/** What was read elsewhere, with the plan that was made of it there and is still to be applied. */
const withPlan = (view: RunView, {last, plan}: SessionState): RunView =>
	view.plan === undefined && plan !== undefined && last !== undefined && stillToDo.includes(last.report.outcome)
		? {...view, plan: plan.plan}
		: view;

/** What has been applied is so now: the tree shows people and groups as they are, not as they were to become. */
const afterApplying = (state: SessionState): SessionState => {
	const {view, last} = state;
	const {plan} = view ?? {};
	if (view === undefined || plan === undefined || plan.changes.length === 0) return state;
	const {report} = last ?? {};
	if (report?.outcome !== 'applied' || report.plan?.fingerprint !== plan.fingerprint) return state;
	return {...state, view: {...view, plan: {...plan, changes: []}}};
};

/** Two repaints a second, whatever a run tells. */
const usualBeatMs = 500;

/** Begins a session on a profile: shows what the last read saw, and looks on at a run that goes on elsewhere. */
export const createSession = ({
	profile,
	now = () => new Date(),
	before,
	beatMs = usualBeatMs,
}: SessionOptions): Session => {
	const store = createStore<SessionState>({
		...emptySession(now().getTime()),
		...before,
	});
	const queue: TimedEvent[] = [];
	let current: {readonly controller: AbortController; readonly ended: Promise<void>} | undefined;
	let resolveAsking: ((approve: boolean) => void) | undefined;
	let pendingView: RunView | undefined;
	const follower = createFollower(profile);
	let closed = false;

	const flush = (): void => {
		const at = now().getTime();
		const batch = queue.splice(0);
		const view = pendingView;
		pendingView = undefined;
		store.set(state => {
			const next = reduce(state, batch, at);
			return afterApplying(view === undefined ? next : {...next, view});
		});
	};

	const note = (level: LogLevel, text: string): void =>
		store.set(state => ({...state, log: [...state.log, {at: now().getTime(), level, text}].slice(-mostLogLines)}));

	let noticed = 0;
	const sayNotices = (): void => {
		const all = profile.notices?.() ?? [];
		for (const sentence of all.slice(noticed)) note('warn', sentence);
		noticed = all.length;
	};

	const approver =
		(reviewed: Fingerprint | undefined, automatic: boolean): Approver =>
		(plan, refusals, signal) => {
			if (plan.fingerprint === reviewed || (automatic && refusals.length === 0)) {
				return Promise.resolve({approve: plan.fingerprint});
			}
			// Nobody may be looking: what the guard holds back waits for a person, and the run does not hold the lock meanwhile.
			if (automatic) return Promise.resolve('decline');
			flush();
			if (reviewed !== undefined)
				note('warn', 'what there is to do has changed since you approved it: this is the plan of now');
			store.set(state => ({...state, asking: {plan, refusals}}));
			return new Promise(resolve => {
				const done = (approve: boolean): void => {
					resolveAsking = undefined;
					signal.removeEventListener('abort', onAbort);
					store.set(state => ({...state, asking: undefined}));
					resolve(approve ? {approve: plan.fingerprint} : 'decline');
				};
				const onAbort = (): void => done(false);
				signal.addEventListener('abort', onAbort);
				resolveAsking = done;
			});
		};

	const take = async (events: AsyncIterable<SyncEvent>): Promise<void> => {
		try {
			for await (const event of events) queue.push({at: now().getTime(), event});
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
			const {message, advice} = error;
			if (error.exitCode === exitCodes.locked) store.set(state => ({...state, lockedBy: profile.holder() ?? message}));
			else if (store.get().run?.mode === 'undo')
				store.set(state =>
					state.undo === undefined ? state : {...state, undo: {...state.undo, failure: {message, advice}}},
				);
			note('error', message);
			note('info', advice);
		}
	};

	const begin = (run: RunState, events: (signal: AbortSignal) => AsyncIterable<SyncEvent>): void => {
		// A key that was typed ahead of the set-up, or of leaving, must not start what nobody looks at.
		if (closed || current !== undefined || store.get().run !== undefined) return;
		const controller = new AbortController();
		// At once, so that no key starts a second one before the first has told of itself.
		store.set(state => ({
			...state,
			run,
			...(run.of === undefined ? {} : {undo: {of: run.of, refusals: []}}),
		}));
		const ended = take(events(controller.signal))
			.catch((error: unknown) => note('error', `Something unexpected went wrong: ${String(error)}`))
			.finally(() => {
				current = undefined;
				flush();
				store.set(state => ({...state, run: undefined, asking: undefined, ...nextAutomatic(state)}));
			});
		current = {controller, ended};
	};

	const start = ({mode, ...wish}: RunWish, reviewed?: Fingerprint, automatic = false): void =>
		begin(startingRun(mode, now().getTime()), signal =>
			profile.run(
				{mode, ...wish},
				{
					approve: approver(reviewed, automatic),
					show: view => {
						pendingView = view;
					},
				},
				signal,
			),
		);

	const undo = (run: string): void => {
		const {undo: events} = profile;
		if (events === undefined) return;
		begin(startingRun('undo', now().getTime(), run), signal => events(run, approver(undefined, false), signal));
	};

	const nextAutomatic = (state: SessionState): Pick<SessionState, 'automatic'> => ({
		automatic: state.automatic.on
			? {on: true, nextAt: now().getTime() + profile.settings().schedule.intervalMinutes * 60_000}
			: {on: false},
	});

	const beat = (): void => {
		sayNotices();
		if (current === undefined) {
			const {events, going} = follower.poll();
			if (events.length > 0) store.set(state => reduce(state, events, now().getTime(), true));
			const before = store.get();
			const holder = going && before.lockedBy === undefined ? profile.holder() : undefined;
			if (holder !== undefined) {
				store.set(state => ({...state, lockedBy: holder}));
				note('info', `${holder} holds the lock; this dashboard looks on`);
			}
			// It has ended, or its process is gone: what it read is there for us too.
			if (!going && (before.lockedBy !== undefined || before.run?.watched === true)) {
				store.set(state => ({...state, lockedBy: undefined, run: undefined}));
				reload();
			}
		}
		const {automatic, run} = store.get();
		flush();
		if (automatic.on && run === undefined && automatic.nextAt !== undefined && automatic.nextAt <= now().getTime()) {
			start({mode: 'sync'}, undefined, true);
		}
	};

	const noteFailure = (error: unknown): void => {
		note('warn', error instanceof Error ? error.message : String(error));
		if (error instanceof UsherError) note('info', error.advice);
	};

	const reload = (): void => {
		void profile.lastView().then(view => {
			if (view !== undefined) store.set(state => ({...state, view: withPlan(view, state)}));
		}, noteFailure);
	};

	const timer = setInterval(beat, beatMs);
	const recall = (): void => {
		const acknowledged = profile.acknowledged();
		const lastRun = profile.runs(10).find(run => run.endedAt !== undefined);
		const report = lastRun === undefined ? undefined : profile.report(lastRun.run);
		store.set(state => ({...state, acknowledged}));
		if (lastRun?.endedAt !== undefined && report !== undefined) {
			const endedAt = Date.parse(lastRun.endedAt);
			// Of a run that has ended meanwhile there is more to say.
			store.set(state => (state.last === undefined ? {...state, last: {report, endedAt}} : state));
		}
		reload();
	};
	// After the first frame: of a large tenant this is more than the frame itself.
	const recalling = setImmediate(() => {
		try {
			recall();
		} catch (error) {
			noteFailure(error);
		}
	});

	return {
		profile,
		get: store.get,
		subscribe: store.subscribe,
		start: (wish, reviewed) => start(wish, reviewed),
		undo,
		cancel: () => {
			if (current === undefined) return;
			current.controller.abort();
			flush();
			store.set(state => (state.run === undefined ? state : {...state, run: {...state.run, stopping: true}}));
		},
		answer: approve => resolveAsking?.(approve),
		setAutomatic: on => {
			store.set(state => ({
				...state,
				automatic: on ? {on, nextAt: now().getTime() + profile.settings().schedule.intervalMinutes * 60_000} : {on},
			}));
			note(
				'info',
				on ? `automatic, every ${profile.settings().schedule.intervalMinutes} minutes` : 'no longer automatic',
			);
		},
		acknowledge: (problem, on) => {
			try {
				profile.acknowledge(problem, on);
			} catch (error) {
				noteFailure(error);
				return;
			}
			store.set(state => {
				const acknowledged = new Set(state.acknowledged);
				if (on) acknowledged.add(problemKey(problem));
				else acknowledged.delete(problemKey(problem));
				return {...state, acknowledged};
			});
		},
		note,
		close: async () => {
			closed = true;
			clearInterval(timer);
			clearImmediate(recalling);
			current?.controller.abort();
			await current?.ended;
		},
	};
};
