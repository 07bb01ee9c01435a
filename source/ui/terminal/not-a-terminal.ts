import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';

/** What is said when the screens are asked for and nobody sits at a terminal. */
export const notATerminal = (what: string): UsherError =>
	new UsherError({
		code: 'not-a-terminal',
		exitCode: exitCodes.usage,
		message: `${what} needs a terminal, and input or output is not one.`,
		advice:
			'Without a terminal use `usher plan`, `usher sync`, `usher watch`, `usher status` and `usher doctor`; with SSH add -t.',
	});
