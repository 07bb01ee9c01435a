import type {DatabaseSync} from 'node:sqlite';
import {letGo, take} from './lock.ts';

const lookMs = 200;
/** What a few notices may take whose receivers do not answer. */
const patienceMs = 120_000;

/**
 * Does the work while no other process does work under the same name: waits for its turn, for two minutes at most, and
 * then goes ahead, as it does when the disk does not let it ask. What is done so must bear being done twice.
 *
 * @param path of the file that stands for the turn; it holds nothing
 * @param pause waits so many milliseconds
 */
export const inTurn = async <Result>(
	path: string,
	pause: (milliseconds: number) => Promise<void>,
	work: () => Promise<Result>,
): Promise<Result> => {
	let turn: DatabaseSync | undefined;
	try {
		for (let waited = 0; waited < patienceMs; waited += lookMs) {
			turn = take(path, 0);
			if (turn !== undefined) break;
			await pause(lookMs);
		}
	} catch {
		// Whatever keeps it from asking, a disk or an end that was asked for, is no reason to leave the work undone.
	}
	try {
		return await work();
	} finally {
		if (turn !== undefined) letGo(turn);
	}
};
