import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Problem} from '../../../source/core/changes.ts';
import {problemKey} from '../../../source/core/problems.ts';
import type {RunReport} from '../../../source/core/run.ts';
import {firstWatchState, scheduleNext, type WatchState} from '../../../source/core/watch/schedule.ts';
import {type NoticeMemory, noticesAfter} from '../../../source/service/notify/notice.ts';

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

/** Plays reports an hour apart; gives the kinds told after each. */
const play = (reports: readonly RunReport[], extra: {ends?: Date; acknowledged?: ReadonlySet<string>} = {}) => {
	let state: WatchState = firstWatchState;
	let memory: NoticeMemory = {told: {}};
	return reports.map((report, index) => {
		const {state: after} = scheduleNext(state, report, 60, 0.5);
		const told = noticesAfter(
			{
				profile: 'fabrikam',
				usher: 'usher --profile fabrikam',
				before: state,
				after,
				report,
				acknowledged: extra.acknowledged ?? new Set(),
				credentialEnds: extra.ends,
				now: new Date(start + index * hour),
				repeatHours: 24,
			},
			memory,
		);
		state = after;
		memory = told.memory;
		return told.notices;
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
	const told = kinds(play(Array.from({length: 25}, () => failed(11, 'sign-in'))));
	expect(told.map(one => one.length)).toEqual([1, ...Array.from({length: 23}, () => 0), 1]);
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
				{ends},
			),
		)
			.map(one => one.length)
			.filter(Boolean),
	).toEqual([1, 1]);
	expect(kinds(play([ok], {ends: new Date(start + 32 * 24 * hour)}))).toEqual([[]]);
	expect(play([ok], {ends: new Date(start - 1)})[0]?.[0]?.title).toContain('has ended');
});

test('nothing is told twice within the repeat time, unless it was over in between', () => {
	const reports = fc.array(fc.constantFrom(ok, failed(11, 'a'), failed(11, 'b'), failed(16, 'net'), refusedRun), {
		maxLength: 40,
	});
	fc.assert(
		fc.property(reports, history => {
			const told = play(history);
			const last = new Map<string, number>();
			told.forEach((notices, index) => {
				if (history[index]?.exitCode === 0) last.clear();
				for (const {kind, title} of notices) {
					if (kind === 'recovery') continue;
					const before = last.get(kind + title);
					if (before !== undefined) expect(index - before).toBeGreaterThanOrEqual(24);
					last.set(kind + title, index);
				}
			});
		}),
	);
});
