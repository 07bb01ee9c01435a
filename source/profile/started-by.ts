import {userInfo} from 'node:os';
import type {Environment} from '../platform/environment.ts';
import {cleanText} from '../platform/text/clean.ts';

const longest = 64;

/** The account that started a run, for its history: whoever called sudo, else whose process it is. */
export const startedBy = (environment: Environment): {readonly who?: string} => {
	const asked = environment.SUDO_USER;
	let own = '';
	try {
		own = userInfo().username;
	} catch {
		// An id without an account, as in a container.
	}
	const who = cleanText(asked !== undefined && asked !== '' && asked !== own ? `${asked} (as ${own})` : own, longest);
	return who === '' ? {} : {who};
};
