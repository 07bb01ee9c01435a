import {expect, test} from 'vitest';
import type {Change} from '../../../source/core/changes.ts';
import type {EntraId, MemberId} from '../../../source/core/ports.ts';
import type {RunReport, SyncEvent} from '../../../source/core/run.ts';
import {changeWord, factRows, noPlanText, sectionWord} from '../../../source/ui/dashboard/history/facts.ts';
import {readStory} from '../../../source/ui/dashboard/history/story.ts';
import {historyIndex} from '../../../source/ui/dashboard/history/use-history.ts';
import type {RunRecord, ToldPiece} from '../../../source/ui/session/port.ts';
import type {Glyphs} from '../../../source/ui/theme.ts';
import {planOf} from '../../helpers/fake-profile.ts';

const record = (more: Partial<RunRecord> = {}): RunRecord => ({
	run: 'r1',
	startedAt: '2026-03-04T14:03:00Z',
	endedAt: '2026-03-04T14:04:00Z',
	by: 'command',
	mode: 'sync',
	outcome: 'interrupted',
	exitCode: 130,
	changes: 1,
	problems: 0,
	refusals: 0,
	error: undefined,
	...more,
});
const revoke = (number: number): Change => ({
	kind: 'revoke',
	person: {
		externalId: `u${number}` as EntraId,
		email: `u${number}@fabrikam.example`,
		name: '',
		member: `m${number}` as MemberId,
	},
	because: {subject: `u${number}` as EntraId, verdict: 'out', code: 'deleted', reason: 'Out: gone.', path: []},
});
const report: RunReport = {
	run: 'r1',
	outcome: 'interrupted',
	exitCode: 130,
	refusals: [],
	applied: {revoke: 1},
	problems: [],
	requests: {graph: 3, bitwarden: 4},
	durationMs: 60_000,
};

async function* told(events: readonly (SyncEvent | readonly Change[])[]): AsyncGenerator<ToldPiece> {
	let seq = 0;
	for (const one of events) yield 'kind' in one ? {seq: ++seq, at: '2026-03-04T14:03:01Z', event: one} : {changes: one};
}

const changes = [revoke(1), revoke(2), revoke(3)];
const head = {kind: 'planned', plan: {...planOf(changes), changes: []}, refusals: []} as const;
const events = (steps: number): (SyncEvent | readonly Change[])[] => [
	{kind: 'run-started', run: 'r1', at: '2026-03-04T14:03:00Z', by: 'command', mode: 'sync', who: 'ada', of: 'r0'},
	head,
	changes.slice(0, 1),
	changes.slice(1),
	{kind: 'apply-started', steps},
	...Array.from({length: steps}, (_, n): SyncEvent[] => [
		{kind: 'step-started', seq: n + 1, step: {kind: 'revoke', member: `m${n + 1}` as MemberId}},
		{
			kind: 'step-ended',
			seq: n + 1,
			outcome: n === 0 ? {kind: 'done'} : {kind: 'refused', message: 'No.', retryable: false},
		} as SyncEvent,
	]).flat(),
	{kind: 'run-ended', report},
];

test('a run that was cut short says of each change whether it was done', async () => {
	const story = await readStory(record(), told(events(2)), {wanted: () => true});
	expect(story).toMatchObject({who: 'ada', of: 'r0', by: 'command', mode: 'sync'});
	expect(story?.plan?.changes).toEqual(changes);
	expect(changes.map(change => changeWord(story!, change))).toEqual(['', 'not done: ', 'not done: ']);
	expect(sectionWord(record(), story!, 'revoke', 3)).toBe('1 of them done');
});

test.each(['failed', 'interrupted'] as const)(
	'a run that %s says that nothing was sent only when nothing was',
	async outcome => {
		const stopped = record({outcome, changes: 0});
		const rowsOf = async (steps: number, unanswered: number) => {
			const ended: SyncEvent = {kind: 'run-ended', report: {...report, outcome, applied: {}, unanswered}};
			const story = await readStory(stopped, told([...events(steps).slice(0, -1), ended]), {wanted: () => true});
			const rows = factRows({record: stopped, story}, 76, 9, {} as Glyphs);
			const words = rows.map(row => row.map(({text}) => text).join('')).join('\n');
			return {words, section: sectionWord(stopped, story!, 'revoke', 3)};
		};
		const before = await rowsOf(0, 0);
		expect(before.words).toContain('Nothing was sent.');
		expect(before.section).toBe('not sent');
		const lost = await rowsOf(1, 3);
		expect(lost.words).not.toContain('Nothing was sent.');
		expect(lost.section).toBe('not known');
		expect((await rowsOf(1, 0)).section).toBe('not done');
	},
);

test('the log of a long run is whole, and of a plan that was made twice the last one counts', async () => {
	const [first = head, ...rest] = events(900);
	const story = await readStory(record(), told([first, head, [revoke(9)], ...rest]), {wanted: () => true});
	expect(story?.log.filter(({text}) => text.includes('one member revoked'))).toHaveLength(900);
	expect(story?.plan?.changes).toEqual(changes);
});

test('what nobody waits for any more is not read on, and a long plan says how far it is', async () => {
	let asked = 0;
	const story = await readStory(record(), told(events(1)), {wanted: () => ++asked < 3});
	expect(story).toBeUndefined();
	expect(asked).toBe(3);
	const said: number[] = [];
	await readStory(record(), told(events(1)), {wanted: () => true, progress: ({changes: so}) => said.push(so)});
	expect(said).toEqual([1, 3]);
});

test('the cursor stays on its run when newer ones come, and on its row when the run is gone', () => {
	const runs = ['c', 'b', 'a'].map(run => record({run}));
	expect(historyIndex(runs, {path: 'b', index: 0})).toBe(1);
	expect(historyIndex(runs, {path: 'gone', index: 9})).toBe(2);
	expect(historyIndex([], {path: 'gone', index: 9})).toBe(0);
});

test('where no plan is kept, it is said why', async () => {
	const quiet = record({outcome: 'nothing-to-do', changes: 0});
	const story = await readStory(quiet, told([]), {wanted: () => true});
	expect(noPlanText({record: quiet, story, telling: undefined})).toMatch(/no longer kept/);
	expect(noPlanText({record: undefined, story: undefined, telling: undefined})).toMatch(/no longer kept/);
	expect(noPlanText({record: quiet, story: undefined, telling: {changes: 12_000}})).toContain('12,000');
});
