import {type Command, Option} from 'commander';
import {whole} from '../values.ts';
import type {Run, Verb} from '../verb.ts';

/** What works without any account. */
export const practiceVerbs = (verb: Verb, run: Run): void => {
	verb('demo', 'see Usher at work on a practice tenant; needs no account and keeps nothing')
		.option('--users <n>', 'how many people the practice company has', whole)
		.option('--groups <n>', 'how many groups', whole)
		.option('--members <n>', 'how many people a group has on average', whole)
		.option('--latency <ms>', 'how long every answer takes, in milliseconds', whole)
		.option('--seed <n>', 'another company', whole)
		.addOption(new Option('--server <kind>', 'which server to practise on').choices(['official', 'vaultwarden']))
		.option('--text', 'tell the story in text, also in a terminal', false)
		.action((options, command: Command) =>
			run(command, async shell => {
				const {demoScreen, hasScreen} = await import('../screens.ts');
				const {demo} = await import('../../commands/demo.ts');
				return demo(shell, options, hasScreen(shell) && options.text !== true ? demoScreen : undefined);
			}),
		);

	const practice = verb('practice', 'the practice tenant: a tenant and an organisation on this machine');
	verb('serve', 'run the practice tenant and print the settings for another shell', practice)
		.option('--users <n>', 'how many people the practice company has', whole)
		.option('--groups <n>', 'how many groups', whole)
		.option('--members <n>', 'how many people a group has on average', whole)
		.option('--latency <ms>', 'how long every answer takes, in milliseconds', whole)
		.option('--unregistered', 'no application is registered yet: for usher setup', false)
		.option('--seed <n>', 'another company', whole)
		.addOption(new Option('--server <kind>', 'which server to play').choices(['official', 'vaultwarden']))
		.option('--port <n>', 'the first of three ports; any free ones without it', whole)
		.option('--write-ca <file>', 'where to write the certificate authority that the other shell trusts')
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/practice-serve.ts')).practiceServe(shell, options)),
		);
};
