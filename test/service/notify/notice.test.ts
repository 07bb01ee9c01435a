import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Problem} from '../../../source/core/changes.ts';
import {problemKey} from '../../../source/core/problems.ts';
import type {RunReport} from '../../../source/core/run.ts';
import {firstWatchState, passingPatience, scheduleNext, type WatchState} from '../../../source/core/watch/schedule.ts';
import {type Rhythm, type UnattendedState, unattendedAfter} from '../../../source/core/watch/unattended-state.ts';
import {type NoticeMemory, newLinesAmong, noticesAfter} from '../../../source/service/notify/notice.ts';
import {runs} from '../../helpers/runs.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-22T08:00:00Z');

const ok: RunReport = {
	run: 'r',
	outcome: 'applied',
	exitCode: 0,
	refusals: [],
	applied: {},
	problems: [],
	requests: {graph: 2, bitwarden: 2},
	durationMs: 1,
};
const failed = (exitCode: 11 | 16, code: string): RunReport => ({
	...ok,
	outcome: 'failed',
	exitCode,
	error: {code, message: `It said no to ${code}.`, advice: 'Do this.', requestId: 'id-1'},
});
const refusedRun: RunReport = {
	...ok,
	outcome: 'refused',
	exitCode: 13,
	refusals: [{limit: 'first-run', message: 'This is the first run.'}],
};
const problem = (subject: string): Problem => ({
	code: 'twins',
	message: `Two people share ${subject}.`,
	subject: [subject],
	severity: 'needs-person',
});

type Extra = {
	readonly ends?: Date;
	readonly acknowledged?: ReadonlySet<string>;
	/** A scheduler every hour, unless it is watch, which waits as it likes. */
	readonly by?: Rhythm;
	/** Runs after which the process that watches is another one. */
	readonly restarts?: ReadonlySet<number>;
	readonly intervalMinutes?: number;
};

/** Plays reports one after the other; gives the notices told after each. */
const play = (reports: readonly RunReport[], extra: Extra = {}) => {
	const {by = 'watch', intervalMinutes = 60} = extra;
	let state: WatchState = firstWatchState;
	let unattended: UnattendedState | undefined;
	let memory: NoticeMemory = {told: {}};
	let at = start;
	return reports.map((report, index) => {
		const now = new Date(at);
		const next = scheduleNext(state, report, intervalMinutes, 0.5);
		unattended = unattendedAfter(unattended, {
			by,
			report,
			startedAt: now,
			endedAt: now,
			intervalMinutes,
			...(by === 'watch' ? {next} : {}),
		});
		const told = noticesAfter(
			{
				profile: 'fabrikam',
				usher: 'usher --profile fabrikam',
				unattended,
				slower: by === 'watch' && next.state.mode === 'quarantine',
				report,
				acknowledged: extra.acknowledged ?? new Set(),
				credentialEnds: extra.ends,
				now,
				repeatHours: 24,
			},
			memory,
		);
		at += by === 'watch' ? next.waitMs : intervalMinutes * 60_000;
		state = extra.restarts?.has(index) ? firstWatchState : next.state;
		memory = told.memory;
		return told.notices.map(notice => ({...notice, time: now.getTime()}));
	});
};
const kinds = (told: ReturnType<typeof play>) => told.map(notices => notices.map(({kind}) => kind));

test('a failure that will not pass by itself is told once, and its end too', () => {
	expect(kinds(play([failed(11, 'sign-in'), failed(11, 'sign-in'), ok, ok]))).toEqual([
		['failure'],
		[],
		['recovery'],
		[],
	]);
	const [[notice] = []] = play([failed(11, 'sign-in')]);
	expect(notice).toMatchObject({title: 'The sync fails: It said no to sign-in.', text: 'Do this.', requestId: 'id-1'});
});

test('a passing fault is told only when it stays', () => {
	const told = kinds(play(Array.from({length: 9}, () => failed(16, 'network'))));
	expect(told.slice(0, 8).flat()).toEqual([]);
	expect(told[8]).toEqual(['failure']);
	expect(kinds(play([failed(16, 'network'), ok]))).toEqual([[], []]);
});

test('the same failure is told again after a day, and at once when it comes back', () => {
	const told = play(
		Array.from({length: 25}, () => failed(11, 'sign-in')),
		{by: 'schedule'},
	);
	expect(told.map(one => one.length)).toEqual([1, ...Array.from({length: 23}, () => 0), 1]);
	expect(told.at(-1)?.[0]?.text).toBe('Do this. It has failed 25 times in a row, since 2026-11-22 08:00 UTC.');
	expect(kinds(play([failed(11, 'x'), ok, failed(11, 'x')]))).toEqual([['failure'], ['recovery'], ['failure']]);
});

test('a refused plan is told once, with what to do', () => {
	const told = play([refusedRun, refusedRun]);
	expect(kinds(told)).toEqual([['refused'], []]);
	expect(told[0]?.[0]?.text).toContain('Nothing was changed');
});

test('problems are told together, a new one alone, an acknowledged one never', () => {
	const many = {...ok, exitCode: 14 as const, problems: Array.from({length: 7}, (_, index) => problem(`p${index}`))};
	const more = {...many, problems: [...many.problems, problem('new')]};
	const told = play([many, more]);
	expect(told[0]).toHaveLength(1);
	expect(told[0]?.[0]?.title).toBe('7 things need a person');
	expect(told[0]?.[0]?.text).toContain('and 2 more');
	expect(told[1]?.[0]?.text).toContain('Two people share new.');
	expect(kinds(play([many], {acknowledged: new Set(many.problems.map(problemKey))}))).toEqual([[]]);
});

test('the end of a credential is told a month ahead, daily', () => {
	const ends = new Date(start + 30 * 24 * hour);
	expect(
		kinds(
			play(
				Array.from({length: 25}, () => ok),
				{ends, by: 'schedule'},
			),
		)
			.map(one => one.length)
			.filter(Boolean),
	).toEqual([1, 1]);
	expect(kinds(play([ok], {ends: new Date(start + 32 * 24 * hour)}))).toEqual([[]]);
	// Counted as everywhere else: whole days that are left.
	expect(play([ok], {ends: new Date(start + 2.5 * 24 * hour)})[0]?.[0]?.title).toContain('ends in 2 days');
	expect(play([ok], {ends: new Date(start + hour / 2)})[0]?.[0]?.title).toContain('ends within a day');
	expect(play([ok], {ends: new Date(start - 1)})[0]?.[0]).toMatchObject({
		title: 'The credential of the app registration has ended',
		text: expect.stringMatching(/^It ended on /),
	});
});

test.each([
	// An hour, as the setting has it at first: watch would have gone on trying for three.
	[60, 4],
	[15, 5],
	[1440, 1],
	[10_080, 1],
])(
	'a scheduler that runs every %i minutes: a passing fault is told by run %i after the first that met it',
	(intervalMinutes, first) => {
		// A bad line is another fault at every run; it is one all the same.
		const faults = Array.from({length: 8}, (_, index) =>
			failed(16, index % 2 === 0 ? 'network-timeout' : 'graph-away'),
		);
		const told = kinds(play(faults, {by: 'schedule', intervalMinutes}));
		expect(told.findIndex(one => one.includes('failure'))).toBe(first);
		expect(
			kinds(play([failed(16, 'network'), ok, failed(16, 'network')], {by: 'schedule', intervalMinutes})).flat(),
		).toEqual([]);
	},
);

test('a clock that was ahead for a while silences nothing', () => {
	const unattended = unattendedAfter(undefined, {
		by: 'schedule',
		report: failed(11, 'a'),
		startedAt: new Date(start),
		endedAt: new Date(start),
		intervalMinutes: 60,
	});
	const input = {
		profile: 'fabrikam',
		usher: 'usher',
		unattended,
		slower: false,
		report: failed(11, 'a'),
		acknowledged: new Set<string>(),
		now: new Date(start),
		repeatHours: 24,
	};
	const ahead = {told: {'failure:a': '2031-01-01T00:00:00.000Z'}};
	expect(noticesAfter(input, ahead).notices).toHaveLength(1);
	expect(newLinesAmong(['x 1'], input, {told: {'line:x #': '2031-01-01T00:00:00.000Z'}}).lines).toEqual(['x 1']);
});

test('lines of a log that differ in their numbers are printed once within the repeat time', () => {
	const at = (hours: number) => ({now: new Date(start + hours * hour), repeatHours: 24});
	const first = newLinesAmong(['08:00 The clock is 6 min ahead', 'other'], at(0), {told: {}});
	expect(first.lines).toHaveLength(2);
	expect(newLinesAmong(['09:01 The clock is 7 min ahead'], at(23), first.memory).lines).toEqual([]);
	expect(newLinesAmong(['09:01 The clock is 7 min ahead'], at(24), first.memory).lines).toHaveLength(1);
});

const histories = fc.array(
	fc.constantFrom(ok, failed(11, 'a'), failed(11, 'b'), failed(16, 'net'), failed(16, 'other'), refusedRun),
	{maxLength: 60},
);
const rhythms = fc.constantFrom<Rhythm>('watch', 'schedule');
const intervals = fc.constantFrom(5, 60, 240, 1440);
const restarts = fc.uniqueArray(fc.nat(60)).map(list => new Set(list));

test('nothing is told twice within the repeat time, unless it was over in between', () => {
	fc.assert(
		fc.property(histories, rhythms, intervals, restarts, (history, by, intervalMinutes, stops) => {
			const told = play(history, {by, intervalMinutes, restarts: stops});
			const last = new Map<string, number>();
			told.forEach((notices, index) => {
				if (history[index]?.exitCode === 0) last.clear();
				for (const {kind, title, time} of notices) {
					if (kind === 'recovery') continue;
					const before = last.get(kind + title);
					if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(24 * hour);
					last.set(kind + title, time);
				}
			});
		}),
		runs(100),
	);
});

test('the end of trouble is told exactly when trouble was, however often the process was another one', () => {
	fc.assert(
		fc.property(histories, rhythms, intervals, restarts, (history, by, intervalMinutes, stops) => {
			let open = false;
			play(history, {by, intervalMinutes, restarts: stops}).forEach((notices, index) => {
				const good = history[index]?.exitCode === 0;
				expect(notices.some(({kind}) => kind === 'recovery')).toBe(good && open);
				if (good) open = false;
				else if (notices.some(({kind}) => kind === 'failure' || kind === 'refused')) open = true;
			});
		}),
		runs(100),
	);
});

test('trouble that goes on is never silent for longer than a day and two turns', () => {
	fc.assert(
		fc.property(histories, intervals, (history, intervalMinutes) => {
			const hours = intervalMinutes / 60;
			const patience = passingPatience(intervalMinutes) / hour;
			let since = 0;
			play(history, {by: 'schedule', intervalMinutes}).forEach((notices, index) => {
				const now = index * hours;
				if (history[index]?.exitCode === 0 || notices.length > 0) since = now + hours;
				expect(now - since).toBeLessThan(24 + patience + 2 * hours);
			});
		}),
		{...runs(100), examples: [[Array.from({length: 60}, () => failed(16, 'net')), 60]]},
	);
});
