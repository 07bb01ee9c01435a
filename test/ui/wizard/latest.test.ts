import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import type {Check} from '../../../source/ui/wizard/checks/check.ts';
import {createLatest} from '../../../source/ui/wizard/checks/latest.ts';

type Asked = {
	readonly input: string;
	readonly signal: AbortSignal;
	answer(text: string): void;
	fail(error: Error): void;
};

const room = () => {
	const asked: Asked[] = [];
	const told: Check<string>[] = [];
	const latest = createLatest<string, string>(
		(input, {signal}) =>
			new Promise((resolve, reject) => {
				asked.push({input, signal, answer: resolve, fail: reject});
			}),
		check => told.push(check),
	);
	return {latest, asked, told};
};

test('an older answer never overwrites a newer one, whichever comes first', async () => {
	const {latest, asked, told} = room();
	latest.ask('old');
	latest.ask('new');
	expect(asked.map(({input}) => input)).toEqual(['old', 'new']);
	expect(asked[0]?.signal.aborted).toBe(true);
	asked[1]?.answer('of the new one');
	await latest.settled();
	asked[0]?.answer('of the old one');
	await latest.settled();
	expect(told.at(-1)).toEqual({kind: 'good', result: 'of the new one'});
});

test('an older failure is not told either', async () => {
	const {latest, asked, told} = room();
	latest.ask('old');
	latest.ask('new');
	asked[0]?.fail(new Error('too late'));
	await new Promise(resolve => setImmediate(resolve));
	expect(told.at(-1)).toEqual({kind: 'running'});
});

test('a question that is forgotten has no answer', async () => {
	const {latest, asked, told} = room();
	latest.ask('one');
	latest.forget();
	asked[0]?.answer('one');
	await latest.settled();
	expect(told.at(-1)).toEqual({kind: 'idle'});
});

test('while somebody types, only the last question is asked', async () => {
	const {latest, asked, told} = room();
	for (const text of ['a', 'ab', 'abc']) latest.ask(text, 5);
	await expect.poll(() => asked.map(({input}) => input)).toEqual(['abc']);
	asked[0]?.answer('found');
	await latest.settled();
	expect(told.at(-1)).toEqual({kind: 'good', result: 'found'});
});

test('what a service answers is told with what to do; a mistake of ours is told as one', async () => {
	const {latest, asked, told} = room();
	latest.ask('one');
	asked[0]?.fail(
		new UsherError({
			code: 'tenant-not-found',
			exitCode: 11,
			message: 'Not there.',
			advice: 'The ID is in the portal (entra.tenant).',
		}),
	);
	await latest.settled();
	expect(told.at(-1)).toMatchObject({
		kind: 'bad',
		failure: {code: 'tenant-not-found', message: 'Not there.', advice: 'The ID is in the portal.', unreachable: false},
	});
	latest.ask('two');
	asked[1]?.fail(new TypeError('x is not a function'));
	await latest.settled();
	expect(told.at(-1)).toMatchObject({kind: 'bad', failure: {code: 'unexpected'}});
});
