// Waiting for a service, and passing on what it says meanwhile.
import {describe, expect, test} from 'vitest';
import type {CallContext, Waiting} from '../../../source/core/ports.ts';
import {begun, during} from '../../../source/core/run/during.ts';

const wait = (seconds: number): Waiting => ({kind: 'waiting', service: 'graph', seconds, because: 'throttled'});
const read = async <Result>(work: (call: CallContext) => Promise<Result>) => {
	const told: number[] = [];
	const going = during(work, new AbortController().signal);
	for (;;) {
		const next = await going.next();
		if (next.done) return {told, result: next.value};
		told.push(next.value.seconds);
	}
};

describe('during', () => {
	test('gives everything that was said, in order, and then the result', async () => {
		const {told, result} = await read(async ({waiting}) => {
			waiting(wait(1));
			waiting(wait(2));
			await Promise.resolve();
			waiting(wait(3));
			await new Promise(resolve => setImmediate(resolve));
			waiting(wait(4));
			return 'done';
		});
		expect(told).toEqual([1, 2, 3, 4]);
		expect(result).toBe('done');
	});

	test('gives the result of work that says nothing, at once or later', async () => {
		expect(await read(async () => 7)).toEqual({told: [], result: 7});
		const later = read(() => new Promise<number>(resolve => setImmediate(resolve, 8)));
		expect(await later).toEqual({told: [], result: 8});
	});

	test('says what was said before it throws what the work throws', async () => {
		const told: number[] = [];
		const going = during(async ({waiting}) => {
			waiting(wait(1));
			throw new Error('refused');
		}, new AbortController().signal);
		const all = (async () => {
			for await (const event of going) told.push(event.seconds);
		})();
		await expect(all).rejects.toThrow('refused');
		expect(told).toEqual([1]);
	});

	test('hands the work its signal, and a reader who leaves turns its failure into nobody´s', async () => {
		const stop = new AbortController();
		let failed = false;
		const going = during(async ({signal, waiting}) => {
			waiting(wait(1));
			await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
			failed = true;
			throw new Error('left alone');
		}, stop.signal);
		await going.next();
		await going.return(undefined as never);
		stop.abort();
		// An unhandled rejection here fails the test run.
		await new Promise(resolve => setImmediate(resolve));
		expect(failed).toBe(true);
	});
});

describe('begun', () => {
	test('goes on before anybody listens, and gives everything from the first event on', async () => {
		let reached = 0;
		async function* counting(): AsyncGenerator<number, string> {
			reached = 1;
			yield 1;
			reached = 2;
			yield 2;
			return 'done';
		}
		const going = begun(counting());
		expect(reached).toBe(1);
		expect([await going.next(), await going.next(), await going.next()]).toEqual([
			{done: false, value: 1},
			{done: false, value: 2},
			{done: true, value: 'done'},
		]);
	});

	test('throws to whoever listens, and to nobody before', async () => {
		// biome-ignore lint/correctness/useYield: it fails before it says anything
		async function* failing(): AsyncGenerator<number, void> {
			throw new Error('at once');
		}
		const going = begun(failing());
		await new Promise(resolve => setImmediate(resolve));
		await expect(going.next()).rejects.toThrow('at once');
	});
});
