import {UsherError} from '../../core/errors.ts';
import type {Finding} from '../text/doctor.ts';

/** A failure as a finding: what is so, what to do, and the exit code it stands for. Anything but an UsherError is thrown on. */
export const failed = (name: string, error: unknown): Finding => {
	if (!(error instanceof UsherError)) throw error;
	return {
		name,
		state: 'bad',
		fact: error.message,
		advice: [
			...(error.advice === '' ? [] : [error.advice]),
			...(error.raw ? [`The server said: ${error.raw}`] : []),
			...(error.requestId && !error.raw?.includes(error.requestId) ? [`Request id ${error.requestId}`] : []),
		],
		exitCode: error.exitCode,
	};
};

/** A check that was not made, because what it rests on failed. */
export const notTried = (name: string, because: string): Finding => ({
	name,
	state: 'skipped',
	fact: `not tried: ${because}`,
});
