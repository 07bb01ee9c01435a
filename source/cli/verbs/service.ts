import {Argument, type Command, Option} from 'commander';
import type {Run, Verb} from '../verb.ts';

/** Handing a profile over to a scheduler. */
export const serviceVerbs = (verb: Verb, run: Run): void => {
	const service = verb('service', 'hand this profile over to systemd, cron, Kubernetes or Compose');
	verb('install', 'let a hardened systemd service, or cron, run it; shows what it will do first', service)
		.option('--timer', 'systemd: a sync on a timer instead of one that stays up', false)
		.addOption(
			new Option('--cron', 'a line in your crontab instead, where there is no systemd')
				.default(false)
				.conflicts(['timer', 'root']),
		)
		.option('--dry-run', 'only show what it would do', false)
		.option('--yes', 'do it without asking', false)
		.option('--root <folder>', 'write the files below this folder and run nothing, to look at them')
		.action((options, command: Command) =>
			run(command, async shell =>
				options.cron
					? (await import('../../commands/service-cron.ts')).installCron(shell, options)
					: (await import('../../commands/service.ts')).installService(shell, options),
			),
		);
	verb(
		'uninstall',
		'stop the service or take the line out of the crontab; take the profile back, with what it has learnt',
		service,
	)
		.option('--purge', "remove the service's copy of the profile too", false)
		.option('--dry-run', 'only show what it would do', false)
		.option('--yes', 'do it without asking', false)
		.option('--root <folder>', 'take back what install --root has written below this folder; run nothing')
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/service.ts')).uninstallService(shell, options)),
		);
	verb('status', 'what systemd or cron has of it, and its last run', service).action((_options, command: Command) =>
		run(command, async shell => (await import('../../commands/service-look.ts')).serviceStatus(shell)),
	);
	verb('print', 'print the files for a scheduler that you keep yourself', service)
		.addArgument(new Argument('<kind>').choices(['systemd', 'timer', 'cron', 'kubernetes', 'compose', 'containerfile']))
		.option('--image <name>', 'the container image that holds Usher', 'usher')
		.action((kind, options: {readonly image: string}, command: Command) =>
			run(command, async shell => (await import('../../commands/service.ts')).printService(shell, kind, options.image)),
		);
	verb('exec', 'run any command as the service: its account, its settings, its secrets', service)
		.argument('[words...]', 'nothing: the dashboard')
		.action((words: string[], _options, command: Command) =>
			run(command, async shell => (await import('../../commands/service-look.ts')).execInService(shell, words)),
		);
};
