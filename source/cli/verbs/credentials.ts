import {type Command, Option} from 'commander';
import type {Run, Verb} from '../verb.ts';

/** What the application signs in with. */
export const credentialVerbs = (verb: Verb, run: Run): void => {
	const credentials = verb('credentials', 'what the application signs in with, and the next one before it ends');
	verb('status', 'what it signs in with, and until when', credentials).action((_options, command: Command) =>
		run(command, async shell => (await import('../../commands/credentials.ts')).credentialsStatus(shell)),
	);
	verb('renew', 'make the next one, prove that it works, then take the old one out', credentials)
		.addOption(new Option('--credential <kind>', 'change to the other kind').choices(['certificate', 'secret']))
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/credentials.ts')).renewCredentials(shell, options)),
		);
};
