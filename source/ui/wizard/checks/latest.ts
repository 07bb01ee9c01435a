// One question at a time, and only the newest one's answer counts.
import type {CallContext} from '../../../core/ports.ts';
import {type Check, failureOf, idle, waitingNote} from './check.ts';

export type Latest<Input> = {
	/** Asks, after a pause in which no other question came; the question before is called off. */
	ask(input: Input, afterMs?: number): void;
	/** Calls the question off; nothing is known any more. */
	forget(): void;
	/** Resolves when nothing is under way. */
	settled(): Promise<void>;
};

/**
 * Asks a service and tells how it stands. An answer that comes after a newer question was asked is dropped, however late
 * the older one is: what is told always belongs to the last input.
 */
export const createLatest = <Input, Result>(
	ask: (input: Input, call: CallContext) => Promise<Result>,
	tell: (check: Check<Result>) => void,
): Latest<Input> => {
	let current: AbortController | undefined;
	let timer: NodeJS.Timeout | undefined;
	let underWay: Promise<void> = Promise.resolve();

	const stop = (): void => {
		clearTimeout(timer);
		timer = undefined;
		current?.abort(new Error('a newer question was asked'));
		current = undefined;
	};
	const run = async (input: Input, controller: AbortController): Promise<void> => {
		const isCurrent = (): boolean => current === controller;
		const call: CallContext = {
			signal: controller.signal,
			waiting: event => {
				if (isCurrent()) tell({kind: 'running', note: waitingNote(event)});
			},
		};
		try {
			const result = await ask(input, call);
			if (isCurrent()) tell({kind: 'good', result});
		} catch (error) {
			if (isCurrent()) tell({kind: 'bad', failure: failureOf(error)});
		}
	};
	return {
		ask: (input, afterMs = 0) => {
			stop();
			const controller = new AbortController();
			current = controller;
			tell({kind: 'running'});
			const start = (): void => {
				timer = undefined;
				underWay = run(input, controller);
			};
			if (afterMs === 0) start();
			else timer = setTimeout(start, afterMs);
		},
		forget: () => {
			stop();
			tell(idle);
		},
		settled: () => underWay,
	};
};
