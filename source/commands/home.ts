import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {Shell} from './shell.ts';

/** What can be done without a screen, for those who call `usher` alone where there is none. */
const headlessCommands = (profile: string): string[] => [
	`Usher's screen needs a terminal, and this is none. Without one (profile ${profile}):`,
	'',
	'  usher status     what this profile is and when it last ran',
	'  usher doctor     check everything that a sync needs',
	'  usher test       who would be in, and why',
	'  usher plan       what a sync would change; sends nothing',
	'  usher sync       apply what the guard lets pass',
	'  usher demo       all of it on a practice tenant, nothing to set up',
	'',
	'`usher help COMMAND` has examples for each.',
];

/** `usher` alone where there is no terminal. */
export const home = async (shell: Shell): Promise<ExitCode> => {
	shell.tell(...headlessCommands(shell.profile));
	return exitCodes.usage;
};
