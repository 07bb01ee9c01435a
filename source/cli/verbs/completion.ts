import {Argument, type Command} from 'commander';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Run, Verb} from '../verb.ts';

/** Completion of words for shells: the script to load, and the words that it asks for. */
export const completionVerb = (verb: Verb, run: Run, program: Command): void => {
	const completion = verb('completion', 'completion of words for your shell')
		.addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
		.action((name: 'bash' | 'zsh' | 'fish', _options, command: Command) =>
			run(command, async shell => {
				const {scripts} = await import('../completion/scripts.ts');
				if (shell.json) shell.document({shell: name, script: scripts[name]});
				shell.print(scripts[name].trimEnd());
				return exitCodes.done;
			}),
		);
	completion
		.command('words', {hidden: true})
		.description('what may stand at the end of a command line')
		.argument('[words...]')
		.action((words: readonly string[], _options, command: Command) =>
			run(command, async shell => {
				const {candidatesFor} = await import('../completion/candidates.ts');
				const {valuesAt} = await import('../../commands/completion-values.ts');
				const found = candidatesFor(program, words, place => valuesAt(shell.environment, place));
				if (found.length > 0) shell.print(...found.map(({word, meaning}) => `${word}\t${meaning}`));
				return exitCodes.done;
			}),
		);
};
