import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {eventWords, stepWords, waitingWords} from '../../../source/commands/text/events.ts';
import {createProgress} from '../../../source/commands/text/progress.ts';
import {progressWords, startProgress} from '../../../source/commands/text/progress-words.ts';
import type {EntraId, MemberId} from '../../../source/core/ports.ts';
import type {SyncEvent} from '../../../source/core/run.ts';

const told = (events: readonly SyncEvent[]): (string | undefined)[] => {
	let state = startProgress;
	return events.map(event => {
		const [next, text] = progressWords(state, event);
		state = next;
		return text;
	});
};

describe('the progress line', () => {
	test('counts while the directory is read', () => {
		const group = 'g' as EntraId;
		expect(
			told([
				{kind: 'phase', phase: 'directory'},
				{kind: 'users-read', objects: [], done: 999},
				{kind: 'groups-read', objects: [], done: 312},
				{kind: 'members-read', group, users: 3, groups: 0, done: 40, memberships: 800},
			]),
		).toEqual([
			'Reading the directory',
			'Reading the directory: 999 people',
			'Reading the directory: 999 people, 312 groups',
			'Reading the directory: 999 people, members of 40 of 312 groups',
		]);
	});

	test('fills a bar while steps are applied', () => {
		const [, first, half] = told([
			{kind: 'apply-started', steps: 2},
			{kind: 'apply-started', steps: 2},
			{kind: 'step-ended', seq: 1, outcome: {kind: 'done'}},
		]);
		expect(first).toBe('░░░░░░░░░░░░░░░░░░░░ applying 2 steps');
		expect(half).toBe('██████████░░░░░░░░░░ applied 1 of 2 steps');
	});

	test('is written over on a terminal, and not written elsewhere', () => {
		let written = '';
		const write = (text: string): void => {
			written += text;
		};
		const silent = createProgress({write, live: false, columns: () => 80});
		silent.show('hidden');
		silent.clear();
		expect(written).toBe('');

		const live = createProgress({write, live: true, columns: () => 10});
		live.show('Reading the directory');
		expect(written).toBe('\r\u001b[2KReading …');
		live.clear();
		live.clear();
		expect(written).toBe('\r\u001b[2KReading …\r\u001b[2K');
	});
});

test('what comes too soon after another is shown when it is due, because it may stand for minutes', () => {
	vi.useFakeTimers();
	onTestFinished(() => void vi.useRealTimers());
	let written = '';
	const live = createProgress({
		write: text => {
			written += text;
		},
		live: true,
		columns: () => 80,
	});
	live.show('one');
	live.show('two');
	live.show('three');
	expect(written).toBe('\r\u001b[2Kone');
	vi.advanceTimersByTime(100);
	expect(written).toBe('\r\u001b[2Kone\r\u001b[2Kthree');
	live.show('four');
	live.clear();
	vi.advanceTimersByTime(1000);
	expect(written).not.toContain('four');
});

describe('log lines', () => {
	test('say honestly why nothing moves', () => {
		const waiting = {kind: 'waiting', service: 'graph', seconds: 3.2} as const;
		expect(waitingWords({...waiting, because: 'throttled'})).toBe('Microsoft Graph asks to wait 4 s');
		expect(waitingWords({...waiting, because: 'unavailable'})).toContain('does not answer; trying again in 4 s');
		expect(eventWords({...waiting, because: 'throttled'})?.level).toBe('warn');
		expect(eventWords({...waiting, because: 'paced'})?.level).toBe('info');
	});

	test('name a step by what it does, never by whom', () => {
		expect(
			stepWords({
				kind: 'import',
				members: [
					{email: 'ada@fabrikam.example', externalId: 'a' as EntraId, deleted: false},
					{email: 'alan@fabrikam.example', externalId: 'b' as EntraId, deleted: true},
				],
				groups: [],
				invite: 'mail',
			}),
		).toBe('import 1 person and 1 leaver');
		expect(stepWords({kind: 'revoke', member: 'm1' as MemberId})).toBe('revoke member m1');
	});

	test('carry the request id and the advice of what was refused', () => {
		const words = eventWords({
			kind: 'step-ended',
			seq: 3,
			outcome: {kind: 'refused', status: 400, message: 'No.', fields: {}, advice: 'Ask an owner.', requestId: 'r-1'},
		});
		expect(words).toEqual({level: 'error', text: 'step 3 refused (400): No. Ask an owner.', requestId: 'r-1'});
	});
});
