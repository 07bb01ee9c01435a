import type {Command} from 'commander';
import type {Run, Verb} from '../program.ts';

/** The guided set-up. */
export const setUpVerb = (verb: Verb, run: Run): void => {
	verb('setup', 'connect an organisation and a tenant, one step at a time').action((_options, command: Command) =>
		run(command, async shell => (await import('../set-up.ts')).setUp(shell)),
	);
};
