import {expect, test} from 'vitest';
import {findRun} from '../../source/commands/history.ts';
import type {RunRecord} from '../../source/platform/state/journal.ts';

const stateOf = (...runs: readonly string[]) => ({
	run: (id: string) => (runs.includes(id) ? ({run: id} as RunRecord & {report: undefined}) : undefined),
	runs: () => runs.map(run => ({run}) as RunRecord),
});

test('a run is found by its beginning, and never by nothing', () => {
	const two = stateOf('20260421-101500-ab12', '20260422-101500-cd34');
	expect(findRun(two, '20260421-101500-ab12')).toBe('20260421-101500-ab12');
	expect(findRun(two, '20260422')).toBe('20260422-101500-cd34');
	expect(findRun(two, '20260421-101500-AB')).toBe('20260421-101500-ab12');
	expect(() => findRun(two, '2026')).toThrow(expect.objectContaining({code: 'run-ambiguous', exitCode: 2}));
	expect(() => findRun(two, '2025')).toThrow(expect.objectContaining({code: 'run-unknown', exitCode: 2}));
	// What a script makes of an empty variable: with one run in the history it would have meant that one.
	for (const nothing of ['', ' '])
		expect(() => findRun(stateOf('20260421-101500-ab12'), nothing)).toThrow(
			expect.objectContaining({code: 'run-unknown'}),
		);
});
