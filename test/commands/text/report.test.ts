import {describe, expect, test} from 'vitest';
import {createPaint} from '../../../source/commands/text/paint.ts';
import {appliedWords, reportLines} from '../../../source/commands/text/report.ts';
import type {RunReport} from '../../../source/core/run.ts';
import {samplePlan} from '../../helpers/sample-plan.ts';

const room = {paint: createPaint(false), columns: 80, all: false};
const report = (more: Partial<RunReport>): RunReport => ({
	run: '20261122-140000-ab12',
	outcome: 'applied',
	exitCode: 0,
	refusals: [],
	applied: {},
	problems: [],
	requests: {graph: 12, bitwarden: 1},
	durationMs: 12_400,
	...more,
});
const text = (more: Partial<RunReport>): string => reportLines(report(more), room).join('\n');

describe('how a run ended', () => {
	test('done, with what was applied and what it cost', () => {
		expect(reportLines(report({applied: {invite: 63, revoke: 4, 'rename-group': 1}}), room)).toEqual([
			'Done in 12 s: 4 revoked, 63 invited and 1 group renamed.',
			'',
			'Run 20261122-140000-ab12: 12 s, 12 Graph requests, 1 Bitwarden request, exit',
			'code 0',
		]);
	});

	test('nothing to do says that nothing was sent', () => {
		expect(text({outcome: 'nothing-to-do'})).toContain('Nothing was sent.');
	});

	test.each([
		['refused', 13, 'Stopped by the guard. Nothing has been sent.'],
		['declined', 13, 'Not approved. Nothing has been sent.'],
		['planned', 0, 'Nothing has been sent.'],
		['interrupted', 130, 'Stopped as asked. Nothing has been changed.'],
		['failed', 16, 'Stopped. Nothing has been changed.'],
	] as const)('%s: %i', (outcome, exitCode, sentence) => {
		expect(text({outcome, exitCode})).toContain(sentence);
	});

	test('cut short says what was done until then, and that the next run does the rest', () => {
		const applied = {invite: 2};
		expect(text({outcome: 'interrupted', applied, exitCode: 130})).toContain('Until then: 2 invited. The next run');
		const error = {code: 'network-reset', message: 'The connection was cut.', advice: 'Usually this passes.'};
		const failed = text({outcome: 'failed', applied, error, exitCode: 16});
		expect(failed.startsWith('The connection was cut.\nUsually this passes.\n\nStopped. Until then: 2 invited.')).toBe(
			true,
		);
	});

	test.each([
		['failed', 'Stopped.'],
		['interrupted', 'Stopped as asked.'],
		['applied-in-part', 'Done in part: nothing was applied. The next run tries the rest again.'],
	] as const)('%s, with requests that nobody answered: never that nothing was done', (outcome, start) => {
		const lines = text({outcome, unanswered: 63}).replaceAll('\n', ' ');
		expect(lines).toContain(`${start} Of 63 changes that were sent, it is not known whether they are done`);
		expect(lines).not.toMatch(/Nothing has been/);
	});

	test('a new group is said once, not again for the members that it got', () => {
		const [create, members] = [
			{kind: 'create-group', group: {externalId: 'a', name: 'A'}, because: '', memberships: 0},
			{kind: 'set-group-members', group: {externalId: 'a', name: 'A'}, added: [], removed: []},
		];
		const plan = samplePlan([create, members] as never);
		const applied = {'create-group': 1, 'set-group-members': 1};
		expect(appliedWords({applied, plan})).toBe('1 group created');
		expect(appliedWords({applied: {'set-group-members': 1}})).toBe('1 group with other members');
	});
});
