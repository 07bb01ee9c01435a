import type {Command} from 'commander';
import type {Shell} from '../commands/shell.ts';
import type {ExitCode} from '../core/exit-codes.ts';

/** Runs a command's body with the shell that the flags describe. */
export type Run = (command: Command, body: (shell: Shell) => Promise<ExitCode>) => Promise<void>;

/** Makes a command with its description and its examples, of the program or of another command. */
export type Verb = (name: string, description: string, parent?: Command) => Command;
