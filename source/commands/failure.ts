import type {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {Shell} from './shell.ts';
import {errorLines} from './text/error.ts';

/** Says what a person, a setting or a service has caused and what to do; gives the exit code. */
export const reportError = (shell: Shell, error: UsherError): ExitCode => {
	shell.tell(...errorLines(error, shell));
	if (shell.json) {
		const {code, message, advice, requestId} = error;
		shell.document({exitCode: error.exitCode, error: {code, message, advice, requestId}});
	}
	return error.exitCode;
};

/** Anything else that is thrown is a mistake of Usher's: one sentence, the stack only for those who ask. */
export const describeBug = (shell: Shell, error: unknown): ExitCode => {
	const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	shell.tell(
		`Usher has made a mistake of its own and stopped (${what.split('\n')[0]}).`,
		'The next run starts from what is really there. `--log-level debug` shows where it happened, for a report.',
	);
	if (shell.logLevel === 'debug' && error instanceof Error && error.stack) shell.tell(error.stack);
	if (shell.json) {
		const advice = 'Run it again with --log-level debug and report what it prints.';
		shell.document({exitCode: exitCodes.unexpected, error: {code: 'unexpected', message: what, advice}});
	}
	return exitCodes.unexpected;
};
