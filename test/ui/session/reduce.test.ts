import {expect, test} from 'vitest';
import type {SyncEvent} from '../../../source/core/run.ts';
import {measured, rateOf, reduce} from '../../../source/ui/session/reduce.ts';
import {emptySession, mostLogLines, type SessionState} from '../../../source/ui/session/state.ts';
import {groupId} from '../../helpers/company.ts';
import {planOf} from '../../helpers/fake-profile.ts';

const start: SyncEvent = {kind: 'run-started', run: 'r1', at: '2026-03-04T14:00:00.000Z', by: 'screen', mode: 'sync'};
const fold = (events: readonly SyncEvent[], state: SessionState = emptySession(0), at = 1000): SessionState =>
	reduce(
		state,
		events.map(event => ({at, event})),
		at,
	);
const reading = (done: number): SyncEvent[] => [
	{kind: 'groups-read', objects: [{id: groupId(done), name: `Group ${done}`}], done, total: 40},
	{kind: 'members-read', group: groupId(done), users: 3, groups: 1, done, memberships: done * 4},
];

test('the tree fills in from what the read tells', () => {
	const state = fold([
		start,
		{kind: 'phase', phase: 'directory'},
		{kind: 'read-started', mode: 'full', why: 'first'},
		...reading(1),
		...reading(2),
	]);
	expect([...(state.run?.live ?? [])].map(([, group]) => group)).toEqual([
		{name: 'Group 1', members: {users: 3, groups: 1}},
		{name: 'Group 2', members: {users: 3, groups: 1}},
	]);
	expect(measured(state.run!)).toEqual({what: 'groups', done: 2, total: 40});
});

test('an older state stays as it was when another batch comes in', () => {
	const before = fold([start, {kind: 'phase', phase: 'directory'}, ...reading(1)]);
	const after = fold(reading(2), before, 1500);
	expect(before.run?.live.size).toBe(1);
	expect(after.run?.live.size).toBe(2);
});

test('the same events in one batch or one by one give the same state', () => {
	const events: SyncEvent[] = [
		start,
		{kind: 'phase', phase: 'sign-in'},
		{kind: 'phase', phase: 'directory'},
		{kind: 'read-started', mode: 'delta'},
		...reading(1),
		{kind: 'phase', phase: 'organisation'},
		{kind: 'organisation-read', done: 2, total: 2},
	];
	const {run: whole, ...rest} = fold(events);
	const {run: single, ...others} = events.reduce((state, event) => fold([event], state), emptySession(0));
	expect({...whole, pace: undefined}).toEqual({...single, pace: undefined});
	expect(rest).toEqual(others);
});

test('rate and time left come from the last seconds', () => {
	let state = fold([start, {kind: 'phase', phase: 'directory'}, ...reading(2)], emptySession(0), 1000);
	state = fold(reading(6), state, 3000);
	expect(rateOf(state.run!)).toEqual({rate: 2, leftMs: 17_000});
});

test('waiting is told, and is over when its time is', () => {
	const state = fold([
		start,
		{kind: 'phase', phase: 'directory'},
		{kind: 'waiting', service: 'graph', seconds: 4, because: 'throttled'},
	]);
	expect(state.run?.waiting?.until).toBe(5000);
	expect(state.log.at(-1)).toEqual({at: 1000, level: 'wait', text: 'Microsoft Graph asks us to wait 4 s'});
	expect(reduce(state, [], 5000).run?.waiting).toBeUndefined();
});

test('what a step did is told when it has ended, with the request id of a refusal', () => {
	const state = fold([
		start,
		{kind: 'apply-started', steps: 2},
		{
			kind: 'step-started',
			seq: 1,
			step: {
				kind: 'import',
				members: [{email: 'a@x', externalId: groupId(1), deleted: false}],
				groups: [],
				invite: 'mail',
			},
		},
		{kind: 'step-ended', seq: 1, outcome: {kind: 'done'}},
		{kind: 'step-started', seq: 2, step: {kind: 'revoke', member: 'm1' as never}},
		{
			kind: 'step-ended',
			seq: 2,
			outcome: {kind: 'refused', status: 400, message: 'Only owners may.', fields: {}, requestId: 'req-7'},
		},
	]);
	expect(state.run?.steps).toEqual({total: 2, done: 2, refused: 1, unknown: 0});
	expect(state.log.slice(-2)).toEqual([
		{at: 1000, level: 'ok', text: '1 person invited'},
		{
			at: 1000,
			level: 'error',
			text: 'not done: one member revoked. The server said: Only owners may.',
			requestId: 'req-7',
		},
	]);
});

test('the end of a run keeps its report and its plan', () => {
	const plan = planOf([]);
	const state = fold([
		start,
		{kind: 'planned', plan, refusals: []},
		{
			kind: 'run-ended',
			report: {
				run: 'r1',
				outcome: 'nothing-to-do',
				exitCode: 0,
				plan,
				refusals: [],
				applied: {},
				problems: [],
				requests: {graph: 1, bitwarden: 1},
				durationMs: 5,
			},
		},
	]);
	expect(state.run).toBeUndefined();
	expect(state.plan?.plan).toBe(plan);
	expect(state.last?.report.outcome).toBe('nothing-to-do');
	expect(state.log.at(-1)?.text).toBe('nothing to do');
});

test('the log keeps its last lines only', () => {
	const problems = Array.from(
		{length: mostLogLines + 50},
		(_, number): SyncEvent => ({
			kind: 'problem',
			problem: {code: 'x', message: `problem ${number}`, subject: [], severity: 'warning'},
		}),
	);
	const {log} = fold([start, ...problems]);
	expect(log).toHaveLength(mostLogLines);
	expect(log.at(-1)?.text).toBe(`problem ${mostLogLines + 49}`);
});

test('an undo is kept apart from the plan of the directory, here and where it is only watched', () => {
	const plan = planOf([]);
	const undoing = planOf([], [], 'undo-of-r1');
	const report = {
		run: 'r2',
		outcome: 'applied',
		exitCode: 0,
		refusals: [],
		applied: {restore: 2},
		problems: [],
		requests: {graph: 0, bitwarden: 3},
		durationMs: 5,
	} as const;
	const before = fold([
		start,
		{kind: 'planned', plan, refusals: []},
		{kind: 'run-ended', report: {...report, run: 'r1'}},
	]);
	// The journal keeps a plan once: its report has none.
	expect(before.last?.report.plan).toBe(plan);
	const asked = fold(
		[
			{...start, run: 'r2', mode: 'undo', of: 'r1'},
			{kind: 'planned', plan: undoing, refusals: []},
		],
		before,
	);
	expect(asked.undo).toMatchObject({of: 'r1', plan: undoing});
	expect(asked.undo?.report).toBeUndefined();
	expect(asked.plan?.plan).toBe(plan);
	const after = fold([{kind: 'run-ended', report}], asked, 2000);
	expect(after.undo).toMatchObject({of: 'r1', plan: undoing, report: {outcome: 'applied'}, endedAt: 2000});
	expect(after.last?.report.plan).toBe(undoing);
	expect(after.plan?.plan).toBe(plan);
	expect(after.log.at(-1)?.text).toBe('applied: 2 restored');
});
