import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {takeLock} from '../platform/lock/lock.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openState} from '../platform/state/open-state.ts';
import {askYes} from './ask.ts';
import type {Shell} from './shell.ts';

const question =
	'This forgets the directory as last read; the next run reads all of it. Settings, secrets, history and the ledger stay. Go on?';

const agreed = (shell: Shell): Promise<boolean> => {
	if (!shell.canAsk) {
		throw new UsherError({
			code: 'reset-not-confirmed',
			exitCode: exitCodes.usage,
			message: 'Nobody can be asked here, and nothing was forgotten.',
			advice: 'If it is meant: usher reset --yes',
		});
	}
	return askYes(shell, question);
};

/** `usher reset`: forgets the snapshot, not the ledger. */
export const reset = async (shell: Shell, options: {readonly yes: boolean}): Promise<ExitCode> => {
	if (!options.yes && !(await agreed(shell))) {
		shell.print('Nothing was forgotten.');
		return exitCodes.done;
	}
	const paths = pathsOf({environment: shell.environment, profile: shell.profile});
	const lock = takeLock(paths, {run: 'reset', by: 'command', now: shell.now()});
	try {
		const state = openState(paths);
		try {
			state.forget();
		} finally {
			state.close();
		}
	} finally {
		lock.release();
	}
	if (shell.json) shell.document({profile: shell.profile, forgotten: 'snapshot'});
	shell.print('Forgotten. The next run reads the whole directory.');
	return exitCodes.done;
};
