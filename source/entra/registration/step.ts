import {UsherError} from '../../core/errors.ts';
import type {Ground} from './context.ts';
import type {StepName} from './events.ts';

/** Tells that a step begins, does it, and tells how it ended. */
export const step = async <T>(
	shop: Ground,
	name: StepName,
	work: () => Promise<{readonly fact: string; readonly value: T; readonly partly?: boolean}>,
): Promise<T> => {
	shop.tell({kind: 'step', step: name, state: 'doing'});
	try {
		const {fact, value, partly} = await work();
		shop.tell({kind: 'step', step: name, state: partly === true ? 'partly' : 'done', fact});
		return value;
	} catch (error) {
		if (!shop.signal.aborted) {
			shop.tell({
				kind: 'step',
				step: name,
				state: 'failed',
				...(error instanceof UsherError ? {fact: error.message} : {}),
			});
		}
		throw error;
	}
};
