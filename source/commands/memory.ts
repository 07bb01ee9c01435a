import {existsSync} from 'node:fs';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import {openState, type State} from '../platform/state/open-state.ts';
import {asServiceWords, handedOverTo} from '../profile/handed-over.ts';
import type {Shell} from './shell.ts';

/** Looks into what the profile remembers, and closes it again; undefined when it has never run, so that nothing is made by looking. */
export const withMemory = async <Value>(
	shell: Shell,
	look: (state: State, paths: Paths) => Value | Promise<Value>,
): Promise<Value | undefined> => {
	const paths = pathsOf({environment: shell.environment, profile: shell.profile});
	if (!existsSync(paths.state) && !existsSync(paths.ledger)) return undefined;
	if (handedOverTo(paths) !== undefined) {
		shell.tell(
			`A service runs this profile now; what is here ends where it began. As the service: ${asServiceWords(shell.profile)} COMMAND`,
		);
	}
	const state = openState(paths, {now: shell.now});
	try {
		for (const notice of state.notices) shell.tell(notice);
		return await look(state, paths);
	} finally {
		state.close();
	}
};
